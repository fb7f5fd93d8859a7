"""A gazetteer of three places that finds exact names only: fast, and its answers are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyproj import Geod

from gazetteer import (
    Candidate,
    Citation,
    Message,
    Place,
    PlaceNotFoundError,
    Reason,
    Resolution,
    ResolutionStatus,
    Toponym,
    ToponymKind,
)
from gazetteer.merging import name_key, name_keys
from gazetteer.nearby import Nearby

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GEOD = Geod(ellps="WGS84")


def _names(english: str, arabic: str) -> tuple[Toponym, ...]:
    preferred = ToponymKind.PREFERRED
    return (
        Toponym(name=english, language="en", script="Latn", kind=preferred),
        Toponym(name=arabic, language="ar", script="Arab", kind=preferred),
    )


HAJIN = Place(
    id="hajin",
    toponyms=_names("Hajin", "هجين"),
    feature_class="P",
    feature_code="PPL",
    country_code="SY",
    admin1="SY-DY",
    admin2="Abu Kamal",
    lat=34.69,
    lon=40.83,
    extent_km=3.0,
    citations=(Citation(source="geonames", locator="172955"),),
    links=("geonames:172955", "wikidata:Q2890417"),
    population=37935,
)
BAB_SYRIA = Place(
    id="al-bab",
    toponyms=_names("al-Bab", "الباب"),
    feature_class="P",
    feature_code="PPL",
    country_code="SY",
    admin1="SY-HL",
    lat=36.37,
    lon=37.52,
    extent_km=3.0,
    note="town <b>north</b> of {{Aleppo}}",
)
BAB_IRAQ = Place(
    id="al-bab-iraq",
    toponyms=_names("al-Bab", "الباب"),
    feature_class="P",
    feature_code="PPL",
    country_code="IQ",
    admin1="IQ-AN",
    lat=33.4,
    lon=43.2,
    extent_km=2.0,
)
NOWHERE = Place(
    id="nowhere",
    toponyms=_names("Nowhere", "لامكان"),
    feature_class="L",
    feature_code="RGN",
    country_code=None,
)


class StubGazetteer:
    """`calls` keeps what was asked."""

    def __init__(self, *places: Place) -> None:
        self._places = {p.id: p for p in places or (HAJIN, BAB_SYRIA, BAB_IRAQ, NOWHERE)}
        self.calls: list[dict[str, object]] = []

    def resolve(
        self,
        text: str,
        *,
        country: str | None = None,
        admin1: str | None = None,
        admin2: str | None = None,
        near: tuple[float, float] | None = None,
        kinds: Iterable[str] | None = None,
        limit: int = 10,
    ) -> Resolution:
        self.calls.append(
            {
                "text": text,
                "country": country,
                "admin1": admin1,
                "admin2": admin2,
                "near": near,
                "kinds": set(kinds or ()),
                "limit": limit,
            }
        )
        found = [p for p in self._places.values() if name_key(text) in name_keys(p)]
        if country is not None:
            found.sort(key=lambda p: p.country_code != country)
        if not found:
            return Resolution(query=text, status=ResolutionStatus.NOT_FOUND)
        share = 0.9 / len(found)
        candidates = tuple(
            Candidate(
                place=place,
                score=share,
                toponym=place.toponyms[0],
                reasons=(Reason(code="same_name", message="The same name.", weight=2.0),),
            )
            for place in found[:limit]
        )
        only = len(found) == 1
        return Resolution(
            query=text,
            status=ResolutionStatus.RESOLVED if only else ResolutionStatus.AMBIGUOUS,
            confidence=share,
            candidates=candidates,
            extent_km=candidates[0].place.extent_km + 1.0,
        )

    def near(self, lat: float, lon: float, *, limit: int = 5) -> list[Nearby]:
        found = []
        for place in self._places.values():
            if place.lat is not None:
                azimuth, _, metres = _GEOD.inv(place.lon, place.lat, lon, lat)
                found.append(
                    Nearby(place=place, distance_km=metres / 1000.0, azimuth=azimuth % 360.0)
                )
        return sorted(found, key=lambda n: n.distance_km)[:limit]

    def get(self, place_id: str) -> Place:
        try:
            return self._places[place_id]
        except KeyError:
            raise PlaceNotFoundError(Message("no place has the id %(id)r", id=place_id)) from None

    def places(self) -> Mapping[str, Place]:
        return self._places
