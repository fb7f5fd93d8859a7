from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from gazetteer import Citation, Place, PlaceFileError, PlaceStatus, Toponym, ToponymKind
from gazetteer.lp_tsv import COLUMNS, read_lp_tsv, write_lp_tsv
from gazetteer.place_files import RefusedRow
from tests.gazetteer.place_strategies import places

if TYPE_CHECKING:
    from pathlib import Path

HAJIN = Place(
    id="hajin",
    toponyms=(
        Toponym(name="Hajin", language="en", script="Latn", kind=ToponymKind.PREFERRED),
        Toponym(name="هجين", language="ar", script="Arab"),
    ),
    feature_class="P",
    feature_code="PPLA3",
    country_code="SY",
    admin1="SY-DY",
    lat=34.69,
    lon=40.83,
    extent_km=2.5,
    footprint="POLYGON ((40 34, 41 34, 41 35, 40 34))",
    citations=(Citation(source="Survey", locator="https://example.org/s"),),
    links=("geonames:172955", "wikidata:Q1"),
    note="on the river",
)


def written(*places_: Place) -> str:
    stream = io.StringIO()
    assert write_lp_tsv(places_, stream, attestation_year=2024) == len(places_)
    return stream.getvalue()


def read(path: Path, content: str) -> list[Place | RefusedRow]:
    path.write_text(content, encoding="utf-8")
    return list(read_lp_tsv(path))


def test_write_lp_tsv_place_gives_the_columns_of_the_format() -> None:
    header, row, end = written(HAJIN).split("\n")
    assert end == ""
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert tuple(cells) == COLUMNS
    assert {k: v for k, v in cells.items() if v} == {
        "id": "urn:hudud:place:hajin",
        "title": "Hajin",
        "title_source": "Survey",
        "title_uri": "https://example.org/s",
        "fclasses": "P",
        "attestation_year": "2024",
        "ccodes": "SY",
        "matches": "gn:172955;wd:Q1",
        "variants": "Hajin@en;هجين@ar",
        "types": "PPLA3",
        "parent_name": "SY-DY",
        "parent_id": "iso3166-2:SY-DY",
        "lon": "40.83",
        "lat": "34.69",
        "geowkt": "POLYGON ((40 34, 41 34, 41 35, 40 34))",
        "approximation": "2.5",
        "description": "on the river",
    }


def test_read_lp_tsv_what_was_written_comes_back(tmp_path: Path) -> None:
    assert read(tmp_path / "p.tsv", written(HAJIN)) == [HAJIN]


@given(places())
@settings(deadline=None, max_examples=60)
def test_read_lp_tsv_any_place_loses_only_what_the_format_lacks(
    tmp_path_factory: pytest.TempPathFactory, place: Place
) -> None:
    (back,) = read(tmp_path_factory.mktemp("tsv") / "p.tsv", written(place))
    assert isinstance(back, Place), str(back)
    for field in ("id", "country_code", "admin1", "lat", "lon", "extent_km", "links", "note"):
        if field in {"lat", "lon"} and place.lat is None:
            continue  # a footprint gives a point where there was none
        assert getattr(back, field) == getattr(place, field), field
    assert back.feature_code == place.feature_code
    names = {t.name.replace(";", ",").strip() for t in place.toponyms}
    assert {t.name for t in back.toponyms} >= names - {""}
    assert replace(back, status=PlaceStatus.PUBLISHED) == back


def test_read_lp_tsv_foreign_rows_are_understood(tmp_path: Path) -> None:
    cells = {
        "id": "12",
        "title": 'Llanfair "PG"',
        "title_source": "Atlas",
        "fclasses": "P;A",
        "aat_types": "300008372",
        "types": "pueblo",
        "start": "1800",
        "variants": "Llan@cy-GB;PG",
        "matches": "pl:5",
        "parent_name": "Môn",
        "geowkt": "POINT (-4.2 53.2)",
        "approximation": "gvp:containedWithin",
    }
    content = "\t".join(cells) + "\n" + "\t".join(cells.values()) + "\n"
    (place,) = read(tmp_path / "wales.tsv", content)
    assert place == Place(
        id="wales-12",
        toponyms=(
            Toponym(name='Llanfair "PG"', script="Latn", kind=ToponymKind.PREFERRED),
            Toponym(name="Llan", language="cy-GB", script="Latn"),
            Toponym(name="PG", script="Latn"),
        ),
        feature_class="P",
        feature_code="PPL",
        country_code=None,
        lat=53.2,
        lon=-4.2,
        extent_km=1.5,
        citations=(Citation(source="Atlas"),),
        links=("pleiades:5",),
        note="part of Môn",
    )


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ("\tx\tP\t\t1\t2\t", "id", ""),
        ("1\t\tP\t\t1\t2\t", "title", ""),
        ("1\tx\t\tgewog\t1\t2\t", "fclasses", "gewog"),
        ("1\tx\tQ\t\t1\t2\t", "fclasses", "Q"),
        ("1\tx\tP\t\tone\t2\t", "lat", "one"),
        ("1\tx\tP\t\t1\t\t", "lon", ""),
        ("1\tx\tP\t\t\t\tPOINT (", "geowkt", "POINT ("),
        ("1\tx\tP\t\t\t\tPOINT EMPTY", "geowkt", "POINT EMPTY"),
        ("1\tx\tP\t\t1\t2\t\textra", "line", "extra"),
    ],
)
def test_read_lp_tsv_bad_row_is_refused(tmp_path: Path, row: str, field: str, value: str) -> None:
    header = "id\ttitle\tfclasses\ttypes\tlat\tlon\tgeowkt\n"
    (refused,) = read(tmp_path / "p.tsv", header + row)
    assert isinstance(refused, RefusedRow)
    assert (refused.row, refused.field, refused.value) == (2, field, value)


def test_read_lp_tsv_bad_match_is_refused(tmp_path: Path) -> None:
    (refused,) = read(tmp_path / "p.tsv", "id\ttitle\tfclasses\tmatches\n1\tx\tP\tgn:1;nope\n")
    assert isinstance(refused, RefusedRow)
    assert refused.value == "nope"


def test_read_lp_tsv_missing_column_raises(tmp_path: Path) -> None:
    with pytest.raises(PlaceFileError, match="has no column 'title'; it has id, name"):
        read(tmp_path / "p.tsv", "id\tname\n1\tx\n")
