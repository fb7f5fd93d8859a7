"""What looks wrong with an edit of one place, told while it is edited; pure.

`gazetteer.check` looks through a whole gazetteer; this looks at what one editor is about to save.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geopy.distance import geodesic, great_circle

from gazetteer.check import wrong_script
from gazetteer.errors import InvalidPlaceError
from gazetteer.merging import name_keys
from gazetteer.message import Message, Named
from gazetteer.place import PlaceStatus, ToponymKind
from gazetteer.place_names import admin1_name, country_name
from gazetteer.place_rules import check_place
from gazetteer.script import UNKNOWN_SCRIPT, script_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gazetteer.place import Place

    # (lat, lon) -> country code and admin1 code, "" for none.
    Locate = Callable[[float, float], tuple[str, str]]
    # (lat, lon) -> whether the sea is there.
    InSea = Callable[[float, float], bool]

# How far a point may move beyond the place's extent without a word, km.
# Source: the wish of the editors' page; a town's records of different sources lie that near.
FAR_KM: Final = 5.0
# Two places of one name and class this near each other are told, km.
# Source: own choice; namesakes farther apart are usual (every valley has its Tell al-Ahmar).
NAMESAKE_KM: Final = 10.0
# How far outside its country or governorate a point may lie beyond its extent, km.
# Source: own choice; the outlines are right to 30 m, governorates of different sources to less.
_SLACK_KM: Final = 1.0
_BEARINGS: Final = range(0, 360, 30)

# What people want to read the name in.
_WANTED_LANGUAGES: Final = ("en", "ar")
# Source: GeoNames, "Feature codes": classes and codes of what covers an area.
_AREA_CLASSES: Final = frozenset("ALV")
_AREA_CODES: Final = frozenset({
    "DSRT", "ISL", "LK", "LKS", "MTS", "PLN", "PLAT", "RSV", "STM", "STMX", "UPLD", "VAL",
})  # fmt: skip
# What may lie in the sea: waters, things under it, islands.
_SEA_CLASSES: Final = frozenset("HU")
_SEA_CODES: Final = frozenset({"ISL", "ISLS", "CAPE", "RK", "RKS"})


class Severity(StrEnum):
    """An error cannot be saved; a warning can, with a reason."""

    ERROR = "error"
    WARNING = "warning"


FINDING_CODES: Final = (
    "invalid-record",
    "no-name",
    "no-preferred-name",
    "wrong-script",
    "mixed-scripts",
    "swapped-coordinates",
    "in-sea",
    "outside-country",
    "outside-admin1",
    "far-from-former-point",
    "name-taken-nearby",
    "extent-missing",
    "missing-citation",
    "merged-far-apart",
    "merged-kinds-differ",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that looks wrong: one of FINDING_CODES, where, and a sentence for a person.

    `field` is that of `gazetteer.Place`, as in ``toponyms[0].name``; ``point`` for the point.
    `about` is the id of the place that is edited, `place_ids` are other places that it is about. A
    finding that was there before the edit is not `is_new`, and never an error.
    """

    code: str
    severity: Severity
    field: str
    message: Message
    place_ids: tuple[str, ...] = ()
    is_new: bool = True
    about: str = ""


def check_edit(
    before: Place | None,
    after: Place,
    *,
    nearby: Sequence[Place] = (),
    locate: Locate | None = None,
    in_sea: InSea | None = None,
) -> list[Finding]:
    """Return what looks wrong with an edit, errors first.

    Parameters
    ----------
    before, after
        The place as it is, None for a new one, and as it would be.
    nearby
        Other places around the new point; those beyond NAMESAKE_KM are passed over.
    locate
        Tells in which country and governorate a point (lat, lon) lies, "" where that is unknown;
        without it nothing is said about them.
    in_sea
        Tells whether a point (lat, lon) lies in the sea; without it nothing is said about it.
    """
    found = list(_findings(after, nearby, locate, in_sea))
    if before is not None:
        was = _findings(before, nearby, locate, in_sea) if found else ()
        known = {(finding.code, finding.message) for finding in was}
        found = [_as_known(f) if (f.code, f.message) in known else f for f in found]
        found += _far_from_former_point(before, after)
    about = [replace(finding, about=after.id) for finding in found]
    return sorted(about, key=lambda finding: finding.severity is not Severity.ERROR)


def check_union(gone: Place, kept: Place | None) -> list[Finding]:
    """Return what looks wrong with making one place a part of another: distance and kind."""
    if kept is None:
        return []
    found = []
    if _has_point(gone) and _has_point(kept):
        distance_km = geodesic((gone.lat, gone.lon), (kept.lat, kept.lon)).km
        if distance_km > gone.extent_km + kept.extent_km + FAR_KM:
            message = Message(
                "The two places lie %(distance)s km apart, which is far for one place.",
                distance=f"{distance_km:.1f}",
            )
            found.append(_warning("merged-far-apart", "point", message))
    if gone.feature_class != kept.feature_class:
        message = Message("The two places are of different kinds.")
        found.append(_warning("merged-kinds-differ", "feature_class", message))
    return [replace(finding, about=kept.id, place_ids=(gone.id,)) for finding in found]


def _as_known(finding: Finding) -> Finding:
    """Return what the edit did not bring: nobody is kept from saving by it."""
    return replace(finding, severity=Severity.WARNING, is_new=False)


def _error(code: str, field: str, message: Message) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, field=field, message=message)


def _warning(code: str, field: str, message: Message, place_ids: tuple[str, ...] = ()) -> Finding:
    return Finding(
        code=code, severity=Severity.WARNING, field=field, message=message, place_ids=place_ids
    )


def _findings(
    place: Place, nearby: Sequence[Place], locate: Locate | None, in_sea: InSea | None
) -> Iterator[Finding]:
    yield from _record_findings(place)
    yield from _name_findings(place)
    yield from _point_findings(place, locate, in_sea)
    yield from _namesakes(place, nearby)
    if not place.citations:
        yield _warning(
            "missing-citation", "citations", Message("No source is given for the place.")
        )


def _record_findings(place: Place) -> Iterator[Finding]:
    """Tell a place without a name, or the first rule of the data model that is broken."""
    if not any(toponym.name.strip() for toponym in place.toponyms):
        yield _error("no-name", "toponyms", Message("The place has no name."))
        return
    try:
        check_place(place)
    except InvalidPlaceError as error:
        yield _error("invalid-record", error.field, Message("%(problem)s.", problem=error.message))


def _name_findings(place: Place) -> Iterator[Finding]:
    for number, toponym in enumerate(place.toponyms):
        field = f"toponyms[{number}].name"
        problem = wrong_script(toponym)
        if problem is None:
            continue
        if script_of(toponym.name) == UNKNOWN_SCRIPT:
            yield _warning("mixed-scripts", field, problem)
        else:
            yield _error("wrong-script", field, problem)
    for language in _WANTED_LANGUAGES:
        names = [t for t in place.toponyms if t.language.split("-")[0] == language]
        if not any(toponym.kind is ToponymKind.PREFERRED for toponym in names):
            message = Message(
                "No name is marked as the preferred one in the language “%(language)s”.",
                language=language,
            )
            yield _warning("no-preferred-name", "toponyms", message)


def _point_findings(place: Place, locate: Locate | None, in_sea: InSea | None) -> Iterator[Finding]:
    if not _has_point(place):
        return
    is_area = place.feature_class in _AREA_CLASSES or place.feature_code in _AREA_CODES
    if is_area and place.extent_km == 0 and place.footprint is None:
        message = Message("The place covers an area, but its extent is 0 km.")
        yield _warning("extent-missing", "extent_km", message)
    if _is_swapped(place, locate):
        yield _error(
            "swapped-coordinates",
            "point",
            Message(
                "Latitude and longitude seem to be swapped: the other way round the point "
                "lies in %(country)s.",
                country=_named(country_name, place.country_code or ""),
            ),
        )
    elif _is_in_sea(place, locate, in_sea):
        yield _warning("in-sea", "point", Message("The point lies in the sea."))
    elif locate is not None:
        yield from _outside(place, locate)


def _named(name: Callable[[str, str], str], code: str) -> Named:
    return Named(name(code, "en"), ar=name(code, "ar"))


def _has_point(place: Place) -> bool:
    """Tell whether the place has a point that is on the Earth."""
    if place.lat is None or place.lon is None:
        return False
    return abs(place.lat) <= 90 and abs(place.lon) <= 180


def _is_swapped(place: Place, locate: Locate | None) -> bool:
    """Tell whether the point lies in its country only with its coordinates exchanged."""
    if locate is None or place.lat is None or place.lon is None or not place.country_code:
        return False
    if abs(place.lon) > 90 or locate(place.lat, place.lon)[0] == place.country_code:
        return False
    if locate(place.lon, place.lat)[0] != place.country_code:
        return False
    # A point just across the border may be meant as it is.
    return not any(country == place.country_code for country, _ in _around(place, locate))


def _is_in_sea(place: Place, locate: Locate | None, in_sea: InSea | None) -> bool:
    if in_sea is None or place.lat is None or place.lon is None:
        return False
    if place.feature_class in _SEA_CLASSES or place.feature_code in _SEA_CODES:
        return False
    if not in_sea(place.lat, place.lon):
        return False
    # What reaches the land is not in the sea.
    return locate is None or not any(country for country, _ in _around(place, locate))


def _outside(place: Place, locate: Locate) -> Iterator[Finding]:
    """Tell a point in another country or governorate; where none is known, nothing is said."""
    if place.lat is None or place.lon is None:
        return
    country, admin1 = locate(place.lat, place.lon)
    units = (
        ("outside-country", "country_code", place.country_code, country, 0, country_name),
        ("outside-admin1", "admin1", place.admin1, admin1, 1, admin1_name),
    )
    for code, field, stated, actual, level, name in units:
        if not stated or not actual or stated == actual:
            continue
        if any(around[level] == stated for around in _around(place, locate)):
            continue
        message = Message(
            "The point lies in %(actual)s, not in %(stated)s.",
            actual=_named(name, actual),
            stated=_named(name, stated),
        )
        yield _warning(code, field, message)
        return


def _around(place: Place, locate: Locate) -> Iterator[tuple[str, str]]:
    """Yield what lies on two rings round the point, within what its extent and the slack allow."""
    reach_km = place.extent_km + _SLACK_KM
    for radius_km in (reach_km / 2, reach_km):
        for bearing in _BEARINGS:
            circle = great_circle(kilometers=radius_km)
            there = circle.destination((place.lat, place.lon), bearing)
            yield locate(there.latitude, there.longitude)


def _far_from_former_point(before: Place, after: Place) -> Iterator[Finding]:
    if not _has_point(before) or not _has_point(after):
        return
    distance_km = geodesic((before.lat, before.lon), (after.lat, after.lon)).km
    if distance_km > before.extent_km + FAR_KM:
        message = Message(
            "The point moves by %(distance)s km, which is far for this place.",
            distance=f"{distance_km:.1f}",
        )
        yield _warning("far-from-former-point", "point", message)


def _namesakes(place: Place, nearby: Sequence[Place]) -> Iterator[Finding]:
    keys = name_keys(place)
    others = [
        other
        for other in nearby
        if other.id != place.id
        and other.status is not PlaceStatus.DEPRECATED
        and other.feature_class == place.feature_class
        and name_keys(other) & keys
        and _is_near(place, other)
    ]
    if others:
        ids = tuple(sorted({other.id for other in others}))
        message = Message(
            "A place near by has one of these names, too: %(ids)s.", ids=", ".join(ids)
        )
        yield _warning("name-taken-nearby", "toponyms", message, ids)


def _is_near(place: Place, other: Place) -> bool:
    if not _has_point(place) or not _has_point(other):
        return False
    distance = geodesic((place.lat, place.lon), (other.lat, other.lon))
    return bool(distance.km <= NAMESAKE_KM)
