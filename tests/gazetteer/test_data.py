"""Every place that ships: valid, found where it says, cited, named in both scripts, never twice."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import shapely
from geopy.distance import geodesic

import gazetteer
from gazetteer import Certainty, Place, ToponymKind, format_record, load_shipped, parse_record
from gazetteer.data.geonames_cut import ADMIN1
from gazetteer.merging import name_keys

DATA = Path(gazetteer.__file__).parent / "data"
AUTHORED, GEONAMES = DATA / "places_authored.jsonl", DATA / "places_geonames.jsonl"
README = (DATA / "README.md").read_text(encoding="utf-8")

PLACES = {place.id: place for place in load_shipped()}
AUTHORED_IDS = tuple(e["id"] for e in tomllib.loads((DATA / "authored.toml").read_text())["place"])

# Non-empty lines of the files, from data/README.md; the first file holds two articles.
PARAGRAPHS_BY_ARTICLE = {
    source: range(int(first), int(last) + 1)
    for source, first, last in re.findall(
        r"\| `([a-z0-9-]+)` \| `\S+\.txt` \| (\d+)-(\d+) \|", README
    )
}

# The places that the issue and the articles name.
NAMED_IN_ARTICLES = {
    "irfaa-sawtak-iraq-2018": (
        "anbar-governorate diyala-governorate hamrin-mountains iran iraq iraq-saudi-border "
        "iraq-syria-border iraqi-jazira kirkuk-governorate libya mosul nineveh-governorate "
        "salah-al-din-governorate saudi-arabia sinai syria texas united-states yemen"
    ),
    "irfaa-sawtak-manbij-2019": (
        "al-shafah aleppo-governorate ankara damascus hasakah-governorate manbij moscow "
        "raqqa-governorate sajur syria syria-turkey-border turkey washington"
    ),
    "afp-iraq-syria-border-2017": (
        "al-qaim-border-crossing anbar-governorate baghdad baghdad-belts damascus deir-ez-zor "
        "deir-ez-zor-governorate diyala-governorate fallujah hawija middle-euphrates-valley paris "
        "ramadi tal-afar"
    ),
    "isis-last-pocket-2019": (
        "baghouz damascus eastern-syria euphrates iran munich syrian-desert united-kingdom"
    ),
    "al-mashareq-coalition-2023": (
        "anbar-governorate hasakah-governorate hori-centre iran middle-east northeast-syria russia "
        "ukraine united-states"
    ),
    "isis-remote-areas-2019": (
        "deir-ez-zor-governorate disputed-territories diyala-governorate eastern-iraq kolajo "
        "kurdistan-region mosul raqqa turkey"
    ),
}


def in_country(code: str) -> list[Place]:
    return [place for place in PLACES.values() if place.country_code == code]


@pytest.mark.parametrize("path", [AUTHORED, GEONAMES], ids=lambda path: path.name)
def test_places_files_every_line_is_a_canonical_record(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert [format_record(parse_record(line)) for line in lines] == lines


@pytest.mark.parametrize(
    "name", ["authored.toml", "places_authored.jsonl", "places_geonames.jsonl"]
)
def test_data_files_match_count_and_sum_in_readme(name: str) -> None:
    content = (DATA / name).read_bytes()
    records = content.count(b"[[place]]") or content.count(b"\n")
    assert f"| `{name}` | {records} | `{hashlib.sha256(content).hexdigest()}` |" in README


def test_authored_toml_every_table_ships_in_order() -> None:
    lines = AUTHORED.read_text(encoding="utf-8").splitlines()
    assert tuple(parse_record(line).id for line in lines) == AUTHORED_IDS


def test_load_shipped_every_place_has_point_extent_citation_and_name() -> None:
    for place in PLACES.values():
        assert place.lat is not None, place.id
        assert place.lon is not None, place.id
        assert place.extent_km > 0, place.id
        assert place.citations, place.id
        assert any(t.script == "Latn" for t in place.toponyms), place.id
        assert any(t.kind is ToponymKind.PREFERRED for t in place.toponyms), place.id


def test_load_shipped_every_name_is_in_a_script_of_its_language() -> None:
    scripts = {"ar": {"Arab"}, "fa": {"Arab"}, "en": {"Latn"}, "tr": {"Latn"}}
    for place in PLACES.values():
        for toponym in place.toponyms:
            assert toponym.script != "Zyyy", (place.id, toponym)
            allowed = scripts.get(toponym.language, {toponym.script})
            assert toponym.script in allowed, (place.id, toponym)


def test_authored_every_place_has_preferred_names_in_arabic_and_english() -> None:
    for place_id in AUTHORED_IDS:
        names = PLACES[place_id].toponyms
        preferred = {t.language for t in names if t.kind is ToponymKind.PREFERRED}
        assert {"ar", "en"} <= preferred, place_id


def test_authored_every_place_says_where_its_point_is_from() -> None:
    for place_id in AUTHORED_IDS:
        sources = {citation.source for citation in PLACES[place_id].citations}
        assert sources & {"geonames", "knowledge", "press", "wikipedia"}, place_id


@pytest.mark.parametrize(
    "place", [p for p in PLACES.values() if p.footprint], ids=lambda place: place.id
)
def test_footprint_lies_within_the_extent(place: Place) -> None:
    vertices = shapely.get_coordinates(shapely.from_wkt(place.footprint))
    farthest = max(geodesic((place.lat, place.lon), (lat, lon)).km for lon, lat in vertices)
    assert farthest <= place.extent_km


def test_uncertain_places_are_wide_or_explained() -> None:
    for place in PLACES.values():
        if place.certainty is Certainty.UNCERTAIN:
            assert place.extent_km >= 4, place.id


@pytest.mark.parametrize(("source", "ids"), NAMED_IN_ARTICLES.items())
def test_article_places_cite_it(source: str, ids: str) -> None:
    for place_id in ids.split():
        assert source in {c.source for c in PLACES[place_id].citations}, place_id


def test_article_citations_point_at_paragraphs_that_exist() -> None:
    assert set(PARAGRAPHS_BY_ARTICLE) == set(NAMED_IN_ARTICLES)
    for place in PLACES.values():
        for citation in place.citations:
            if citation.source in PARAGRAPHS_BY_ARTICLE:
                word, _, number = citation.locator.partition(" ")
                assert word == "paragraph"
                assert int(number) in PARAGRAPHS_BY_ARTICLE[citation.source], place.id


@pytest.mark.parametrize(("country", "governorates"), [("SY", 14), ("IQ", 19)])
def test_governorates_each_code_has_one_and_towns_use_them(country: str, governorates: int) -> None:
    codes = [p.admin1 for p in in_country(country) if p.feature_code == "ADM1"]
    assert len(codes) == len(set(codes)) == governorates
    assert set(codes) == {f"{country}-{unit}" for unit in ADMIN1[country].values()}
    region = {"IQ-KR"} if country == "IQ" else set()
    assert {p.admin1 for p in in_country(country)} <= {*codes, *region, None}


@pytest.mark.parametrize(("country", "records"), [("SY", 308), ("IQ", 169)])
def test_geonames_every_record_of_the_country_is_in_one_place(country: str, records: int) -> None:
    settlements = [p for p in in_country(country) if p.feature_code != "PCLI"]
    assert sum(len(p.links) for p in settlements) == records


def test_links_belong_to_one_place_each() -> None:
    links = Counter(link for place in PLACES.values() for link in place.links)
    assert [link for link, times in links.items() if times > 1] == []


def test_syrian_and_iraqi_settlements_of_one_name_are_apart() -> None:
    # Two official units a village apart: GeoNames' town of Hiran and its sub-district.
    known = {frozenset({"hiran", "nahiyat-hiran"})}
    by_key: dict[str, list[Place]] = {}
    for place in (*in_country("SY"), *in_country("IQ")):
        if place.feature_class == "P":
            for key in name_keys(place):
                by_key.setdefault(key, []).append(place)
    for key, homonyms in by_key.items():
        for i, one in enumerate(homonyms):
            for other in homonyms[i + 1 :]:
                if frozenset({one.id, other.id}) not in known:
                    distance = geodesic((one.lat, one.lon), (other.lat, other.lon)).km
                    assert distance > 4, (key, one.id, other.id)


@pytest.mark.parametrize(
    ("place_id", "language", "name"),
    [
        ("ras-al-ayn", "ku", "Serêkaniyê"),
        ("tal-abyad", "ku", "Girê Spî"),
        ("kobani", "ku", "Kobanî"),
        ("kobani", "ar", "عين العرب"),
        ("sinjar", "ku", "Şingal"),
        ("mosul", "tr", "Musul"),
        ("qamishli", "tr", "Kamışlı"),
        ("al-qaim-border-crossing", "ar", "منفذ القائم"),
        ("kolajo", "ar", "كولاجو"),
        ("hori-centre", "ar", "مركز هوري"),
    ],
)
def test_preferred_known_places_give_their_name(place_id: str, language: str, name: str) -> None:
    assert PLACES[place_id].preferred(language) == name


@pytest.mark.parametrize(
    ("place_id", "lat", "lon", "within_km"),
    [
        # Source: UCDP GED 19.1, Wikipedia and published gazetteers, rounded to 0.01 degree.
        ("baghouz", 34.46, 40.95, 2),
        ("al-shafah", 34.58, 40.93, 2),
        ("manbij", 36.53, 37.95, 1),
        ("al-tanf", 33.51, 38.62, 1),
        ("nasib-crossing", 32.53, 36.20, 1),
        ("nukhayb", 32.03, 42.25, 2),
        ("al-qaim-border-crossing", 34.39, 40.95, 2),
    ],
)
def test_points_agree_with_published_ones(
    place_id: str, lat: float, lon: float, within_km: float
) -> None:
    place = PLACES[place_id]
    assert geodesic((place.lat, place.lon), (lat, lon)).km < within_km


def test_city_and_its_governorate_are_two_places() -> None:
    for name in ("raqqa", "deir-ez-zor", "hasakah", "aleppo", "kirkuk", "homs", "idlib"):
        assert PLACES[name].feature_class == "P"
        assert PLACES[f"{name}-governorate"].feature_code == "ADM1"
        assert PLACES[name].admin1 == PLACES[f"{name}-governorate"].admin1
