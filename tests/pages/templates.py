"""The templates of messages, collected from the sources that say them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from gazetteer import PLACED

ROOT = Path(__file__).parents[2]
SOURCES = [
    p for folder in ("gazetteer", "geo", "pages") for p in sorted((ROOT / folder).rglob("*.py"))
]
# Where messages are made of templates that are written out elsewhere.
MAKERS = {ROOT / "gazetteer" / "message.py"}
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def message_calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield each place in the sources where a message is made."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Message")):
                    yield path, node


def template_of(call: ast.Call) -> str | None:
    """Return the template that is written out in a call, None for another expression."""
    (first,) = call.args
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def templates_said() -> set[str]:
    """Return every template in the sources."""
    found = {template_of(call) for _, call in message_calls()}
    return {*PLACED.values(), *(template for template in found if template is not None)}
