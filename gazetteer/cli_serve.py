"""The command `serve`: the gazetteer as a Reconciliation service, for OpenRefine and its kin."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gazetteer.cli_common import OK, add_command
from gazetteer.gazetteer import Gazetteer
from gazetteer.reconcile import DEFAULT_PORT, serve

if TYPE_CHECKING:
    import argparse

    from gazetteer.cli_common import Subparsers

_DESCRIPTION = """\
Serve the gazetteer under the Reconciliation Service API 0.2 until you press Ctrl-C. In OpenRefine,
choose Reconcile > Start reconciling > Add standard service, and give the address that is printed.
Only this machine can reach the service unless --host says otherwise."""

_EXAMPLES = """\
  python -m gazetteer serve
  python -m gazetteer serve --port 9000 --database postgresql://localhost/hudud"""


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "serve",
        run,
        summary="answer OpenRefine",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    with Gazetteer.open(args.database) as gazetteer:
        gazetteer.resolve("")  # the index is opened before the first question comes
        sys.stderr.write(f"http://{args.host}:{args.port}/reconcile\n")
        serve(gazetteer, host=args.host, port=args.port)
    return OK
