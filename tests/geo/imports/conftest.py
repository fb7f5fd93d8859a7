"""What the tests of imports share: the map, the gazetteer, and files of their own."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from gazetteer import Gazetteer
from geo import Borders, imports, load_borders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TODAY = date(2026, 11, 21)
Read = Callable[..., imports.IncidentBatch]


@pytest.fixture(scope="session")
def borders() -> Borders:
    return load_borders()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.shipped()


@pytest.fixture
def read(borders: Borders, gazetteer: Gazetteer) -> Iterator[Read]:
    batches: list[imports.IncidentBatch] = []

    def reader(path: Path, **options: Any) -> imports.IncidentBatch:  # noqa: ANN401 - any of them
        names = gazetteer if options.pop("names", True) else None
        batch = imports.read_incidents(
            path, borders=borders, gazetteer=names, today=TODAY, **options
        )
        batches.append(batch)
        return batch

    yield reader
    for batch in batches:
        batch.close()


def write_csv(
    path: Path, rows: Sequence[Sequence[object]], *, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """Write rows, the heading first."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


def refused(batch: imports.IncidentBatch) -> list[tuple[int, str, str]]:
    """Return row, field and value of each refusal."""
    return [(r.row, r.field, r.value) for r in batch.refusals]
