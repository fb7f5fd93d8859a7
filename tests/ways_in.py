"""The ways in for text that whoever runs or visits a server may write, read out of the sources.

A new environment variable, setting, option or parameter of an address shows up here by itself, and
the tests that drive hostile text fail until they take it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from geo import MapState
from geo.link_reader import LinkReader

if TYPE_CHECKING:
    from collections.abc import Iterator

# The parameters in the addresses of pages, beside those of the map: what hostile text is tried in.
PAGE_PARAMETERS = {
    "gazetteer": ("place", "lang"),
    "data": ("set", "import", "update", "lang"),
    "snapshot": ("figure", "q", "lang"),
    "article": ("article", "lang"),
    "stories": ("story", "step", "lang"),
    "stories?add=1": ("add", "q", "lang"),
    "guide": ("part", "lang"),
}
ROOT = Path(__file__).parents[1]
SOURCES = ("gazetteer", "geo", "pages")


@dataclass(frozen=True)
class WaysIn:
    """Names that the sources read, each with the files that read it.

    `computed` are the places where the name is no constant: file and what stands there.
    """

    environment: dict[str, set[str]] = field(default_factory=dict)
    secrets: dict[str, set[str]] = field(default_factory=dict)
    options: dict[str, set[str]] = field(default_factory=dict)
    parameters: dict[str, set[str]] = field(default_factory=dict)
    computed: set[tuple[str, str]] = field(default_factory=set)


# What stands before a name, and which kind of way in it is.
_KINDS = {
    "os.environ": "environment",
    "st.secrets": "secrets",
    "secrets": "secrets",
    "st.query_params": "parameters",
    "request.query_params": "parameters",
}
_FUNCTIONS = {
    "os.getenv": "environment",
    "number_from": "environment",
    "st.get_option": "options",
    "_setting": "secrets",
}
_METHODS = frozenset({"get", "pop", "get_all", "setdefault", "__setitem__", "__getitem__"})


@cache
def ways_in() -> WaysIn:
    """Return what all sources read."""
    found = WaysIn()
    paths = [ROOT / "dashboard.py", *(p for s in SOURCES for p in sorted((ROOT / s).rglob("*.py")))]
    trees = {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }
    constants = {where: dict(_constants(tree)) for where, tree in trees.items()}
    for where, tree in trees.items():
        known = constants[where] | _imported(tree, constants)
        for kind, node in _reads(tree):
            name = known.get(node.id) if isinstance(node, ast.Name) else _text(node)
            if name is None:
                found.computed.add((where, ast.unparse(node)))
            else:
                getattr(found, kind).setdefault(name, set()).add(where)
    return found


def _imported(tree: ast.Module, constants: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the texts that a module takes from another one by their names."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            theirs = constants.get(f"{node.module.replace('.', '/')}.py", {})
            found |= {a.asname or a.name: theirs[a.name] for a in node.names if a.name in theirs}
    return found


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names that a module gives to texts, by `A = "a"` and by `A, B = "a", "b"`."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for one, held in zip(names, values, strict=False):
                text = _text(held)
                if isinstance(one, ast.Name) and text is not None:
                    yield one.id, text


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _reads(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield each kind of way in with what names it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            kind = _KINDS.get(ast.unparse(node.value))
            if kind is not None:
                yield kind, node.slice
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            kind = _KINDS.get(ast.unparse(node.comparators[0]))
            if kind is not None:
                yield kind, node.left
        elif isinstance(node, ast.Call) and node.args:
            kind = _FUNCTIONS.get(ast.unparse(node.func))
            if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
                kind = _KINDS.get(ast.unparse(node.func.value))
            if kind is not None:
                yield kind, node.args[0]


@cache
def map_parameters() -> frozenset[str]:
    """Return every parameter that a link to the map may have: those that reading one asks for."""
    asked: set[str] = set()

    # Any signature: what dict and LinkReader take.
    class Asked(dict[str, list[str]]):
        def get(self, *given: Any) -> Any:  # noqa: ANN401
            asked.add(given[0])
            return super().get(*given)

    first = LinkReader.__init__

    def listening(reader: LinkReader, *given: Any) -> None:  # noqa: ANN401
        first(reader, *given)
        reader._values = Asked(reader._values)

    with patch.object(LinkReader, "__init__", listening):
        MapState.from_query({})
    return frozenset(asked)
