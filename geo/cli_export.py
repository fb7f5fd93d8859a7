"""The command `export`: data files of the filtered map."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gazetteer import Gazetteer, cli_common
from geo.current import NOT_OPENED, NOT_READ, LiveBriefing
from geo.errors import SnapshotError
from geo.export import FORMATS, kept_export, repeated_export, write_export
from geo.filters import Facet, IncidentFilter
from geo.selection import apply
from geo.state import ZONE_WIDTHS_KM, MapState, ZoneParams
from geo.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Container

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

# Options that take values of a facet, each as often as wanted: name -> facet, field, what it is.
_LISTS: Final[dict[str, tuple[Facet, str, str]]] = {
    "--type": (Facet.EVENT_TYPE, "event_types", "event type, such as Battles"),
    "--sub-type": (Facet.SUB_TYPE, "sub_types", "event sub-type"),
    "--country": (Facet.COUNTRY, "countries", "country, such as SY"),
    "--governorate": (Facet.ADMIN1, "admin1", "governorate, such as SY-HL"),
    "--actor": (Facet.ACTOR, "actors", "id of an actor"),
    "--source": (Facet.SOURCE, "sources", "id of a source"),
    "--precision": (Facet.PRECISION, "precisions", "how well the place is known, such as 5km"),
    "--verdict": (Facet.VERDICT, "verdicts", "inside, outside or undetermined"),
    "--dataset": (Facet.DATASET, "datasets", "id of a data set"),
}


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
        type=_several(FORMATS),
        metavar="LIST",
        help=f"of {', '.join(FORMATS)}, joined by commas (default: geojson, or those of --figure)",
    )
    parser.add_argument(
        "--lang",
        type=_several(LANGUAGES),
        default=["en"],
        metavar="LIST",
        help="en, ar or both: en,ar (default: en)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--name", default="incidents", help="of the files, without ending (default: incidents)"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace files of that name")
    parser.add_argument(
        "--figure",
        metavar="ID",
        help="make this figure again; filters, --zone and --lang are its own",
    )
    parser.add_argument(
        "--as-of",
        type=_moment,
        metavar="MOMENT",
        help="the moment that the files state, ISO 8601 (default: now)",
    )


def add_state_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what the map shows: filters and zone."""
    parser.add_argument("--since", type=_day, metavar="DAY", help="first day, YYYY-MM-DD")
    parser.add_argument("--until", type=_day, metavar="DAY", help="last day, YYYY-MM-DD")
    for option, (_facet, field, told) in _LISTS.items():
        parser.add_argument(
            option,
            dest=field,
            action="append",
            default=[],
            metavar="VALUE",
            help=f"{told}; again for more",
        )
    parser.add_argument("--text", default="", help="words in a summary, place or actor")
    parser.add_argument("--near", metavar="BORDER", help="a border, such as IQ-SY; with --within")
    parser.add_argument("--within", type=float, metavar="KM", help="distance to the border --near")
    parser.add_argument("--zone", type=float, metavar="KM", help="depth of the zone (default: 23)")
    parser.add_argument("--border", metavar="BORDER", help="border of the zone (default: SY-TR)")
    parser.add_argument("--side", metavar="COUNTRY", help="side of the zone (default: SY)")


def run(args: argparse.Namespace) -> int:
    """Write the files."""
    if Path(args.name).name != args.name or args.name in {"", ".", ".."}:
        raise cli_common.UsageError(f"--name {args.name!r} is no name of a file")
    live = LiveBriefing(partial(Gazetteer.open, args.database))
    try:
        briefing = live.current()
        if briefing.problem in {NOT_OPENED, NOT_READ}:
            raise SnapshotError(briefing.problem)
        if briefing.problem is not None:
            sys.stderr.write(f"warning: {briefing.problem}\n")
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
    finally:
        live.close()
    return cli_common.OK


def _new_exports(args: argparse.Namespace, briefing: Briefing) -> tuple[list[MapExport], list[str]]:
    """Return what the options ask for, in each language, and the formats."""
    state = state_of(args, briefing)
    if not apply(briefing.index, state.filter, zone=briefing.zone(state.zone)).mask.any():
        raise SnapshotError("no incident passes these filters; nothing was written")
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
        raise SnapshotError("without a database no figure can be made again")
    export, formats = repeated_export(store, args.figure)
    return [export], formats


def state_of(args: argparse.Namespace, briefing: Briefing) -> MapState:
    """Return what the options of `add_state_options` ask for.

    Raises
    ------
    UsageError
        If a value is not known in `briefing`, or options do not go together.
    """
    if args.since and args.until and args.until < args.since:
        raise cli_common.UsageError(f"--until {args.until} is before --since {args.since}")
    if (args.near is None) != (args.within is None):
        raise cli_common.UsageError("--near and --within belong to each other")
    if args.within is not None and not args.within >= 0:
        raise cli_common.UsageError(f"--within {args.within:g} is no distance")
    lists = {}
    for option, (facet, field, _told) in _LISTS.items():
        values = getattr(args, field)
        for value in values:
            _check(option, value, briefing.values(facet))
        lists[field] = frozenset(values)
    if args.near is not None:
        _check("--near", args.near, briefing.border_names)
    wanted = IncidentFilter(
        start=args.since,
        end=args.until,
        text=args.text,
        border_id=args.near,
        border_km=args.within,
        **lists,
    )
    return MapState(filter=wanted, zone=_zone(args, briefing))


def _zone(args: argparse.Namespace, briefing: Briefing) -> ZoneParams:
    plain = ZoneParams()
    border_id = args.border or plain.border_id
    _check("--border", border_id, briefing.border_names)
    sides = border_id.split("-")
    side = args.side or (plain.side if plain.side in sides else sides[0])
    _check("--side", side, sides)
    width_km = plain.width_km if args.zone is None else args.zone
    least, most = ZONE_WIDTHS_KM
    if not least <= width_km <= most:
        raise cli_common.UsageError(f"--zone {width_km:g} is not between {least:g} and {most:g} km")
    return ZoneParams(border_id=border_id, side=side, width_km=width_km)


def _check(option: str, value: str, known: Container[str]) -> None:
    if value not in known:
        raise cli_common.UsageError(f"{option} {value!r} is not known here")


def _several(known: Container[str]) -> Callable[[str], list[str]]:
    """Return a reader of values joined by commas."""

    def read(text: str) -> list[str]:
        values = list(dict.fromkeys(text.split(",")))
        for value in values:
            if value not in known:
                raise argparse.ArgumentTypeError(f"{value!r} is not known here")
        return values

    return read


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day written YYYY-MM-DD") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment of ISO 8601") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
