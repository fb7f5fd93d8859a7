"""What a state of the map shows, in words, for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer import escape
from geo import filter_words, zone_words

if TYPE_CHECKING:
    from geo import Briefing, MapState
    from pages.words import Words


def state_words(briefing: Briefing, state: MapState, _: Words) -> str:
    """Return each condition of the filter, and the zone, as HTML."""
    said = filter_words(briefing, state.filter, _) or [(_("Filters"), _("none"))]
    rows = [*said, (_("Zone"), zone_words(briefing, state.zone, _))]
    facts = "".join(
        f'<dt>{escape(name)}</dt><dd dir="auto">{escape(value)}</dd>' for name, value in rows
    )
    return f'<dl class="hudud-facts">{facts}</dl>'
