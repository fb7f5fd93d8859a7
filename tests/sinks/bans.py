"""What no module does, since nothing could make the text harmless that it is given."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.sinks.flow import Leaf
from tests.sinks.places import MARKDOWN_SINKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sinks.project import Project

_MODULES = frozenset(
    {"subprocess", "pickle", "marshal", "shelve", "jinja2", "markupsafe", "code", "pty", "xmlrpc"}
)
_FUNCTIONS = frozenset({"eval", "exec", "compile", "__import__"})
_METHODS = frozenset(
    {
        "system", "popen", "write_formula", "write_array_formula", "write_dynamic_array_formula",
        "write_url", "write_rich_string", "write_row", "write_column", "LinkColumn", "ImageColumn",
        "declare_component", "Popup", "Tooltip", "GeoJsonPopup", "GeoJsonTooltip", "GeoJson",
        "DivIcon", "Html", "link_button",
    }
)  # fmt: skip
_CELL_WRITERS = frozenset({"writer", "DictWriter", "write_csv", "to_csv"})
_GUARDS = ("guard_formula", "mark_formulas")

_SCRIPT_SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\s*\(|\bFunction\s*\("
    r"|setTimeout\s*\(\s*[\"'`]|srcdoc|DOMParser|createContextualFragment|setAttribute\s*\(\s*[\"']?"
    r"(?:on|href|src|style)|\.(?:href|src|action|cssText)\s*=[^=]|window\.open|location\.assign"
    r"|addAttribution|setContent|bindPopup|divIcon|\bhtml\s*:|import\s*\("
)
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)


def banned(project: Project) -> Iterator[Leaf]:
    """Yield what the project's Python code does and should not."""
    for module in project.modules:
        called = {id(n.func) for n in ast.walk(module.tree) if isinstance(n, ast.Call)}
        source = ast.unparse(module.tree)
        for node in ast.walk(module.tree):
            is_bad = (
                (isinstance(node, ast.Import | ast.ImportFrom) and _imports(node))
                or (isinstance(node, ast.Call) and _calls(node, source))
                or (isinstance(node, ast.Attribute) and _hands_on(node, called))
            )
            if is_bad:
                yield Leaf(module.path, getattr(node, "lineno", 0), ast.unparse(node))


def banned_in_script(path: str, text: str) -> Iterator[Leaf]:
    """Yield the lines of a script that make HTML, code or an address of text."""
    bare = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(bare.splitlines(), start=1):
        if _SCRIPT_SINKS.search(line):
            yield Leaf(path, number, line.strip())


def _imports(node: ast.Import | ast.ImportFrom) -> bool:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    return any(name.split(".")[0] in _MODULES or "components.v1" in name for name in names)


def _calls(node: ast.Call, source: str) -> bool:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    is_method = isinstance(node.func, ast.Attribute)
    return any(
        (
            {"unsafe_allow_html", "unsafe_allow_javascript"} & set(given),
            "shell" in given and ast.unparse(given["shell"]) != "False",
            name in _FUNCTIONS and not is_method,
            name in _METHODS and is_method,
            ast.unparse(node.func) in {"yaml.load", "yaml.unsafe_load"},
            name in _CELL_WRITERS and not any(guard in source for guard in _GUARDS),
        )
    )


def _hands_on(node: ast.Attribute, called: set[int]) -> bool:
    """Tell whether a function of Streamlit that reads Markdown is handed on, out of sight."""
    is_streamlit = isinstance(node.value, ast.Name) and node.value.id == "st"
    return is_streamlit and node.attr in MARKDOWN_SINKS and id(node) not in called
