"""The incidents as CSV, and beside it what the columns mean and where the data come from.

The dialect: UTF-8 without byte order mark, comma, double quotes around every text, line feed, a
header row; nothing between two commas for unknown or none; ISO dates; ``true`` and ``false``;
numbers as the shortest decimals that give them back. Lists are JSON arrays. A text that a
spreadsheet might take for a formula, or that starts with an apostrophe, has one apostrophe more in
front: `read_csv` takes it off again, so that nothing runs and nothing is lost.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import csv

from geo.export.columns import DESCRIPTIONS, SCHEMA
from geo.export.safe import mark_formulas, unmark_formulas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import MapExport

# Arrow's types by the names of W3C's CSV on the Web.
_DATATYPES = {
    pa.string(): "string",
    pa.date32(): "date",
    pa.bool_(): "boolean",
    pa.int64(): "integer",
    pa.float64(): "double",
}


def write_csv(export: MapExport, path: Path) -> None:
    """Write the incidents in the dialect that this module tells."""
    columns = export.columns
    for position, field in enumerate(SCHEMA):
        if field.type == pa.string():
            marked = mark_formulas(columns[field.name])
            columns = columns.set_column(position, field.name, marked)
    csv.write_csv(columns, path)


def write_csv_metadata(export: MapExport, path: Path) -> None:
    """Write what the CSV file beside `path` holds, as W3C's CSV on the Web asks for it."""
    table = path.name.removesuffix("-metadata.json")
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": table,
        "dc:title": export.title,
        "dc:modified": export.as_of,
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminators": ["\n"],
            "header": True,
        },
        "rdfs:comment": "A text that starts with an apostrophe has one more in front of it than in"
        " the data: take one off.",
        "tableSchema": {
            "primaryKey": "id",
            "columns": [
                {
                    "name": field.name,
                    "titles": field.name,
                    "dc:description": DESCRIPTIONS[field.name],
                    "datatype": _DATATYPES[field.type],
                    "required": field.name == "id",
                }
                for field in SCHEMA
            ],
        },
        "notes": [export.notice()],
    }
    path.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_csv(path: Path) -> pa.Table:
    """Return the columns of an exported CSV file exactly as they were before it was written."""
    columns = csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=SCHEMA,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    for position, field in enumerate(SCHEMA):
        if field.type == pa.string():
            plain = unmark_formulas(columns[field.name])
            columns = columns.set_column(position, field.name, plain)
    return columns
