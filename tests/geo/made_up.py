"""Small made-up tables and filters for hypothesis, and the fakes that stand in for geometry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from geo import PRECISIONS, DrawnArea, IncidentFilter, IncidentTable, table_from_columns
from geo.distance import WGS84
from geo.zone import VERDICTS, zone_verdicts

if TYPE_CHECKING:
    import numpy.typing as npt

EPOCH = date(1970, 1, 1)
NAN = float("nan")
COUNTRIES = ("", "IQ", "SY")
ADMIN1 = ("", "SY-HL", "SY-RA", "IQ-AN")
TYPES = ("Battles", "Protests", "Riots")
SUB_TYPES = ("Armed clash", "Peaceful protest", "Other")
ACTORS = ("a", "b", "c")
SOURCES = ("s", "t")
WORDS = ("Raqqa", "الرقة", "clash", "Manbij", "قتلى")
DATASETS = ("", "acled")
DAYS = st.integers(16_000, 18_000)
# Around the first of the points below; the second lies 111 km away.
DRAWN = DrawnArea(((36.0, 39.0),), 100.0)


def km_to_meridian_40(
    lon: npt.NDArray[np.float64], _lat: npt.NDArray[np.float64], _border_id: str
) -> npt.NDArray[np.float64]:
    """Take a degree for 50 km."""
    return np.abs(lon - 40) * 50


def judge_by_meridian_40(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    extent_km: npt.NDArray[np.float64],
    width_km: float | DrawnArea,
) -> npt.NDArray[Any]:
    """Call a disc inside that lies within `width_km` of the meridian: codes of VERDICTS.

    Drawn areas are judged as they are on the map.
    """
    if isinstance(width_km, DrawnArea):
        return zone_verdicts(lon, lat, extent_km, width_km)
    off = km_to_meridian_40(lon, lat, "") - width_km
    return np.where(np.abs(off) < extent_km, 2, np.where(off <= 0, 1, 0))


@dataclass(frozen=True)
class Row:
    """One incident in plain Python, for the oracles."""

    lon: float
    lat: float
    extent_km: float
    start: int
    length: int
    country: str
    admin1: str
    event_type: str
    sub_type: str
    dataset: str
    actors: frozenset[str]
    sources: frozenset[str]
    best: float
    injured: float
    words: tuple[str, ...]

    @property
    def located(self) -> bool:
        return self.lon == self.lon

    @property
    def precision(self) -> str:
        if not self.located:
            return "unlocated"
        return next(
            (p for p, km in zip(PRECISIONS, (1, 5, 25), strict=False) if self.extent_km <= km),
            "wider",
        )

    @property
    def distance_km(self) -> float:
        return abs(self.lon - 40) * 50

    def verdict(self, width_km: float) -> str:
        if not self.located:
            return "undetermined"
        lon, lat, extent_km = (np.array([v]) for v in (self.lon, self.lat, self.extent_km))
        return str(VERDICTS[int(judge_by_meridian_40(lon, lat, extent_km, width_km)[0])])

    def drawn_verdict(self) -> str:
        """Say by the distance to its centre how the row lies to `DRAWN`."""
        if not self.located:
            return "undetermined"
        (lat, lon), radius_km = DRAWN.corners[0], DRAWN.radius_km or 0.0
        off = WGS84.inv(self.lon, self.lat, lon, lat)[2] / 1_000 - radius_km
        if abs(off) < self.extent_km:
            return "undetermined"
        return "inside" if off < 0 else "outside"


_POINTS = st.sampled_from([(NAN, NAN), (39.0, 36.0), (39.0, 35.0), (40.5, 36.0), (42.0, 33.0)])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    lon, lat = draw(_POINTS)
    return Row(
        lon=lon,
        lat=lat,
        extent_km=draw(st.sampled_from([0.0, 1.0, 3.0, 5.0, 25.0, 60.0])),
        start=draw(DAYS),
        length=draw(st.sampled_from([0, 0, 6, 40, 400])),
        country=draw(st.sampled_from(COUNTRIES)),
        admin1=draw(st.sampled_from(ADMIN1)),
        event_type=draw(st.sampled_from(TYPES)),
        sub_type=draw(st.sampled_from(SUB_TYPES)),
        dataset=draw(st.sampled_from(DATASETS)),
        actors=draw(st.frozensets(st.sampled_from(ACTORS))),
        sources=draw(st.frozensets(st.sampled_from(SOURCES))),
        best=draw(st.sampled_from([NAN, 0.0, 1.0, 7.0])),
        injured=draw(st.sampled_from([NAN, 0.0, 4.0])),
        words=tuple(draw(st.lists(st.sampled_from(WORDS), max_size=3))),
    )


def table_of(made: list[Row]) -> IncidentTable:
    """Put rows into a table that measures and judges by the 40th meridian."""
    return table_from_columns(
        {
            "ids": [f"i{number}" for number in range(len(made))],
            "lon": [r.lon for r in made],
            "lat": [r.lat for r in made],
            "extent_km": [r.extent_km for r in made],
            "start_day": [r.start for r in made],
            "end_day": [r.start + r.length for r in made],
            "country": [r.country for r in made],
            "admin1": [r.admin1 for r in made],
            "event_type": [r.event_type for r in made],
            "sub_type": [r.sub_type for r in made],
            "dataset": [r.dataset for r in made],
            "actors": [r.actors for r in made],
            "sources": [r.sources for r in made],
            "fatalities_low": [NAN for r in made],
            "fatalities_best": [r.best for r in made],
            "fatalities_high": [r.best + 1 for r in made],
            "injured": [r.injured for r in made],
            "summary": [" ".join(r.words) for r in made],
        },
        measure_distance=km_to_meridian_40,
        judge_zone=judge_by_meridian_40,
    )


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _some(*values: str) -> st.SearchStrategy[frozenset[str]]:
    return st.just(frozenset()) | st.frozensets(st.sampled_from(values))


@st.composite
def filters(draw: st.DrawFn) -> IncidentFilter:
    """Draw filters over the values of `rows`, with conditions set and not set."""
    start, end = sorted((draw(DAYS), draw(DAYS)))
    return IncidentFilter(
        start=draw(st.sampled_from([None, day(start)])),
        end=draw(st.sampled_from([None, day(end)])),
        countries=draw(_some(*COUNTRIES)),
        admin1=draw(_some(*ADMIN1)),
        event_types=draw(_some(*TYPES, "no such type")),
        sub_types=draw(_some(*SUB_TYPES)),
        actors=draw(_some("", *ACTORS)),
        sources=draw(_some("", *SOURCES)),
        precisions=draw(_some(*PRECISIONS)),
        verdicts=draw(_some("inside", "outside", "undetermined")),
        datasets=draw(_some(*DATASETS)),
        border_id=(border_id := draw(st.sampled_from([None, "SY-TR"]))),
        border_km=draw(st.sampled_from([None, 5.0, 37.5, 100.0])) if border_id else None,
        area=(area := draw(st.sampled_from([None, DRAWN]))),
        area_verdicts=draw(_some("inside", "outside", "undetermined")) if area else frozenset(),
        text=draw(st.sampled_from(["", "", "raqqa", "رقه", "clash manbij", "nowhere"])),
    )
