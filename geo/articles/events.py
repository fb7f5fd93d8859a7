"""What happened: words that report an event, its type after ACLED, and how surely they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.articles.words import named_pattern, pattern, table

if TYPE_CHECKING:
    import re

    from geo.articles.words import Folded

# A word of doubt counts when it stands at most so many letters before the event.
_DOUBT_REACH: Final = 40
_DOUBTED: Final = 0.45
# Casualties alone report an event so surely.
_BY_CASUALTIES: Final = 0.6


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a folded sentence reports: its type, its offsets, how surely (0 to 1)."""

    event_type: str
    sub_event_type: str
    strength: float
    start: int
    end: int
    doubted: bool


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, str, float, re.Pattern[str]]]:
    return [
        (entry["type"], entry["sub"], entry["strength"], pattern(entry))
        for entry in table()["events"]
    ]


def events_in(sentence: Folded) -> list[Event]:
    """Return the events of a sentence, the surest first; each type at most once.

    The more telling of two that share words is kept: a suicide bombing is no second explosion.
    """
    found: list[Event] = []
    for event_type, sub, strength, words in _patterns():
        match = words.search(sentence.text)
        if match is None:
            continue
        doubted = _is_doubted(sentence.text, match.start())
        sure = strength * (_DOUBTED if doubted else 1.0)
        found.append(Event(event_type, sub, sure, *match.span(), doubted))
    return _merged(found)


def _merged(found: list[Event]) -> list[Event]:
    """Keep one event a type: violence that is told by its means is not a second attack."""
    kept: list[Event] = []
    for event in sorted(found, key=lambda e: -e.strength):
        if any(event.event_type == other.event_type for other in kept):
            continue
        overlaps = any(event.start < o.end and o.start < event.end for o in kept)
        by_means = event.sub_event_type == "Armed clash" and any(
            other.event_type == "Explosions/Remote violence" for other in kept
        )
        if not overlaps and not by_means:
            kept.append(event)
    return kept


def by_casualties(start: int, end: int, before: Event | None) -> Event:
    """Return the event that casualties without any named one stand for.

    They belong to the violent event told shortly `before`, else they are an attack.
    """
    kind = ("Violence against civilians", "Attack")
    if before is not None:
        kind = before.event_type, before.sub_event_type
    return Event(*kind, _BY_CASUALTIES, start, end, doubted=False)


def _is_doubted(text: str, start: int) -> bool:
    before, after = text[max(0, start - _DOUBT_REACH) : start], text[start : start + _DOUBT_REACH]
    doubt, decline = named_pattern("doubt"), named_pattern("doubt_after")
    return doubt.search(before) is not None or decline.search(after) is not None
