"""In which order the columns of a table stand: as the reader's language runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pages.words import Words


def reading_order(columns: Iterable[str], _: Words) -> list[str]:
    """Return the columns of a table, the first one where the reader begins.

    Streamlit's tables run from left to right, and are scrolled from there: only one that fits
    beside its page is turned round, or an Arabic reader would not see its first columns.
    """
    names = list(columns)
    return names[::-1] if _.direction == "rtl" else names
