"""Reading and writing one record: what is kept, and what is refused with which field."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import (
    Certainty,
    Citation,
    InvalidPlaceError,
    Place,
    PlaceStatus,
    Toponym,
    ToponymKind,
    check_place,
    format_record,
    load_shipped,
    parse_record,
    place_from_record,
    record_from_place,
    script_of,
)
from gazetteer import record as record_module

if TYPE_CHECKING:
    from pathlib import Path

MINIMAL: dict[str, Any] = {
    "id": "manbij",
    "toponyms": [{"name": "Manbij"}],
    "feature_class": "P",
    "feature_code": "PPL",
}
FULL = Place(
    id="al-qaim-2",
    toponyms=(
        Toponym(name="القائم", language="ar", script="Arab", kind=ToponymKind.PREFERRED),
        Toponym(
            name="al-Qaim",
            language="en",
            script="Latn",
            kind=ToponymKind.PREFERRED,
            citation=Citation(source="afp", locator="paragraph 14", note="crossing"),
        ),
    ),
    feature_class="P",
    feature_code="PPLA2",
    country_code="IQ",
    admin1="IQ-AN",
    admin2="al-Qaim",
    lat=34.39,
    lon=40.99,
    extent_km=4.0,
    footprint="POINT (40.99 34.39)",
    certainty=Certainty.LESS_CERTAIN,
    citations=(Citation(source="geonames", locator="92138"),),
    links=("geonames:92138",),
    status=PlaceStatus.DRAFT,
    population=74_100,
    note="a note",
    version=3,
)

names = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=12).filter(
    lambda name: name == name.strip()
)


@st.composite
def places(draw: st.DrawFn) -> Place:
    """Any place that keeps the rules."""
    import unicodedata

    spellings = {unicodedata.normalize("NFC", n) for n in draw(st.lists(names, min_size=1))}
    has_point = draw(st.booleans())
    return Place(
        id=draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)),
        toponyms=tuple(Toponym(name=n, script=script_of(n)) for n in sorted(spellings)),
        feature_class=draw(st.sampled_from("AHLPRSTUV")),
        feature_code="PPL",
        country_code=draw(st.none() | st.just("SY")),
        lat=draw(st.floats(-90, 90)) if has_point else None,
        lon=draw(st.floats(-180, 180)) if has_point else None,
        extent_km=draw(st.floats(0, 20_000)),
        certainty=draw(st.sampled_from(Certainty)),
        status=draw(st.sampled_from(PlaceStatus)),
        population=draw(st.integers(0, 10**8)),
        version=draw(st.integers(1, 10**6)),
    )


@given(places())
def test_format_record_any_valid_place_reads_back_equal(place: Place) -> None:
    assert parse_record(format_record(place)) == place


def test_format_record_full_place_reads_back_equal() -> None:
    assert parse_record(format_record(FULL)) == FULL


def test_record_from_place_full_place_has_every_field_in_order() -> None:
    assert list(record_from_place(FULL)) == [f.name for f in fields(Place)]


def test_record_from_place_minimal_place_leaves_defaults_out() -> None:
    assert record_from_place(place_from_record(MINIMAL)) == MINIMAL


def test_format_record_arabic_name_is_not_escaped() -> None:
    line = format_record(FULL)
    assert "القائم" in line
    assert "\n" not in line


def test_record_from_place_invalid_place_raises_instead_of_writing() -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        record_from_place(replace(FULL, lat=91.0))
    assert caught.value.field == "lat"


@pytest.mark.parametrize("missing", ["id", "feature_class", "feature_code"])
def test_place_from_record_missing_field_raises_with_it(missing: str) -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        place_from_record({k: v for k, v in MINIMAL.items() if k != missing})
    assert caught.value.field == missing


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "Manbij"}, "id"),
        ({"id": "manbij--2"}, "id"),
        ({"id": "manbij\n"}, "id"),
        ({"id": 7}, "id"),
        ({"names": []}, "names"),
        ({"toponyms": []}, "toponyms"),
        ({"toponyms": "Manbij"}, "toponyms"),
        ({"toponyms": ["Manbij"]}, "toponyms[0]"),
        ({"toponyms": [{"language": "ar"}]}, "toponyms[0].name"),
        ({"toponyms": [{"name": ""}]}, "toponyms[0].name"),
        ({"toponyms": [{"name": " Manbij"}]}, "toponyms[0].name"),
        ({"toponyms": [{"name": "Man\u0000bij"}]}, "toponyms[0].name"),
        ({"toponyms": [{"name": "Man\u202ebij"}]}, "toponyms[0].name"),
        ({"toponyms": [{"name": "Man\nbij"}]}, "toponyms[0].name"),
        ({"toponyms": [{"name": "e\u0301"}]}, "toponyms[0].name"),
        ({"toponyms": [{"name": "A"}, {"name": "A"}]}, "toponyms[1].name"),
        ({"toponyms": [{"name": "A", "alias": 1}]}, "toponyms[0].alias"),
        ({"toponyms": [{"name": "A", "language": "Arabic"}]}, "toponyms[0].language"),
        ({"toponyms": [{"name": "A", "script": "latin"}]}, "toponyms[0].script"),
        ({"toponyms": [{"name": "منبج", "script": "Latn"}]}, "toponyms[0].script"),
        ({"toponyms": [{"name": "A", "kind": "nickname"}]}, "toponyms[0].kind"),
        (
            {"toponyms": [{"name": n, "kind": "preferred"} for n in "AB"]},
            "toponyms[1].kind",
        ),
        ({"toponyms": [{"name": "A", "citation": {}}]}, "toponyms[0].citation.source"),
        ({"feature_class": "X"}, "feature_class"),
        ({"feature_code": "ppl"}, "feature_code"),
        ({"country_code": "SYR"}, "country_code"),
        ({"country_code": "SY", "admin1": "Aleppo"}, "admin1"),
        ({"country_code": "IQ", "admin1": "SY-HL"}, "admin1"),
        ({"admin1": "SY-HL"}, "admin1"),
        ({"admin2": " "}, "admin2"),
        ({"lat": 36.5}, "lon"),
        ({"lon": 36.5}, "lat"),
        ({"lat": 90.1, "lon": 0}, "lat"),
        ({"lat": 0, "lon": -180.1}, "lon"),
        ({"lat": "36.5", "lon": 37}, "lat"),
        ({"lat": True, "lon": 37}, "lat"),
        ({"lat": float("nan"), "lon": 37}, "lat"),
        ({"extent_km": -1}, "extent_km"),
        ({"extent_km": float("inf")}, "extent_km"),
        ({"footprint": "POINT (37.9"}, "footprint"),
        ({"footprint": "LINESTRING EMPTY"}, "footprint"),
        ({"footprint": "POLYGON ((0 0, 1 1, 0 1, 1 0, 0 0))"}, "footprint"),
        ({"footprint": "POINT (4200000 4300000)"}, "footprint"),
        ({"certainty": "sure"}, "certainty"),
        ({"citations": [{}]}, "citations[0].source"),
        ({"citations": [{"source": "a", "page": 1}]}, "citations[0].page"),
        ({"citations": [{"source": "a", "locator": 12}]}, "citations[0].locator"),
        ({"citations": [{"source": "a", "note": " b"}]}, "citations[0].note"),
        ({"links": ["170654"]}, "links[0]"),
        ({"links": [170654]}, "links[0]"),
        ({"links": ["geonames:1", "geonames:1"]}, "links"),
        ({"status": "gone"}, "status"),
        ({"population": -1}, "population"),
        ({"population": 1.5}, "population"),
        ({"population": True}, "population"),
        ({"note": " padded"}, "note"),
        ({"version": 0}, "version"),
    ],
)
def test_place_from_record_broken_rule_raises_with_its_field(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        place_from_record(MINIMAL | change)
    assert caught.value.field == field


@pytest.mark.parametrize("line", ["", "{", "[]", '"manbij"'])
def test_parse_record_no_json_object_raises_without_field(line: str) -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        parse_record(line)
    assert caught.value.field == ""


def test_parse_record_key_given_twice_raises_with_it() -> None:
    line = json.dumps(MINIMAL)[:-1] + ', "id": "other"}'
    with pytest.raises(InvalidPlaceError) as caught:
        parse_record(line)
    assert caught.value.field == "id"


def test_check_place_same_name_in_two_languages_passes() -> None:
    shared = tuple(Toponym(name="Kobani", language=tongue) for tongue in ("en", "tr"))
    check_place(replace(FULL, toponyms=shared))


def test_check_place_note_of_two_lines_passes() -> None:
    check_place(replace(FULL, note="one\ntwo"))


def test_load_shipped_id_given_twice_raises_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "places.jsonl"
    path.write_text(f"{json.dumps(MINIMAL)}\n" * 2, encoding="utf-8")
    monkeypatch.setattr(record_module, "SHIPPED_FILES", (path,))
    with pytest.raises(InvalidPlaceError, match=r"places\.jsonl, line 2") as caught:
        load_shipped()
    assert caught.value.field == "id"


def test_load_shipped_line_separator_in_a_name_is_refused_not_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "places.jsonl"
    broken = MINIMAL | {"toponyms": [{"name": "Man\u2028bij"}]}
    path.write_text(json.dumps(broken, ensure_ascii=False) + "\n", encoding="utf-8")
    monkeypatch.setattr(record_module, "SHIPPED_FILES", (path,))
    with pytest.raises(InvalidPlaceError) as caught:
        load_shipped()
    assert caught.value.field == "toponyms[0].name"
