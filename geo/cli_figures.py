"""The commands `figures` and `changes`: what was made, and what changed in the data since."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from gazetteer import Gazetteer, cli_common
from geo.changes_file import changes_csv
from geo.cli_state import moment
from geo.comparing import compare
from geo.current import NOT_OPENED, LiveBriefing
from geo.errors import FigureNotFoundError
from geo.past import briefing_at, state_at
from geo.store.made import FigureKind, FigureRegister

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from geo.briefing import Briefing
    from geo.comparing import Comparison
    from geo.store.incident_store import IncidentStore
    from geo.store.made import MadeFigure


def add_parsers(subparsers: cli_common.Subparsers) -> None:
    """Add the commands to the command line."""
    parser = cli_common.add_command(
        subparsers,
        "figures",
        run_figures,
        summary="list what was made: pictures and data files",
        description="List figures, the newest first: id, when, by whom, which filters.\n"
        "Exit code: 0, or 1 when none was made.",
        examples="  python -m geo figures\n  python -m geo figures --kind export --limit 5",
    )
    parser.add_argument("--kind", choices=[*FigureKind], type=FigureKind)
    parser.add_argument("--limit", type=cli_common.positive, default=20, help="(default: 20)")
    parser = cli_common.add_command(
        subparsers,
        "changes",
        run_changes,
        summary="tell what changed in the data since a figure or a moment",
        description="List incidents that were added, corrected, moved or withdrawn since.\n"
        "Exit code: 0, or 1 when nothing changed.",
        examples="  python -m geo changes --figure 7K3M9QXZ\n"
        "  python -m geo changes --since 2026-11-01 --format csv > changes.csv",
    )
    since = parser.add_mutually_exclusive_group(required=True)
    since.add_argument("--figure", metavar="ID", help="since this figure was made")
    since.add_argument(
        "--since", type=moment, metavar="MOMENT", help="since a day or moment of ISO 8601, UTC"
    )
    parser.add_argument("--format", choices=("table", "csv", "jsonl"), default="table")


def run_figures(args: argparse.Namespace) -> int:
    """Print what was made."""
    with _open(args) as (_briefing, store):
        made = FigureRegister(store.database).figures(kind=args.kind, limit=args.limit)
    for figure in made:
        cli_common.say(_figure_line(figure))
    return cli_common.OK if made else cli_common.NOTHING_OR_PROBLEMS


def run_changes(args: argparse.Namespace) -> int:
    """Print what changed."""
    with _open(args) as (briefing, store):
        if args.figure is not None:
            data = FigureRegister(store.database).get(args.figure).data
        else:
            data = state_at(store, args.since)
        comparison = compare(briefing_at(store, data), briefing)
    _print(comparison, args.format)
    return cli_common.OK if comparison.changes else cli_common.NOTHING_OR_PROBLEMS


@contextmanager
def _open(args: argparse.Namespace) -> Iterator[tuple[Briefing, IncidentStore]]:
    """Give the briefing of a database as it is now, and its data sets."""
    live = LiveBriefing(partial(Gazetteer.open, args.database))
    try:
        briefing = live.current()
        if briefing.failure is not None:
            raise briefing.failure
        if briefing.incident_store is None:
            raise FigureNotFoundError(NOT_OPENED)
        yield briefing, briefing.incident_store
    finally:
        live.close()


def _print(comparison: Comparison, form: str) -> None:
    if form == "csv":
        sys.stdout.write(changes_csv(comparison).decode())
    elif form == "jsonl":
        for row in comparison.table().to_pylist():
            sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    else:
        for row in comparison.table().to_pylist():
            cli_common.say(_change_line(row))
        counts = ", ".join(f"{count} {kind}" for kind, count in comparison.counts().items())
        cli_common.say(counts)


def _change_line(row: dict[str, Any]) -> str:
    moved = f" {row['moved_km']:g} km" if row["moved_km"] is not None else ""
    fields = f" ({row['fields']})" if row["fields"] else ""
    place = row["place"] or "-"
    return f"{row['change']:<9}  {row['id']}  {row['start']}  {place}{moved}{fields}"


def _figure_line(figure: MadeFigure) -> str:
    at = figure.made_at.strftime("%Y-%m-%d %H:%M")
    query = urlencode(figure.state.to_query(), doseq=True)
    return f"{figure.id}  {at}  {figure.kind:<8}  {figure.made_by}  ?{query}"
