"""CSV and GeoJSON: exact on reading back, harmless in a spreadsheet, valid for their readers."""

import csv
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import MapExport, read_csv, write_export
from tests.payloads import PAYLOADS

EXPORTS = ("whole", "filtered", "hostile")


@pytest.fixture(params=EXPORTS)
def export(request: pytest.FixtureRequest) -> MapExport:
    made: MapExport = request.getfixturevalue(request.param)
    return made


def test_csv_reads_back_exactly(export: MapExport, tmp_path: Path) -> None:
    write_export(export, ["csv"], tmp_path)
    assert read_csv(tmp_path / "incidents.csv").equals(export.columns)


def test_csv_reads_back_with_pandas_once_the_apostrophe_is_taken_off(
    hostile: MapExport, tmp_path: Path
) -> None:
    write_export(hostile, ["csv"], tmp_path)
    read = pd.read_csv(tmp_path / "incidents.csv", dtype={"summary": str}, keep_default_na=False)
    summaries = read["summary"].str.removeprefix("'")
    without_nul = [text.split("\x00")[0] for text in hostile.columns["summary"].to_pylist()]
    assert [text.split("\x00")[0] for text in summaries] == without_nul
    assert read["lat"].tolist() == hostile.columns["lat"].to_pylist()


def test_csv_has_no_cell_that_a_spreadsheet_runs(hostile: MapExport, tmp_path: Path) -> None:
    write_export(hostile, ["csv"], tmp_path)
    with (tmp_path / "incidents.csv").open(encoding="utf-8", newline="") as file:
        cells = [
            cell for row in csv.reader(line.replace("\0", "") for line in file) for cell in row
        ]
    assert not [c for c in cells if c.strip()[:1] in set("=+@＝") or c[:1] in {"\t", "\r"}]


def test_csv_metadata_describes_every_column(whole: MapExport, tmp_path: Path) -> None:
    write_export(whole, ["csv"], tmp_path)
    text = (tmp_path / "incidents.csv-metadata.json").read_text(encoding="utf-8")
    described = json.loads(text)
    header = (tmp_path / "incidents.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    names = [column["name"] for column in described["tableSchema"]["columns"]]
    assert next(csv.reader([header])) == names
    assert described["url"] == "incidents.csv"
    assert described["notes"] == [whole.notice()]


def test_geojson_reads_back_with_geopandas(export: MapExport, tmp_path: Path) -> None:
    write_export(export, ["geojson"], tmp_path)
    read = gpd.read_file(tmp_path / "incidents.geojson")
    columns = export.columns
    assert read.crs == "EPSG:4326"
    assert read["id"].tolist() == columns["id"].to_pylist()
    assert read["start"].dt.date.tolist() == columns["start"].to_pylist()
    wanted = shapely.points(
        [round(x, 7) for x in columns["lon"].to_pylist()],
        [round(y, 7) for y in columns["lat"].to_pylist()],
    )
    assert shapely.equals(read.geometry.to_numpy(), wanted).all()


def test_geojson_holds_every_text_and_number_exactly(export: MapExport, tmp_path: Path) -> None:
    write_export(export, ["geojson"], tmp_path)
    collection = json.loads((tmp_path / "incidents.geojson").read_text(encoding="utf-8"))
    for feature, row in zip(collection["features"], export.columns.to_pylist(), strict=True):
        lists = {name: json.loads(row[name] or "[]") for name in ("actors", "actors_ar")}
        lists |= {name: json.loads(row[name] or "[]") for name in ("sources", "paragraphs")}
        days = {name: row[name].isoformat() for name in ("start", "end")}
        assert feature["properties"] == row | lists | days
        assert feature["id"] == row["id"]


def test_geojson_keeps_the_rules_of_rfc_7946(whole: MapExport, tmp_path: Path) -> None:
    write_export(whole, ["geojson"], tmp_path)
    points = json.loads((tmp_path / "incidents.geojson").read_text(encoding="utf-8"))
    zone = json.loads((tmp_path / "incidents.zone.geojson").read_text(encoding="utf-8"))
    assert "crs" not in points
    assert "crs" not in zone
    west, south, east, north = points["bbox"]
    for feature in points["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert west <= lon <= east
        assert south <= lat <= north
        assert (lon, lat) == (round(lon, 7), round(lat, 7))
    shape = shapely.geometry.shape(zone["features"][0]["geometry"])
    for polygon in shapely.get_parts(shape):
        assert polygon.exterior.is_ccw
        assert not any(ring.is_ccw for ring in polygon.interiors)
    assert shapely.symmetric_difference(shape, whole.zone.geometry).area < 1e-6
    assert points["metadata"] == json.loads(json.dumps(whole.notice()))


def test_payloads_reach_the_files(hostile: MapExport) -> None:
    assert set(PAYLOADS) <= set(hostile.columns["summary"].to_pylist())
