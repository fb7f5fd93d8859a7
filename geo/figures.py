"""The value that the data here give, set beside the one that a source states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely

from gazetteer import Message
from geo.errors import BorderDataError, IncidentDataError
from geo.geodesic import area_km2, length_km
from geo.incidents import ATTACK_CHECK
from geo.zone import GovernorateShare, make_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.borders import Borders
    from geo.incidents import ReportedFigure

# Border whose length the articles state. Source: the figure iraq-syria-border-length.
LENGTH_BORDER_ID: Final = "IQ-SY"
# What others publish of it, in km: the CIA World Factbook of the 2020s, and its older editions.
# Source: geo/data/README.md, the table of published lengths.
PUBLISHED_LENGTH_KM: Final = (599, 605)

# What lies on the far side of the Euphrates in Syria: Hasakah governorate does, whole.
# Source: the article's words, Syria's land east of the Euphrates.
_RIVER_ID: Final = "euphrates"
_RIVER_COUNTRY: Final = "SY"
_EAST_ADMIN1: Final = "SY-HA"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFigure:
    """A reported figure with the computed value beside it.

    `computed` is in `unit`, which differs from the figure's own where the check tells something
    else about it (the area of a zone whose depth is stated). `governorates` are what the zone takes
    of each governorate that it touches, largest first, for the checks that concern a zone.
    """

    figure: ReportedFigure
    computed: float
    unit: str
    governorates: tuple[GovernorateShare, ...] = ()

    @property
    def difference(self) -> float | None:
        """The stated value less the computed one, or None when their units differ."""
        if self.unit != self.figure.unit:
            return None
        return self.figure.value - self.computed


def check_figures(figures: Iterable[ReportedFigure], borders: Borders) -> tuple[CheckedFigure, ...]:
    """Return those `figures` that geometry can check, each with its computed value, in their order.

    Declines of attacks are checked by `geo.attacks`.

    Raises
    ------
    IncidentDataError
        If a figure names a check that there is none of.
    BorderDataError
        If `borders` lack what a check needs.
    """
    return tuple(
        _checked(figure, borders) for figure in figures if figure.check not in {None, ATTACK_CHECK}
    )


def _checked(figure: ReportedFigure, borders: Borders) -> CheckedFigure:
    try:
        compute = _COMPUTE_BY_CHECK[figure.check or ""]
    except KeyError as error:
        message = Message(
            "the figure %(id)s names the unknown check %(check)r", id=figure.id, check=figure.check
        )
        raise IncidentDataError(message, field="check") from error
    return compute(figure, borders)


def _border_length(figure: ReportedFigure, borders: Borders) -> CheckedFigure:
    computed = length_km(borders.border(LENGTH_BORDER_ID))
    return CheckedFigure(figure=figure, computed=computed, unit="km")


def _zone_area(figure: ReportedFigure, borders: Borders) -> CheckedFigure:
    zone = make_zone(borders, width_m=figure.value * 1000.0)
    return CheckedFigure(
        figure=figure, computed=zone.area_km2, unit="km²", governorates=zone.shares
    )


def _zone_governorates(figure: ReportedFigure, borders: Borders) -> CheckedFigure:
    shares = make_zone(borders).shares
    return CheckedFigure(
        figure=figure, computed=float(len(shares)), unit="governorates", governorates=shares
    )


def _east_of_euphrates(figure: ReportedFigure, borders: Borders) -> CheckedFigure:
    """Cut the country along the river and take the piece that holds the eastern governorate."""
    country = borders.country(_RIVER_COUNTRY)
    rivers = borders.rivers
    courses = rivers.geometry[rivers["river_id"] == _RIVER_ID].to_list()
    lines = shapely.union_all([country.boundary, *courses])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = borders.governorate(_EAST_ADMIN1).representative_point()
    east = next(piece for piece in pieces if piece.covers(inside))
    share = area_km2(east) / area_km2(country)
    if share == 1.0:
        raise BorderDataError(Message("the river does not cross the country"), field="river_id")
    return CheckedFigure(figure=figure, computed=100.0 * share, unit="%")


_COMPUTE_BY_CHECK: Final[Mapping[str, Callable[[ReportedFigure, Borders], CheckedFigure]]] = {
    "border-length": _border_length,
    "east-of-euphrates": _east_of_euphrates,
    "zone-area": _zone_area,
    "zone-governorates": _zone_governorates,
}
