"""What happened: words that report an event, its type after ACLED, and how surely they do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.articles.words import named_pattern, pattern, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.words import Folded

# A word of doubt or denial counts when it stands at most so many letters before the event.
_DOUBT_REACH: Final = 40
_DENIAL_REACH: Final = 28
_DOUBTED: Final = 0.4
_DENIED: Final = 0.1
# Casualties alone report an event so surely.
_BY_CASUALTIES: Final = 0.6
_CLAUSE_END: Final = re.compile(
    r"[.;؛:،,«»\"]\s|(?<!\w)(?:but|while|غير ان|لكن|فيما|بينما|بعد ان)\s"
)
# "who were …", "that it once held": told by the way.
_ASIDE: Final = re.compile(r"(?<!\w)(?:التي|الذي|الذين|which|that)\s+(?:كانت?\s+)?$")
_BY_THE_WAY: Final = 0.6
_MOST_STRATEGIC: Final = 3
_STRATEGIC: Final = "Strategic developments"
_WEAPON_SUBS: Final = frozenset(
    {"Remote explosive/landmine/IED", "Shelling/artillery/missile attack"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a folded sentence reports: its type, its offsets, how surely (0 to 1)."""

    event_type: str
    sub_event_type: str
    strength: float
    start: int
    end: int


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, str, float, re.Pattern[str]]]:
    return [
        (entry["type"], entry["sub"], entry["strength"], pattern(entry))
        for entry in table()["events"]
    ]


def events_in(sentence: Folded) -> list[Event]:
    """Return the events of a sentence, the surest first; nothing that is denied, feared or planned.

    Of violence each type is told once, of strategic developments each kind. The more telling of
    two that share words is kept: a suicide bombing is no second explosion.
    """
    found: list[Event] = []
    for event_type, sub, strength, words in _patterns():
        each = list(_matches(sentence.text, event_type, sub, strength, words))
        if each:
            found.append(max(each, key=lambda event: event.strength))
    return _merged(found)


def _matches(
    text: str, event_type: str, sub: str, strength: float, words: re.Pattern[str]
) -> Iterator[Event]:
    for match in words.finditer(text):
        factor = _sureness(text, match.start())
        if factor > _DOUBTED:
            yield Event(event_type, sub, strength * factor, *match.span())


def _merged(found: list[Event]) -> list[Event]:
    """Keep one event a type: violence that is told by its means is not a second attack."""
    kept: list[Event] = []
    for event in sorted(found, key=lambda e: -e.strength):
        same = [other for other in kept if event.event_type == other.event_type]
        if same and (event.event_type != _STRATEGIC or len(same) >= _MOST_STRATEGIC):
            continue
        overlaps = any(event.start < o.end and o.start < event.end for o in kept)
        if not overlaps and not any(_is_told_by(event, other) for other in kept):
            kept.append(event)
    return [event for event in kept if not any(_is_loot(event, other) for other in kept)]


def _is_told_by(event: Event, other: Event) -> bool:
    """Tell whether an event is another one, named by its outcome or in general words."""
    violent = other.event_type != _STRATEGIC
    if event.sub_event_type == "Armed clash":
        return other.event_type in {"Explosions/Remote violence", "Violence against civilians"}
    if event.sub_event_type == "Attack":
        return violent
    return event.sub_event_type == "Other" and other.sub_event_type in {
        "Arrests", "Disrupted weapons use",
    }  # fmt: skip


def _is_loot(event: Event, other: Event) -> bool:
    """Tell whether weapons are those that were found, not those that were fired."""
    return (
        event.sub_event_type in _WEAPON_SUBS
        and other.sub_event_type == "Disrupted weapons use"
        and other.start <= event.start
    )


def by_casualties(start: int, end: int, before: Event | None, *, armed: bool = False) -> Event:
    """Return the event that casualties without any named one stand for.

    They belong to the violent event told shortly `before`; else they are a clash when those who
    fell were `armed`, and an attack when not.
    """
    kind = ("Battles", "Armed clash") if armed else ("Violence against civilians", "Attack")
    if before is not None:
        kind = before.event_type, before.sub_event_type
    return Event(*kind, _BY_CASUALTIES, start, end)


def _sureness(text: str, start: int) -> float:
    """Return how much of a word's strength stays in its sentence: less for plans and denials."""
    before = _clause_before(text, start, _DOUBT_REACH)
    word_and_before = before + text[start : start + 3]
    if named_pattern("denial").search(before[-_DENIAL_REACH:]) is not None:
        return _DENIED
    after = text[start : start + _DOUBT_REACH]
    if named_pattern("doubt").search(word_and_before) or named_pattern("doubt_after").search(after):
        return _DOUBTED
    return _BY_THE_WAY if _ASIDE.search(text[:start][-_DOUBT_REACH:]) else 1.0


def _clause_before(text: str, start: int, reach: int) -> str:
    before = text[max(0, start - reach) : start]
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    return before[ends[-1] :] if ends else before
