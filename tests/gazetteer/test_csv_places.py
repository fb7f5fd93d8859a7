from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Certainty, Citation, Place, PlaceFileError, Toponym, ToponymKind
from gazetteer.csv_columns import field_of_heading, map_columns
from gazetteer.csv_places import read_csv_places, write_csv_places
from gazetteer.place_files import RefusedRow
from gazetteer.script import script_of
from gazetteer.tables import look_at_table
from tests.gazetteer.place_strategies import places

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, content: str, **options: object) -> list[Place | RefusedRow]:
    path.write_bytes(content.encode())
    return list(read_csv_places(path, **options))  # type: ignore[arg-type]


def read_one(path: Path, content: str, **options: object) -> Place:
    (place,) = read(path, content, **options)
    assert isinstance(place, Place), str(place)
    return place


def as_csv_keeps_it(place: Place) -> Place:
    toponyms = (replace(t, citation=None, script=script_of(t.name)) for t in place.toponyms)
    preferred: set[tuple[str, str]] = set()
    kept = []
    for toponym in toponyms:
        tongue = (toponym.language, toponym.script)
        if toponym.kind is ToponymKind.PREFERRED:
            is_second = tongue in preferred
            preferred.add(tongue)
            toponym = replace(  # noqa: PLW2901
                toponym, kind=ToponymKind.VARIANT if is_second else ToponymKind.PREFERRED
            )
        kept.append(toponym)
    return replace(place, toponyms=tuple(kept))


@given(st.lists(places(), min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_read_csv_places_what_was_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, written: list[Place]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "places.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        assert write_csv_places(written, stream) == len(written)
    assert list(read_csv_places(path)) == [as_csv_keeps_it(place) for place in written]


def test_write_csv_places_formula_is_no_formula() -> None:
    place = Place(
        id="x",
        toponyms=(Toponym(name='=HYPERLINK("http://x")'),),
        feature_class="P",
        feature_code="PPL",
        country_code=None,
        note="@SUM(A1)",
        lat=-1.5,
        lon=2.0,
    )
    stream = io.StringIO()
    write_csv_places([place], stream)
    assert "'=HYPERLINK" in stream.getvalue()
    assert ",'@SUM" in stream.getvalue()
    assert ",-1.5," in stream.getvalue()


def test_read_csv_places_foreign_table_gives_the_place(tmp_path: Path) -> None:
    place = read_one(
        tmp_path / "towns.csv",
        "PCODE,Name,الاسم بالعربية,Alt names,Latitude,Longitude,Governorate,District,Type,Source\n"
        "SY0704,Hajin,هجين,,34.69,40.83,Deir-ez-Zor,Abu Kamal,Town,OCHA\n",
        columns={"names": "Alt names"},
    )
    assert place == Place(
        id="towns-sy0704-" + place.id.rpartition("-")[2],
        toponyms=(
            Toponym(name="هجين", language="ar", script="Arab", kind=ToponymKind.PREFERRED),
            Toponym(name="Hajin", script="Latn", kind=ToponymKind.PREFERRED),
        ),
        feature_class="P",
        feature_code="PPL",
        country_code="SY",
        admin1="SY-DY",
        admin2="Abu Kamal",
        lat=34.69,
        lon=40.83,
        extent_km=1.5,
        citations=(Citation(source="OCHA"),),
    )


def test_look_at_table_zero_byte_by_mistake_does_not_make_it_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"name,lat,lon\nHa\0jin,34.5,40\nAleppo,36.2,37.1\n")
    assert look_at_table(path).encoding == "utf-8"


@pytest.mark.parametrize(
    ("encoding", "delimiter", "lat", "expected_encoding"),
    [
        ("utf-8", ",", "34.5", "utf-8"),
        ("utf-8-sig", ";", "34,5", "utf-8-sig"),
        ("utf-16", "\t", "34,5", "utf-16"),
        ("utf-16-le", "\t", "34.5", "utf-16-le"),
        ("utf-16-be", ";", "34.5", "utf-16-be"),
        ("cp1256", ";", "34.5", "cp1256"),
        ("utf-8", "|", "٣٤٫٥", "utf-8"),
    ],
)
def test_read_csv_places_every_usual_way_to_write_it_is_read(
    tmp_path: Path, encoding: str, delimiter: str, lat: str, expected_encoding: str
) -> None:
    rows = [["الاسم", "خط العرض", "خط الطول", "الدولة"], ["هجين", lat, "40", "سوريا"]]
    path = tmp_path / "p.csv"
    path.write_bytes("\r\n".join(delimiter.join(r) for r in rows).encode(encoding))
    form = look_at_table(path)
    assert (form.encoding, form.delimiter) == (expected_encoding, delimiter)
    assert expected_encoding in str(form)
    (place,) = read_csv_places(path)
    assert isinstance(place, Place)
    assert (place.toponyms[0].name, place.lat, place.lon) == ("هجين", 34.5, 40.0)
    assert place.country_code == "SY"


def test_look_at_table_other_8_bit_encoding_is_not_taken_for_arabic(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes("name,lat\nx,1\nŞanlıurfa,2\n".encode("cp1254"))
    with pytest.raises(PlaceFileError, match="row 3: is neither UTF-8"):
        look_at_table(path)
    (_, place) = read_csv_places(path, encoding="cp1254", columns={"lat": ""})
    assert isinstance(place, Place)
    assert place.toponyms[0].name == "Şanlıurfa"


@pytest.mark.parametrize(
    ("header", "cells", "field", "value"),
    [
        ("name,lat,lon", "Hajin,north,40", "lat", "north"),
        ("name,Y,X", "Hajin,34,240", "X", "240"),
        ("name,lat,lon", "Hajin,34,", "lon", ""),
        ("name,lat,lon", ",34,40", "name", ""),
        ("name,type", "Hajin,gewog", "type", "gewog"),
        ("name,country", "Hajin,Atlantis", "country", "Atlantis"),
        ("name,population", "Hajin,many", "population", "many"),
        ("name,population", "Hajin,1.5", "population", "1.5"),
        ("name,certainty", "Hajin,maybe", "certainty", "maybe"),
        ("name,links", "Hajin,170654", "links", "170654"),
        ("name,wikidata", "Hajin,42", "wikidata", "42"),
        ("name,place_id", "Hajin,A B", "place_id", "A B"),
        ("name,wkt", "Hajin,POINT", "wkt", "POINT"),
        ("name,wkt", "Hajin,POINT EMPTY", "wkt", "POINT EMPTY"),
        ("name,extent km", "Hajin,-5", "extent_km", ""),
        ("name,names", "Hajin,x@en#nickname", "names", "nickname"),
        ("name,lat", "Hajin,1,2", "line", "2"),
    ],
)
def test_read_csv_places_bad_cell_is_refused_with_heading_and_value(
    tmp_path: Path, header: str, cells: str, field: str, value: str
) -> None:
    good, refused, last = read(tmp_path / "p.csv", f"{header}\nX\n{cells}\n\nY\n")
    assert isinstance(good, Place)
    assert isinstance(last, Place)
    assert isinstance(refused, RefusedRow)
    assert (refused.row, refused.field, refused.value) == (3, field, value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "has no header"),
        (" , \n", "has no header"),
        ("a,b\n1,2\n", "no column is known to hold names; .* it has a, b"),
        ('name,note\nx,y\nx,"never ends\nz,\n', "row 3: has a quotation mark that is not closed"),
    ],
)
def test_read_csv_places_unfit_table_raises(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(PlaceFileError, match=message):
        read(tmp_path / "p.csv", content)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"nmae": "x"}, "'nmae' is no field"),
        ({"name": "y"}, "has no column 'y'; it has x, lat"),
    ],
)
def test_map_columns_wrong_mapping_raises(
    tmp_path: Path, columns: dict[str, str], message: str
) -> None:
    with pytest.raises(PlaceFileError, match=message):
        map_columns(tmp_path / "p.csv", ("x", "lat"), columns)


def test_map_columns_given_column_is_not_guessed_for_something_else(tmp_path: Path) -> None:
    mapping = map_columns(tmp_path / "p.csv", ("town", "name", "x"), {"name:en": "name"})
    assert mapping == {"name:en": "name", "name": "town", "lon": "x"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Name_AR", "name:ar"),
        ("name_ku", "name:ku"),
        ("Arabic name", "name:ar"),
        ("الاسم بالعربية", "name:ar"),
        ("اسم المكان", "name"),
        ("\ufeffname", "name"),
        ("LATITUDE", "lat"),
        ("خط الطول", "lon"),
        ("المحافظة", "admin1"),
        ("Governorate", "admin1"),
        ("النوع", "kind"),
        ("İlçe", "admin2"),
        ("GeoNameId", "geonames_id"),
        ("casualties", None),
    ],
)
def test_field_of_heading_usual_headings(heading: str, field: str | None) -> None:
    assert field_of_heading(heading) == field


def test_read_csv_places_ids_are_stable_and_of_their_source(tmp_path: Path) -> None:
    content = "id,name,geonames id\n7,Hajin,\n,Hajin,55\n,Hajin,\n"
    first = [p.id for p in read(tmp_path / "a.csv", content) if isinstance(p, Place)]
    assert first == [p.id for p in read(tmp_path / "a.csv", content) if isinstance(p, Place)]
    assert first[:2] == ["a-7", "geonames-55"]
    assert len(set(first)) == 3
    other = read_one(tmp_path / "a.csv", "id,name\n7,Hajin\n", source="Survey 2020")
    assert other.id == "survey-2020-7"
    assert other.citations == (Citation(source="Survey 2020"),)


def test_read_csv_places_unknown_governorate_goes_to_the_note(tmp_path: Path) -> None:
    place = read_one(tmp_path / "p.csv", "name,province,notes\nAmol,Mazandaran,small\n")
    assert (place.admin1, place.note) == (None, "small province: Mazandaran")


def test_read_csv_places_wkt_gives_the_point(tmp_path: Path) -> None:
    place = read_one(tmp_path / "p.csv", 'name,wkt\nx,"POINT (40 34)"\n')
    assert (place.lat, place.lon, place.footprint) == (34.0, 40.0, None)
    wkt = "POLYGON ((40 34, 41 34, 41 35, 40 34))"
    place = read_one(tmp_path / "p.csv", f'name,wkt,certainty\nx,"{wkt}",uncertain\n')
    assert place.footprint == wkt
    assert place.lat is not None
    assert 34 < place.lat < 35
    assert place.certainty is Certainty.UNCERTAIN


def test_read_csv_places_text_that_stops_being_utf8_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    # Long rows, so that few of them reach beyond what is looked at to tell the encoding.
    row = b"x," + b"y" * 2_000 + b"\n"
    path.write_bytes(b"name,note\n" + row * 200 + b"\xff\n")
    with pytest.raises(PlaceFileError, match="is not utf-8 from here on"):
        list(read_csv_places(path))


def test_read_csv_places_quote_that_swallows_rows_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"n{i},\n" for i in range(200))
    first, refused, last = read(
        tmp_path / "p.csv", f'name,note\na,"two\nlines"\n"b,\n{rows}c",\nd,\n'
    )
    assert isinstance(first, Place)
    assert first.note == "two lines"
    assert isinstance(refused, RefusedRow)
    assert (refused.row, refused.reason) == (4, "is not closed within 100 lines")
    assert isinstance(last, Place)


def test_read_csv_places_tabs_of_a_spreadsheet_may_be_quoted(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes('name\tnote\n"Tell ""A"""\tx\n'.encode("utf-16"))
    (place,) = read_csv_places(path)
    assert isinstance(place, Place)
    assert place.toponyms[0].name == 'Tell "A"'
