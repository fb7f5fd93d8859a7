"""What a reader may ask of the incidents; every condition combines with all others."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from geo.drawn_area import DrawnArea

# Longest free text that is looked for, in characters.
MAX_TEXT_LENGTH = 200


class Facet(StrEnum):
    """The conditions that a filter can set, each with its own counts."""

    PERIOD = "period"
    COUNTRY = "country"
    ADMIN1 = "admin1"
    EVENT_TYPE = "event_type"
    SUB_TYPE = "sub_type"
    ACTOR = "actor"
    SOURCE = "source"
    PRECISION = "precision"
    VERDICT = "verdict"
    BORDER = "border"
    AREA = "area"
    TEXT = "text"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """Which incidents to show; an empty one shows all.

    An incident passes when it meets every condition that is set; within one condition any of the
    chosen values will do, and the empty text means "none known". `start` and `end` are inclusive
    and either may be open; an incident meets a period when the two overlap. `precisions` and
    `verdicts` are values of `geo.table.PRECISIONS` and `geo.zone.VERDICTS`. `border_id` alone asks
    for counts by distance only; with `border_km`, kept to the metre, it keeps what lies within that
    distance. `area` alone likewise asks for counts only; with `area_verdicts`, values of
    `geo.zone.VERDICTS`, it keeps what lies so with regard to it. `text` is cleaned of control
    characters and outer white space, and cut at `MAX_TEXT_LENGTH`.
    """

    start: date | None = None
    end: date | None = None
    countries: frozenset[str] = frozenset()
    admin1: frozenset[str] = frozenset()
    event_types: frozenset[str] = frozenset()
    sub_types: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    precisions: frozenset[str] = frozenset()
    verdicts: frozenset[str] = frozenset()
    datasets: frozenset[str] = frozenset()
    border_id: str | None = None
    border_km: float | None = None
    area: DrawnArea | None = None
    area_verdicts: frozenset[str] = frozenset()
    text: str = ""

    def __post_init__(self) -> None:
        printable = "".join(c if c.isprintable() else " " for c in self.text)
        object.__setattr__(self, "text", printable.strip()[:MAX_TEXT_LENGTH].strip())
        if self.border_km is not None:
            object.__setattr__(self, "border_km", round(self.border_km, 3))
        if self.area is None:
            object.__setattr__(self, "area_verdicts", frozenset())

    def active(self) -> tuple[Facet, ...]:
        """Return the conditions that are set, in the order of `Facet`."""
        return tuple(facet for facet in Facet if self._is_set(facet))

    def without(self, *facets: Facet) -> IncidentFilter:
        """Return this filter with the conditions on `facets` lifted.

        Lifting ``border`` or ``area`` keeps the border or the area itself, so that what lies how
        with regard to it is still counted.
        """
        lifted = {name for facet in facets for name in _FIELDS[facet]} - {"border_id", "area"}
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in lifted}
        return IncidentFilter(**kept)

    def chosen(self, facet: Facet) -> frozenset[str]:
        """Return the chosen values of a facet that is a list of values."""
        found: frozenset[str] = getattr(self, _FIELDS[facet][0])
        return found

    def _is_set(self, facet: Facet) -> bool:
        values = [getattr(self, name) for name in _FIELDS[facet]]
        if facet is Facet.BORDER:
            return None not in values
        if facet is Facet.AREA:
            return self.area is not None and bool(self.area_verdicts)
        return any(value is not None and value not in ("", frozenset()) for value in values)


_FIELDS: dict[Facet, tuple[str, ...]] = {
    Facet.PERIOD: ("start", "end"),
    Facet.COUNTRY: ("countries",),
    Facet.ADMIN1: ("admin1",),
    Facet.EVENT_TYPE: ("event_types",),
    Facet.SUB_TYPE: ("sub_types",),
    Facet.ACTOR: ("actors",),
    Facet.SOURCE: ("sources",),
    Facet.PRECISION: ("precisions",),
    Facet.VERDICT: ("verdicts",),
    Facet.BORDER: ("border_km", "border_id"),
    Facet.AREA: ("area_verdicts", "area"),
    Facet.TEXT: ("text",),
    Facet.DATASET: ("datasets",),
}
