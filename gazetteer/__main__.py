"""The gazetteer on the command line: ``python -m gazetteer COMMAND``."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

from gazetteer.cli_common import NOTHING_OR_PROBLEMS, USAGE, Parser, UsageError, tell_error
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


# The modules of the commands, in the order in which --help lists them.
_MODULES: Final = (
    "cli_resolve", "cli_find_places", "cli_transfer", "cli_check", "cli_serve", "cli_history",
)  # fmt: skip
# Commands that are answered without the libraries of the others: they start sooner.
_ALONE: Final = {"resolve": ("cli_resolve",), "find-places": ("cli_find_places",)}


def parser(command: str | None = None) -> Parser:
    """Return the parser of the whole command line, or one that is enough for `command`."""
    whole = Parser(prog="python -m gazetteer", description=_DESCRIPTION, epilog=_EPILOG)
    commands = whole.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=Parser
    )
    for name in _ALONE.get(command or "", _MODULES):
        import_module(f"gazetteer.{name}").add_parsers(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    args = parser(next(iter(given), None)).parse_args(given)
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
        tell_error(error, hint="; see --help")
        return USAGE
    except (GazetteerError, OSError) as error:
        tell_error(error)
        return NOTHING_OR_PROBLEMS
    else:
        return code


if __name__ == "__main__":
    sys.exit(main())
