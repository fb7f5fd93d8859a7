"""Follows text backwards from where it becomes HTML, XML or Markdown to where it is escaped."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.sinks.project import Project, Scope


class Language(StrEnum):
    """What a sink reads its text as."""

    HTML = "HTML"
    MARKDOWN = "Markdown"
    CODE = "SQL or a template"


ESCAPES = {
    Language.HTML: frozenset({"escape", "_xml", "xml_escape", "quoteattr"}),
    Language.MARKDOWN: frozenset({"plain"}),
    # Values are bound, never written into a statement.
    Language.CODE: frozenset(),
}
# Functions and methods that give a number, a date or a constant as text.
_HARMLESS = frozenset(
    {
        "number",
        "date",
        "percent",
        "month",
        "len",
        "int",
        "float",
        "round",
        "sum",
        "range",
        "strftime",
    }
)
# Methods that give back what they are called on, or a part of it.
_SAME = frozenset(
    {"strip", "rstrip", "lstrip", "capitalize", "lower", "upper", "get", "items", "values", "split"}
)
_AROUND = frozenset({"str", "list", "tuple", "sorted", "filter", "reversed", "set", "dict", "cast"})
_WORDS = frozenset({"_", "translate", "words", "_words", "said"})
_PLAIN_TYPES = frozenset({"int", "float", "bool", "Words", "int | None", "float | None", "date"})
_NUMBER_FORMAT = re.compile(r"[,.\d]*[dfgxX%]$")
# What is one of its parts, unchanged.
_PASSING = (ast.IfExp, ast.NamedExpr, ast.Starred, ast.Await)
# Fields that are codes of our own wherever they stand.
_TEXTLESS = frozenset({"direction", "language"})


def _parts(node: ast.expr) -> list[ast.expr]:
    """Return the expressions of which one is made, and of nothing else; none for any other."""
    match node:
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts) | ast.Dict(values=parts):
            return parts
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return [one, other]
        case ast.NamedExpr(value=one) | ast.Starred(value=one) | ast.Await(value=one):
            return [one]
        case ast.DictComp(value=one) | ast.Attribute(value=one, attr="__getitem__"):
            return [one]
    return []


@dataclass(frozen=True)
class Leaf:
    """Text of which nobody has said that it is harmless: where it stands, and what it is."""

    path: str
    line: int
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.source}"


@dataclass(frozen=True)
class Parameter:
    """Text that a function was given."""

    scope: Scope
    name: str


Leaves = frozenset[Leaf | Parameter]
_NONE: Leaves = frozenset()


@dataclass(frozen=True)
class Sink:
    """A place where text becomes something else."""

    scope: Scope
    node: ast.expr
    value: ast.expr
    language: Language


class Flow:
    """What reaches the sinks of one language in a project."""

    def __init__(self, project: Project, language: Language) -> None:
        self.project, self.language = project, language
        self._busy: set[tuple[int, str]] = set()

    def unsafe(self, sinks: Iterable[Sink]) -> dict[Leaf, list[Sink]]:
        """Return every text that reaches a sink without an escape, with the sinks that it reaches.

        A function that takes text into a sink is a sink itself, wherever it is called.
        """
        found: dict[Leaf, list[Sink]] = {}
        waiting, seen = list(sinks), set()
        while waiting:
            sink = waiting.pop()
            for leaf in self.leaves(sink.value, sink.scope):
                if isinstance(leaf, Leaf):
                    found.setdefault(leaf, []).append(sink)
                elif (key := (id(leaf.scope), leaf.name)) not in seen:
                    seen.add(key)
                    given = list(self._given(leaf))
                    if not given:
                        line = getattr(leaf.scope.node, "lineno", 0)
                        lost = Leaf(leaf.scope.module.path, line, f"{leaf.scope.name}({leaf.name})")
                        found.setdefault(lost, []).append(sink)
                    waiting += [Sink(scope, value, value, self.language) for scope, value in given]
        return found

    def _given(self, wanted: Parameter) -> Iterator[tuple[Scope, ast.expr]]:
        """Yield what the calls of a function give for one of its parameters."""
        for scope, node, called in self.project.calls:
            if any(one is wanted.scope for one in called):
                yield from ((scope, value) for value in arguments(node, wanted.scope, wanted.name))

    def leaves(self, node: ast.expr, scope: Scope, path: tuple[int, ...] | None = None) -> Leaves:
        """Return the texts without escape of which an expression, or its elements, are made."""
        key = (id(node), f"{path}{id(scope)}")
        if key in self._busy:
            return _NONE
        self._busy.add(key)
        try:
            return self._leaves(node, scope, path)
        finally:
            self._busy.discard(key)

    def _all(
        self, nodes: Iterable[ast.expr], scope: Scope, path: tuple[int, ...] | None = None
    ) -> Leaves:
        return _NONE.union(*(self.leaves(node, scope, path) for node in nodes))

    def _leaves(self, node: ast.expr, scope: Scope, path: tuple[int, ...] | None) -> Leaves:
        is_empty = isinstance(node, ast.JoinedStr | ast.Dict) and not _parts(node)
        if is_empty or isinstance(node, ast.Constant | ast.Compare | ast.UnaryOp):
            return _NONE
        if parts := _parts(node):
            return self._all(parts, scope, path if isinstance(node, _PASSING) else None)
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return self._elements(elements, scope, path)
            case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt) | ast.SetComp(elt=elt):
                return self.leaves(elt, scope, path[1:] if path else None)
            case ast.Call():
                return self._call(node, scope, path)
        return self._named(node, scope, path)

    def _named(self, node: ast.expr, scope: Scope, path: tuple[int, ...] | None) -> Leaves:
        """Return what is behind a name, a field, an element, or inside an f-string or lambda."""
        match node:
            case ast.FormattedValue(value=value, format_spec=spec):
                is_number = spec is not None and _NUMBER_FORMAT.search(ast.unparse(spec)[2:-1])
                return _NONE if is_number else self.leaves(value, scope)
            case ast.Lambda(body=body):
                inner = next(s for s in scope.module.scopes if s.node is node)
                return self.leaves(body, inner)
            case ast.Name(id=name):
                return self._name(node, name, scope, path)
            case ast.Subscript(value=value):
                return self._subscript(node, value, scope)
            case ast.Attribute(attr=attr) if attr in self.project.textless | _TEXTLESS:
                return _NONE
        return frozenset({self._leaf(node, scope)})

    def _leaf(self, node: ast.expr, scope: Scope) -> Leaf:
        return Leaf(scope.module.path, node.lineno, ast.unparse(node))

    def _elements(
        self, parts: list[ast.expr], scope: Scope, path: tuple[int, ...] | None
    ) -> Leaves:
        if not path:
            return self._all(parts, scope)
        first, rest = path[0], path[1:]
        if first >= 0 and not any(isinstance(part, ast.Starred) for part in parts):
            parts = parts[first : first + 1]
        elif first >= 0:
            return self._all(parts, scope)
        return _NONE.union(
            *(
                self.leaves(p.value, scope, path)
                if isinstance(p, ast.Starred)
                else self.leaves(p, scope, rest or None)
                for p in parts
            )
        )

    def _subscript(self, node: ast.Subscript, value: ast.expr, scope: Scope) -> Leaves:
        if isinstance(value, ast.Dict | ast.Tuple | ast.List | ast.Name | ast.Call | ast.Subscript):
            found = self.leaves(value, scope)
            # What is taken out of an unknown thing is named with the thing.
            own = {self._leaf(node, scope) for leaf in found if isinstance(leaf, Leaf)}
            return frozenset(own | {leaf for leaf in found if isinstance(leaf, Parameter)})
        return frozenset({self._leaf(node, scope)})

    def _name(
        self, node: ast.expr, name: str, scope: Scope, path: tuple[int, ...] | None
    ) -> Leaves:
        holder: Scope | None = scope
        while holder is not None:
            if name in holder.bindings:
                bound = holder.bindings[name]
                found = [
                    self.leaves(v, holder, (*at, *(path or ())) if at else path) for v, at in bound
                ]
                if name in holder.parameters:
                    found.append(self._parameter(name, holder))
                return _NONE.union(*found)
            if name in holder.parameters:
                return self._parameter(name, holder)
            holder = holder.outer
        original = scope.module.imported.get(name)
        constants = self.project.constants.get(original, []) if original else []
        if constants:
            return _NONE.union(*(self.leaves(v, top, path) for top, v in constants))
        return frozenset({self._leaf(node, scope)})

    def _parameter(self, name: str, scope: Scope) -> Leaves:
        if scope.parameters[name] in _PLAIN_TYPES:
            return _NONE
        return frozenset({Parameter(scope, name)})

    def _call(self, node: ast.Call, scope: Scope, path: tuple[int, ...] | None) -> Leaves:
        function = node.func
        name = getattr(function, "id", getattr(function, "attr", ""))
        is_pattern = isinstance(function, ast.Attribute) and ast.unparse(function.value) == "re"
        if name in ESCAPES[self.language] | _HARMLESS and not is_pattern:
            return _NONE
        made_of = _made_of(node, name)
        if made_of is not None:
            return self._all(made_of, scope, path if name in _AROUND else None)
        if name in {"zip", "enumerate"}:
            return self._paired(name, node.args, scope, path)
        called = self.project.called(node, scope)
        if called:
            return self._returned(called, node, scope, path)
        return frozenset({self._leaf(node, scope)})

    def _paired(
        self, name: str, given: list[ast.expr], scope: Scope, path: tuple[int, ...] | None
    ) -> Leaves:
        if not path or len(path) < 2:
            return self._all(given, scope)
        if name == "enumerate":
            return _NONE if path[1] == 0 else self.leaves(given[0], scope, (-1, *path[2:]))
        return self.leaves(given[path[1]], scope, (-1, *path[2:]))

    def _returned(
        self, called: list[Scope], node: ast.Call, scope: Scope, path: tuple[int, ...] | None
    ) -> Leaves:
        """Return what a call's functions give back, with the call's arguments in their place."""
        found: set[Leaf | Parameter] = set()
        for one in called:
            for value in one.returned:
                for leaf in self.leaves(value, one, path):
                    if isinstance(leaf, Parameter) and leaf.scope is one:
                        for argument in arguments(node, one, leaf.name):
                            found |= self.leaves(argument, scope)
                    else:
                        found.add(leaf)
        return frozenset(found)


def _made_of(node: ast.Call, name: str) -> list[ast.expr] | None:
    """Return the expressions of which a known function makes its text; None for any other."""
    by_name = [keyword.value for keyword in node.keywords]
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    if (name in _WORDS and (node.args or by_name)) or isinstance(node.func, ast.Call):
        return [*node.args, *by_name]
    if name == "plural":
        return [*node.args[:2], *by_name]
    if name in _AROUND | {"fromkeys"}:
        return node.args[:1] if name == "fromkeys" else list(node.args)
    if receiver and name in {"format", "replace", "join"}:
        return [*receiver, *node.args, *by_name]
    if receiver and name in _SAME:
        return [*receiver, *(node.args[1:] if name == "get" else [])]
    return None


def arguments(call: ast.Call, scope: Scope, name: str) -> list[ast.expr]:
    """Return what a call gives for a parameter, or its default."""
    assert not isinstance(scope.node, ast.Module)
    signature = scope.node.args
    by_name = [k.value for k in call.keywords if k.arg in {name, None}]
    if signature.kwarg and signature.kwarg.arg == name:
        return [k.value for k in call.keywords]
    positional = scope.positional
    if positional and positional[0] in {"self", "cls"} and isinstance(call.func, ast.Attribute):
        positional = positional[1:]
    if signature.vararg and signature.vararg.arg == name:
        return call.args[len(positional) :]
    if by_name:
        return by_name
    if name in positional:
        at = positional.index(name)
        if any(isinstance(one, ast.Starred) for one in call.args[: at + 1]):
            return list(call.args)
        if at < len(call.args):
            return [call.args[at]]
    return []
