"""The table of incidents on slides: its texts, and how many rows find room on each slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.snapshot.fonts import wrap
from geo.snapshot.layout import MARGIN_PT

if TYPE_CHECKING:
    from geo.snapshot.sheet import Phrase, Row, Sheet

# The table on A4, in points: its letters with one language and with two, its lowest row, and what
# the rest of its slide takes, without and for each title. The line is a share of the size.
TABLE_PT, _LEAST_ROW_PT, _AROUND_PT, _TITLE_PT, _LINE = (9.6, 7.8), 20.0, 96.0, 24.0, 1.2
# Shares of the width that the columns of the table take.
COLUMNS = (0.11, 0.12, 0.12, 0.32, 0.05, 0.1, 0.18)
# Letters of a summary and of the sources of one incident in the table, at most.
_MOST_LETTERS, _MOST_SOURCE = 190, 160
# Slides are set in another typeface; lines are broken as if there were so much less room.
_NARROWER = 0.9


def rows_by_slide(sheet: Sheet) -> list[list[Row]]:
    """Return the rows of each slide: as many as fit with every text of theirs broken into lines."""
    page = sheet.options.page
    around = _AROUND_PT + _TITLE_PT * len(sheet.languages)
    room = page.size[1] / page.type_scale - around
    slides: list[list[Row]] = []
    left = 0.0
    for row in sheet.rows:
        height = row_height(sheet, row)
        if not slides or height > left:
            slides.append([])
            left = room
        slides[-1].append(row)
        left -= height
    return slides


def row_height(sheet: Sheet, row: Row) -> float:
    """Return the height of a row of the table on A4, in points."""
    page = sheet.options.page
    inner = page.size[0] / page.type_scale - 2 * MARGIN_PT
    points = TABLE_PT[len(sheet.languages) - 1]
    lines = [
        sum(
            len(wrap(text, (inner * share - 6) * _NARROWER, points))
            for text in dict.fromkeys(phrase)
        )
        for phrase, share in zip(row_cells(row), COLUMNS, strict=True)
    ]
    return max(_LEAST_ROW_PT, max(lines) * points * _LINE + 4)


def row_cells(row: Row) -> tuple[Phrase, ...]:
    """Return the texts of a row, those that may be very long cut short."""
    summary, source = _cut(row.summary, _MOST_LETTERS), _cut(row.source, _MOST_SOURCE)
    return (row.when, row.place, row.event_type, summary, (row.dead,), row.zone, source)


def _cut(phrase: Phrase, most: int) -> Phrase:
    return tuple(
        text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …" for text in phrase
    )
