"""The command `export`: data files of the filtered map."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gazetteer import Message, cli_common
from geo.cli_state import (
    add_file_options,
    add_state_options,
    check_name,
    moment,
    opened_briefing,
    several,
    state_of,
)
from geo.errors import SnapshotError
from geo.export import FORMATS, kept_export, repeated_export, write_export
from geo.selection import apply
from geo.words import LANGUAGES

if TYPE_CHECKING:
    import argparse

    from geo.briefing import Briefing
    from geo.export import MapExport

_DESCRIPTION = """\
Write the incidents that pass the filters as data files, all of them or none. Files that are there
already stay as they are, and nothing is written, unless --overwrite is given; then each is
replaced at one stroke, so that a reader never finds half a file.

Every file tells its sources, filters, data revision, licences and the id of its figure; --figure
with that id makes the same files again, byte for byte, whatever was edited since.

Exit code: 0 when the files were written, 1 when no incident passes or they cannot be written, 2 for
wrong usage."""

_EXAMPLES = """\
  python -m geo export --out files --format csv,xlsx
  python -m geo export --since 2019-01-01 --until 2019-03-31 --type Battles --format gpkg --out q1
  python -m geo export --verdict inside --zone 23 --border SY-TR --lang en,ar --out web
  python -m geo export --format geojson,kml --out /srv/nightly --overwrite
  python -m geo export --figure 7K3M9QXZ --out again"""


def add_parsers(subparsers: cli_common.Subparsers) -> None:
    """Add the command to the command line."""
    parser = cli_common.add_command(
        subparsers,
        "export",
        run,
        summary="write data files of the filtered map",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    add_state_options(parser)
    parser.add_argument(
        "--format",
        type=several(FORMATS),
        metavar="LIST",
        help=f"of {', '.join(FORMATS)}, joined by commas (default: geojson, or those of --figure)",
    )
    parser.add_argument(
        "--lang",
        type=several(LANGUAGES),
        default=["en"],
        metavar="LIST",
        help="en, ar or both: en,ar (default: en)",
    )
    add_file_options(parser, name="incidents")
    parser.add_argument(
        "--figure",
        metavar="ID",
        help="make this figure again; filters, --zone and --lang are its own",
    )
    parser.add_argument(
        "--as-of",
        type=moment,
        metavar="MOMENT",
        help="the moment that the files state, ISO 8601 (default: now)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the files."""
    check_name(args.name)
    with opened_briefing(args) as briefing:
        if args.figure is None:
            exports, formats = _new_exports(args, briefing)
        else:
            exports, formats = _again(args, briefing)
        for export in exports:
            name = f"{args.name}-{export.state.language}" if len(exports) > 1 else args.name
            files = write_export(
                export, args.format or formats, args.out, name=name, overwrite=args.overwrite
            )
            sys.stdout.writelines(f"{file}\n" for file in files)
    return cli_common.OK


def _new_exports(args: argparse.Namespace, briefing: Briefing) -> tuple[list[MapExport], list[str]]:
    """Return what the options ask for, in each language, and the formats."""
    state = state_of(args, briefing)
    if not apply(briefing.index, state.filter, zone=briefing.zone(state.zone)).mask.any():
        raise SnapshotError(Message("no incident passes these filters; nothing was written"))
    made_at = args.as_of or datetime.now(UTC)
    formats = args.format or ["geojson"]
    exports = [
        kept_export(
            briefing,
            replace(state, language=language),
            made_at=made_at,
            made_by=cli_common.login_name(),
            formats=formats,
        )
        for language in args.lang
    ]
    return exports, formats


def _again(args: argparse.Namespace, briefing: Briefing) -> tuple[list[MapExport], list[str]]:
    """Return the export of a figure, from the data of its time, and its formats."""
    store = briefing.incident_store
    if store is None:
        raise SnapshotError(Message("without a database no figure can be made again"))
    export, formats = repeated_export(store, args.figure)
    return [export], formats
