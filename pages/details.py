"""One incident in full: what, when, where, who, how sure, and from which paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import escape
from pages.labels import (
    citation_text,
    period_text,
    precision_text,
    role_name,
    verdict_name,
    verification_name,
)

if TYPE_CHECKING:
    from gazetteer import Place
    from geo import Briefing, Incident, MapState
    from pages.words import Words

_NEAREST_BORDERS = 3


def details_html(briefing: Briefing, incident: Incident, state: MapState, _: Words) -> str:
    """Return the HTML of the details panel; every text from data is escaped."""
    arabic = _.language == "ar"
    first, second = (incident.summary, "en"), (incident.summary_ar, "ar")
    if arabic:
        first, second = second, first
    place = briefing.place_of(incident)
    facts = [
        (_("When"), _when(incident, _)),
        (_("Where"), _where(incident, place, briefing, _)),
        (_("Who"), _who(briefing, incident, _)),
        (_("Casualties"), _casualties(incident, _)),
        (_("Standing"), verification_name(incident.verification, _)),
        (_("Zone"), verdict_name(briefing.verdict(incident.id, state.zone), _)),
        (_("Borders"), _borders(briefing, incident, _)),
        (_("Source"), _sources(briefing, incident, _)),
    ]
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in facts if value)
    kind = f"{_(incident.event_type)} · {_(incident.sub_event_type)}"
    return (
        f'<h4 dir="auto">{escape(kind)}</h4>'
        f'<p class="hudud-summary" lang="{first[1]}" dir="auto">{escape(first[0])}</p>'
        f'<p class="hudud-summary" lang="{second[1]}" dir="auto">{escape(second[0])}</p>'
        f'<dl class="hudud-facts">{rows}</dl>'
    )


def _lines(*lines: str) -> str:
    """Join lines that are HTML already, each with a direction of its own."""
    return "".join(f'<div dir="auto">{line}</div>' for line in lines if line)


def _note(text: str) -> str:
    return f'<span class="hudud-small">{escape(text)}</span>' if text else ""


def _when(incident: Incident, _: Words) -> str:
    return _lines(escape(period_text(incident, _)), _note(incident.date_basis))


def _where(incident: Incident, place: Place | None, briefing: Briefing, _: Words) -> str:
    row = briefing.table.row_of[incident.id]
    extent = precision_text(float(briefing.table.extent_km[row]), _)
    if place is None:
        return _lines(escape(extent), _note(incident.location_note))
    names = escape(f"{place.preferred(_.language)} · {place.preferred(_other(_.language))}")
    entry = _(
        "Gazetteer entry %(id)s, point %(certainty)s",
        id=place.id,
        certainty=_(place.certainty.value),
    )
    return _lines(
        names, escape(extent), _note(entry), _note(place.note), _note(incident.location_note)
    )


def _other(language: str) -> str:
    return "en" if language == "ar" else "ar"


def _who(briefing: Briefing, incident: Incident, _: Words) -> str:
    lines = []
    for involvement in incident.involvements:
        actor = briefing.dataset.actors[involvement.actor_id]
        name = actor.name_ar if _.language == "ar" else actor.name
        lines.append(f"{escape(name)} {_note('— ' + role_name(involvement.role, _))}")
    return _lines(*lines)


def _casualties(incident: Incident, _: Words) -> str:
    dead = incident.fatalities
    lines = []
    if dead.best is not None and dead.low == dead.high:
        lines.append(escape(_.plural("%(count)s killed", "%(count)s killed", dead.best)))
    elif dead.best is not None:
        lines.append(
            escape(
                _(
                    "%(best)s killed (%(low)s to %(high)s)",
                    best=_.number(dead.best),
                    low=_.number(dead.low or 0),
                    high=_.number(dead.high or dead.best),
                )
            )
        )
    if incident.injured is not None:
        lines.append(escape(_.plural("%(count)s injured", "%(count)s injured", incident.injured)))
    return _lines(*lines, _note(incident.casualties_note))


def _borders(briefing: Briefing, incident: Incident, _: Words) -> str:
    lines = [
        escape(
            _(
                "%(distance)s km to the border %(border)s",
                distance=_.number(distance, 1 if distance < 10 else 0),
                border=name_ar if _.language == "ar" else name,
            )
        )
        for name, name_ar, distance in briefing.nearest_borders(incident.id, _NEAREST_BORDERS)
    ]
    return _lines(*lines)


def _sources(briefing: Briefing, incident: Incident, _: Words) -> str:
    return _lines(*(escape(citation_text(briefing, c, _)) for c in incident.citations))
