"""The gazetteer on the command line: ``python -m gazetteer COMMAND``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from gazetteer import cli_check, cli_history, cli_resolve, cli_serve, cli_transfer
from gazetteer.cli_common import NOTHING_OR_PROBLEMS, USAGE, Parser, UsageError
from gazetteer.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Place names of Iraq, Syria and their borders: find what a name means, bring places in and out,
look for mistakes, and take changes back. Everything works offline."""

_EPILOG = """\
first steps:
  python -m gazetteer resolve "Deir ez Zor"
  python -m gazetteer resolve --help

exit codes: 0 done, 1 nothing found or problems, 2 wrong usage"""


def parser() -> Parser:
    """Return the parser of the whole command line."""
    whole = Parser(prog="python -m gazetteer", description=_DESCRIPTION, epilog=_EPILOG)
    commands = whole.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=Parser
    )
    cli_resolve.add_parser(commands)
    cli_transfer.add_parsers(commands)
    cli_check.add_parser(commands)
    cli_serve.add_parser(commands)
    cli_history.add_parsers(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = parser().parse_args(arguments)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough; what is left in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOTHING_OR_PROBLEMS
    except KeyboardInterrupt:
        return 130
    except UsageError as error:
        print(f"error: {error}; see --help", file=sys.stderr)
        return USAGE
    except (GazetteerError, OSError) as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return NOTHING_OR_PROBLEMS
    else:
        return code


if __name__ == "__main__":
    sys.exit(main())
