"""Whether two records are one place, and what they make together; pure, for imports and releases.

The key of a name is strict on purpose: what resolving forgives (vowels, articles, doubled letters)
would make neighbouring villages one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from geopy.distance import great_circle

from gazetteer.place import ToponymKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.place import Place, Toponym

_T = TypeVar("_T")

# Two records of one name and class closer than this are one place, in kilometres.
# Source: GeoNames points of villages are often rounded to a minute of arc, 1.85 km.
SAME_PLACE_KM = 2.0

# Source: letters that Arabic, Persian and Kurdish keyboards give for the same written word.
_ARABIC_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        "ک": "ك",
        "ة": "ه",
        "ە": "ه",
        "ھ": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ـ": "",
        "ء": "",
    }
)
_WHOLE_LATIN_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss"})
# Signs for ayn and hamza carry no identity between records: every source writes them its own way.
_APOSTROPHES = re.compile("['`´‘’‛ʻʼʽʾʿˈ′]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


class MatchKind(StrEnum):
    """Why two records are one place, the strongest first."""

    ID = "id"
    LINK = "link"
    NAME = "name and nearness"


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """Return the spelling by which records are compared: no case, marks, punctuation or hamza."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_ARABIC_LETTERS)
    text = unicodedata.normalize("NFD", text.translate(_WHOLE_LATIN_LETTERS))
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    return _NOT_A_LETTER.sub(" ", _APOSTROPHES.sub("", text)).strip()


def name_keys(place: Place) -> frozenset[str]:
    """Return the keys of all names of `place`."""
    return frozenset(name_key(t.name) for t in place.toponyms) - {""}


def same_place(known: Place, incoming: Place) -> MatchKind | None:
    """Tell why `incoming` is the place that is `known`, or None when it is another one.

    The same id is the same place. Else two links of one authority that differ (``geonames:1`` and
    ``geonames:2``) say that they are two places, whatever else agrees. Else a link in common, or a
    name in common within SAME_PLACE_KM in one country and feature class, says that they are one.
    """
    if known.id == incoming.id:
        return MatchKind.ID
    if _links_conflict(known, incoming):
        return None
    if set(known.links) & set(incoming.links):
        return MatchKind.LINK
    if _could_be_same(known, incoming) and name_keys(known) & name_keys(incoming):
        return MatchKind.NAME
    return None


def best_match(incoming: Place, known: Iterable[Place]) -> tuple[Place, MatchKind] | None:
    """Return the one of `known` that is `incoming`, and why: by id, by link, by nearest name."""
    order = list(MatchKind)
    found = [(place, kind) for place in known if (kind := same_place(place, incoming))]
    if not found:
        return None

    def strength(match: tuple[Place, MatchKind]) -> tuple[int, float, str]:
        place, kind = match
        return order.index(kind), _distance_km(place, incoming) or 0.0, place.id

    return min(found, key=strength)


def merge_places(known: Place, incoming: Place) -> Place:
    """Return `known` with what only `incoming` has: names, links, citations and empty fields.

    Nothing that `known` says is changed, so that an import never undoes an editor's work. Merging
    the same record again changes nothing; the result equals `known` when there is nothing new.
    """
    has_point = known.lat is not None
    country_code, admin1, admin2 = _merged_units(known, incoming)
    return replace(
        known,
        toponyms=_merged_toponyms(known.toponyms, incoming.toponyms),
        feature_code=known.feature_code or incoming.feature_code,
        country_code=country_code,
        admin1=admin1,
        admin2=admin2,
        lat=known.lat if has_point else incoming.lat,
        lon=known.lon if has_point else incoming.lon,
        extent_km=known.extent_km if has_point else incoming.extent_km,
        certainty=known.certainty if has_point else incoming.certainty,
        footprint=known.footprint or incoming.footprint,
        citations=_union(known.citations, incoming.citations),
        links=_union(known.links, incoming.links),
        population=known.population or incoming.population,
        note=known.note or incoming.note,
    )


def _union(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(first + second))


def _could_be_same(one: Place, other: Place) -> bool:
    """Tell whether class, country and point allow two records to be one place."""
    distance_km = _distance_km(one, other)
    return (
        one.feature_class == other.feature_class
        and (
            one.country_code == other.country_code or None in (one.country_code, other.country_code)
        )
        and distance_km is not None
        and distance_km <= SAME_PLACE_KM
    )


def _distance_km(one: Place, other: Place) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return float(great_circle((one.lat, one.lon), (other.lat, other.lon)).km)


def _links_conflict(one: Place, other: Place) -> bool:
    mine, theirs = _links_by_authority(one), _links_by_authority(other)
    return any(mine[authority].isdisjoint(theirs[authority]) for authority in mine.keys() & theirs)


def _links_by_authority(place: Place) -> dict[str, set[str]]:
    links: dict[str, set[str]] = {}
    for link in place.links:
        authority, colon, _ = link.partition(":")
        if colon:
            links.setdefault(authority, set()).add(link)
    return links


def _merged_units(known: Place, incoming: Place) -> tuple[str | None, ...]:
    """Fill empty units; a smaller one only when the larger ones agree."""
    units: list[str | None] = [known.country_code, known.admin1, known.admin2]
    theirs = (incoming.country_code, incoming.admin1, incoming.admin2)
    for level, unit in enumerate(theirs):
        units[level] = units[level] or unit
        if units[level] != unit:
            break
    return tuple(units)


def _merged_toponyms(
    known: tuple[Toponym, ...], incoming: tuple[Toponym, ...]
) -> tuple[Toponym, ...]:
    """Add the names that are new; a name of unknown language is not new when it is known in one."""
    merged = list(known)
    preferred_in = {t.language for t in known if t.kind is ToponymKind.PREFERRED}
    languages_by_name: dict[str, set[str]] = {}
    for toponym in known:
        languages_by_name.setdefault(toponym.name, set()).add(toponym.language)
    for toponym in incoming:
        languages = languages_by_name.setdefault(toponym.name, set())
        if toponym.language in languages or (toponym.language == "und" and languages):
            continue
        languages.add(toponym.language)
        if toponym.kind is ToponymKind.PREFERRED and toponym.language in preferred_in:
            toponym = replace(toponym, kind=ToponymKind.VARIANT)  # noqa: PLW2901
        merged.append(toponym)
    return tuple(merged)
