"""The command `check`: what looks wrong in the gazetteer."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from gazetteer.check import PROBLEM_CODES, check_places
from gazetteer.cli_common import NOTHING_OR_PROBLEMS, OK, add_command, say, warn
from gazetteer.store import Store

if TYPE_CHECKING:
    import argparse

    from gazetteer.cli_common import Subparsers

_DESCRIPTION = """\
Look whether the database is whole: every page of it is read, each line of history compared with the
digest that was written beside it, and each place with what the history says of it. Damage is told
as an error that names the database and the change.

Then look for what is probably wrong, one line each: places that look like one (a link in common, or
a name close by), points more than 5 km outside their country or governorate, names in another
script than their language's, and places for which no source is given.

Exit code: 0 when nothing was found, 1 when something was."""

_EXAMPLES = """\
  python -m gazetteer check
  python -m gazetteer check --database-only
  python -m gazetteer check --only duplicate-name --only outside-admin1
  python -m gazetteer check --country SY --format jsonl"""


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "check",
        run,
        summary="look for mistakes",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_argument(
        "--database-only",
        action="store_true",
        help="look only whether the database is whole",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=PROBLEM_CODES,
        metavar="KIND",
        help=f"one of {', '.join(PROBLEM_CODES)}; repeatable",
    )
    parser.add_argument("--country", action="append", default=[], help="only these; repeatable")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")


def run(args: argparse.Namespace) -> int:
    """Print what looks wrong, and how much of each kind on standard error."""
    countries = {country.upper() for country in args.country}
    with Store(args.database, shipped=not args.database_only) as store:
        store.verify()
        if args.database_only:
            warn(f"{store.database.name} is whole, revision {store.revision}")
            return OK
        places = [p for p in store.iter_places() if not countries or p.country_code in countries]
    problems = [p for p in check_places(places) if args.only is None or p.code in args.only]
    out = sys.stdout.buffer
    for problem in problems:
        if args.format == "jsonl":
            out.write(f"{json.dumps(asdict(problem), ensure_ascii=False)}\n".encode())
        else:
            say(f"{problem.code:<16}  {problem.place_id}  {problem.message}")
    out.flush()
    kinds = Counter(problem.code for problem in problems)
    told = ", ".join(f"{count} {code}" for code, count in sorted(kinds.items())) or "nothing found"
    sys.stderr.write(f"{len(places):,} places checked: {told}\n")
    return NOTHING_OR_PROBLEMS if problems else OK
