"""The command `snapshot`: pictures of the filtered map for a briefing."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gazetteer import Message, Role, User, cli_common
from geo.cli_state import (
    add_file_options,
    add_state_options,
    check_name,
    day,
    opened_briefing,
    several,
    state_of,
)
from geo.errors import SnapshotError
from geo.folder import write_together
from geo.snapshot import (
    PICTURES,
    Extent,
    ExtentKind,
    Page,
    Severity,
    SnapshotOptions,
    check_sheet,
    keep_snapshot,
    plan_snapshot,
    repeated_snapshot,
)
from geo.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.briefing import Briefing
    from geo.snapshot import Snapshot

_DESCRIPTION = """\
Draw the incidents that pass the filters as pictures for a briefing, all of them or none. Files that
are there already stay as they are, and nothing is written, unless --overwrite is given.

A check runs before: what is missing or misleading goes to standard error. Errors stop the command
unless --override gives a reason, which the sheet then bears.

Every picture bears the id of its figure; --figure with that id makes the same pictures again, byte
for byte, whatever was edited since.

Exit code: 0 when the files were written, 1 when the check stops them or they cannot be written, 2
for wrong usage."""

_EXAMPLES = """\
  python -m geo snapshot --since 2019-01-01 --until 2019-03-31 --zone 23 --extent zone --out q1
  python -m geo snapshot --lang en,ar --format png,pdf,svg,pptx --title "A quiet month" --out out
  python -m geo snapshot --extent SY-HA --page 16:9 --width 1920 --out slides
  python -m geo snapshot --extent 38,34,42,37.5 --graticule --as-of 2026-11-21 --out box
  python -m geo snapshot --out /srv/nightly --overwrite
  python -m geo snapshot --figure 7K3M9QXZ --format png --out again"""

# Options of the sheet that are plain texts: option -> field, what it is.
_TEXTS = {
    "--title": ("title", "the finding (default: suggested from the filters)"),
    "--title-ar": ("title_ar", "the same in Arabic"),
    "--author": ("author", "who answers for the sheet"),
    "--handling": ("handling", "a classification line at head and foot"),
    "--override": ("override_reason", "why to export in spite of errors"),
}


def add_parsers(subparsers: cli_common.Subparsers) -> None:
    """Add the command to the command line."""
    parser = cli_common.add_command(
        subparsers,
        "snapshot",
        run,
        summary="draw pictures of the filtered map for a briefing",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    add_state_options(parser)
    _add_sheet_options(parser)
    parser.add_argument(
        "--format",
        type=several(PICTURES),
        default=["png"],
        metavar="LIST",
        help=f"of {', '.join(PICTURES)}, joined by commas (default: png)",
    )
    parser.add_argument(
        "--dpi", type=cli_common.positive, default=200, help="of PNG and slides (default: 200)"
    )
    parser.add_argument(
        "--width", type=cli_common.positive, metavar="PIXELS", help="of PNG, instead of --dpi"
    )
    add_file_options(parser, name="briefing")
    parser.add_argument(
        "--figure",
        metavar="ID",
        help="make this figure again; everything but --format and where to is its own",
    )


def _add_sheet_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--extent",
        type=_extent,
        default=Extent(kind=ExtentKind.REGION),
        metavar="EXTENT",
        help="region, zone, a governorate such as SY-HA, or west,south,east,north in degrees "
        "(default: region)",
    )
    parser.add_argument(
        "--page", type=Page, choices=[*Page], default=Page.A4, metavar="PAGE",
        help=f"of {', '.join(Page)} (default: a4)",
    )  # fmt: skip
    for option, default, told in (
        ("--lang", ["en"], "en, ar or both, the leading one first: en,ar (default: en)"),
        ("--labels", [], "languages of the names on the map (default: those of --lang)"),
    ):
        parser.add_argument(
            option, type=several(LANGUAGES), default=default, metavar="LIST", help=told
        )
    for option, (field, told) in _TEXTS.items():
        parser.add_argument(option, dest=field, default="", metavar="TEXT", help=told)
    parser.add_argument("--graticule", action="store_true", help="draw meridians and parallels")
    parser.add_argument("--no-locator", action="store_true", help="leave out the small map")
    parser.add_argument("--no-zone", action="store_true", help="do not draw the zone")
    parser.add_argument(
        "--as-of",
        type=day,
        metavar="DAY",
        help="the day of which the sheet speaks, YYYY-MM-DD (default: today, UTC)",
    )


def run(args: argparse.Namespace) -> int:
    """Draw the pictures."""
    check_name(args.name)
    with opened_briefing(args) as briefing:
        if args.figure is None:
            snapshot = _new(args, briefing)
        elif briefing.incident_store is None:
            raise SnapshotError(Message("without a database no figure can be made again"))
        else:
            snapshot = repeated_snapshot(briefing.incident_store, args.figure)
        drawn = {f"{args.name}.{form}": snapshot.picture(form) for form in args.format}
        if args.figure is None and briefing.incident_store is not None:
            user = User(cli_common.login_name(), Role.EDITOR)
            keep_snapshot(snapshot, user=user, made_at=datetime.now(UTC))
        files = write_together(
            {name: _writer(content) for name, content in drawn.items()},
            args.out,
            overwrite=args.overwrite,
        )
    sys.stderr.write(f"figure {snapshot.id}\n")
    sys.stdout.writelines(f"{file}\n" for file in files)
    return cli_common.OK


def _writer(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _new(args: argparse.Namespace, briefing: Briefing) -> Snapshot:
    """Return the snapshot that the options ask for, and tell what the check found."""
    state = state_of(args, briefing)
    admin1 = args.extent.admin1
    known = {code for codes in briefing.governorates.values() for code in codes}
    if admin1 and admin1 not in known:
        raise cli_common.UsageError(f"--extent {admin1!r} is not known here")
    options = _options(args)
    snapshot = plan_snapshot(briefing, state, options, dpi=args.dpi, width_px=args.width)
    for finding in check_sheet(snapshot.sheet, "en"):
        if finding.severity is not Severity.INFO:
            cli_common.warn(f"{finding.severity}: {finding.message}")
    return snapshot


def _options(args: argparse.Namespace) -> SnapshotOptions:
    texts: dict[str, Any] = {field: getattr(args, field) for field, _told in _TEXTS.values()}
    try:
        return SnapshotOptions(
            page=args.page,
            extent=args.extent,
            languages=tuple(args.lang),
            label_languages=tuple(args.labels),
            graticule=args.graticule,
            locator=not args.no_locator,
            zone=not args.no_zone,
            as_of=args.as_of or datetime.now(UTC).date(),
            **texts,
        )
    except SnapshotError as error:
        raise cli_common.UsageError(str(error)) from error


def _extent(text: str) -> Extent:
    if text in {ExtentKind.REGION, ExtentKind.ZONE}:
        return Extent(kind=ExtentKind(text))
    try:
        if "," not in text:
            return Extent(kind=ExtentKind.GOVERNORATE, admin1=text)
        west, south, east, north = map(float, text.split(","))
        return Extent(kind=ExtentKind.BOX, box=(west, south, east, north))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no extent") from None
    except SnapshotError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
