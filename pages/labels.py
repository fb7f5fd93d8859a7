"""The words for codes of the data: verdicts, precisions, roles, periods."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo import ActorRole, Facet, TimePrecision, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from geo import Briefing, Citation, Incident, Source
    from pages.words import Words


def _in_language(names: tuple[str, str], _: Words) -> str:
    return names[1] if _.language == "ar" else names[0]


def border_name(briefing: Briefing, border_id: str, _: Words) -> str:
    """Return the name of a shared border."""
    return _in_language(briefing.border_names[border_id], _)


def country_name(briefing: Briefing, country_code: str, _: Words) -> str:
    """Return the name of a country."""
    return _in_language(briefing.table.name("country", country_code), _)


def governorate_name(briefing: Briefing, admin1: str, _: Words) -> str:
    """Return the name of a governorate."""
    return _in_language(briefing.table.name("admin1", admin1), _)


def value_name(briefing: Briefing, facet: Facet, value: str, _: Words) -> str:
    """Return the name of a value of a facet, as a filter shows it."""
    if facet is Facet.SOURCE and value in briefing.dataset.sources:
        return source_name(briefing.dataset.sources[value], _)
    return value_words(briefing, facet, value, _)


def source_name(source: Source, _: Words) -> str:
    """Return publisher and date of a source."""
    publisher = _in_language((source.publisher, source.publisher_ar), _)
    published = _.date(source.published) if source.published else _("date not known")
    return _("%(publisher)s, %(date)s", publisher=publisher, date=published)


def citation_text(briefing: Briefing, citation: Citation, _: Words) -> str:
    """Return publisher, date and paragraph of a citation."""
    source = briefing.dataset.sources[citation.source_id]
    return _(
        "%(publisher)s, %(date)s, paragraph %(paragraph)s",
        publisher=_in_language((source.publisher, source.publisher_ar), _),
        date=_.date(source.published) if source.published else _("date not known"),
        paragraph=citation.paragraph,
    )


def verdict_name(verdict: str, _: Words) -> str:
    """Return a zone verdict in words."""
    return {
        "inside": _("Inside the zone"),
        "outside": _("Outside the zone"),
        "undetermined": _("Undetermined: the place is known too vaguely"),
    }[verdict]


def precision_text(extent_km: float, _: Words) -> str:
    """Return how finely a place is known, as a sentence."""
    if math.isnan(extent_km):
        return _("No point on the map")
    if extent_km == 0:
        return _("Exact point")
    return _("Within %(extent)s km of the point", extent=_.number(extent_km, 1))


def role_name(role: ActorRole, _: Words) -> str:
    """Return the role of an actor in words."""
    return {
        ActorRole.PERPETRATOR: _("perpetrator"),
        ActorRole.PARTICIPANT: _("participant"),
        ActorRole.TARGET: _("target"),
        ActorRole.AFFECTED: _("affected"),
    }[role]


def period_text(incident: Incident, _: Words) -> str:
    """Return the dates of an incident with their precision, as a sentence."""
    if incident.start == incident.end:
        text = _.date(incident.start)
    else:
        text = _("%(start)s to %(end)s", start=_.date(incident.start), end=_.date(incident.end))
    remarks = []
    if incident.time_precision is not TimePrecision.DAY:
        remarks.append(
            {
                TimePrecision.WEEK: _("known to the week"),
                TimePrecision.MONTH: _("known to the month"),
                TimePrecision.SEASON: _("known to the season"),
                TimePrecision.YEAR: _("known to the year"),
            }[incident.time_precision]
        )
    if incident.date_inferred:
        remarks.append(_("inferred"))
    if incident.standing:
        remarks.append(_("standing situation"))
    return f"{text} ({_(', ').join(remarks)})" if remarks else text


def symbol_label(label: Mapping[str, Any], _: Words) -> dict[str, object]:
    """Return what the map says of a symbol that is pointed at; `label` as of `geo.labels`."""
    start, end = label["start"], label["end"]
    when = _.date(start)
    if end != start:
        when = _("%(start)s to %(end)s", start=when, end=_.date(end))
    extent = label["extent_km"]
    return {
        "row": label["row"],
        "title": _(label["sub_type"]["en"] or label["event_type"]["en"]),
        "place": label["place"][_.language],
        "when": when,
        "extent": precision_text(extent, _) if extent else "",
    }
