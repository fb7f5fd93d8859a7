"""Looking for mistakes in a gazetteer: doubles, places outside their units, scripts, citations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gazetteer.areas import shipped_areas
from gazetteer.merging import SAME_PLACE_KM, MatchKind, name_key, same_place
from gazetteer.message import Message
from gazetteer.place import PlaceStatus
from gazetteer.script import UNKNOWN_SCRIPT, script_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gazetteer.areas import Areas
    from gazetteer.place import Place, Toponym

# How far outside its unit a place may lie before it is told, in km, beyond its own extent.
# Source: own choice; the shipped outlines are simplified by 2 km and sources of governorates differ
# by some kilometres.
TOLERANCE_KM = 5.0

PROBLEM_CODES = (
    "duplicate-link",
    "duplicate-name",
    "outside-country",
    "outside-admin1",
    "wrong-script",
    "missing-citation",
)

# Languages that people write in one of these scripts; others may use any.
# Source: CLDR 46, likely subtags and the scripts of each language's default content.
_SCRIPTS_BY_LANGUAGE = {
    "ar": {"Arab"},
    "fa": {"Arab"},
    "ckb": {"Arab"},
    "ur": {"Arab"},
    "en": {"Latn"},
    "fr": {"Latn"},
    "de": {"Latn"},
    "es": {"Latn"},
    "it": {"Latn"},
    "tr": {"Latn"},
    "kmr": {"Latn"},
    "he": {"Hebr"},
    "hy": {"Armn"},
    "ru": {"Cyrl"},
    "el": {"Grek"},
    "syr": {"Syrc"},
}
# Half of the side of the squares in which namesakes are compared, in degrees of latitude.
_SQUARE_DEGREES = SAME_PLACE_KM / 111.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that looks wrong: one of PROBLEM_CODES, the place, and a sentence for a person.

    `other_id` is the second place of a duplicate.
    """

    code: str
    place_id: str
    message: str
    other_id: str | None = None


def check_places(places: Iterable[Place], *, areas: Areas | None = None) -> list[Problem]:
    """Return what looks wrong among `places`, in their order; deprecated ones are left out.

    Parameters
    ----------
    places
        The places of a gazetteer.
    areas
        What knows the outlines of countries and governorates; the shipped ones when None.
    """
    live = [place for place in places if place.status is not PlaceStatus.DEPRECATED]
    areas = areas or shipped_areas()
    problems = [problem for place in live for problem in check_place_alone(place, areas)]
    return problems + list(find_duplicates(live))


def check_place_alone(place: Place, areas: Areas) -> Iterator[Problem]:
    """Yield what looks wrong with one place, whatever the others are."""
    yield from find_outside(place, areas)
    yield from find_wrong_scripts(place)
    if not place.citations:
        yield Problem(
            code="missing-citation", place_id=place.id, message="No source is given for it."
        )


def find_outside(place: Place, areas: Areas) -> Iterator[Problem]:
    """Yield where a place lies outside its country or its governorate.

    A place outside its country is told once: it is outside the governorate, too.
    """
    if place.lat is None or place.lon is None:
        return
    units = (("outside-country", place.country_code), ("outside-admin1", place.admin1))
    for code, unit in units:
        distance_km = None if unit is None else areas.outside_km(unit, place.lat, place.lon)
        if distance_km is not None and distance_km > TOLERANCE_KM + place.extent_km:
            message = f"Its point lies {distance_km:.0f} km outside {unit}{_swapped(place, areas)}."
            yield Problem(code=code, place_id=place.id, message=message)
            return


def _swapped(place: Place, areas: Areas) -> str:
    """Return a hint when the point would fit with latitude and longitude exchanged."""
    if place.lat is None or place.lon is None or place.country_code is None:
        return ""
    if abs(place.lon) > 90 or areas.outside_km(place.country_code, place.lon, place.lat) != 0:
        return ""
    return "; latitude and longitude seem to be swapped"


def find_wrong_scripts(place: Place) -> Iterator[Problem]:
    """Yield the names that are not in the script of their language, or mix scripts."""
    for toponym in place.toponyms:
        message = wrong_script(toponym)
        if message is not None:
            yield Problem(code="wrong-script", place_id=place.id, message=message)


def wrong_script(toponym: Toponym) -> Message | None:
    """Return what is wrong with the script of a name, None for nothing."""
    subtags = toponym.language.split("-")
    script = script_of(toponym.name)
    if script == UNKNOWN_SCRIPT:
        if any(character.isalpha() for character in toponym.name):
            return Message("The name “%(name)s” mixes scripts.", name=toponym.name)
        return Message("The name “%(name)s” has no letters.", name=toponym.name)
    stated = [subtag for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()]
    expected = set(stated) or _SCRIPTS_BY_LANGUAGE.get(subtags[0])
    if expected is not None and script not in expected:
        return Message(
            "The name “%(name)s” is marked as %(language)s but written in %(script)s.",
            name=toponym.name,
            language=toponym.language,
            script=script,
        )
    return None


def find_duplicates(places: Iterable[Place]) -> Iterator[Problem]:
    """Yield pairs of places that look like one: a link in common, or a name close by."""
    by_link: defaultdict[str, list[Place]] = defaultdict(list)
    by_name: defaultdict[tuple[str, str, int, int], list[Place]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    for place in places:
        for link in place.links:
            for other in by_link[link]:
                told.add((other.id, place.id))
                message = f"Shares the link {link} with {other.id}."
                yield Problem(
                    code="duplicate-link", place_id=place.id, message=message, other_id=other.id
                )
            by_link[link].append(place)
        for other in _near_namesakes(place, by_name):
            pair = (other.id, place.id)
            if pair not in told and same_place(other, place) is MatchKind.NAME:
                told.add(pair)
                message = f"Has a name of {other.id} and lies within {SAME_PLACE_KM:g} km of it."
                yield Problem(
                    code="duplicate-name", place_id=place.id, message=message, other_id=other.id
                )


def _near_namesakes(
    place: Place, seen: defaultdict[tuple[str, str, int, int], list[Place]]
) -> list[Place]:
    """Return places seen before with a name of this one in the squares around it; remember it."""
    if place.lat is None or place.lon is None:
        return []
    row, column = int(place.lat // _SQUARE_DEGREES), int(place.lon // _SQUARE_DEGREES)
    # Meridians draw together: at 60 degrees a square is half as wide, so look two squares away.
    columns = range(column - 2, column + 3)
    found: dict[str, Place] = {}
    for key in {name_key(toponym.name) for toponym in place.toponyms} - {""}:
        kind = place.feature_class
        for near_row in (row - 1, row, row + 1):
            for near_column in columns:
                for other in seen.get((key, kind, near_row, near_column), ()):
                    found[other.id] = other
        seen[key, kind, row, column].append(place)
    return list(found.values())
