"""A story as one HTML file: its views one after the other on the map, with the network off."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

from gazetteer import Message
from geo.errors import StoryError
from geo.export.content import MapExport
from geo.export.html import Inset, html_page
from geo.filters import Facet
from geo.marks_drawn import marks_drawn
from geo.payload import HOT, mask_bytes, period_days, verdict_payload
from geo.selection import apply
from geo.state import MapState
from geo.stories.citing import cited_words
from geo.zone import zone_geojson

if TYPE_CHECKING:
    from datetime import datetime

    from geo.briefing import Briefing
    from geo.state import ZoneParams
    from geo.stories.story import Story, StoryStep
    from geo.words import Words


def story_page(briefing: Briefing, story: Story, *, language: str, made_at: datetime) -> str:
    """Return a page that works alone: the map with the incidents of all views, and the steps.

    The same story, data and moment give the same page.

    Parameters
    ----------
    briefing
        The data as of which the views are drawn.
    story
        What to tell.
    language
        ``en`` or ``ar``; a text that lacks in it stands in the other.
    made_at
        The moment that the page says it is of (UTC).

    Raises
    ------
    StoryError
        If it has no view.
    """
    if not story.steps:
        raise StoryError(Message("a story needs at least one view"))
    export = MapExport(
        briefing=briefing,
        state=MapState(zone=story.steps[0].state.zone, language=language),
        made_at=made_at,
        views=tuple(step.state for step in story.steps),
    )
    _ = export.words
    zones = {step.state.zone: _zone(export, step.state.zone, _) for step in story.steps}
    numbers = {params: number for number, params in enumerate(zones)}
    data = {
        "zones": list(zones.values()),
        "steps": [_step(export, step, numbers[step.state.zone], _) for step in story.steps],
        "strings": {
            "back": _("Back"),
            "next": _("Next"),
            "place": _("View %(number)s of %(total)s"),
            "sources": _("Sources: %(names)s"),
            "views": _("Views"),
        },
    }
    return html_page(
        export,
        Inset(
            title=story.titled(language), data=data, script=_own("page.js"), style=_own("page.css")
        ),
    )


def _own(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _zone(export: MapExport, params: ZoneParams, _: Words) -> dict[str, object]:
    zone = export.briefing.zone(params)
    return {
        "verdicts": b64encode(verdict_payload(export.table, zone)).decode(),
        "outline": json.loads(zone_geojson(zone)),
        "name": _("Proposed buffer zone, %(width)s km deep", width=_.number(params.width_km, 1)),
    }


def _step(export: MapExport, step: StoryStep, zone: int, _: Words) -> dict[str, object]:
    briefing, state = export.briefing, step.state
    wanted = state.filter
    rest = apply(briefing.index, wanted.without(*HOT)).mask[export.rows]
    counts = apply(briefing.index, wanted, zone=briefing.zone(state.zone)).facets[Facet.ADMIN1]
    said = replace(export, state=replace(state, language=_.language), views=())
    return {
        "title": step.titled(_.language),
        "note": step.noted(_.language),
        "cited": cited_words(briefing, step, _),
        "shows": " · ".join(text for _name, text in said.filters),
        "view": state.view and [state.view.lat, state.view.lon, state.view.zoom],
        "zone": zone,
        "mask": b64encode(mask_bytes(rest)).decode(),
        "period": period_days(wanted),
        "types": sorted(wanted.event_types),
        "verdicts": sorted(wanted.verdicts),
        "area": None if wanted.area is None else wanted.area.numbers,
        "areaFilters": bool(wanted.area_verdicts),
        "marks": marks_drawn(state.marks, briefing.places, _),
        "counts": dict(counts),
    }
