"""Two people at one card or mention: a write that is refused, and two edits put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo.errors import GeoError

if TYPE_CHECKING:
    from collections.abc import Collection

    from gazetteer import Message
    from geo.articles.cards import IncidentCard
    from geo.articles.decisions import MentionDecision

# The fields of a card that mean something only together, by what they tell.
CARD_PARTS: Final = {
    "type": ("event_type", "sub_event_type"),
    "date": ("start", "end", "time_precision", "date_inferred"),
    "place": ("place_id", "extent_km", "place_basis"),
    "actors": ("involvements", "new_actors"),
    "fatalities": ("fatalities",),
    "injured": ("injured",),
    "summary": ("summary",),
    "summary_ar": ("summary_ar",),
    "paragraph": ("paragraph",),
    "verification": ("verification",),
}


class ArticleConflictError(GeoError):
    """A write was based on another version than the stored one; nothing was written.

    `theirs` is the card or decision that is stored, `by` who stored it.
    """

    def __init__(self, message: Message, *, theirs: IncidentCard | MentionDecision) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.by = theirs.by


def merge_cards(
    base: IncidentCard, mine: IncidentCard, theirs: IncidentCard, *, keep: Collection[str] = ()
) -> tuple[IncidentCard, tuple[str, ...]]:
    """Return two edits of one card put together, and the parts that both changed differently.

    Parameters
    ----------
    base
        The card from which `mine` started.
    mine
        What was to be saved.
    theirs
        What is stored; its parts stand where both differ.
    keep
        Parts of `CARD_PARTS` in which mine stands instead.
    """
    taken: dict[str, Any] = {}
    differing = []
    for part, fields in CARD_PARTS.items():
        before, own, other = (_values(card, fields) for card in (base, mine, theirs))
        if own in (before, other):
            continue
        if other != before:
            differing.append(part)
        if other == before or part in keep:
            taken.update(zip(fields, own, strict=True))
    stated = tuple(one for one in theirs.unstated if one in mine.unstated)
    whole = replace(theirs, **taken, unstated=stated, is_edited=True)
    return whole, tuple(differing)


def _values(card: IncidentCard, fields: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(card, field) for field in fields)
