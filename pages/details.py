"""One incident in full: what, when, where, who, how sure, and from which paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import escape, records, text_in, verification_words
from pages.dataset_words import flag_names
from pages.labels import (
    citation_text,
    period_text,
    precision_text,
    role_name,
    verdict_name,
)

if TYPE_CHECKING:
    from gazetteer import Place
    from geo import Briefing, ImportedIncident, Incident, MapState
    from pages.words import Words

_NEAREST_BORDERS = 3


def details_html(briefing: Briefing, incident: Incident, state: MapState, _: Words) -> str:
    """Return the HTML of the details panel; every text from data is escaped."""
    arabic = _.language == "ar"
    first, second = (incident.summary, "en"), (incident.summary_ar, "ar")
    if arabic:
        first, second = second, first
    place = briefing.place_of(incident)
    imported = None
    if incident.id not in briefing.incidents:
        imported = briefing.imported_incident(incident.id)
    facts = [
        (_("When"), _when(incident, _)),
        (_("Where"), _where(incident, place, briefing, imported, _)),
        (_("Who"), _who(briefing, incident, _)),
        (_("Casualties"), _casualties(incident, _)),
        (_("Verification"), verification_words(incident.verification, _)),
        (_("Zone"), verdict_name(briefing.verdict(incident.id, state.zone), _)),
        (_("Borders"), _borders(briefing, incident, _)),
        (_("Source"), _sources(briefing, incident, _)),
        *(_imported_facts(imported, _) if imported else ()),
    ]
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in facts if value)
    kind = _(incident.event_type)
    if incident.sub_event_type:
        kind = f"{kind} · {_(incident.sub_event_type)}"
    summaries = "".join(
        f'<p class="hudud-summary" lang="{language}" dir="auto">{escape(summary)}</p>'
        for summary, language in (first, second)
        if summary
    )
    return f'<h4 dir="auto">{escape(kind)}</h4>{summaries}<dl class="hudud-facts">{rows}</dl>'


def _imported_facts(imported: ImportedIncident, _: Words) -> list[tuple[str, str]]:
    """Return what the data set and its publisher say, beyond what every incident has."""
    info = imported.dataset
    flags = flag_names(_)
    origin = _lines(
        escape(info.name),
        escape(info.publisher),
        _note(info.citation),
        _note(_("Licence: %(licence)s", licence=info.licence) if info.licence else ""),
        _note(info.link),
        _note(_("The publisher's id: %(id)s", id=imported.id)),
    )
    details = _lines(
        *(
            f'{_note(name)} <span dir="auto">{escape(value)}</span>'
            for name, value in imported.details.items()
        )
    )
    return [
        (_("To be checked"), _lines(*(escape(flags.get(f, f)) for f in imported.flags))),
        (_("Data set"), origin),
        (_("Further details"), details),
    ]


def _lines(*lines: str) -> str:
    """Join lines that are HTML already, each with a direction of its own."""
    return "".join(f'<div dir="auto">{line}</div>' for line in lines if line)


def _note(text: str) -> str:
    return f'<span class="hudud-small">{escape(text)}</span>' if text else ""


def _told(incident: Incident, field: str, _: Words) -> str:
    return _note(text_in(incident, field, _.language))


def _when(incident: Incident, _: Words) -> str:
    return _lines(escape(period_text(incident, _)), _told(incident, "date_basis", _))


def _where(
    incident: Incident,
    place: Place | None,
    briefing: Briefing,
    imported: ImportedIncident | None,
    _: Words,
) -> str:
    row = briefing.table.row_of[incident.id]
    extent = precision_text(float(briefing.table.extent_km[row]), _)
    said = imported.place_name if imported else ""
    if place is None:
        return _lines(escape(said), escape(extent), _told(incident, "location_note", _))
    names = escape(f"{place.preferred(_.language)} · {place.preferred(_other(_.language))}")
    entry = _(
        "Gazetteer entry %(id)s, point %(certainty)s",
        id=place.id,
        certainty=_(place.certainty.value),
    )
    as_published = _note(_("The publisher writes: %(name)s", name=said)) if said else ""
    return _lines(
        names,
        escape(extent),
        as_published,
        _note(entry),
        _note(place.note),
        _told(incident, "location_note", _),
    )


def _other(language: str) -> str:
    return "en" if language == "ar" else "ar"


def _who(briefing: Briefing, incident: Incident, _: Words) -> str:
    if incident.id not in briefing.incidents:
        (row,) = records(briefing.table, [briefing.table.row_of[incident.id]])
        return _lines(*(escape(actor[_.language]) for actor in row["actors"]))
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
    return _lines(*lines, _told(incident, "casualties_note", _))


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
    if incident.id not in briefing.incidents:
        (row,) = records(briefing.table, [briefing.table.row_of[incident.id]])
        return _lines(*(escape(source[_.language]) for source in row["sources"]))
    return _lines(*(escape(citation_text(briefing, c, _)) for c in incident.citations))
