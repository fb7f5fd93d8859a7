"""Tables that are only read: HTML, which runs as the page does and which screen readers know.

Streamlit's own tables are a picture that runs from left to right in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gazetteer import escape

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a column; numbers stand below each other by their last digits."""

    text: str
    is_number: bool = False


def table_html(
    heads: Sequence[Head], rows: Sequence[Sequence[str]], *, scrolls: str = "", stacks: bool = False
) -> str:
    """Return a table as HTML; every text from data is escaped.

    The first cell of a row names it.

    Parameters
    ----------
    heads
        One a column.
    rows
        The cells as they are written, one a column.
    scrolls
        What a table is called that may be longer or wider than its place and scrolls within it.
    stacks
        Whether in a narrow place the cells of a row stand below each other, each with its head.
    """
    first = "".join(f'<th scope="col"{_mark(head)}>{escape(head.text)}</th>' for head in heads)
    body = "".join(f"<tr>{_row(heads, row)}</tr>" for row in rows)
    box = "hudud-table hudud-stacks" if stacks else "hudud-table"
    region = ""
    if scrolls:
        box += " hudud-scrolls"
        region = f' role="region" tabindex="0" aria-label="{escape(scrolls)}"'
    return (
        f'<div class="{box}"{region}><table><thead><tr>{first}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(heads: Sequence[Head], cells: Sequence[str]) -> str:
    told = []
    for column, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        tag = "td" if column else 'th scope="row"'
        text = f'<span dir="auto">{escape(cell)}</span>'
        told.append(f'<{tag}{_mark(head)} data-head="{escape(head.text)}">{text}</{tag[:2]}>')
    return "".join(told)


def _mark(head: Head) -> str:
    return ' class="hudud-number"' if head.is_number else ""
