"""Small valid files of every kind, for `file_readers` to be changed and read."""

from __future__ import annotations

import io
import tempfile
import warnings
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import xlsxwriter
from docx import Document
from shapely.geometry import Point, Polygon

from gazetteer import load_shipped, write_places

if TYPE_CHECKING:
    from collections.abc import Callable

# -- incidents -----------------------------------------------------------------------------------

ACLED: Final = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp\n"
    "SYR1,2019-01-02,2019,1,Political violence,Battles,Armed clash,Group A,,3,Group B,,3,33,,760,"
    "Middle East,Syria,Aleppo,Menbij,Menbij,Manbij,36.5281,37.9549,1,SOHR,Other,A clash.,3,,"
    "1546900000\n"
)
TABLE: Final = (
    "id,date,end,lat,lon,location,country,type,killed,injured,summary,source\n"
    "a,2019-01-02,2019-01-03,36.5281,37.9549,Manbij,Syria,Battles,3,4,A clash.,SOHR\n"
    'b,2019-01-04,,34.45,40.93,البوكمال,Syria,,,,"Two, shells",Daily\n'
    "c,2019-02,,,,Raqqa,Syria,Battles,1-3,,,\n"
)
UCDP: Final = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_new_id,conflict_name,"
    "dyad_name,side_a,side_b,number_of_sources,source_article,source_office,source_headline,"
    "where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,country,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low\n"
    "214797,SYR-2016-1-1,2016,1,Clear,1,299,Syria: Government,Government of Syria - insurgents,"
    'Government of Syria,insurgents,1,"SOHR,2016-01-01",SOHR;BBC,14 shells,1,Homs city,'
    "Homs Governorate,Homs district,34.73,36.71,POINT (36.71 34.73),Syria,1,1,"
    "2016-01-01 00:00:00.000,2016-01-02,2,0,0,0,4,6,3\n"
)


def _frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": ["a", "b"], "date": ["2019-01-01", "2019-01-02"], "killed": [2, 3]},
        geometry=[Point(38.1, 36.5), Polygon([(38, 36), (38.2, 36), (38.2, 36.2), (38, 36.2)])],
        crs="EPSG:4326",
    )


def geojson() -> list[bytes]:
    """Return incidents as GeoJSON."""
    return [_frame().to_json().encode()]


KML: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Style id="s"><IconStyle><Icon>
<href>http://example.invalid/i.png</href></Icon></IconStyle></Style><NetworkLink><Link>
<href>http://example.invalid/more.kml</href></Link></NetworkLink><Folder><name>Folder</name>
<Placemark id="a"><name>One</name><styleUrl>http://example.invalid/s.kml#s</styleUrl>
<description>text</description><TimeStamp><when>2019-02</when></TimeStamp><ExtendedData>
<Data name="killed"><value>3</value></Data></ExtendedData><Point><coordinates>38.1,36.5,0
</coordinates></Point></Placemark><Placemark id="b"><TimeSpan><begin>2019-01-01T00:00:00Z</begin>
<end>2019-01-03</end></TimeSpan><LineString><coordinates>38,36 38.2,36</coordinates></LineString>
<Polygon><outerBoundaryIs><LinearRing><coordinates>38,36 39,36 39,37 38,36</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"""


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def xlsx() -> list[bytes]:
    """Return workbooks, written in both ways that their writer knows."""
    found = []
    for constant in (True, False):
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True, "constant_memory": constant}) as book:
            sheet = book.add_worksheet("Data")
            for row, line in enumerate(TABLE.strip().split("\n")):
                for column, cell in enumerate(line.split(",")):
                    sheet.write(row, column, cell)
            book.add_worksheet("Other").write_number(3, 2, 43467.5)
        found.append(made.getvalue())
    return found


def parquet() -> list[bytes]:
    """Return Parquet files in three compressions."""
    found = []
    columns = {
        "id": ["a", "b"], "date": [date(2019, 1, 1), date(2019, 1, 2)], "lat": [36.5, 34.4],
        "lon": [38.1, 40.9], "killed": [2, None], "summary": ["One", "قصف"],
    }  # fmt: skip
    for compression, page in (("none", "1.0"), ("zstd", "2.0"), ("gzip", "1.0")):
        made = io.BytesIO()
        pq.write_table(pa.table(columns), made, compression=compression, data_page_version=page)
        found.append(made.getvalue())
    return found


def _in_folder(write: Callable[[Path], None]) -> bytes:
    """Return the file, or the files as an archive, that are written into a folder."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write(Path(folder) / "data")
        files = sorted(Path(folder).iterdir())
        if len(files) == 1:
            return files[0].read_bytes()
        return zipped({file.name: file.read_bytes() for file in files})


def geopackage() -> list[bytes]:
    """Return GeoPackages in two reference systems."""

    def write(crs: str) -> bytes:
        return _in_folder(lambda p: _frame().to_crs(crs).to_file(p.with_suffix(".gpkg")))

    return [write("EPSG:4326"), write("EPSG:32637")]


def shapefile() -> list[bytes]:
    """Return zipped shapefiles of points and of areas."""
    return [
        _in_folder(lambda p: _frame().iloc[:1].to_file(p.with_suffix(".shp"))),
        _in_folder(lambda p: _frame().iloc[1:].to_crs(32637).to_file(p.with_suffix(".shp"))),
    ]


# -- places --------------------------------------------------------------------------------------


def written(ending: str) -> Callable[[], list[bytes]]:
    """Return what writes places in the form of an ending."""

    def seeds() -> list[bytes]:
        places = [p for p in load_shipped()[:400] if p.id in {"manbij", "raqqa"} or p.footprint]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"places{ending}"
            write_places((places or load_shipped())[:3], path)
            return [path.read_bytes()]

    return seeds


GEONAMES: Final = (
    "170654\tManbij\tManbij\tMenbij,منبج\t36.52814\t37.95493\tP\tPPL\tSY\t\t09\t3\t\t\t99497\t\t"
    "473\tAsia/Damascus\t2020-01-01\n170655\tAleppo\tAleppo\t\t36.2\t37.16\tA\tADM1\tSY\tTR\t09\t\t\t\t"
    "1\t1\t1\tAsia/Damascus\t2020-01-01\n"
)
FOREIGN: Final = (
    "name,name_ar,lat,lon,kind,country,geowkt,geonames_id,population\n"
    'Manbij,منبج,36.52,37.95,village,Syria,"POLYGON((38 36,39 36,39 37,38 36))",170654,99497\n'
)


# -- articles ------------------------------------------------------------------------------------

PAGE: Final = """<!doctype html><html><head><title>Site | Shelling</title>
<meta property="og:title" content="Shelling of Manbij"><meta property="article:published_time"
content="2021-03-10T08:00:00Z"><link rel="canonical" href="https://daily.example/a"></head>
<body><nav>Home</nav><article><h1>Shelling</h1><p>Shells fell on <b>Manbij</b>.</p>
<table><tr><td>قصف</td></tr></table><script>evil()</script><ul><li>One<li>Two</ul></article>
</body></html>""".encode()


def docx() -> list[bytes]:
    """Return a Word document."""
    word = Document()
    word.core_properties.title = "A title"
    for paragraph in ("قصف على منبج", "Two died."):
        word.add_paragraph(paragraph)
    word.add_table(1, 2)
    file = io.BytesIO()
    word.save(file)
    return [file.getvalue()]


def pdf() -> list[bytes]:
    """Return a PDF that draws a form in itself and would run a script."""
    stream = b"BT /F1 12 Tf 50 700 Td (Shelling of Manbij) Tj 0 -20 Td [(Tw) -20 (o)] TJ ET /X Do"
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 7 0 R/Length 26>>stream\n"
        b"BT /F1 9 Tf (in) Tj ET /X Do\nendstream"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 7 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        form,
        b"<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 8\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return [out + b"trailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % at]
