"""The table of faults: what was injected, what was said, what was lost, how it came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Row(NamedTuple):
    """A fault: how it was injected and how often, what was said, what came of it."""

    fault: str
    injected: str
    times: int
    said: str
    lost: str
    back: str


def required(condition: bool, problem: str) -> None:
    """End with an error unless something holds."""
    if not condition:
        raise SystemExit(problem)


def print_table(rows: Iterable[Row]) -> None:
    """Print rows as a table of Markdown."""
    print("| fault | injected by | times | said | outcome | in use again |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |", flush=True)
