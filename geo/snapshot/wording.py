"""What a sheet says: title, subtitle, legend, figures and notes, each in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.described import area_filter_words, border_words
from geo.filters import Facet
from geo.snapshot.citing import source_name
from geo.snapshot.marks import PRECISE_KM
from geo.snapshot.sheet import LegendKind
from geo.zone import ZoneVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from geo.briefing import Briefing
    from geo.selection import Selection
    from geo.snapshot.extent import MapFrame
    from geo.snapshot.marks import Drawn
    from geo.snapshot.sheet import SnapshotOptions
    from geo.state import MapState
    from geo.table import IncidentTable
    from geo.words import Words
    from geo.zone import Zone

# Values of a condition that a subtitle names before it counts the others.
_NAMED_VALUES = 3
# Share of the incidents above which one governorate or type makes the finding.
_MOST = 0.4


# The article, as romanised before each of the letters that it takes on.
_ARTICLE = re.compile("^a(?:l|d|n|r|s|sh|t)[ -]")
# Countries and governorates, as GeoNames codes them.
_UNITS = frozenset({"PCLI", "ADM1"})


@dataclass(frozen=True, eq=False, kw_only=True)
class Facts:
    """Everything that sentences are made of; `zone_shown` says whether the map shows the zone."""

    briefing: Briefing
    state: MapState
    options: SnapshotOptions
    selection: Selection
    zone: Zone
    zone_shown: bool
    drawn: Drawn
    frame: MapFrame
    figure_id: str

    @property
    def table(self) -> IncidentTable:
        """The incidents."""
        return self.briefing.table

    @property
    def country_names(self) -> dict[str, tuple[str, str]]:
        """English and Arabic name of each country on the map, by ISO code."""
        frame = self.briefing.borders.countries[["country_code", "name", "name_ar"]]
        return {code: (name, name_ar) for code, name, name_ar in frame.itertuples(index=False)}

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Arabic name of each country and governorate, by all its names in small letters."""
        return {
            _bare(toponym.name): place.preferred("ar")
            for place in self.briefing.places.values()
            if place.feature_code in _UNITS
            for toponym in place.toponyms
        }


def _bare(name: str) -> str:
    """Return a romanised name in small letters without its article."""
    return _ARTICLE.sub("", name.casefold())


def _named(table: IncidentTable, column: str, value: str, _: Words) -> str:
    return table.name(column, value)[1 if _.language == "ar" else 0]


def country_name(facts: Facts, code: str, _: Words) -> str:
    """Return the name of a country on the map."""
    return facts.country_names.get(code, (code, code))[1 if _.language == "ar" else 0]


def place_name(facts: Facts, place: str, _: Words) -> str:
    """Return the name of a place of an incident; empty where it has none.

    A country or governorate that an imported row names in English alone is told by the Arabic name
    that the gazetteer gives the unit of that name.
    """
    english, arabic = facts.table.name("place", place)
    if _.language != "ar":
        return english
    return facts.unit_names.get(_bare(english), arabic) if english == arabic else arabic


def suggested_title(facts: Facts, _: Words) -> str:
    """Return a title that states what the selected incidents show."""
    figures = facts.selection.figures
    total = figures.incidents
    if total == 0:
        return _("No incident matches these filters")
    if facts.zone_shown and figures.inside is not None:
        return _zone_title(facts, _)
    value, count = _most_frequent(facts, Facet.ADMIN1)
    if value and count / total >= _MOST:
        place = _named(facts.table, "admin1", value, _)
        return _(
            "%(place)s stands out: %(count)s of %(total)s incidents",
            place=place,
            count=_.number(count),
            total=_.number(total),
        )
    value, count = _most_frequent(facts, Facet.EVENT_TYPE)
    return _(
        "%(type)s lead: %(count)s of %(total)s incidents",
        type=_(value) if value else _("None known"),
        count=_.number(count),
        total=_.number(total),
    )


def _zone_title(facts: Facts, _: Words) -> str:
    figures = facts.selection.figures
    numbers = {
        "total": _.number(figures.incidents),
        "inside": _.number(figures.inside or 0),
        "undetermined": _.number(figures.undetermined or 0),
        "width": _.number(facts.zone.width_m / 1_000, 1),
    }
    if figures.inside:
        return _(
            "%(inside)s of %(total)s incidents lie inside the proposed %(width)s km zone", **numbers
        )
    if figures.undetermined:
        return _(
            "No incident is known to lie inside the proposed %(width)s km zone; "
            "%(undetermined)s of %(total)s are placed too vaguely to say",
            **numbers,
        )
    return _("All %(total)s incidents lie outside the proposed %(width)s km zone", **numbers)


def _most_frequent(facts: Facts, facet: Facet) -> tuple[str, int]:
    """Return the most frequent value of a column among the selected incidents, and its number."""
    column = facts.table.admin1 if facet is Facet.ADMIN1 else facts.table.event_type
    counts = np.bincount(column.codes[facts.selection.mask], minlength=len(column.values))
    best = int(counts.argmax())
    return column.values[best], int(counts[best])


def subtitle(facts: Facts, _: Words) -> str:
    """Return period and filters in words."""
    wanted = facts.state.filter
    figures = facts.selection.figures
    start, end = wanted.start or figures.first, wanted.end or figures.last
    parts = []
    if start and start == end:
        parts.append(_.date(start))
    elif start and end:
        parts.append(_("%(start)s to %(end)s", start=_.date(start), end=_.date(end)))
    for facet in wanted.active():
        text = _condition(facts, facet, _)
        if text:
            parts.append(text)
    if len(wanted.active()) == (Facet.PERIOD in wanted.active()):
        parts.append(_("all incidents in the data"))
    return "  ·  ".join(parts)


def _condition(facts: Facts, facet: Facet, _: Words) -> str:
    wanted = facts.state.filter
    if facet is Facet.PERIOD:
        return ""
    if facet is Facet.TEXT:
        return _("containing “%(text)s”", text=wanted.text)
    if facet is Facet.BORDER:
        return _(
            "within %(distance)s km of the border %(border)s",
            distance=_.number(wanted.border_km or 0, 1),
            border=border_words(facts.briefing, wanted.border_id or "", _),
        )
    if facet is Facet.AREA:
        return area_filter_words(wanted, _)
    names = sorted(_value(facts, facet, value, _) for value in wanted.chosen(facet))
    named = _(", ").join(names[:_NAMED_VALUES])
    if len(names) > _NAMED_VALUES:
        more = _.number(len(names) - _NAMED_VALUES)
        named = _("%(names)s and %(count)s more", names=named, count=more)
    return named


def _value(facts: Facts, facet: Facet, value: str, _: Words) -> str:
    if not value:
        return _("None known")
    if facet in {Facet.EVENT_TYPE, Facet.SUB_TYPE}:
        return _(value)
    if facet is Facet.PRECISION:
        return {
            "exact": _("placed to 1 km"),
            "5km": _("placed to 5 km"),
            "25km": _("placed to 25 km"),
            "wider": _("placed more vaguely than 25 km"),
            "unlocated": _("without a place"),
        }[value]
    if facet is Facet.VERDICT:
        return {
            ZoneVerdict.INSIDE: _("inside the zone"),
            ZoneVerdict.OUTSIDE: _("outside the zone"),
            ZoneVerdict.UNDETERMINED: _("undetermined whether in the zone"),
        }[ZoneVerdict(value)]
    if facet is Facet.SOURCE:
        return source_name(facts, value, _)
    return _named(facts.table, str(facet), value, _)


def legend_text(facts: Facts, kind: LegendKind, event_type: str, number: int, _: Words) -> str:
    """Return what the legend says of a class of things that the map shows."""
    if kind is LegendKind.EVENT_TYPE:
        return _(event_type)
    if kind is LegendKind.HEXAGON:
        return _hexagon_text(facts, number, _)
    if kind is LegendKind.ZONE:
        return _zone_text(facts, _)
    extent = _.number(PRECISE_KM)
    return {
        LegendKind.COUNT: _("Number of incidents"),
        LegendKind.HOLLOW: _("Known only to over %(extent)s km", extent=extent),
        LegendKind.RING: _("Where it may lie, true size"),
        LegendKind.LEADER: _("Line to the place itself"),
        LegendKind.AREA: _("Drawn area"),
        LegendKind.BORDER: _("Border between countries"),
        LegendKind.GOVERNORATE: _("Border between governorates"),
        LegendKind.WATER: _("River, lake"),
    }[kind]


def _hexagon_text(facts: Facts, number: int, _: Words) -> str:
    hexagons = facts.drawn.hexagons
    assert hexagons is not None  # noqa: S101  # the legend has classes only of what is drawn
    low, high = hexagons.bounds(number)
    if low == high:
        return _.number(low)
    return _("%(low)s to %(high)s", low=_.number(low), high=_.number(high))


def _zone_text(facts: Facts, _: Words) -> str:
    zone = facts.zone
    return _(
        "Proposed buffer zone: %(width)s km deep, in %(country)s, along the border %(border)s",
        width=_.number(zone.width_m / 1_000, 1),
        country=country_name(facts, zone.side, _),
        border=border_words(facts.briefing, zone.border_id, _),
    )


def zone_label(facts: Facts, _: Words) -> str:
    """Return what stands at the zone on the map."""
    width = _.number(facts.zone.width_m / 1_000, 1)
    return _("Proposed zone, %(width)s km deep", width=width)


def legend_heading(facts: Facts, _: Words) -> str:
    """Return the heading of the legend."""
    if facts.drawn.hexagons is None:
        return _("Legend")
    area = _.number(facts.drawn.hexagons.area_km2, 1)
    return _("Incidents in each hexagon of %(area)s km²", area=area)


def account(facts: Facts, _: Words) -> str:
    """Return how many incidents the sheet shows, and what became of the others."""
    drawn, figures = facts.drawn, facts.selection.figures
    parts = [_("%(shown)s shown on the map", shown=_.number(drawn.shown))]
    if drawn.wide:
        parts.append(
            _("%(count)s listed beside it, known only to a wide area", count=_.number(drawn.wide))
        )
    if drawn.hexagons is not None and drawn.hexagons.too_vague:
        count = _.number(drawn.hexagons.too_vague)
        parts.append(_("%(count)s placed too vaguely for a hexagon, not drawn", count=count))
    if drawn.outside:
        parts.append(_("%(count)s beyond the edge of the map", count=_.number(drawn.outside)))
    if drawn.unlocated:
        parts.append(_("%(count)s without a place", count=_.number(drawn.unlocated)))
    left_out = len(facts.table) - figures.incidents
    if left_out:
        parts.append(
            _(
                "%(count)s of %(total)s in the data left out by the filters",
                count=_.number(left_out),
                total=_.number(len(facts.table)),
            )
        )
    return _("; ").join(parts) + "."


def verdict_account(facts: Facts, _: Words) -> str:
    """Return how the incidents lie to the zone, the undetermined ones named."""
    figures = facts.selection.figures
    return _(
        "%(inside)s inside, %(outside)s outside, %(undetermined)s undetermined because their "
        "place is known too vaguely.",
        inside=_.number(figures.inside or 0),
        outside=_.number(figures.outside or 0),
        undetermined=_.number(figures.undetermined or 0),
    )


def projection_text(facts: Facts, _: Words) -> str:
    """Return projection, centre and scale."""
    projection = facts.frame.projection
    north = _("%(degrees)s° N", degrees=_.number(projection.lat, 1))
    east = _("%(degrees)s° E", degrees=_.number(projection.lon, 1))
    kind = {
        "laea": _("Lambert azimuthal equal-area"),
        "lcc": _("Lambert conformal conic"),
        "tmerc": _("Transverse Mercator"),
    }[projection.name]
    return _(
        "%(projection)s, WGS 84, centred on %(north)s, %(east)s; about 1 : %(scale)s in print.",
        projection=kind,
        north=north,
        east=east,
        scale=_.number(rounded(facts.frame.scale)),
    )


def rounded(value: float) -> float:
    """Return a number to two figures."""
    return float(f"{value:.1e}")


def data_text(facts: Facts, _: Words) -> str:
    """Return revision, day, figure id and author."""
    options = facts.options
    parts = [_("revision %(revision)s", revision=facts.table.revision[:8])]
    if options.as_of:
        parts.append(_("as of %(date)s", date=_.date(options.as_of)))
    if facts.figure_id:
        parts.append(_("figure %(figure)s", figure=facts.figure_id))
    if options.author:
        parts.append(_("prepared by %(author)s", author=options.author))
    return _("; ").join(parts) + "."


def base_text(facts: Facts, _: Words) -> str:
    """Return the disclaimer on boundaries and who has to be named for the base map."""
    return disclaimer(facts, _) + " " + facts.briefing.short_attribution + "."


def disclaimer(facts: Facts, _: Words) -> str:
    """Return what the boundaries on the map do not mean."""
    briefing = facts.briefing
    return _(briefing.disclaimer)


def headings(facts: Facts, _: Words) -> dict[str, str]:
    """Return every heading of the sheet, by the fields of `Headings`."""
    return {
        "legend": legend_heading(facts, _),
        "timeline": _("Incidents by start"),
        "wide_areas": _("Known only to a wide area"),
        "locator": _("Where this map lies"),
        "table": _("Incidents and their sources"),
        "more_rows": _("Further incidents are in the data file that goes with this figure."),
    }


def columns(_: Words) -> tuple[str, ...]:
    """Return the column titles of the table, as `Row` has them."""
    return (
        _("Date"), _("Place"), _("Type"), _("What happened"), _("Dead"), _("Zone"), _("Source"),
    )  # fmt: skip


def map_alt(facts: Facts, title: str, _: Words) -> str:
    """Return what the map shows, for those who cannot see it."""
    return _("Map: %(title)s. %(account)s", title=title, account=account(facts, _))


def type_name(record: Mapping[str, Any], _: Words) -> str:
    """Return the type of a record of `geo.listing.records`."""
    event_type = record["event_type"]["en"]
    return _(event_type)
