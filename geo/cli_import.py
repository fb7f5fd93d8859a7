"""The command `import`: a file of incidents into the database, or what it would do."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gazetteer import Message, Role, User, cli_common, message_of
from geo.borders import load_borders
from geo.errors import IncidentDataError
from geo.imports import (
    ColumnMapping,
    DateOrder,
    Field,
    ImportFormat,
    preview_incidents,
    read_incidents,
)
from geo.store.datasets import DatasetInfo, ImportFile
from geo.store.incident_store import IncidentStore

if TYPE_CHECKING:
    from geo.imports import IncidentBatch, Preview
    from geo.store.datasets import ImportReport, ImportStage

# Refused rows and unresolved names that are shown; --refused writes all rows.
_SHOWN: Final = 20
_AUTO: Final = "auto"
# Characters of a cell that --show prints.
_CELL_CHARS: Final = 24

_DESCRIPTION = """\
Bring a file of incidents into the database as a data set, all of it or, after an error, nothing.
Rows that break a rule are left out and told one by one. Importing the same file again changes
nothing; a newer version of it updates what changed and withdraws what it leaves out.

Formats: ACLED, UCDP GED, any CSV, TSV, XLSX or Parquet, GeoJSON, KML, KMZ, GeoPackage, zipped
shapefile; what a file is, is told by its content. The columns of ACLED and UCDP are known, those of
others are guessed from their headings in English or Arabic: look with --show, correct with --map.

A name of a place without coordinates is looked up in the gazetteer, with the country and
governorate of its row; one that is ambiguous or unknown joins the gazetteer's queue, and the row
stays without a point until an editor settles it.

Exit code: 0 when every row was taken, 1 when some were refused or the file cannot be read, 2 for
wrong usage."""

_EXAMPLES = """\
  python -m geo import ged251-csv.zip --dataset ucdp --dry-run
  python -m geo import acled.csv --dataset acled-syria --refused refused.csv
  python -m geo import sheet.xlsx --show
  python -m geo import sheet.xlsx --map start="Day of attack" --map place=Town --set country=Iraq
  python -m geo import sheet.csv --date-order dmy --name "Our own list" --publisher "Newsroom" """


def add_parsers(subparsers: cli_common.Subparsers) -> None:
    """Add the command to the command line."""
    parser = cli_common.add_command(
        subparsers,
        "import",
        run,
        summary="bring a file of incidents in",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    formats = [_AUTO, *ImportFormat]
    parser.add_argument(
        "--format", choices=formats, default=_AUTO, metavar=f"{{{','.join(formats)}}}"
    )
    _add_reading(parser)
    _add_data_set(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would happen, write nothing"
    )
    parser.add_argument(
        "--show", action="store_true", help="show columns and first rows, do nothing"
    )
    parser.add_argument(
        "--refused", type=Path, metavar="FILE.csv", help="write all refused rows there"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how the file is read")
    group.add_argument(
        "--map",
        action="append",
        default=[],
        type=_pair,
        metavar="FIELD=COLUMN",
        help=f"which column holds what, repeatable; fields are {', '.join(Field)}",
    )
    group.add_argument(
        "--set",
        action="append",
        default=[],
        type=_pair,
        metavar="FIELD=VALUE",
        help="what holds for rows that do not say, such as country=Iraq; repeatable",
    )
    group.add_argument("--mapping", type=Path, metavar="FILE.json", help="a mapping that was kept")
    group.add_argument("--save-mapping", type=Path, metavar="FILE.json", help="keep the mapping")
    group.add_argument(
        "--date-order",
        choices=list(DateOrder),
        help="what 03/04/2019 means; else the file proves it",
    )
    group.add_argument("--encoding", help="of a CSV file; found by looking when left out")
    group.add_argument(
        "--delimiter",
        type=_delimiter,
        help="of a CSV file, one character or tab; found by looking when left out",
    )
    group.add_argument(
        "--layer", metavar="NAME", help="the sheet of a workbook, the layer of a map"
    )


def _add_data_set(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the data set")
    group.add_argument("--dataset", metavar="ID", help="its id (default: from the file's name)")
    group.add_argument("--name", help="how the map calls it")
    group.add_argument("--publisher", help="who publishes it")
    group.add_argument("--licence", help="under which licence")
    group.add_argument("--citation", help="how it wants to be cited")
    group.add_argument("--link", help="where it is published")
    group.add_argument(
        "--partial", action="store_true", help="keep incidents that this file leaves out"
    )
    group.add_argument("--editor", help="your name in the history (default: the login name)")
    group.add_argument("--reason", help="why, for the history (default: the file's name)")


def _pair(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not (sign and field in list(Field)):
        fields = ", ".join(Field)
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=…; fields are {fields}")
    return field, value


def _delimiter(text: str) -> str:
    found = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(found) != 1 or found in '"\r\n':
        raise argparse.ArgumentTypeError(f"{text!r} is not one character")
    return found


def run(args: argparse.Namespace) -> int:
    """Import a file, or show what it holds."""
    wanted = None if args.format == _AUTO else ImportFormat(args.format)
    reading = {"encoding": args.encoding, "delimiter": args.delimiter, "layer": args.layer}
    kept = None if args.mapping is None else _kept_mapping(args.mapping)
    preview = preview_incidents(args.file, wanted, mapping=kept, **reading)
    mapping = _corrected(preview.mapping, args)
    if args.save_mapping is not None:
        args.save_mapping.write_text(mapping.to_json(), encoding="utf-8")
    if args.show:
        _show(args.file, replace(preview, mapping=mapping))
        return cli_common.OK
    with IncidentStore.open(args.database) as store:
        held = {info.id: info for info in store.datasets()}.get(_dataset_id(args))
        if held is not None and kept is None and held.mapping and not preview.is_publishers:
            mapping = _corrected(ColumnMapping.from_record(held.mapping), args)
        with cli_common.Progress(f"read {args.file.name}") as progress:
            batch = read_incidents(
                args.file,
                wanted,
                borders=load_borders(),
                gazetteer=store.gazetteer,
                mapping=mapping,
                progress=lambda done, known: progress(done, known or 0),
                **reading,
            )
        with batch:
            return _put(store, batch, _described(args, batch, held), args)


def _kept_mapping(path: Path) -> ColumnMapping:
    try:
        return ColumnMapping.from_json(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise IncidentDataError(
            Message("a mapping must be JSON: %(problem)s", problem=message_of(error)), path=path
        ) from error


def _corrected(mapping: ColumnMapping, args: argparse.Namespace) -> ColumnMapping:
    """Return a mapping with what the options say instead."""
    mapping = mapping.with_columns(args.map)
    constants = {**mapping.constants, **{Field(name): value for name, value in args.set}}
    order = mapping.date_order if args.date_order is None else DateOrder(args.date_order)
    return replace(mapping, constants=constants, date_order=order)


def _dataset_id(args: argparse.Namespace) -> str:
    if args.dataset is not None:
        return str(args.dataset)
    stem = args.file.name.partition(".")[0].casefold()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "incidents"


def _described(
    args: argparse.Namespace, batch: IncidentBatch, held: DatasetInfo | None
) -> DatasetInfo:
    """Return the data set as the options describe it; what they leave out stays or is usual."""
    publication = batch.publication
    known = held or DatasetInfo(
        id=_dataset_id(args),
        name=args.file.stem,
        publisher=publication.publisher,
        licence=publication.licence,
        citation=publication.citation,
        link=publication.link,
    )
    given = {
        name: value
        for name in ("name", "publisher", "licence", "citation", "link")
        if (value := getattr(args, name)) is not None
    }
    return replace(known, **given, format=str(batch.format), mapping=batch.mapping.to_record())


def _put(
    store: IncidentStore, batch: IncidentBatch, info: DatasetInfo, args: argparse.Namespace
) -> int:
    """Write a batch and tell what happened."""
    if args.refused is not None:
        batch.refusals.write_csv(args.refused)
    if batch.row_count == 0:
        _tell_refusals(batch)
        raise IncidentDataError(Message("no row can be taken; nothing was changed"), path=args.file)
    with cli_common.Progress("write") as progress:

        def told(_stage: ImportStage, done: int) -> None:
            progress(done, batch.row_count)

        report = store.put(
            info,
            batch.tables(),
            user=User(args.editor or cli_common.login_name(), Role.EDITOR),
            reason=args.reason or f"import of {batch.name}",
            file=ImportFile(
                name=batch.name,
                sha256=batch.sha256,
                refused=len(batch.refusals),
                refusals=batch.refusals.kept_bytes(),
            ),
            whole=not args.partial,
            dry_run=args.dry_run,
            progress=told,
        )
    _tell(report, batch, args)
    return cli_common.NOTHING_OR_PROBLEMS if len(batch.refusals) else cli_common.OK


def _tell(report: ImportReport, batch: IncidentBatch, args: argparse.Namespace) -> None:
    _tell_refusals(batch)
    for flag, count in batch.flagged.items():
        sys.stderr.write(f"flagged: {count:,} {flag}\n")
    for name in batch.unresolved[:_SHOWN]:
        context = ", ".join(filter(None, (name.admin2, name.admin1, name.country)))
        cli_common.warn(f"unresolved: {name.name} ({context}), {name.count:,} row(s)")
    outcome: dict[str, int] = {
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "withdrawn": report.withdrawn,
        "refused": len(batch.refusals),
        "unresolved": len(batch.unresolved),
        "flagged": sum(batch.flagged.values()),
    }
    if args.json:
        record = {"dataset": report.dataset_id, "format": str(batch.format), **outcome}
        sys.stdout.write(json.dumps({**record, "dry_run": args.dry_run}) + "\n")
        return
    told = ", ".join(f"{what} {count:,}" for what, count in outcome.items())
    would = " (dry run: nothing was written)" if args.dry_run else ""
    cli_common.say(f"{report.dataset_id} ({batch.format}): {told}{would}")


def _tell_refusals(batch: IncidentBatch) -> None:
    for refusal in batch.refusals.first[:_SHOWN]:
        cli_common.warn(f"refused: {refusal}")
    if len(batch.refusals) > _SHOWN:
        more = len(batch.refusals) - _SHOWN
        sys.stderr.write(f"refused: {more:,} more; --refused FILE.csv writes all of them\n")


def _show(path: Path, preview: Preview) -> None:
    """Print what the columns of a file are taken for, and its first values."""
    count = "" if preview.rows_known is None else f", {preview.rows_known:,} rows"
    lines = [f"{path.name}: {preview.format}{count}, {len(preview.header)} columns"]
    field_of = {
        heading: str(field)
        for field, headings in preview.mapping.columns.items()
        for heading in headings
    }
    for number, heading in enumerate(preview.header):
        values = [text for row in preview.rows if (text := row[number]) is not None][:3]
        shown = " | ".join(
            value if len(value) <= _CELL_CHARS else f"{value[: _CELL_CHARS - 1]}…"
            for value in (" ".join(text.split()) for text in values)
        )
        lines.append(f"{field_of.get(heading, '-'):<16} {heading}: {shown}")
    try:
        preview.mapping.check(preview.header, path)
    except IncidentDataError as error:
        lines.append(f"problem: {error}")
    for line in lines:
        cli_common.say(line)
