"""What a state of the map shows, in words: for subtitles, data files and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.filters import Facet

if TYPE_CHECKING:
    from geo.briefing import Briefing
    from geo.drawn_area import DrawnArea
    from geo.filters import IncidentFilter
    from geo.state import ZoneParams
    from geo.words import Words

# Areas from here on, in km², are told without decimals.
_ROUND_KM2 = 100
# The facets that are lists of values, in the order in which they are told.
_LISTS = (
    Facet.DATASET,
    Facet.COUNTRY,
    Facet.ADMIN1,
    Facet.EVENT_TYPE,
    Facet.SUB_TYPE,
    Facet.ACTOR,
    Facet.SOURCE,
    Facet.PRECISION,
    Facet.VERDICT,
)


def filter_words(briefing: Briefing, wanted: IncidentFilter, _: Words) -> list[tuple[str, str]]:
    """Return name and content of each condition that is set, as a reader is told them."""
    said = []
    if Facet.PERIOD in wanted.active():
        said.append((_("Period"), period_words(wanted, _)))
    for facet in _LISTS:
        chosen = sorted(wanted.chosen(facet))
        if chosen:
            names = [value_words(briefing, facet, value, _) for value in chosen]
            said.append((facet_words(facet, _), _(", ").join(names)))
    if wanted.border_id is not None and wanted.border_km is not None:
        within = _(
            "%(distance)s km to the border %(border)s",
            distance=_.number(wanted.border_km, 3),
            border=border_words(briefing, wanted.border_id, _),
        )
        said.append((_("Within"), within))
    if wanted.area is not None and wanted.area_verdicts:
        said.append((facet_words(Facet.AREA, _), area_filter_words(wanted, _)))
    if wanted.text:
        said.append((_("Text"), wanted.text))
    return said


def period_words(wanted: IncidentFilter, _: Words) -> str:
    """Return the period of a filter; either end may be open."""
    if wanted.start is not None and wanted.end is not None:
        return _("%(start)s to %(end)s", start=_.date(wanted.start), end=_.date(wanted.end))
    if wanted.start is not None:
        return _("from %(start)s on", start=_.date(wanted.start))
    if wanted.end is not None:
        return _("up to %(end)s", end=_.date(wanted.end))
    return _("Whole period")


def area_filter_words(wanted: IncidentFilter, _: Words) -> str:
    """Return how incidents lie to the drawn area of a filter, and which area that is."""
    chosen = [v for v in ("inside", "outside", "undetermined") if v in wanted.area_verdicts]
    lies = _(", ").join(verdict_words(verdict, _) for verdict in chosen)
    shape = "" if wanted.area is None else area_words(wanted.area, _)
    return _("%(lies)s: %(shape)s", lies=lies, shape=shape)


def area_words(area: DrawnArea, _: Words) -> str:
    """Return what a drawn area is: its shape, where it lies and how large it is."""
    size = _.number(area.area_km2, 0 if area.area_km2 >= _ROUND_KM2 else 2)
    if area.radius_km is not None:
        lat, lon = area.corners[0]
        return _(
            "circle of %(radius)s km around %(lat)s, %(lon)s (%(size)s km²)",
            radius=_.number(area.radius_km, 3),
            lat=_.number(lat, 5),
            lon=_.number(lon, 5),
            size=size,
        )
    west, south, east, north = area.geometry.bounds
    return _.plural(
        "polygon of %(count)s corner between %(south)s and %(north)s° N, "
        "%(west)s and %(east)s° E (%(size)s km²)",
        "polygon of %(count)s corners between %(south)s and %(north)s° N, "
        "%(west)s and %(east)s° E (%(size)s km²)",
        len(area.corners),
        south=_.number(south, 3),
        north=_.number(north, 3),
        west=_.number(west, 3),
        east=_.number(east, 3),
        size=size,
    )


def facet_words(facet: Facet, _: Words) -> str:
    """Return the name of a condition."""
    return {
        Facet.PERIOD: _("Period"),
        Facet.BORDER: _("Distance to a border"),
        Facet.AREA: _("Drawn area"),
        Facet.TEXT: _("Text"),
        Facet.DATASET: _("Data set"),
        Facet.COUNTRY: _("Country"),
        Facet.ADMIN1: _("Governorate"),
        Facet.EVENT_TYPE: _("Event type"),
        Facet.SUB_TYPE: _("Event sub-type"),
        Facet.ACTOR: _("Actor"),
        Facet.SOURCE: _("Source"),
        Facet.PRECISION: _("Location known"),
        Facet.VERDICT: _("Zone"),
    }[facet]


def value_words(briefing: Briefing, facet: Facet, value: str, _: Words) -> str:
    """Return the name of one value of a condition."""
    if not value:
        return _("None known")
    if facet in {Facet.EVENT_TYPE, Facet.SUB_TYPE}:
        return _(value)
    if facet in {Facet.VERDICT, Facet.AREA}:
        return verdict_words(value, _)
    if facet is Facet.PRECISION:
        return precision_words(value, _)
    return _named(briefing.table.name(str(facet), value), _)


def precision_words(precision: str, _: Words) -> str:
    """Return a class of location precision."""
    return {
        "exact": _("to 1 km"),
        "5km": _("to 5 km"),
        "25km": _("to 25 km"),
        "wider": _("wider"),
        "unlocated": _("no point"),
    }[precision]


def verdict_words(verdict: str, _: Words) -> str:
    """Return where an incident lies with regard to the zone."""
    return {
        "inside": _("Inside"),
        "outside": _("Outside"),
        "undetermined": _("Undetermined"),
    }[verdict]


def verification_words(verification: str, _: Words) -> str:
    """Return what stands behind a report."""
    return {
        "confirmed": _("Confirmed by a second side"),
        "reported": _("Reported"),
        "claimed": _("Claimed by one side"),
        "disputed": _("Disputed"),
    }[verification]


def casualty_words(
    best: int | None, low: int | None, high: int | None, injured: int | None, _: Words
) -> str:
    """Return the dead and injured of an incident; empty when no number is known."""
    said = []
    if best is not None and (low is None or low == high):
        said.append(_.plural("%(count)s killed", "%(count)s killed", best))
    elif low is not None or high is not None:
        known = [number for number in (low, best, high) if number is not None]
        said.append(
            _(
                "%(best)s killed (%(low)s to %(high)s)",
                best=_.number(known[0] if best is None else best),
                low=_.number(known[0]),
                high=_.number(known[-1]),
            )
        )
    if injured is not None:
        said.append(_.plural("%(count)s injured", "%(count)s injured", injured))
    return _(", ").join(said)


def border_words(briefing: Briefing, border_id: str, _: Words) -> str:
    """Return the name of a shared border."""
    return _named(briefing.border_names.get(border_id, (border_id, border_id)), _)


def zone_words(briefing: Briefing, zone: ZoneParams, _: Words) -> str:
    """Return the proposed zone: depth, side and border."""
    return _(
        "Proposed zone: %(width)s km deep inside %(country)s along the border %(border)s",
        width=_.number(zone.width_km, 3),
        country=_named(briefing.table.name("country", zone.side), _),
        border=border_words(briefing, zone.border_id, _),
    )


def _named(names: tuple[str, str], _: Words) -> str:
    return names[1] if _.language == "ar" else names[0]
