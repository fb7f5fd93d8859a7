"""Two sentences about one event are one draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.articles.words import folded, named_pattern

if TYPE_CHECKING:
    from geo.articles.draft import IncidentDraft

_VIOLENT: Final = frozenset({"Explosions/Remote violence", "Battles", "Violence against civilians"})
# Paragraphs after an event in which "the blast" is that event.
_REACH: Final = 4
# The more telling of two names of one event comes later.
_TELLING: Final = (
    "Remote explosive/landmine/IED", "Shelling/artillery/missile attack", "Air/drone strike",
    "Suicide bomb",
)  # fmt: skip


def merged(drafts: list[IncidentDraft], later: IncidentDraft) -> bool:
    """Take a draft into an earlier one of the same event, in place; tell whether there was one."""
    for at in range(len(drafts) - 1, -1, -1):
        if _is_same(drafts[at], later):
            drafts[at] = _joined(drafts[at], later)
            return True
    return False


def _place_id(draft: IncidentDraft) -> str | None:
    place = None if draft.mention is None else draft.mention.place
    return None if place is None else place.id


def _is_same(earlier: IncidentDraft, later: IncidentDraft) -> bool:
    if earlier.event_type != later.event_type or later.event_type not in _VIOLENT:
        return False
    if earlier.sentence == later.sentence or _place_id(earlier) != _place_id(later):
        return False
    if later.date_words is not None and earlier.date_words is not None:
        return (
            earlier.sub_event_type == later.sub_event_type
            and (earlier.start, earlier.end) == (later.start, later.end)
            and later.event_type == "Battles"
        )
    last = max(earlier.paragraph, *earlier.also_in, 0)
    return 0 <= later.paragraph - last <= _REACH and _refers_back(later)


def _refers_back(draft: IncidentDraft) -> bool:
    sentence = folded(draft.sentence.text, 0, len(draft.sentence.text))
    if draft.event_words in {draft.fatalities_words, draft.injured_words}:
        return True
    return named_pattern("refers_back").search(sentence.text) is not None


def _joined(earlier: IncidentDraft, later: IncidentDraft) -> IncidentDraft:
    seen = (earlier.paragraph, *earlier.also_in)
    also = (*earlier.also_in, *({later.paragraph} - set(seen)))
    changes: dict[str, object] = {"also_in": also}
    known = {earlier.sub_event_type, later.sub_event_type}
    if known <= set(_TELLING):
        changes["sub_event_type"] = max(known, key=_TELLING.index)
    text = folded(later.sentence.text, 0, len(later.sentence.text)).text
    if later.fatalities_words is not None and (
        earlier.fatalities_words is None or named_pattern("toll_rose").search(text)
    ):
        changes |= {
            "fatalities": later.fatalities, "fatalities_words": later.fatalities_words,
        }  # fmt: skip
    if later.injured_words is not None and earlier.injured_words is None:
        changes |= {"injured": later.injured, "injured_words": later.injured_words}
    if later.date_words is not None and earlier.date_words is None:
        changes |= {
            name: getattr(later, name)
            for name in ("start", "end", "time_precision", "date_inferred", "date_words")
        }
    return replace(earlier, **changes)  # type: ignore[arg-type]
