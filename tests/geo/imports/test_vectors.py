import json
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, Polygon

from geo import IncidentDataError
from geo.imports import ImportFormat, preview_incidents
from tests.geo.imports.conftest import Read, refused

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<NetworkLink><Link><href>http://example.invalid/more.kml</href></Link></NetworkLink>
<Folder><name>Folder</name>
<Placemark id="a"><name>One</name><description>قصف</description>
<TimeStamp><when>2019-02</when></TimeStamp>
<ExtendedData><Data name="killed"><value>3</value></Data></ExtendedData>
<Point><coordinates>38.1,36.5,0</coordinates></Point></Placemark>
<Placemark id="b"><name>Two</name>
<TimeSpan><begin>2019-01-01T00:00:00Z</begin><end>2019-01-03</end></TimeSpan>
<LineString><coordinates>38,36 38.2,36</coordinates></LineString></Placemark>
<Placemark id="c"><name>Three</name><TimeStamp><when>2019</when></TimeStamp>
<Point><coordinates>38.1,north</coordinates></Point></Placemark>
</Folder></Document></kml>"""


def frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": ["a", "b"], "date": ["2019-01-01", "2019-01-02"], "killed": [2, 3]},
        geometry=[Point(38.1, 36.5), Polygon([(38, 36), (38.2, 36), (38.2, 36.2), (38, 36.2)])],
        crs="EPSG:4326",
    )


def check_frame(read: Read, path: Path, format_: ImportFormat) -> None:
    batch = read(path)
    assert batch.format is format_
    assert refused(batch) == []
    point, area = batch.rows.to_pylist()
    assert (point["id"], point["fatalities_best"], point["extent_km"]) == ("a", 2, None)
    assert (point["lat"], point["lon"]) == pytest.approx((36.5, 38.1))
    assert 36 < area["lat"] < 36.2
    # Half of a diagonal is 14 km; it must reach the farthest corner.
    assert 14 <= area["extent_km"] < 29


def test_geojson_gives_points_and_areas_with_the_extent_that_covers_them(
    tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "a.json"
    path.write_text(frame().to_json(), encoding="utf-8")
    check_frame(read, path, ImportFormat.GEOJSON)


def test_geopackage_in_another_reference_system_is_turned_into_degrees(
    tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_crs("EPSG:32637").to_file(path, driver="GPKG")
    check_frame(read, path, ImportFormat.GPKG)


def test_geopackage_with_a_view_is_refused(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, driver="GPKG")
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIEW trick AS SELECT * FROM sqlite_master")
    database.close()
    with pytest.raises(IncidentDataError, match="made by code: 'trick'"):
        read(path)


def test_geopackage_whose_tables_have_no_readable_names_is_refused(
    tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, driver="GPKG")
    content = path.read_bytes()
    at = content.index(b"CREATE TABLE gpkg_contents")
    path.write_bytes(content[: at + 13] + b"\xb6" + content[at + 14 :])
    with pytest.raises(IncidentDataError, match="no GeoPackage"):
        read(path)


def test_shapefile_with_a_reference_system_that_is_no_text_is_refused(
    tmp_path: Path, read: Read
) -> None:
    frame().iloc[:1].to_file(tmp_path / "shape.shp")
    projection = (tmp_path / "shape.prj").read_bytes().replace(b"WGS_1984", b"WGS\xd81984", 1)
    (tmp_path / "shape.prj").write_bytes(projection)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in tmp_path.glob("shape.*"):
            archive.write(part, part.name)
    with pytest.raises(IncidentDataError, match="cannot be read"):
        read(tmp_path / "a.zip")


def test_shapefile_is_read_out_of_its_archive(tmp_path: Path, read: Read) -> None:
    points = frame().iloc[:1]
    points.to_file(tmp_path / "shape.shp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in tmp_path.glob("shape.*"):
            archive.write(part, f"folder/{part.name}")
        archive.writestr("folder/other.vrt", "<OGRVRTDataSource/>")
    batch = read(tmp_path / "a.zip")
    assert batch.format is ImportFormat.SHAPEFILE
    assert batch.rows["id"].to_pylist() == ["a"]
    assert batch.rows["start_day"].to_pylist() == [17897]


def test_kml_gives_times_as_finely_as_they_are_written(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.kml"
    path.write_text(KML, encoding="utf-8")
    batch = read(path)
    assert batch.format is ImportFormat.KML
    assert [(r.row, r.field) for r in batch.refusals] == [(3, "geometry")]
    month, span = batch.rows.to_pylist()
    assert (month["id"], month["time_precision"]) == ("a", "month")
    assert month["end_day"] - month["start_day"] == 27
    assert month["fatalities_best"] == 3
    assert "قصف" in (month["summary"], *json.loads(month["details"]).values())
    assert (span["time_precision"], span["end_day"] - span["start_day"]) == ("day", 2)
    assert 8 < span["extent_km"] < 19


def test_kmz_is_the_kml_in_it(tmp_path: Path, read: Read) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", KML)
        archive.writestr("files/picture.png", b"\x89PNG")
    assert read(tmp_path / "a.kmz").rows["id"].to_pylist() == ["a", "b"]


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>',
        '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
        '<!DOCTYPE k SYSTEM "http://example.invalid/k.dtd"><kml></kml>',
        "<kml><Placemark></kml>",
    ],
)
def test_kml_with_entities_or_faults_is_refused(tmp_path: Path, read: Read, document: str) -> None:
    path = tmp_path / "a.kml"
    path.write_text(document)
    with pytest.raises(IncidentDataError, match="no KML"):
        read(path)


def test_vrt_file_is_not_opened_as_one(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.kml"
    path.write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(IncidentDataError, match="no column holds the day"):
        read(path)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"type": "Feature"}, "no list of features"),
        ({"type": "FeatureCollection", "features": [],
          "crs": {"type": "link", "properties": {"href": "http://example.invalid"}}}, "4326"),
    ],
)  # fmt: skip
def test_geojson_that_is_none_or_elsewhere_is_refused(
    tmp_path: Path, read: Read, record: object, problem: str
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(record))
    with pytest.raises(IncidentDataError, match=problem):
        read(path)


def test_geojson_features_that_are_wrong_are_refused_one_by_one(tmp_path: Path, read: Read) -> None:
    def feature(geometry: object, **properties: object) -> dict[str, object]:
        return {"type": "Feature", "geometry": geometry, "properties": properties}

    good = {"type": "Point", "coordinates": [38.1, 36.5]}
    features = [
        feature(good, date="2019-01-01", id=1),
        "nonsense",
        feature({"type": "Point", "coordinates": ["x", "y"]}, date="2019-01-01"),
        feature({"type": "Point", "coordinates": [4_000_000, 4_300_000]}, date="2019-01-01"),
        feature(None, date="2019-01-01", id=5),
        feature(good, id=6, date=None),
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    batch = read(path)
    assert [(r.row, r.field) for r in batch.refusals] == [
        (2, "geometry"), (3, "geometry"), (4, "geometry"), (6, "date")
    ]  # fmt: skip
    assert batch.rows["id"].to_pylist() == ["1", "5"]


def test_preview_of_a_map_file_shows_its_point_among_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    line = frame().set_geometry([LineString([(38, 36), (38, 37)])] * 2)
    path.write_text(line.to_json())
    preview = preview_incidents(path)
    assert preview.rows_known == 2
    assert preview.header[:3] == ("geometry lat", "geometry lon", "geometry extent km")
    assert preview.problem == ""


def test_geojson_with_halves_of_letters_is_read_with_what_stands_for_them(
    tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"id":"a","date":"2019-01-01","summary":"\\ud800x","\\udfff":{"y":"\\ud800"}},'
        '"geometry":{"type":"Point","coordinates":[38.1,36.5]}}]}'
    )
    (row,) = read(path).rows.to_pylist()
    assert row["summary"] == "?x"


def test_shapefile_with_a_column_called_geometry_is_read(tmp_path: Path, read: Read) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        frame().iloc[:1].assign(other=1).to_file(tmp_path / "shape.shp")
        for part in tmp_path.glob("shape.*"):
            content = part.read_bytes().replace(b"other\0\0\0", b"geometry")
            archive.writestr(part.name, content)
    assert read(tmp_path / "a.zip").rows["id"].to_pylist() == ["a"]
