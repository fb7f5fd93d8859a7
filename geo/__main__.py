"""The map's data on the command line: ``python -m geo COMMAND``."""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

from gazetteer import GazetteerError, cli_common
from geo.errors import GeoError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Incidents of Iraq and Syria: bring files of them in, write them out. Everything works offline."""

_EPILOG = """\
first steps:
  python -m geo import events.csv --dry-run
  python -m geo import --help

exit codes: 0 done, 1 nothing done or rows refused, 2 wrong usage"""

# The module of each command, in the order in which --help lists them.
COMMANDS: Final = {
    "import": "cli_import",
    "snapshot": "cli_snapshot",
    "export": "cli_export",
    "figures": "cli_figures",
    "changes": "cli_figures",
}


def parser(command: str | None = None) -> cli_common.Parser:
    """Return the parser of the whole command line, or one that is enough for `command`."""
    whole = cli_common.Parser(prog="python -m geo", description=_DESCRIPTION, epilog=_EPILOG)
    commands = whole.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=cli_common.Parser
    )
    modules = [COMMANDS[command]] if command in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(f"geo.{module}").add_parsers(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    # What is wrong is said once, as the error, and not before it by the log of a server.
    logging.getLogger("geo").addHandler(logging.NullHandler())
    args = parser(next(iter(given), None)).parse_args(given)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough; what is left in the buffer must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return cli_common.NOTHING_OR_PROBLEMS
    except KeyboardInterrupt:
        return 130
    except cli_common.UsageError as error:
        cli_common.tell_error(error, hint="; see --help")
        return cli_common.USAGE
    except (GeoError, GazetteerError, OSError) as error:
        cli_common.tell_error(error)
        return cli_common.NOTHING_OR_PROBLEMS
    else:
        return code


if __name__ == "__main__":
    sys.exit(main())
