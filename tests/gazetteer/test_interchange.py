from __future__ import annotations

import gzip
import tracemalloc
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gazetteer import Place, PlaceFileError, Toponym
from gazetteer.interchange import PlaceFormat, accepted, format_of, read_places, write_places
from gazetteer.record import load_shipped
from gazetteer.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gazetteer.place_files import RefusedRow


def place(number: int) -> Place:
    return Place(
        id=f"p-{number}",
        toponyms=(Toponym(name=f"Village {number}", language="en", script="Latn"),),
        feature_class="P",
        feature_code="PPL",
        country_code="SY",
        lat=33 + number % 300 / 100,
        lon=36 + number / 10_000,
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.geojson", PlaceFormat.LPF),
        ("a.JSON", PlaceFormat.LPF),
        ("a.jsonl.gz", PlaceFormat.LPF),
        ("a.tsv", PlaceFormat.LPTSV),
        ("SY.txt", PlaceFormat.GEONAMES),
        ("SY.zip", PlaceFormat.GEONAMES),
        ("a.csv", PlaceFormat.CSV),
        ("a.b.csv.zip", PlaceFormat.CSV),
    ],
)
def test_format_of_usual_names(name: str, expected: PlaceFormat) -> None:
    assert format_of(Path(name)) is expected


@pytest.mark.parametrize("name", ["a", "a.pdf", "a.gz", "csv"])
def test_format_of_other_names_raises(name: str) -> None:
    with pytest.raises(PlaceFileError, match="say which: lpf, lptsv, geonames, csv"):
        format_of(Path(name))


@pytest.mark.parametrize("name", ["p.geojson", "p.jsonl"])
def test_write_places_all_that_ships_comes_back(tmp_path: Path, name: str) -> None:
    shipped = load_shipped()
    assert write_places(shipped, tmp_path / name) == len(shipped)
    assert list(read_places(tmp_path / name)) == list(shipped)


@pytest.mark.parametrize("name", ["p.csv", "p.tsv"])
def test_write_places_tables_of_all_that_ships_are_read_without_refusal(
    tmp_path: Path, name: str
) -> None:
    shipped = load_shipped()
    write_places(shipped, tmp_path / name)
    back = list(read_places(tmp_path / name))
    assert [p.id for p in back if isinstance(p, Place)] == [p.id for p in shipped]


@pytest.mark.parametrize("file_format", [PlaceFormat.LPF, PlaceFormat.LPTSV, PlaceFormat.CSV])
def test_read_places_packed_gives_what_plain_gives(
    tmp_path: Path, file_format: PlaceFormat
) -> None:
    plain = tmp_path / "p.dat"
    write_places([place(i) for i in range(3)], plain, file_format)
    expected = list(read_places(plain, file_format, source="s"))
    assert len(expected) == 3
    packed = tmp_path / "p.dat.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(read_places(packed, file_format, source="s")) == expected
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.write(plain, "../../p.dat")
    assert list(read_places(tmp_path / "p.zip", file_format, source="s")) == expected


def test_write_places_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "p.geojson"
    path.write_text("old")

    def breaks() -> Iterator[Place]:
        yield place(1)
        raise RuntimeError("broke")

    with pytest.raises(RuntimeError, match="broke"):
        write_places(breaks(), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_write_places_unfit_target_raises(tmp_path: Path) -> None:
    with pytest.raises(PlaceFileError, match="GeoNames' format is only read"):
        write_places([], tmp_path / "SY.txt")
    with pytest.raises(PlaceFileError, match="cannot be written"):
        write_places([], tmp_path / "missing" / "p.csv")


def test_accepted_hands_refused_rows_over(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("name,lat,lon\nA,1,2\nB,x,2\nC,1,2\n")
    refused: list[RefusedRow] = []
    taken = list(accepted(read_places(path), refused.append))
    assert [p.toponyms[0].name for p in taken] == ["A", "C"]
    assert [(r.row, r.value) for r in refused] == [(3, "x")]


@pytest.mark.parametrize("name", ["p.geojson", "p.csv", "p.tsv"])
def test_read_places_progress_ends_with_the_whole_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_places([place(i) for i in range(2000)], path)
    seen: list[tuple[int, int]] = []
    assert len(list(read_places(path, progress=lambda *at: seen.append(at)))) == 2000
    size = path.stat().st_size
    assert seen == sorted(seen)
    assert seen[-1] == (size, size)


@pytest.mark.parametrize("name", ["p.geojson", "p.csv", "p.tsv"])
def test_read_places_large_file_needs_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_places((place(i) for i in range(10_000)), path)
    for item in read_places(path):  # what is imported and cached the first time does not count
        assert isinstance(item, Place)
        break
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_places(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 10_000
    # Places themselves would need about a kilobyte each.
    assert peak < 5 * 2**20 < count * 1_000


def test_import_of_every_format_into_a_store_twice_makes_no_duplicates(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'g.sqlite'}", shipped=False) as store:
        places = [place(i) for i in range(50)]
        refused: list[RefusedRow] = []
        for name in ("p.geojson", "p.csv", "p.tsv", "p.geojson", "p.csv", "p.tsv"):
            write_places(places, tmp_path / name)
            read = accepted(read_places(tmp_path / name), refused.append)
            store.import_places(read, source=name, editor="tester")
            assert len(list(store.iter_places())) == 50
        assert refused == []
