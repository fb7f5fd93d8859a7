"""What the commands share: exit codes, the --database option, progress for a person who watches."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from typing import TYPE_CHECKING, NoReturn, Self, TextIO

from gazetteer.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    # A command gets its arguments and says how it went.
    Run = Callable[[argparse.Namespace], int]
    Subparsers = argparse._SubParsersAction["Parser"]

OK, NOTHING_OR_PROBLEMS, USAGE = 0, 1, 2

# Work shorter than this shows no progress, and progress moves no faster than this, in seconds.
_PATIENCE_S = 1.0
_TICK_S = 0.2
_BAR_WIDTH = 24


class UsageError(Exception):
    """Options that do not go together; one line that says so."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line and whose examples keep their line ends."""

    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong and where help is, and leave with the code for usage."""
        self.exit(USAGE, f"{self.prog}: {visible(message)}; see --help\n")


def add_command(
    subparsers: Subparsers, name: str, run: Run, *, summary: str, description: str, examples: str
) -> Parser:
    """Add one command with its help; every command takes --database."""
    parser = subparsers.add_parser(
        name, help=summary, description=description, epilog=f"examples:\n{examples}"
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:///path, a bare path or postgresql://…; else the environment variable"
        " HUDUD_DATABASE_URL, else your own file",
    )
    return parser


class Progress:
    """A bar on standard error for work that takes long, and nothing when nobody watches.

    Parameters
    ----------
    label
        What is going on, in a word or two.
    stream
        Where to show it; nothing is shown unless it is a terminal.
    """

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._watched = self._stream.isatty()
        self._next_at = time.monotonic() + _PATIENCE_S
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Wipe the bar away."""
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` is done; a `total` of 0 means that it is not known."""
        if not self._watched or time.monotonic() < self._next_at:
            return
        self._next_at = time.monotonic() + _TICK_S
        self._shown = True
        if total > 0:
            share = min(done / total, 1.0)
            bar = "#" * round(share * _BAR_WIDTH)
            self._stream.write(f"\r{self._label} [{bar:<{_BAR_WIDTH}}] {share:4.0%}")
        else:
            self._stream.write(f"\r{self._label} {done:,}")
        self._stream.flush()


def say(line: str) -> None:
    """Write a line to standard output, for a person: as UTF-8, without what acts on a terminal."""
    sys.stdout.buffer.write(f"{visible(line)}\n".encode())


def warn(line: str) -> None:
    """Write a line to standard error, as `say` does."""
    sys.stderr.write(f"{visible(line)}\n")


def tell_error(error: Exception, *, hint: str = "") -> None:
    """Write an error to standard error, in one line."""
    warn(f"error: {' '.join(str(error).split())}{hint}")


def login_name() -> str:
    """Return the name of the user who runs this, for the history."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


def positive(text: str) -> int:
    """Read a whole number of 1 or more, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number
