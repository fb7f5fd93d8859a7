"""A table whose rows open something: HTML in the page, so that it runs as the page does.

It is one page of what may be very many rows, in an order that the server makes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pages.words import Words

# A text, or a text and a lesser one below it.
Cell = str | tuple[str, str]

_HTML = '<div class="hudud-table hudud-stacks hudud-rows"></div>'
# Cells of a row that tell it from the others.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its head, how wide it is, and by what the server sorts when its head is pressed.

    `order` is ``ascending`` or ``descending`` where the rows are sorted by it.
    """

    title: str
    width: str = ""
    is_number: bool = False
    sort: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One page of rows with an id each, and the id of the one that is open; pages count from 1."""

    title: str
    columns: Sequence[Column]
    ids: Sequence[str]
    cells: Sequence[Sequence[Cell]]
    chosen: str = ""
    page: int = 1
    pages: int = 1


@cache
def _script() -> str:
    return Path(__file__).with_name("row_table.js").read_text(encoding="utf-8")


def draw_rows(
    rows: Rows,
    _: Words,
    *,
    key: str,
    opens: str,
    on_open: Callable[[str], object],
    on_sort: Callable[[str], object] | None = None,
    on_page: Callable[[int], object] | None = None,
) -> None:
    """Draw rows; each callable is told what was pressed, before the page is drawn anew.

    Parameters
    ----------
    rows
        What is drawn.
    key
        Of the component; where an order or a page is asked for, of this session's state, too.
    opens
        The key of the container in which an opened row is told of; the page scrolls there.
    on_open
        Is told the id of a row.
    on_sort
        Is told the `sort` of a column.
    on_page
        Is told the number of a page, from 1.
    """
    component: Callable[..., Any] = st.components.v2.component(
        "hudud_rows", html=_HTML, js=_script(), isolate_styles=False
    )

    def told(kind: str, field: str) -> Any:  # noqa: ANN401  # what a browser says
        message = getattr(st.session_state[key], kind)
        return message.get(field) if isinstance(message, dict) else None

    def opened() -> None:
        wanted = told("chosen", "id")
        if wanted in rows.ids:
            on_open(wanted)

    def sorted_by() -> None:
        wanted = told("sort", "key")
        if on_sort is not None and wanted in {column.sort for column in rows.columns} - {""}:
            on_sort(wanted)

    def turned() -> None:
        number = told("page", "number")
        if on_page is not None and isinstance(number, int) and 1 <= number <= rows.pages:
            on_page(number)

    component(
        key=key,
        data={
            "title": rows.title,
            "columns": [_told(column) for column in rows.columns],
            "ids": list(rows.ids),
            "rows": [list(map(_content, row)) for row in rows.cells],
            "chosen": rows.chosen,
            "page": rows.page,
            "pages": rows.pages,
            "named": _NAMED,
            "joint": _(", "),
            "opens": f".st-key-{opens}",
            "words": {
                "pages": _("Pages of the table"),
                "previous": _("Previous page"),
                "next": _("Next page"),
                "page": _(
                    "Page %(page)s of %(pages)s",
                    page=_.number(rows.page),
                    pages=_.number(rows.pages),
                ),
            },
        },
        on_chosen_change=opened,
        on_sort_change=sorted_by,
        on_page_change=turned,
    )


def _told(column: Column) -> dict[str, object]:
    told = asdict(column)
    return {**told, "isNumber": told.pop("is_number")}


def _content(cell: Cell) -> str | list[str]:
    return cell if isinstance(cell, str) else list(cell)
