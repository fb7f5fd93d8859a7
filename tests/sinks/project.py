"""The project's own code as trees: its functions, constants and the types of its fields."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
FOLDERS = ("geo", "gazetteer", "pages")
# Fields of these types hold no text.
_TEXTLESS = frozenset(
    {"int", "float", "bool", "None", "date", "datetime", "dt.date", "dt.datetime"}
)

_FILLING = frozenset({"append", "extend", "insert", "add"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Scope:
    """A function, or the top level of a module, and the names that it binds."""

    module: Module
    node: Function | ast.Lambda | ast.Module
    outer: Scope | None = None

    @property
    def name(self) -> str:
        return getattr(self.node, "name", "")

    @cached_property
    def parameters(self) -> dict[str, str]:
        """Each parameter's name, and its type as it is written."""
        if isinstance(self.node, ast.Module):
            return {}
        given = self.node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        every += [one for one in (given.vararg, given.kwarg) if one]
        return {a.arg: ast.unparse(a.annotation) if a.annotation else "" for a in every}

    @cached_property
    def positional(self) -> list[str]:
        assert not isinstance(self.node, ast.Module)
        return [a.arg for a in (*self.node.args.posonlyargs, *self.node.args.args)]

    @cached_property
    def bindings(self) -> dict[str, list[tuple[ast.expr, tuple[int, ...] | None]]]:
        """What each local name is given: an expression, and where in its elements; None: itself."""
        found: dict[str, list[tuple[ast.expr, tuple[int, ...] | None]]] = {}

        def bind(target: ast.expr, value: ast.expr, path: tuple[int, ...] | None) -> None:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append((value, path))
            elif isinstance(target, ast.Tuple | ast.List):
                for number, part in enumerate(target.elts):
                    bind(part, value, (*(path or ()), number))
            elif isinstance(target, ast.Starred | ast.Subscript):
                bind(target.value, value, path)

        for node in own_nodes(self.node):
            for target, value, path in _bound(node):
                bind(target, value, path)
        return found

    @cached_property
    def returned(self) -> list[ast.expr]:
        if isinstance(self.node, ast.Lambda):
            return [self.node.body]
        return [
            node.value
            for node in own_nodes(self.node)
            if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) and node.value
        ]


def _bound(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, tuple[int, ...] | None]]:
    """Yield what a statement binds: target, value, and where in the value's elements it stands."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value, None) for target in targets)
        case (
            ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.AugAssign(target=target, value=value)
            | ast.NamedExpr(target=target, value=value)
        ):
            yield target, value, None
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            # -1: an element, whichever.
            yield target, value, (-1,)
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield target, value, None
        case ast.Call(func=ast.Attribute(value=ast.Name() as target, attr=attr), args=[*_, value]):
            if attr in _FILLING:
                yield target, value, None


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what belongs to a function itself, not to functions and classes inside it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, Function | ast.ClassDef | ast.Lambda):
            yield from own_nodes(child)


@dataclass(eq=False)
class Module:
    """One file."""

    path: str
    tree: ast.Module
    scopes: list[Scope] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._collect(self.tree, Scope(self, self.tree))

    def _collect(self, node: ast.AST, scope: Scope) -> None:
        if node is self.tree:
            self.scopes.append(scope)
        for child in ast.iter_child_nodes(node):
            inner = scope
            if isinstance(child, Function | ast.Lambda):
                inner = Scope(self, child, scope)
                self.scopes.append(inner)
            self._collect(child, inner)

    @property
    def top(self) -> Scope:
        return self.scopes[0]

    @cached_property
    def imported(self) -> dict[str, str]:
        """Names that other modules define, by the names that they have here."""
        return {
            alias.asname or alias.name: alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }


class Project:
    """Modules that know of each other."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.modules = [Module(path, ast.parse(text)) for path, text in sources.items()]
        self.functions: dict[str, list[Scope]] = {}
        for module in self.modules:
            for scope in module.scopes:
                if scope.name:
                    self.functions.setdefault(scope.name, []).append(scope)
        self.constants: dict[str, list[tuple[Scope, ast.expr]]] = {}
        for module in self.modules:
            for name, values in module.top.bindings.items():
                found = self.constants.setdefault(name, [])
                found += [(module.top, value) for value, path in values if path is None]
        self.textless = self._textless()
        self.calls = [
            (scope, node, self.called(node, scope))
            for module in self.modules
            for scope in module.scopes
            for node in own_nodes(scope.node)
            if isinstance(node, ast.Call)
        ]

    def _textless(self) -> frozenset[str]:
        """Return the names of the fields that hold no text in any class that has them."""
        kinds: dict[str, set[str]] = {}
        for module in self.modules:
            for node in ast.walk(module.tree):
                for part in node.body if isinstance(node, ast.ClassDef) else ():
                    name, held = _field(part)
                    kinds.setdefault(name, set()).update(held.split(" | "))
        return frozenset(name for name, held in kinds.items() if held <= _TEXTLESS)

    def called(self, call: ast.Call, scope: Scope) -> list[Scope]:
        """Return the functions of the project that a call may mean."""
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        local = [one for one in self.functions.get(name, []) if one.module is scope.module]
        if local:
            return local
        if receiver is not None:
            is_self = isinstance(receiver, ast.Name) and receiver.id in {"self", "cls"}
            return [] if is_self else [s for s in self.functions.get(name, []) if _is_method(s)]
        return self.functions.get(scope.module.imported.get(name, ""), [])


def _field(part: ast.stmt) -> tuple[str, str]:
    """Return name and type of a field or property as they are written, "" for what is none."""
    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
        return part.target.id, ast.unparse(part.annotation)
    if isinstance(part, Function) and part.returns:
        return part.name, ast.unparse(part.returns)
    return "", ""


def _is_method(scope: Scope) -> bool:
    return bool(scope.positional) and scope.positional[0] in {"self", "cls"}


def project_sources() -> dict[str, str]:
    """Return the text of every module of the project that runs, by path."""
    paths = [ROOT / "dashboard.py", *(p for f in FOLDERS for p in sorted((ROOT / f).rglob("*.py")))]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if "data" not in path.relative_to(ROOT).parts
    }
