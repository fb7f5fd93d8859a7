from pathlib import Path

import pytest

from geo.imports import ColumnMapping, Field, preview_incidents
from tests.geo.imports.conftest import Read, refused, write_csv


def test_place_name_without_coordinates_takes_the_place_of_its_governorate(
    tmp_path: Path, read: Read
) -> None:
    rows = [
        ["date", "place", "governorate", "country"],
        ["2019-01-01", "هجين", "دير الزور", "Syria"],
        ["2019-01-01", "Mosul", "Ninewa", "Iraq"],
    ]
    batch = read(write_csv(tmp_path / "a.csv", rows))
    found = batch.rows.to_pylist()
    assert [row["place_id"] for row in found] == ["hajin", "mosul"]
    assert [row["lon"] for row in found] == [None, None]
    # Without a point of its own, a row says what its publisher says.
    assert [(row["country"], row["admin1"]) for row in found] == [("SY", "SY-DY"), ("IQ", "IQ-NI")]
    assert batch.unplaced == 0
    assert batch.unresolved == ()


def test_place_name_that_is_unknown_or_ambiguous_is_kept_without_a_point_and_counted(
    tmp_path: Path, read: Read
) -> None:
    rows = [
        ["date", "place", "admin1", "country"],
        *[["2019-01-01", "Xyzzyqwort", "Deir ez-Zor", "Syria"]] * 2,
        ["2019-01-01", "", "", "Iraq"],
        ["2019-01-02", "القائم بالأعمال", "", ""],
    ]
    batch = read(write_csv(tmp_path / "a.csv", rows))
    assert len(batch.refusals) == 0
    assert batch.row_count == 4
    assert batch.unplaced == 4
    first = batch.unresolved[0]
    assert (first.name, first.country, first.admin1, first.count) == (
        "Xyzzyqwort", "Syria", "Deir ez-Zor", 2
    )  # fmt: skip
    assert first.origin == "a.csv"
    row = batch.rows.to_pylist()[0]
    assert (row["lon"], row["place_id"], row["place_name"]) == (None, None, "Xyzzyqwort")
    assert (row["country"], row["admin1"]) == ("SY", "SY-DY")


def test_governorate_alone_places_a_row_in_it(tmp_path: Path, read: Read) -> None:
    rows = [["date", "governorate", "country"], ["2019-01-01", "Anbar Governorate", "Iraq"]]
    (row,) = read(write_csv(tmp_path / "a.csv", rows)).rows.to_pylist()
    assert row["place_id"] is not None
    assert "anbar" in row["place_id"]


@pytest.mark.parametrize(
    ("point", "flags"),
    [
        (("36.335", "43.12", ""), None),
        (("36.335", "43.12", "1"), None),
        (("33.31", "44.36", ""), "place-disagrees"),
        (("33.31", "44.36", "400"), None),
        (("36.9", "40.0", "1"), "place-disagrees country-disagrees"),
        (("34.0", "33.0", "1"), "place-disagrees outside-map"),
    ],
)
def test_point_and_name_that_disagree_by_more_than_both_allow_are_flagged(
    tmp_path: Path, read: Read, point: tuple[str, str, str], flags: str | None
) -> None:
    rows = [
        ["date", "place", "country", "lat", "lon", "extent_km"],
        ["2019-01-01", "Mosul", "Iraq", *point],
    ]
    batch = read(write_csv(tmp_path / "a.csv", rows))
    (row,) = batch.rows.to_pylist()
    assert row["flags"] == flags
    assert row["place_id"] is None
    assert batch.flagged == dict.fromkeys((flags or "").split(), 1)


def test_country_and_governorate_follow_from_the_point_not_from_the_file(
    tmp_path: Path, read: Read
) -> None:
    rows = [["date", "lat", "lon", "governorate"], ["2019-01-01", "36.2", "37.16", "Damascus"]]
    (row,) = read(write_csv(tmp_path / "a.csv", rows)).rows.to_pylist()
    assert (row["country"], row["admin1"]) == ("SY", "SY-HL")
    assert '"governorate":"Damascus"' in row["details"]


def test_swapped_coordinates_without_a_country_are_taken_as_they_are(
    tmp_path: Path, read: Read
) -> None:
    rows = [
        ["date", "lat", "lon", "country"],
        ["2019-01-01", "37.16", "36.2", ""],
        ["2019-01-01", "37.9", "36.2", "Turkey"],
        ["2019-01-01", "44.4", "33.3", "Iraq"],
    ]
    batch = read(write_csv(tmp_path / "a.csv", rows))
    assert refused(batch) == [(4, "lat", "44.4")]
    assert batch.rows["country"].to_pylist() == ["TR", "TR"]


def test_point_vaguer_than_a_governorate_is_said_to_lie_in_none(tmp_path: Path, read: Read) -> None:
    rows = [["date", "lat", "lon", "extent_km"],
            *[["2019-01-01", "36.2", "37.16", km] for km in ("25", "30", "300")]]  # fmt: skip
    found = read(write_csv(tmp_path / "a.csv", rows)).rows.to_pylist()
    assert [(row["country"], row["admin1"]) for row in found] == [
        ("SY", "SY-HL"), ("SY", None), (None, None)
    ]  # fmt: skip


def test_without_a_gazetteer_no_name_is_looked_up(tmp_path: Path, read: Read) -> None:
    rows = [["date", "place"], ["2019-01-01", "Mosul"]]
    batch = read(write_csv(tmp_path / "a.csv", rows), names=False)
    assert batch.rows["place_id"].to_pylist() == [None]
    assert batch.unresolved == ()


def test_constant_country_is_context_for_names(tmp_path: Path, read: Read) -> None:
    path = write_csv(tmp_path / "a.csv", [["date", "place"], ["2019-01-01", "Qwzzk"]])
    mapping = preview_incidents(path).mapping
    batch = read(path, mapping=ColumnMapping(mapping.columns, {Field.COUNTRY: "Iraq"}))
    assert batch.unresolved[0].country == "Iraq"
    assert batch.rows["country"].to_pylist() == ["IQ"]


def test_row_near_a_place_is_as_wide_as_its_name_says(tmp_path: Path, read: Read) -> None:
    rows = [["date", "place", "country"], ["2019-01-01", "near Hajin", "Syria"],
            ["2019-01-01", "Hajin", "Syria"]]  # fmt: skip
    near, there = read(write_csv(tmp_path / "a.csv", rows)).rows.to_pylist()
    assert near["place_id"] == there["place_id"] == "hajin"
    assert there["extent_km"] is None
    assert near["extent_km"] > 1
