"""Options that several commands share: what the map shows, languages, formats, moments."""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gazetteer import Gazetteer, cli_common
from geo.current import LiveBriefing
from geo.drawn_area import DrawnArea
from geo.errors import BorderDataError, SnapshotError
from geo.filters import Facet, IncidentFilter
from geo.state import ZONE_WIDTHS_KM, MapState, ZoneParams
from geo.zone import ZoneVerdict

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from geo.briefing import Briefing

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
    "--lies": (Facet.AREA, "area_verdicts", "how to --area: inside, outside or undetermined"),
    "--dataset": (Facet.DATASET, "datasets", "id of a data set"),
}


@contextmanager
def opened_briefing(args: argparse.Namespace) -> Iterator[Briefing]:
    """Give the briefing of the database of the command line; what is odd in it, it tells.

    Raises
    ------
    SnapshotError
        If the database cannot be opened or read.
    """
    live = LiveBriefing(partial(Gazetteer.open, args.database))
    try:
        briefing = live.current()
        if briefing.failure is not None:
            raise SnapshotError(briefing.failure.message)
        if briefing.problem is not None:
            cli_common.warn(f"warning: {briefing.problem}")
        yield briefing
    finally:
        live.close()


def add_file_options(parser: argparse.ArgumentParser, *, name: str) -> None:
    """Add the options that say where the files come to lie; `name` is the default name."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--name", default=name, help=f"of the files, without ending (default: {name})"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace files of that name")


def check_name(name: str) -> None:
    """Raise `UsageError` if a name of files would lead to another folder."""
    if Path(name).name != name or name in {"", ".", ".."}:
        raise cli_common.UsageError(f"--name {name!r} is no name of a file")


def add_state_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what the map shows: filters and zone."""
    parser.add_argument("--since", type=day, metavar="DAY", help="first day, YYYY-MM-DD")
    parser.add_argument("--until", type=day, metavar="DAY", help="last day, YYYY-MM-DD")
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
    parser.add_argument(
        "--area",
        type=_area,
        metavar="NUMBERS",
        help="corners as lat,lon,lat,lon,… or a circle as lat,lon,km; --lies says how (inside)",
    )
    parser.add_argument("--zone", type=float, metavar="KM", help="depth of the zone (default: 23)")
    parser.add_argument("--border", metavar="BORDER", help="border of the zone (default: SY-TR)")
    parser.add_argument("--side", metavar="COUNTRY", help="side of the zone (default: SY)")


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
    if lists["area_verdicts"] and args.area is None:
        raise cli_common.UsageError("--lies asks how incidents lie to --area, which is missing")
    if args.area is not None and not lists["area_verdicts"]:
        lists["area_verdicts"] = frozenset({str(ZoneVerdict.INSIDE)})
    if args.near is not None:
        _check("--near", args.near, briefing.border_names)
    wanted = IncidentFilter(
        start=args.since,
        end=args.until,
        text=args.text,
        border_id=args.near,
        border_km=args.within,
        area=args.area,
        **lists,
    )
    return MapState(filter=wanted, zone=_zone(args, briefing))


def _area(text: str) -> DrawnArea:
    try:
        return DrawnArea.from_text(text)
    except BorderDataError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


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


def several(known: Container[str]) -> Callable[[str], list[str]]:
    """Return a reader of values joined by commas, each of them one of `known`."""

    def read(text: str) -> list[str]:
        values = list(dict.fromkeys(text.split(",")))
        for value in values:
            if value not in known:
                raise argparse.ArgumentTypeError(f"{value!r} is not known here")
        return values

    return read


def day(text: str) -> date:
    """Return a day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day written YYYY-MM-DD") from None


def moment(text: str) -> datetime:
    """Return a moment written as ISO 8601 has it, in UTC unless it says otherwise."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment of ISO 8601") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
