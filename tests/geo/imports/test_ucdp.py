from pathlib import Path
from typing import Any

import pytest
import shapely
from geopy.distance import geodesic

from geo import Borders, IncidentDataError
from geo.imports import ImportFormat
from geo.imports.profiles import UCDP_WITHOUT_HEADING
from tests.geo.imports.conftest import Read, refused, write_csv

ROW = {
    "id": "214797", "relid": "SYR-2016-1-1", "year": "2016", "active_year": "1",
    "code_status": "Clear", "type_of_violence": "1", "conflict_new_id": "299",
    "conflict_name": "Syria: Government", "dyad_name": "Government of Syria - Syrian insurgents",
    "side_a": "Government of Syria", "side_b": "Syrian insurgents", "number_of_sources": "1",
    "source_article": '"SOHR,2016-01-01,14 shells"', "source_office": "SOHR;BBC;SOHR",
    "source_headline": "14 shells", "where_prec": "1", "where_coordinates": "Homs city",
    "adm_1": "Homs Governorate", "adm_2": "Homs district", "latitude": "34.73",
    "longitude": "36.71", "geom_wkt": "POINT (36.71 34.73)", "country": "Syria",
    "event_clarity": "1", "date_prec": "1", "date_start": "2016-01-01 00:00:00.000",
    "date_end": "2016-01-02", "deaths_a": "2", "best": "4", "high": "6", "low": "3",
}  # fmt: skip


def write_ged(
    path: Path, rows: list[dict[str, str]], *, columns: int = 49, heading: bool = True
) -> Path:
    names = UCDP_WITHOUT_HEADING[columns]
    cells = [[{**ROW, **row}.get(name, "") for name in names] for row in rows]
    return write_csv(path, [list(names), *cells] if heading else cells)


def one(path: Path, read: Read) -> dict[str, Any]:
    batch = read(path)
    assert refused(batch) == []
    (row,) = batch.rows.to_pylist()
    return dict(row)


def test_ucdp_row_becomes_an_incident_with_everything_it_says(tmp_path: Path, read: Read) -> None:
    batch = read(write_ged(tmp_path / "ged.csv", [{}]))
    assert batch.format is ImportFormat.UCDP
    assert "Uppsala" in batch.publication.publisher
    assert batch.publication.licence == "CC BY 4.0"
    (row,) = batch.rows.to_pylist()
    assert row["id"] == "214797"
    assert (row["lat"], row["lon"], row["extent_km"]) == (34.73, 36.71, 1.0)
    assert (row["country"], row["admin1"], row["place_id"]) == ("SY", "SY-HI", None)
    assert row["end_day"] - row["start_day"] == 1
    assert row["time_precision"] == "day"
    assert row["event_type"] == "State-based conflict"
    assert row["actors"] == ["Government of Syria", "Syrian insurgents"]
    assert row["sources"] == ["SOHR", "BBC"]
    fatalities = [row[f"fatalities_{which}"] for which in ("low", "best", "high")]
    assert fatalities == [3, 4, 6]
    assert row["summary"] == "14 shells"
    assert '"dyad_name":"Government of Syria - Syrian insurgents"' in row["details"]
    assert "date_start" not in row["details"]


@pytest.mark.parametrize("columns", [41, 49])
@pytest.mark.parametrize("heading", [True, False])
def test_ucdp_file_with_or_without_heading_is_known(
    tmp_path: Path, read: Read, columns: int, heading: bool
) -> None:
    path = write_ged(tmp_path / "x.csv", [{}, {"id": "2"}], columns=columns, heading=heading)
    batch = read(path)
    assert batch.format is ImportFormat.UCDP
    assert batch.rows["id"].to_pylist() == ["214797", "2"]
    assert batch.rows["fatalities_high"].to_pylist() == [6, 6]


def test_ucdp_numbers_written_as_floats_give_the_same_incident(tmp_path: Path, read: Read) -> None:
    floats = {
        name: f"{ROW[name]}.0"
        for name in ("id", "year", "type_of_violence", "where_prec", "date_prec", "best", "high",
                     "low", "deaths_a", "conflict_new_id", "event_clarity", "active_year",
                     "number_of_sources")
    }  # fmt: skip
    plain = one(write_ged(tmp_path / "a.csv", [{}]), read)
    assert one(write_ged(tmp_path / "b.csv", [floats]), read) == plain


def test_ucdp_older_spellings_of_headings_are_known(tmp_path: Path, read: Read) -> None:
    old = {"best": "best_est", "low": "low_est", "high": "high_est"}
    names = [name for name in ROW if name not in {"relid", "code_status"}]
    path = write_csv(
        tmp_path / "old.csv", [[old.get(n, n) for n in names], [ROW[n] for n in names]]
    )
    assert one(path, read)["fatalities_best"] == 4


@pytest.mark.parametrize(
    ("code", "extent_km"), [("1", 1), ("2", 25), ("3", 25), ("5", 100), ("7", 250)]
)
def test_ucdp_where_prec_becomes_an_extent(
    tmp_path: Path, read: Read, code: str, extent_km: float
) -> None:
    assert (
        one(write_ged(tmp_path / "g.csv", [{"where_prec": code}]), read)["extent_km"] == extent_km
    )


def test_ucdp_where_prec_of_a_governorate_or_country_reaches_its_farthest_corner(
    tmp_path: Path, read: Read, borders: Borders
) -> None:
    path = write_ged(tmp_path / "g.csv", [{"where_prec": "4"}, {"id": "2", "where_prec": "6"}])
    governorate, country = read(path).rows.to_pylist()
    for found, frame, column in (
        (governorate, borders.governorates, "admin1"),
        (country, borders.countries, "country_code"),
    ):
        area = frame.geometry[frame[column] == found[column.removesuffix("_code")]].iloc[0]
        corners = shapely.get_coordinates(area.convex_hull)
        farthest_km = max(geodesic((34.73, 36.71), (lat, lon)).km for lon, lat in corners)
        assert found["extent_km"] == pytest.approx(farthest_km, abs=0.1)
    assert (governorate["country"], governorate["admin1"]) == ("SY", "SY-HI")
    assert (country["country"], country["admin1"]) == ("SY", None)


@pytest.mark.parametrize(
    ("code", "precision"),
    [("1", "day"), ("2", "week"), ("3", "week"), ("4", "month"), ("5", "year")],
)
def test_ucdp_date_prec_becomes_a_time_precision(
    tmp_path: Path, read: Read, code: str, precision: str
) -> None:
    found = one(write_ged(tmp_path / "g.csv", [{"date_prec": code}]), read)
    assert found["time_precision"] == precision


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"low": "9"}, "low", "low <= best <= high"),
        ({"best": "9"}, "best", "low <= best <= high"),
        ({"best": "", "low": "9"}, "low", "low <= best <= high"),
        ({"best": "-1"}, "best", "whole number"),
        ({"best": "2.5"}, "best", "whole number"),
        ({"best": "many"}, "best", "not a number"),
        ({"where_prec": "9"}, "where_prec", "is none of 1, 2"),
        ({"date_prec": "x"}, "date_prec", "is none of"),
        ({"type_of_violence": "4"}, "type_of_violence", "is none of 1, 2, 3"),
        ({"date_start": ""}, "date_start", "is empty"),
        ({"date_start": "1899-12-31"}, "date_start", "before 1900"),
        ({"date_start": "2026-11-23", "date_end": "2026-11-23"}, "date_start", "future"),
        ({"date_end": "2015-01-01"}, "date_end", "before the start"),
        ({"latitude": "inf"}, "latitude", "not a number"),
        ({"latitude": ""}, "latitude", "other coordinate is given"),
        ({"longitude": "181"}, "longitude", "-180 and 180"),
        ({"latitude": "96", "longitude": "34"}, "latitude", "swapped"),
        ({"latitude": "36.71", "longitude": "34.73"}, "latitude", "change places"),
        ({"latitude": "0", "longitude": "0"}, "latitude", "unknown point"),
    ],
)
def test_ucdp_row_that_breaks_a_rule_is_refused_once_with_its_reason(
    tmp_path: Path, read: Read, change: dict[str, str], field: str, reason: str
) -> None:
    path = write_ged(tmp_path / "ged.csv", [{}, {"id": "2", **change}, {"id": "3"}])
    batch = read(path)
    (refusal,) = batch.refusals
    assert (refusal.file, refusal.row, refusal.field) == ("ged.csv", 3, field)
    assert reason in refusal.reason
    assert refusal.value == change.get(field, "")
    assert batch.rows["id"].to_pylist() == ["214797", "3"]


def test_ucdp_id_that_stands_twice_is_refused_the_second_time(tmp_path: Path, read: Read) -> None:
    batch = read(write_ged(tmp_path / "g.csv", [{"low": "99"}, {}, {"best": "5"}]))
    assert refused(batch) == [(2, "low", "99"), (4, "id", "214797")]
    assert batch.rows["fatalities_best"].to_pylist() == [4]


def test_ucdp_asked_for_where_columns_are_missing_names_them(tmp_path: Path, read: Read) -> None:
    path = write_csv(tmp_path / "a.csv", [["id", "date_start"], ["1", "2019-01-01"]])
    with pytest.raises(IncidentDataError, match="where prec"):
        read(path, format=ImportFormat.UCDP)
