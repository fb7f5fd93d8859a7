"""GeoPackage, KML and workbook: open where they should, hold the same, run nothing."""

import json
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from lxml import etree  # type: ignore[import-untyped]
from openpyxl.utils.escape import unescape
from PIL import Image

from geo import MapExport, SnapshotError, write_export
from geo.export import xlsx
from geo.export.safe import xml_text

KML = {"k": "http://www.opengis.net/kml/2.2"}
EXPORTS = ("whole", "filtered", "hostile")


@pytest.fixture(params=EXPORTS)
def export(request: pytest.FixtureRequest) -> MapExport:
    made: MapExport = request.getfixturevalue(request.param)
    return made


def test_geopackage_reads_back_with_geopandas(export: MapExport, tmp_path: Path) -> None:
    write_export(export, ["gpkg"], tmp_path)
    read = pyogrio.read_arrow(tmp_path / "incidents.gpkg", layer="incidents")[1]
    columns = export.columns
    for name in columns.column_names:
        expected = [
            value.replace("\0", "␀") if isinstance(value, str) else value
            for value in columns[name].to_pylist()
        ]
        assert read[name].to_pylist() == expected, name
    frame = gpd.read_file(tmp_path / "incidents.gpkg", layer="incidents")
    assert frame.crs == "EPSG:4326"
    assert np.array_equal(frame.geometry.x, columns["lon"].to_numpy())
    assert np.array_equal(frame.geometry.y, columns["lat"].to_numpy())


def test_geopackage_has_layers_styles_and_sources(whole: MapExport, tmp_path: Path) -> None:
    write_export(whole, ["gpkg"], tmp_path)
    path = tmp_path / "incidents.gpkg"
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    assert kinds == {
        "incidents": "Point",
        "places": "Point",
        "borders": "MultiLineString",
        "zone": "MultiPolygon",
        "about": None,
        "sources": None,
        "licences": None,
        "layer_styles": None,
    }
    zone = gpd.read_file(path, layer="zone")
    assert shapely.equals(zone.geometry[0], whole.zone.geometry)
    places = gpd.read_file(path, layer="places")
    assert int(places["incidents"].sum()) == len(whole.rows)
    notice = pyogrio.read_info(path, layer="incidents")["dataset_metadata"]["hudud"]
    assert json.loads(notice) == whole.notice()
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        styled = database.execute("SELECT f_table_name, styleQML, styleSLD FROM layer_styles")
        for layer, qml, sld in styled.fetchall():
            assert layer in kinds
            renderer = etree.fromstring(qml).find("renderer-v2")
            assert renderer is not None
            etree.fromstring(sld.encode())
    database.close()


def test_geopackage_style_names_every_event_type(whole: MapExport, tmp_path: Path) -> None:
    write_export(whole, ["gpkg"], tmp_path)
    frame = gpd.read_file(tmp_path / "incidents.gpkg", layer="layer_styles")
    qml = frame.loc[frame["f_table_name"] == "incidents", "styleQML"].iloc[0]
    root = etree.fromstring(qml)
    values = [category.get("value") for category in root.iter("category")]
    assert tuple(values) == whole.event_types
    symbols = {symbol.get("name") for symbol in root.iter("symbol")}
    assert {category.get("symbol") for category in root.iter("category")} == symbols


@pytest.mark.parametrize("kind", ["gpkg", "kml", "kmz", "csv", "geojson", "xlsx"])
def test_export_of_equal_data_is_equal_to_the_byte(
    kind: str, whole: MapExport, tmp_path: Path
) -> None:
    again = MapExport(briefing=whole.briefing, state=whole.state, made_at=whole.made_at)
    first = write_export(whole, [kind], tmp_path / "a")
    second = write_export(again, [kind], tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_kml_is_valid_and_links_to_nothing(export: MapExport, tmp_path: Path) -> None:
    write_export(export, ["kml", "kmz"], tmp_path)
    document = etree.parse(tmp_path / "incidents.kml")
    assert document.xpath("//k:NetworkLink | //k:href", namespaces=KML) == []
    ids = document.xpath("//@id")
    assert len(set(ids)) == len(ids)
    # The order that the schema of KML 2.2 gives to what a document holds.
    ranks = {"name": 0, "description": 1, "Style": 2, "ExtendedData": 3, "Schema": 4, "Folder": 5}
    held = [ranks[etree.QName(node).localname] for node in document.getroot()[0]]
    assert held == sorted(held)
    marks = document.xpath("//k:Folder[@id='incidents']/k:Placemark", namespaces=KML)
    styles = {f"#{s.get('id')}" for s in document.xpath("//k:Style", namespaces=KML)}
    rows = export.columns.to_pylist()
    for mark, row in zip(marks, rows, strict=True):
        span = [mark.findtext(f"k:TimeSpan/k:{end}", namespaces=KML) for end in ("begin", "end")]
        assert span == [str(row["start"]), str(row["end"])]
        assert mark.findtext("k:styleUrl", namespaces=KML) in styles
    with zipfile.ZipFile(tmp_path / "incidents.kmz") as archive:
        zipped = etree.fromstring(archive.read("doc.kml"))
        hrefs = set(zipped.xpath("//k:href/text()", namespaces=KML))
        assert hrefs == set(archive.namelist()) - {"doc.kml"}
        for name in hrefs:
            with archive.open(name) as file:
                assert Image.open(file).size == (64, 64)


def test_kml_balloons_hold_text_from_data_as_text_alone(hostile: MapExport, tmp_path: Path) -> None:
    write_export(hostile, ["kml"], tmp_path)
    document = etree.parse(tmp_path / "incidents.kml")
    for text in document.xpath("//k:Placemark/k:description/text()", namespaces=KML):
        shown = etree.HTML(text)
        assert {node.tag for node in shown.iter()} <= {"html", "body", "div", "h3", "p"}
        assert "$[" not in text


def test_kml_reads_back_with_geopandas(export: MapExport, tmp_path: Path) -> None:
    write_export(export, ["kml"], tmp_path)
    read = gpd.read_file(tmp_path / "incidents.kml", layer=0)
    columns = export.columns
    assert read["incident_id"].tolist() == columns["id"].to_pylist()
    assert read["begin"].dt.date.tolist() == columns["start"].to_pylist()
    assert read["end"].dt.date.tolist() == columns["end"].to_pylist()
    assert read.geometry.x.tolist() == columns["lon"].to_pylist()
    assert read.geometry.y.tolist() == columns["lat"].to_pylist()
    assert read["lat"].tolist() == columns["lat"].to_pylist()
    for name in ("summary", "summary_ar", "date_basis", "actors"):
        held = read[name].astype(object).where(read[name].notna(), None).tolist()
        expected = [t and xml_text(t) for t in columns[name].to_pylist()]
        # The reader, not the file, takes off white space at the ends.
        assert [t and t.strip() for t in held] == [t and t.strip() for t in expected], name


def test_xml_text_shows_what_xml_cannot_hold() -> None:
    assert xml_text("a\x07b\x00\ufffec\td\u202e") == "a␇b␀\ufffdc\td\u202e"


def test_xlsx_reads_back_with_pandas(export: MapExport, tmp_path: Path) -> None:
    write_export(export, ["xlsx"], tmp_path)
    read = pd.read_excel(tmp_path / "incidents.xlsx", engine="openpyxl", keep_default_na=False)
    columns = export.columns
    arabic = export.state.language == "ar"
    assert read.iloc[:, 0].tolist() == columns["id"].to_pylist()
    assert [day.date() for day in read.iloc[:, 1]] == columns["start"].to_pylist()
    # Excel keeps 15 digits.
    assert np.allclose(read.iloc[:, 10], columns["lat"].to_numpy(), rtol=1e-14)
    assert np.allclose(read.iloc[:, 11], columns["lon"].to_numpy(), rtol=1e-14)
    dead = [value if value != "" else None for value in read.iloc[:, 16]]
    assert dead == columns["fatalities_best"].to_pylist()
    for got, text in zip(
        read.iloc[:, 6], columns["summary_ar" if arabic else "summary"].to_pylist(), strict=True
    ):
        wanted = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
        assert got == wanted or unescape(got) == wanted


def test_xlsx_runs_nothing_and_reads_from_the_right_in_arabic(
    hostile: MapExport, tmp_path: Path
) -> None:
    write_export(hostile, ["xlsx"], tmp_path)
    book = openpyxl.load_workbook(tmp_path / "incidents.xlsx")
    english, arabic, about = book.worksheets
    assert (english.sheet_view.rightToLeft or False, arabic.sheet_view.rightToLeft) == (False, True)
    assert english.freeze_panes == arabic.freeze_panes == "B2"
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n", "d", "b"}
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
    told = [str(cell.value) for row in about.iter_rows() for cell in row]
    assert any("ODbL" in text for text in told)
    assert any("GeoNames" in text for text in told)


def test_xlsx_cuts_what_no_cell_holds_and_says_so(
    whole: MapExport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_CHARACTERS", 40)
    write_export(whole, ["xlsx"], tmp_path)
    book = openpyxl.load_workbook(tmp_path / "incidents.xlsx")
    summaries = [row[6].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert max(map(len, summaries)) == 40
    assert any(text.endswith("…") for text in summaries)
    told = [row[0].value for row in book.worksheets[-1].iter_rows()]
    assert "Texts too long for a cell, cut" in told


def test_xlsx_refuses_more_rows_than_a_sheet_holds(
    whole: MapExport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 114)
    with pytest.raises(SnapshotError, match=r"114 incidents, not 115"):
        write_export(whole, ["csv", "xlsx"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_write_export_leaves_what_is_there_unless_told(whole: MapExport, tmp_path: Path) -> None:
    (tmp_path / "incidents.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(SnapshotError, match="exists already"):
        write_export(whole, ["geojson", "csv"], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["incidents.csv"]
    write_export(whole, ["csv"], tmp_path, overwrite=True)
    assert (tmp_path / "incidents.csv").read_text(encoding="utf-8") != "mine"


def test_write_export_refuses_a_format_that_there_is_not(whole: MapExport, tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="no format 'doc'"):
        write_export(whole, ["doc"], tmp_path)
