"""In which order the columns of a table stand: as the reader's language runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pages.words import Words


def reading_order(columns: Iterable[str], _: Words) -> list[str]:
    """Return the columns of a table, the first one where the reader begins.

    Streamlit's grids run from left to right; `widget_words.js` scrolls those that are turned round
    to their right end, where an Arabic reader begins.
    """
    names = list(columns)
    return names[::-1] if _.direction == "rtl" else names
