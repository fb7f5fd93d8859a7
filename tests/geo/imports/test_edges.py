"""Rows at the edges of what can be: each is refused by its number, field and value, or taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
import xlsxwriter

from geo import IncidentDataError
from tests.geo.imports.conftest import refused, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.geo.imports.conftest import Read

_HEAD = ["id", "date", "lat", "lon", "country"]
_ROWS = [
    ["ok", "2019-01-01", "36.5", "38", "Syria"],
    ["nan", "2019-01-01", "NaN", "38", "Syria"],
    ["inf", "2019-01-01", "inf", "38", "Syria"],
    ["minus-inf", "2019-01-01", "36", "-Infinity", "Syria"],
    ["beyond-doubles", "2019-01-01", "1e400", "38", "Syria"],
    ["swapped", "2019-01-01", "38.1", "36.5", "Syria"],
    ["off-the-earth", "2019-01-01", "136", "38", "Syria"],
    ["before-1900", "1899-12-31", "36.5", "38", "Syria"],
    ["after-tomorrow", "2026-11-23", "36.5", "38", "Syria"],
    ["tomorrow", "2026-11-22", "36.5", "38", "Syria"],
    ["first-day", "1900-01-01", "36.5", "38", "Syria"],
    ["ok", "2019-01-02", "36.5", "38", "Syria"],
    _HEAD,
]
# Number in the list above, field and value.
_REFUSED = [
    (1, "lat", ""),
    (2, "lat", "inf"),
    (3, "lon", "-Infinity"),
    (4, "lat", "1e400"),
    (5, "lat", "38.1"),
    (6, "lat", "136"),
    (7, "date", "1899-12-31"),
    (8, "date", "2026-11-23"),
    (11, "id", "ok"),
    (12, "date", "date"),
]


def _csv(folder: Path) -> Path:
    return write_csv(folder / "a.csv", [_HEAD, *_ROWS])


def _tsv(folder: Path) -> Path:
    return write_csv(folder / "a.tsv", [_HEAD, *_ROWS], delimiter="\t", encoding="utf-16")


def _xlsx(folder: Path) -> Path:
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([_HEAD, *_ROWS]):
            sheet.write_row(number, 0, row)
    return folder / "a.xlsx"


def _parquet(folder: Path) -> Path:
    columns = dict(zip(_HEAD, zip(*_ROWS, strict=True), strict=True))
    pq.write_table(pa.table({n: list(v) for n, v in columns.items()}), folder / "a.parquet")
    return folder / "a.parquet"


@pytest.mark.parametrize(("make", "first_row"), [(_csv, 2), (_tsv, 2), (_xlsx, 2), (_parquet, 1)])
def test_rows_at_the_edges_are_refused_by_row_field_and_value(
    make: Callable[[Path], Path], first_row: int, tmp_path: Path, read: Read
) -> None:
    batch = read(make(tmp_path), names=False)
    assert sorted(refused(batch)) == [(n + first_row, field, v) for n, field, v in _REFUSED]
    assert batch.rows["id"].to_pylist() == ["ok", "tomorrow", "first-day"]


def test_csv_of_ragged_rows_refuses_each_by_its_number(tmp_path: Path, read: Read) -> None:
    ragged = [["x"] * count for count in (1, 2, 3, 4, 6, 7, 900)]
    batch = read(write_csv(tmp_path / "a.csv", [_HEAD, _ROWS[0], *ragged, _ROWS[9]]), names=False)
    assert [row for row, _, _ in refused(batch)] == [3, 4, 5, 6, 7, 8, 9]
    assert batch.rows["id"].to_pylist() == ["ok", "tomorrow"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_table_of_ten_thousand_columns_is_refused_with_their_number(
    ending: str, tmp_path: Path, read: Read
) -> None:
    path = tmp_path / f"a{ending}"
    names = [f"c{number}" for number in range(10_000)]
    if ending == ".csv":
        write_csv(path, [names])
    elif ending == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write_row(0, 0, names)
    else:
        pq.write_table(pa.table({name: pa.nulls(1, pa.string()) for name in names}), path)
    with pytest.raises(IncidentDataError, match="10,000 columns") as told:
        read(path, names=False)
    assert told.value.path == path
