"""Where text becomes Markdown, HTML, XML, SQL or a template."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.sinks.flow import Language, Sink
from tests.sinks.project import Project, Scope, own_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

# A tag, or its beginning at the end of a piece; not a group of a regular expression.
TAG = re.compile(r"(?<![?P(])</?(?:[A-Za-z!]|$)")
# What Streamlit reads as Markdown: the first argument, or these by name.
MARKDOWN_SINKS = frozenset(
    {
        "markdown", "caption", "error", "warning", "info", "success", "toast", "title", "header",
        "subheader", "badge", "button", "download_button", "link_button",
        "form_submit_button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "pills",
        "segmented_control", "tabs", "expander", "popover", "metric", "text_input", "text_area",
        "number_input", "date_input", "time_input", "slider", "select_slider", "file_uploader",
        "color_picker", "status", "spinner", "dialog", "feedback", "menu_button", "camera_input",
        "audio_input", "chat_message",
    }
)  # fmt: skip
_BY_NAME = frozenset({"label", "body", "help", "text", "captions", "title"})
# Their options are Markdown too, said by `format_func` if there is one.
_WITH_OPTIONS = frozenset({"radio", "pills", "segmented_control", "select_slider"})
_LOGGERS = frozenset({"_LOG", "log", "logger", "logging", "warnings"})
# Their first argument is code in another language.
CODE_SINKS = frozenset(
    {"text", "exec_driver_sql", "Template", "from_string", "execute", "executescript"}
)
HTML_SINKS = frozenset(
    {"html", "iframe", "Element", "Popup", "Tooltip", "DivIcon", "Html", "Markup"}
)


def markdown_sinks(project: Project) -> Iterator[Sink]:
    """Yield everything that is given to Streamlit to be read as Markdown."""
    for scope, call in _calls(project, "pages/"):
        function = call.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        receiver = function.value if isinstance(function, ast.Attribute) else None
        root = receiver.id if isinstance(receiver, ast.Name) else ""
        if root in _LOGGERS or not (name in MARKDOWN_SINKS or (root == "st" and name == "write")):
            continue
        if receiver is None:
            continue
        values = [k.value for k in call.keywords if k.arg in _BY_NAME]
        values += call.args[: 2 if name == "metric" else 1]
        if name in _WITH_OPTIONS:
            spoken = [k.value for k in call.keywords if k.arg == "format_func"]
            values += spoken or call.args[1:2]
        for value in values:
            yield Sink(scope, call, value, Language.MARKDOWN)


def html_sinks(project: Project) -> Iterator[Sink]:
    """Yield everything that is taken as HTML, and everything that is put between tags."""
    for scope, call in _calls(project, ""):
        function = call.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name in HTML_SINKS and call.args:
            yield Sink(scope, call, call.args[0], Language.HTML)
        if name == "format" and isinstance(function, ast.Attribute) and _is_markup(function.value):
            for value in (*call.args, *(k.value for k in call.keywords)):
                yield Sink(scope, call, value, Language.HTML)
    for module in project.modules:
        for scope in module.scopes:
            for node in own_nodes(scope.node):
                if isinstance(node, ast.JoinedStr | ast.BinOp) and _is_markup(node):
                    yield Sink(scope, node, node, Language.HTML)


def code_sinks(project: Project) -> Iterator[Sink]:
    """Yield every statement or template that is put together where it is used."""
    for scope, call in _calls(project, ""):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        # A row's own method of this name reads a column.
        is_column = name == "text" and isinstance(call.func, ast.Attribute)
        if name in CODE_SINKS and call.args and not is_column and _is_made(call.args[0]):
            yield Sink(scope, call, call.args[0], Language.CODE)


def _is_made(node: ast.expr) -> bool:
    """Tell whether a string is put together of parts where it is used."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"format", "join", "replace"}
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def _is_markup(node: ast.expr) -> bool:
    parts: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        parts = node.values
    elif isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Constant):
        parts = [node]
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and TAG.search(part.value)
        for part in parts
    )


def _calls(project: Project, folder: str) -> Iterator[tuple[Scope, ast.Call]]:
    for module in project.modules:
        if module.path.startswith(folder) or module.path == "dashboard.py":
            for scope in module.scopes:
                for node in own_nodes(scope.node):
                    if isinstance(node, ast.Call):
                        yield scope, node
