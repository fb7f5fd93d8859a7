"""The incidents as an Excel workbook: typed cells, and a sheet that tells where they come from.

Nothing from the data is ever written as a formula or a link: every text is a text cell. The sheet
in Arabic runs from right to left. Lists are joined by semicolons. Excel holds a million rows and
32,767 characters a cell: more rows are refused, longer texts are cut with an ellipsis and counted
on the last sheet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import xlsxwriter

from gazetteer import Message
from geo.described import verdict_words
from geo.errors import SnapshotError
from geo.export.columns import LIST_COLUMNS
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from geo.export.content import MapExport
    from geo.words import Words

# Source: Excel specifications and limits, Microsoft.
MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
# Up to so many incidents the workbook has a sheet in either language; beyond, in its own alone.
# Source: own choice; at this size the second sheet takes two seconds.
BOTH_LANGUAGES_UP_TO = 20_000
# Codes of the data that the catalogue knows.
_TRANSLATED = ("event_type", "sub_type")
_DATE_FORMAT = "yyyy-mm-dd"
_HEAD = {"bold": True, "bg_color": "#EFE9DC", "border": 1, "text_wrap": True, "valign": "top"}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a sheet: which of the export's it shows, and how wide, in characters."""

    name: str
    title: str
    width: float


@dataclass(slots=True)
class _Cells:
    """The formats of the workbook, and how many texts were too long for a cell."""

    head: Format
    date: Format
    text: Format
    cut: int = field(default=0)

    def fit(self, text: str) -> str:
        """Return a text that fits into a cell."""
        # Excel counts in UTF-16, where letters beyond the first plane take two.
        if (
            len(text) <= MOST_CHARACTERS // 2
            or len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
        ):
            return text
        self.cut += 1
        kept = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - 1)]
        return kept.decode("utf-16-le", errors="ignore") + "…"


def write_xlsx(export: MapExport, path: Path) -> None:
    """Write the workbook.

    Raises
    ------
    SnapshotError
        If there are more incidents than a sheet holds.
    """
    count = len(export.rows)
    if count > MOST_ROWS:
        raise SnapshotError(
            Message(
                "a sheet of Excel holds %(most)s incidents, not %(count)s: filter, or take CSV",
                most=f"{MOST_ROWS:,}",
                count=f"{count:,}",
            )
        )
    own = export.state.language
    languages = [own, *(lang for lang in ("en", "ar") if lang != own)]
    if count > BOTH_LANGUAGES_UP_TO:
        languages = [own]
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties(
            {
                "title": export.title,
                "comments": json.dumps(export.notice(), ensure_ascii=False)[:MOST_CHARACTERS],
                "created": export.made_at.replace(tzinfo=None),
            }
        )
        cells = _Cells(
            book.add_format(_HEAD),
            book.add_format({"num_format": _DATE_FORMAT, "align": "left"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        for language in languages:
            _incidents(export, book, cells, words(language))
        _about(export, book, cells)


def _sheet_columns(_: Words) -> list[_Column]:
    """Return the columns of a sheet in one language."""
    ar = "_ar" if _.language == "ar" else ""
    return [
        _Column("id", _("Id"), 28),
        _Column("start", _("First day"), 11),
        _Column("end", _("Last day"), 11),
        _Column("time_precision", _("Date precision"), 10),
        _Column("event_type", _("Event type"), 24),
        _Column("sub_type", _("Event sub-type"), 26),
        _Column(f"summary{ar}", _("Summary"), 60),
        _Column(f"place{ar}", _("Place"), 20),
        _Column(f"admin1_name{ar}", _("Governorate"), 16),
        _Column("country", _("Country"), 8),
        _Column("lat", _("Latitude"), 10),
        _Column("lon", _("Longitude"), 10),
        _Column("extent_km", _("Precision (km)"), 10),
        _Column("zone_verdict", _("Zone"), 14),
        _Column("border_distance_km", _("km to the border"), 10),
        _Column("fatalities_low", _("Killed, at least"), 9),
        _Column("fatalities_best", _("Killed, best number"), 9),
        _Column("fatalities_high", _("Killed, at most"), 9),
        _Column("injured", _("Injured"), 9),
        _Column("verification", _("Verification"), 13),
        _Column("standing", _("Standing situation"), 10),
        _Column(f"actors{ar}", _("Actors"), 40),
        _Column("sources", _("Sources"), 30),
        _Column("paragraphs", _("Paragraphs"), 32),
        _Column("dataset", _("Data set"), 12),
        _Column(f"date_basis{ar}", _("How the date is known"), 40),
        _Column(f"location_note{ar}", _("Note on the place"), 30),
        _Column(f"casualties_note{ar}", _("Note on the casualties"), 30),
    ]


def _incidents(export: MapExport, book: Workbook, cells: _Cells, _: Words) -> None:
    """Add the sheet of incidents in one language."""
    sheet = book.add_worksheet(_("Incidents"))
    if _.direction == "rtl":
        sheet.right_to_left()
    columns = _sheet_columns(_)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(export.rows), len(columns) - 1)
    sheet.set_row(0, 32)
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column.title, cells.head)
    held = [_values(export.columns[column.name], column.name, cells, _) for column in columns]
    writers = [_writer(export.columns.schema.field(c.name).type, sheet, cells) for c in columns]
    for number, row in enumerate(zip(*held, strict=True), start=1):
        for position, value in enumerate(row):
            if value is not None:
                writers[position](number, position, value)


def _writer(kind: pa.DataType, sheet: Worksheet, cells: _Cells) -> Callable[..., object]:
    """Return what writes a cell of a column: number, truth value, date or text, never a formula."""
    write: Callable[..., object] = sheet.write_number
    if pa.types.is_date(kind):
        return lambda row, column, value: sheet.write_datetime(row, column, value, cells.date)
    if pa.types.is_boolean(kind):
        write = sheet.write_boolean
    elif pa.types.is_string(kind):
        write = sheet.write_string
    return write


def _values(column: pa.ChunkedArray, name: str, cells: _Cells, _: Words) -> list[Any]:
    """Return the cells of a column; each different text is worked on once."""
    if not pa.types.is_string(column.type):
        values: list[Any] = column.to_pylist()
        return values
    coded = pc.dictionary_encode(column.combine_chunks())
    shown = [_shown(text, name, cells, _) for text in coded.dictionary.to_pylist()]
    return [None if code is None else shown[code] for code in coded.indices.to_pylist()]


def _shown(value: str, name: str, cells: _Cells, _: Words) -> str:
    if name in LIST_COLUMNS:
        value = "; ".join(json.loads(value))
    elif name == "zone_verdict":
        value = verdict_words(value, _)
    elif name in _TRANSLATED:
        value = _(value)
    return cells.fit(value.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"))


def _about(export: MapExport, book: Workbook, cells: _Cells) -> None:
    """Add the sheet that tells filters, sources and licences."""
    _ = export.words
    sheet = book.add_worksheet(_("Sources and licences"))
    if _.direction == "rtl":
        sheet.right_to_left()
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 4, 18)
    sheet.freeze_panes(1, 0)
    row = 0
    for cell, text in enumerate((export.title, export.as_of)):
        sheet.write_string(row, cell, text, cells.head)
    for name, text in _facts(export, cells, _):
        row += 1
        sheet.write_string(row, 0, cells.fit(name), cells.text)
        sheet.write_string(row, 1, cells.fit(text), cells.text)
    row += 2
    heads = (_("Source"), _("Title"), _("Published"), _("Incidents"), _("Id"))
    for position, text in enumerate(heads):
        sheet.write_string(row, position, text, cells.head)
    for source in export.sources:
        row += 1
        for position, text in enumerate((source.publisher, source.title, source.published)):
            sheet.write_string(row, position, cells.fit(text), cells.text)
        sheet.write_number(row, 3, source.incidents)
        sheet.write_string(row, 4, cells.fit(source.id), cells.text)


def _facts(export: MapExport, cells: _Cells, _: Words) -> list[tuple[str, str]]:
    """Return what the sheet says, line by line."""
    counts = export.counts
    facts = [
        (_("Data revision"), export.revision),
        (_("Figure"), export.figure or "-"),
        *export.filters,
        (_("Incidents"), str(counts["incidents"])),
        (_("Left out by the filters"), str(counts["left_out_by_filters"])),
        (_("No point on the map"), str(counts["without_point"])),
        (_("Undetermined: the place is known too vaguely"), str(counts["undetermined"])),
    ]
    if cells.cut:
        facts.append((_("Texts too long for a cell, cut"), str(cells.cut)))
    facts += [(f"{x.part}: {x.name}", f"{x.attribution} {x.url}") for x in export.licences]
    return [*facts, (_("Boundaries"), export.disclaimer)]
