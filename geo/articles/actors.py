"""Who: the actors that a sentence names, and what each did in an event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.articles.words import named_pattern, pattern, table
from geo.incidents import ActorRole

if TYPE_CHECKING:
    from geo.articles.article import Evidence
    from geo.articles.events import Event
    from geo.articles.words import Folded

# Words before an actor that make it the one that is struck, and the one that strikes.
_AGAINST: Final = re.compile(
    r"(?:ضد|علي|من|بحق|استهدف\w*|من عناصر|ملاحقه|بقايا|فلول|لعناصر|من مقاتلي|معاقل|معقل|جيوب|جيب"
    r"|قبضه|اوكار|مواقع|طرد|هزيمه|دحر|خلايا|against|of|targeting|arrested|killed|from)"
    r"\s+(?:\w+\s+){0,1}$"
)
_BY: Final = re.compile(
    r"(?:شنه?ا?|نفذت?ه?ا?|من جانب|من قبل|علي يد|by|قام به|قامت به|بقياده)\s+"
    r"(?:(?:عناصر|مسلحو|مقاتلو)\s+(?:من\s+)?)?$"
)
# "fighters of": people of an actor, who do what their place in the sentence tells.
_PEOPLE_OF: Final = re.compile(
    r"(?:gunmen|fighters|militants|men|members|cells?|عناصر|مسلح\w*|مقاتل\w*|خليه|خلايا)\s+"
    r"(?:from\s+|of\s+(?:the\s+)?|من\s+|تابع\w*\s+ل?)?$"
)
_PEOPLE_REACH: Final = 12
# What is done to those named after it.
_SUFFERED: Final = frozenset({"Arrests", "Air/drone strike", "Disrupted weapons use", "Other"})
_CIVILIAN_PLACES: Final = {"SY": "civilians-syria", "IQ": "civilians-iraq"}


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor of the data set that a sentence names, its role, and the words that name it."""

    actor_id: str
    role: ActorRole
    evidence: Evidence


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(entry["id"], pattern(entry)) for entry in table()["actors"]]


def actors_in(sentence: Folded, event: Event, country: str | None) -> tuple[NamedActor, ...]:
    """Return the actors of an event, in the order in which the sentence names them.

    Parameters
    ----------
    sentence
        The folded sentence.
    event
        The event; who stands where in relation to it decides the roles.
    country
        ISO code of the country it happened in, for civilians; None when it is not known.
    """
    found: dict[str, tuple[int, NamedActor]] = {}
    taken: list[tuple[int, int]] = []
    for actor_id, words in _patterns():
        for match in words.finditer(sentence.text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            role = _role(sentence.text, start, end, event)
            named = NamedActor(actor_id, role, sentence.evidence(start, end))
            known = found.get(actor_id)
            if known is None or known[1].role is ActorRole.PARTICIPANT:
                found[actor_id] = start, named
    civilians = named_pattern("civilians").search(sentence.text)
    actor = _CIVILIAN_PLACES.get(country or "")
    if civilians is not None and actor is not None:
        evidence = sentence.evidence(*civilians.span())
        found[actor] = civilians.start(), NamedActor(actor, ActorRole.AFFECTED, evidence)
    return tuple(named for _, named in sorted(found.values(), key=lambda one: one[0]))


def _role(text: str, start: int, end: int, event: Event) -> ActorRole:
    before = text[max(0, start - 30) : start]
    if _BY.search(before):
        return ActorRole.PERPETRATOR
    people = _PEOPLE_OF.search(before)
    if people is not None and event.sub_event_type not in _SUFFERED:
        at = start - len(people[0])
        beside = at <= event.end + _PEOPLE_REACH and event.start <= end + _PEOPLE_REACH
        if beside or event.event_type == "Violence against civilians":
            return ActorRole.PERPETRATOR
    if _AGAINST.search(before):
        return ActorRole.TARGET
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in text[event.start : event.end])
    if is_arabic and event.end <= start <= event.end + 20:
        return ActorRole.PERPETRATOR
    if end <= event.start and event.start - end <= 40:
        return ActorRole.PERPETRATOR
    return ActorRole.PARTICIPANT
