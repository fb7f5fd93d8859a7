"""The list of tasks that are done with the keyboard alone: it names the tests, and all of them."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| ([^|]+) \| `(test_\w+)` \|$", re.MULTILINE)
FILES = ("test_keyboard.py", "test_symbol_keys.py")
# Source: what was promised.
FEWEST = 20


def test_list_of_keyboard_tasks_names_every_test_of_them_and_no_other() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = ROW.findall(text.partition("### Tasks done with the keyboard alone")[2])
    trees = [ast.parse((ROOT / "tests" / "browser" / name).read_text("utf-8")) for name in FILES]
    tests = {
        node.name
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert {test for _task, test in listed} == tests
    tasks = [task for task, _test in listed]
    assert len(set(tasks)) == len(tasks) >= FEWEST
