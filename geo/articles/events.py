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

# A word of doubt governs its clause up to so many letters; a plan or a denial so many words.
_DOUBT_REACH: Final = 90
_NEAR_REACH: Final = 60
_NEAR_WORDS: Final = 2
_DENIED_WORDS: Final = 3
_DOUBTED_WORDS: Final = 3
_DOUBTED: Final = 0.4
_DENIED: Final = 0.1
# Casualties alone report an event so surely.
_BY_CASUALTIES: Final = 0.6
_CLAUSE_END: Final = re.compile(
    r"[.;؛:،,«»\"]\s|(?<!\w)(?:but|while|غير ان|لكن|فيما|بينما|بعد ان|ما ادي|اسفر\w*)\s"
)
# "who were …", "that it once held": told by the way.
_ASIDE: Final = re.compile(r"(?<!\w)(?:التي|الذي|الذين|which|that)\s+(?:كانت?\s+)?$")
_BY_THE_WAY: Final = 0.6
# "after …", "since …": what the sentence tells by another event.
_BACKGROUND: Final = re.compile(
    r"(?<!\w)(?:و|ف)?(?:بعد|قبل|منذ|عقب|اثر|خلال|after|before|since|following|until|despite|during)"
    r"\s+(?:ان\s+(?:قامت?\s+)?|(?:ال\w+|the|a|an|his|her|its|their|\w+s’?)\s+){0,2}"
    r"(?:\w+\s+){0,1}$"
)
_IN_BACKGROUND: Final = 0.75
# "لاستعادة": an Arabic noun of action after "to" is an aim, unless something befell somebody.
_AIM: Final = re.compile(r"[وف]?ل(?!ل)\w{4}")
_BEFALLS: Final = re.compile(
    r"(?:تعرض\w*|نتيجه|ادت?|اضاف\w*|خلافا|وفقا|نظرا|هدفا|مسرحا|ضحيه|تبني\w*|استجابه|اعلان\w*)\s+$"
)
_MOST_STRATEGIC: Final = 3
_STRATEGIC: Final = "Strategic developments"
_WEAPON_SUBS: Final = frozenset(
    {"Remote explosive/landmine/IED", "Shelling/artillery/missile attack"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a folded sentence reports: its type, its offsets, how surely (0 to 1).

    `is_background` is told of what the sentence tells by the way: "after the city was retaken".
    """

    event_type: str
    sub_event_type: str
    strength: float
    start: int
    end: int
    is_of_states: bool = False
    yields_to: tuple[str, ...] = ()
    is_background: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    """An entry of the table: `needs` names the words that the sentence has to hold beside it.

    `is_of_states` marks what has no place smaller than a country, `yields_to` the types and
    sub-types beside which the words tell no event of their own ("a patrol was struck").
    """

    event_type: str
    sub_event_type: str
    strength: float
    words: re.Pattern[str]
    needs: str
    is_of_states: bool
    yields_to: tuple[str, ...]


@lru_cache(maxsize=1)
def _kinds() -> list[_Kind]:
    return [
        _Kind(
            entry["type"], entry["sub"], entry["strength"], pattern(entry),
            entry.get("needs", ""), entry.get("of_states", False),
            tuple(entry.get("yields_to", ())),
        )
        for entry in table()["events"]
    ]  # fmt: skip


def events_in(sentence: Folded) -> list[Event]:
    """Return the events of a sentence, the surest first; nothing that is denied, feared or planned.

    Of violence each type is told once, of strategic developments each kind. The more telling of
    two that share words is kept: a suicide bombing is no second explosion.
    """
    found: list[Event] = []
    for kind in _kinds():
        if kind.needs and named_pattern(kind.needs).search(sentence.text) is None:
            continue
        each = list(_matches(sentence.text, kind))
        if each:
            found.append(max(each, key=lambda event: event.strength))
    return _merged(found)


def _matches(text: str, kind: _Kind) -> Iterator[Event]:
    for match in kind.words.finditer(text):
        factor = _sureness(text, match)
        if factor > _DOUBTED:
            yield Event(
                kind.event_type, kind.sub_event_type, kind.strength * factor, *match.span(),
                is_of_states=kind.is_of_states, yields_to=kind.yields_to,
                is_background=factor < 1.0,
            )  # fmt: skip


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
    if {other.event_type, other.sub_event_type} & set(event.yields_to):
        return True
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
    if before is not None and before.sub_event_type != "Territory":
        kind = before.event_type, before.sub_event_type
    return Event(*kind, _BY_CASUALTIES, start, end)


def _sureness(text: str, match: re.Match[str]) -> float:
    """Return how much of a word's strength stays in its sentence: less for plans and denials."""
    start = match.start()
    if _follows(text, start, "denial", _DENIED_WORDS):
        return _DENIED
    if _is_doubted(text, match):
        return _DOUBTED
    before = text[max(0, start - _NEAR_REACH) : start]
    if _ASIDE.search(before):
        return _BY_THE_WAY
    return _IN_BACKGROUND if _BACKGROUND.search(before) else 1.0


def _is_doubted(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before = _clause_before(text, start, _DOUBT_REACH)
    if named_pattern("doubt").search(before + text[start : start + 3]):
        return True
    if _follows(text, start, "doubt_near", _NEAR_WORDS):
        return True
    if any(far.search(text[:start]) for far in _far_patterns()):
        return True
    if _AIM.match(match[0]) and not _BEFALLS.search(text[:start]):
        return True
    after = _CLAUSE_END.split(text[end : end + _NEAR_REACH], maxsplit=1)[0]
    cue = named_pattern("doubt_after").search(after)
    return cue is not None and len(after[: cue.start()].split()) <= _DOUBTED_WORDS


@lru_cache(maxsize=1)
def _far_patterns() -> list[re.Pattern[str]]:
    return [re.compile(rf"(?<!\w){words}\s+$") for words in table()["doubt_far"]]


def _follows(text: str, start: int, name: str, words: int) -> bool:
    """Tell whether a cue stands before an event in its clause, at most so many words off."""
    before = _clause_before(text, start, _NEAR_REACH)
    return any(
        len(before[cue.end() :].split()) <= words for cue in named_pattern(name).finditer(before)
    )


def _clause_before(text: str, start: int, reach: int) -> str:
    before = text[max(0, start - reach) : start]
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    return before[ends[-1] :] if ends else before
