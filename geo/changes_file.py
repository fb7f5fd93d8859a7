"""What changed between two states of the data, as files: CSV and an Excel workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]
import xlsxwriter
from pyarrow import csv

from geo.comparing import IncidentChangeKind
from geo.export.safe import mark_formulas
from geo.words import words

if TYPE_CHECKING:
    from geo.comparing import Comparison
    from geo.words import Words

_HEAD = {"bold": True, "bg_color": "#EFE9DC", "border": 1, "text_wrap": True, "valign": "top"}
# Columns of the workbook, and how wide each is, in characters.
_WIDTHS = {
    "change": 12,
    "id": 28,
    "start": 11,
    "place": 20,
    "admin1_name": 16,
    "event_type": 24,
    "summary": 60,
    "fields": 34,
    "moved_km": 10,
    "lat": 10,
    "lon": 10,
    "lat_before": 10,
    "lon_before": 10,
}


def changes_csv(comparison: Comparison) -> bytes:
    """Return the changes as CSV in the dialect of `geo.export.csv_file`."""
    table = comparison.table()
    for position, field in enumerate(table.schema):
        if field.type == pa.string():
            table = table.set_column(position, field.name, mark_formulas(table[field.name]))
        elif pa.types.is_list(field.type):
            joined = [None if v is None else ";".join(v) for v in table[field.name].to_pylist()]
            table = table.set_column(position, field.name, pa.array(joined, pa.string()))
    held = io.BytesIO()
    csv.write_csv(table, held)
    return held.getvalue()


def change_words(kind: IncidentChangeKind, _: Words) -> str:
    """Return what became of an incident."""
    return {
        IncidentChangeKind.ADDED: _("Added"),
        IncidentChangeKind.CORRECTED: _("Corrected"),
        IncidentChangeKind.MOVED: _("Moved"),
        IncidentChangeKind.WITHDRAWN: _("Withdrawn"),
    }[kind]


def change_columns(_: Words) -> dict[str, str]:
    """Return name and title of the columns that a reader of changes looks at."""
    ar = "_ar" if _.language == "ar" else ""
    return {
        "change": _("Change"),
        "id": _("Id"),
        "start": _("First day"),
        f"place{ar}": _("Place"),
        f"admin1_name{ar}": _("Governorate"),
        "event_type": _("Event type"),
        f"summary{ar}": _("Summary"),
        "fields": _("What differs"),
        "moved_km": _("Moved by (km)"),
        "lat": _("Latitude"),
        "lon": _("Longitude"),
        "lat_before": _("Latitude before"),
        "lon_before": _("Longitude before"),
    }


def field_words(fields: str, _: Words) -> str:
    """Return the columns that differ, as `Comparison.table` lists them, in a reader's words."""
    titles = {
        "dataset": _("Data set"),
        "event_type": _("Event type"),
        "sub_type": _("Event sub-type"),
        "country": _("Country"),
        "verification": _("Verification"),
        "injured": _("Injured"),
        "extent_km": _("Precision (km)"),
        "lat": _("Latitude"),
        "lon": _("Longitude"),
    }
    for title, names in (
        (
            _("Period"),
            ("start", "end", "time_precision", "date_basis", "date_basis_ar", "standing"),
        ),
        (_("Place"), ("place_id", "place", "place_ar", "location_note", "location_note_ar")),
        (_("Governorate"), ("admin1", "admin1_name", "admin1_name_ar")),
        (_("Killed"), ("fatalities_low", "fatalities_best", "fatalities_high")),
        (_("Casualties"), ("casualties_note", "casualties_note_ar")),
        (_("Actors"), ("actors", "actors_ar")),
        (_("Sources"), ("sources", "paragraphs")),
        (_("Summary"), ("summary", "summary_ar")),
    ):
        titles |= dict.fromkeys(names, title)
    told = (titles.get(name, name) for name in fields.split(", ") if name)
    return _(", ").join(dict.fromkeys(told))


def change_rows(comparison: Comparison, language: str) -> list[dict[str, object]]:
    """Return the changes in words, a row each, with the columns of `change_columns`."""
    _ = words(language)
    columns = change_columns(_)
    rows: list[dict[str, object]] = comparison.table().select(list(columns)).to_pylist()
    for row in rows:
        name = str(row["event_type"] or "")
        row["change"] = change_words(IncidentChangeKind(str(row["change"])), _)
        row["event_type"] = _(name) if name else ""
        row["fields"] = field_words(str(row["fields"] or ""), _)
    return rows


def changes_xlsx(comparison: Comparison, language: str) -> bytes:
    """Return the changes as a workbook; no text of the data is ever a formula or a link."""
    _ = words(language)
    columns = change_columns(_)
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        sheet = book.add_worksheet(_("Changes"))
        if _.direction == "rtl":
            sheet.right_to_left()
        head, date = book.add_format(_HEAD), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, (name, title) in enumerate(columns.items()):
            sheet.set_column(at, at, _WIDTHS[name.removesuffix("_ar")])
            sheet.write_string(0, at, title, head)
        for line, row in enumerate(change_rows(comparison, language), start=1):
            for at, value in enumerate(row.values()):
                if value is None:
                    continue
                if isinstance(value, str):
                    sheet.write_string(line, at, value)
                elif isinstance(value, int | float):
                    sheet.write_number(line, at, value)
                else:
                    sheet.write_datetime(line, at, value, date)
        sheet.freeze_panes(1, 0)
        if comparison.changes:
            sheet.autofilter(0, 0, len(comparison.changes), len(columns) - 1)
    return held.getvalue()
