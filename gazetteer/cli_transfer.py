"""The commands `import` and `export`: files of places into the database and out of it."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from gazetteer.cli_common import (
    NOTHING_OR_PROBLEMS,
    OK,
    Progress,
    add_command,
    login_name,
    say,
    warn,
)
from gazetteer.interchange import PlaceFormat, accepted, format_of, read_places, write_places
from gazetteer.store import Store
from gazetteer.store_import import MergePolicy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gazetteer.cli_common import Subparsers
    from gazetteer.place import Place
    from gazetteer.place_files import RefusedRow
    from gazetteer.store_import import ImportReport

# Refused rows that are shown; a file for all of them is asked for with --refused.
_SHOWN = 20

_IMPORT = """\
Bring a file of places into the gazetteer, all of it or, after an error, nothing. Rows that are
wrong are left out and told one by one. Doing it again changes nothing.

A row is a place that is already there when it has its id, shares a link with it (geonames:170654),
or has a name of it and lies within 2 km in the same country. What happens then:
  --merge fill      names, links, citations and blank fields are added (default)
  --merge replace   the row takes the place's place
  --merge skip      nothing

Exit code: 0 when every row was taken, 1 when some were refused or the file cannot be read."""

_IMPORT_EXAMPLES = """\
  python -m gazetteer import SY.zip --format geonames --alternate-names alternateNamesV2.zip
  python -m gazetteer import allCountries.zip --format geonames --country SY --country IQ
  python -m gazetteer import villages.csv --column name="Village (EN)" --column lat=Y --column lon=X
  python -m gazetteer import pleiades.geojson --format lpf --refused refused.jsonl"""

_EXPORT_EXAMPLES = """\
  python -m gazetteer export places.geojson                  # Linked Places, keeps everything
  python -m gazetteer export syria.csv --country SY
  python -m gazetteer export places.tsv --format lptsv"""


def add_parsers(subparsers: Subparsers) -> None:
    """Add the commands to the command line."""
    parser = add_command(
        subparsers,
        "import",
        run_import,
        summary="bring a file of places in",
        description=_IMPORT,
        examples=_IMPORT_EXAMPLES,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="plain, .zip or .gz")
    _add_format(parser, list(PlaceFormat))
    parser.add_argument(
        "--alternate-names", type=Path, metavar="FILE", help="geonames: alternateNamesV2"
    )
    parser.add_argument(
        "--country", action="append", default=[], help="geonames: keep this country; repeatable"
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="FIELD=HEADING",
        help="csv: which column holds what; usual headings are known",
    )
    parser.add_argument("--encoding", help="csv: found by looking when left out")
    parser.add_argument("--source", help="what the data is called (default: the file's name)")
    parser.add_argument("--merge", choices=list(MergePolicy), default=MergePolicy.FILL)
    parser.add_argument("--editor", help="your name in the history (default: the login name)")
    parser.add_argument(
        "--refused", type=Path, metavar="FILE", help="write all refused rows there, as JSON lines"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
    parser = add_command(
        subparsers,
        "export",
        run_export,
        summary="write places to a file",
        description="Write the places to a file, all of it or, after an error, nothing. Linked"
        " Places (lpf) keeps\nevery field; a name ending in .jsonl gets one feature a line.",
        examples=_EXPORT_EXAMPLES,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    _add_format(parser, [f for f in PlaceFormat if f is not PlaceFormat.GEONAMES])
    parser.add_argument("--country", action="append", default=[], help="only these; repeatable")


def _add_format(parser: argparse.ArgumentParser, formats: list[PlaceFormat]) -> None:
    parser.add_argument(
        "--format",
        type=PlaceFormat,
        choices=formats,
        metavar="{" + ",".join(formats) + "}",
        help="default: what the name of the file says",
    )


def _column(text: str) -> tuple[str, str]:
    field, sign, heading = text.partition("=")
    if not (field and sign and heading):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=HEADING")
    return field, heading


class _Refusals:
    """Refused rows: counted, the first ones shown, all of them written to a file if wanted."""

    def __init__(self, file: IO[str] | None) -> None:
        self.count = 0
        self.shown: list[str] = []
        self._file = file

    def add(self, message: str, values: dict[str, object]) -> None:
        self.count += 1
        if len(self.shown) < _SHOWN:
            self.shown.append(message)
        if self._file is not None:
            self._file.write(json.dumps(values, ensure_ascii=False) + "\n")

    def add_row(self, row: RefusedRow) -> None:
        values = {"row": row.row, "field": row.field, "value": row.value, "reason": row.reason}
        self.add(str(row), {"path": row.path, **values})


def run_import(args: argparse.Namespace) -> int:
    """Import a file and tell what happened."""
    source = args.source or args.file.name
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(f"import {args.file.name}"))
        file = None
        if args.refused is not None:
            file = stack.enter_context(args.refused.open("w", encoding="utf-8"))
        refusals = _Refusals(file)
        rows = read_places(
            args.file,
            args.format or format_of(args.file),
            alternate_names=args.alternate_names,
            countries=[country.upper() for country in args.country],
            columns=dict(args.column) or None,
            encoding=args.encoding,
            source=args.source,
            progress=progress,
        )
        store = stack.enter_context(Store(args.database))
        report = store.import_places(
            accepted(rows, refusals.add_row),
            source=source,
            editor=args.editor or login_name(),
            merge=MergePolicy(args.merge),
        )
        for refusal in report.refused:
            values = {"row": refusal.row, "id": refusal.place_id, "reason": refusal.reason}
            refusals.add(f"place {refusal.row}, {refusal.place_id}: {refusal.reason}", values)
    _tell(report, refusals, as_json=args.json)
    return NOTHING_OR_PROBLEMS if refusals.count or report.total == 0 else OK


def _tell(report: ImportReport, refusals: _Refusals, *, as_json: bool) -> None:
    for message in refusals.shown:
        warn(f"refused: {message}")
    if refusals.count > len(refusals.shown):
        more = refusals.count - len(refusals.shown)
        sys.stderr.write(f"refused: {more:,} more; --refused FILE writes all of them\n")
    outcome = {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": refusals.count,
        "revision": report.revision,
    }
    if as_json:
        sys.stdout.write(json.dumps(outcome) + "\n")
    else:
        told = ", ".join(f"{name} {number:,}" for name, number in outcome.items())
        sys.stdout.write(told + "\n")


def run_export(args: argparse.Namespace) -> int:
    """Export the places to a file."""
    countries = {country.upper() for country in args.country}
    with Store(args.database) as store, Progress(f"export {args.file.name}") as progress:
        places = _counted(_of_countries(store.iter_places(), countries), progress)
        count = write_places(places, args.file, args.format or format_of(args.file))
    say(f"{args.file}: {count:,} places")
    return OK if count else NOTHING_OR_PROBLEMS


def _of_countries(places: Iterable[Place], countries: set[str]) -> Iterator[Place]:
    return (place for place in places if not countries or place.country_code in countries)


def _counted(places: Iterable[Place], progress: Progress) -> Iterator[Place]:
    for number, place in enumerate(places, start=1):
        progress(number, 0)
        yield place
