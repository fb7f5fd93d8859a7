"""A neutral sentence about an incident, made of its fields alone; no article's words are in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.words import words

if TYPE_CHECKING:
    from gazetteer import Place
    from geo.articles.cards import IncidentCard


def neutral_summary(card: IncidentCard, place: Place | None, language: str) -> str:
    """Return what a card tells: kind and place, killed and injured, as a sentence in a language."""
    _ = words(language)
    event_type = card.event_type if card.sub_event_type == "Other" else card.sub_event_type
    said = _(event_type)
    if place is not None:
        said = _("%(kind)s, %(place)s", kind=said, place=place.preferred(language))
    counts = []
    dead = card.fatalities.best
    if dead is None:
        dead = card.fatalities.low
    if dead:
        counts.append(_.plural("%(count)s killed", "%(count)s killed", dead))
    if card.injured:
        counts.append(_.plural("%(count)s injured", "%(count)s injured", card.injured))
    if counts:
        said = _("%(event)s: %(counts)s", event=said, counts=_(", ").join(counts))
    return _("%(sentence)s.", sentence=said)
