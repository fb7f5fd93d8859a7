"""Places at the edges of what can be, and a store that a refused file leaves as it is."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from gazetteer import Place, PlaceFileError, RefusedRow, Store, accepted, read_places

if TYPE_CHECKING:
    from pathlib import Path

_POINTS = [("36.5", "38"), ("NaN", "38"), ("inf", "38"), ("36", "1e400"), ("136", "38")]
_REFUSED = [
    (3, "lat", "NaN"),
    (4, "lat", "inf"),
    (5, "lon", "1e400"),
    (6, "lat", "136"),
]


def _read(path: Path, text: str) -> tuple[list[Place], list[tuple[int, str, str]]]:
    path.write_text(text)
    items = list(read_places(path))
    refused = [(i.row, i.field, i.value) for i in items if isinstance(i, RefusedRow)]
    return [item for item in items if isinstance(item, Place)], refused


def test_csv_places_at_the_edges_are_refused_by_row_field_and_value(tmp_path: Path) -> None:
    rows = "".join(f"A,{lat},{lon},{n}\n" for n, (lat, lon) in enumerate(_POINTS))
    text = f"name,lat,lon,id\n{rows}A,36,38,8,9\nname,lat,lon,id\nB\n"
    places, refused = _read(tmp_path / "p.csv", text)
    assert refused == [*_REFUSED, (7, "line", "9"), (8, "lat", "lat")]
    assert [place.lat for place in places] == [36.5, None]


def test_lp_tsv_places_at_the_edges_are_refused_by_row_field_and_value(tmp_path: Path) -> None:
    head = "id\ttitle\ttitle_source\tfclasses\tstart\tlat\tlon\n"
    rows = "".join(f"x:{n}\tA\tS\tP\t1\t{a}\t{o}\n" for n, (a, o) in enumerate(_POINTS))
    places, refused = _read(tmp_path / "p.tsv", f"{head}{rows}{head}x:9\tA\tS\tP\t1\t36\t38\t9\n")
    assert refused == [*_REFUSED, (7, "fclasses", "FCLASSES"), (8, "line", "9")]
    assert [place.lat for place in places] == [36.5]


@pytest.mark.parametrize(
    "broken",
    [
        b'"B,36,38\nC,36,38\n',
        b"\n" * 300_000 + b"\xff\xfe\n",
        b"x" * 17_000_000,
    ],
    ids=["quotation mark", "two encodings", "line without end"],
)
def test_import_of_a_file_that_is_refused_leaves_the_store_as_it_was(
    broken: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"name,lat,lon\nA,36,38\n" + broken)
    with Store(f"sqlite:///{tmp_path}/s.sqlite", shipped=False) as store:
        before = _content(tmp_path / "s.sqlite")
        with pytest.raises(PlaceFileError, match=r"p\.csv, row "):
            store.import_places(accepted(read_places(path), print), source="p", editor="Hiba")
    assert _content(tmp_path / "s.sqlite") == before


def _content(path: Path) -> list[str]:
    database = sqlite3.connect(path)
    try:
        return list(database.iterdump())
    finally:
        database.close()
