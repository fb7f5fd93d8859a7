"""How many were killed and injured, as a sentence states it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from geo.articles.numbers import Number, numbers_in
from geo.articles.words import arabic_pattern, named_pattern, table

if TYPE_CHECKING:
    from geo.articles.article import Evidence
    from geo.articles.words import Folded

# Letters that may stand between a number and the word that tells what befell so many.
_REACH: Final = 34
# Cues that can stand so near to a number, at most.
_NEAR: Final = 3 * _REACH
_CLAUSE: Final = re.compile(
    r"[.;؛،,]|(?<!\w)(?:and|while|و(?=\s)|بينما|فيما|including|بينهم|من بينهم)"
)


@dataclass(frozen=True, slots=True)
class Count:
    """People killed or injured: bounds as stated, and the words that say so."""

    low: int
    high: int
    at_least: bool
    evidence: Evidence


@lru_cache(maxsize=1)
def _two_people() -> re.Pattern[str]:
    return re.compile(arabic_pattern(table()["two_people"]))


def killed_in(sentence: Folded) -> Count | None:
    """Return how many the sentence says were killed; None when it gives no number."""
    return _count(sentence, "killed", "injured")


def injured_in(sentence: Folded) -> Count | None:
    """Return how many the sentence says were injured; None when it gives no number."""
    return _count(sentence, "injured", "killed")


def _count(sentence: Folded, wanted: str, other: str) -> Count | None:
    text = sentence.text
    two = named_pattern(f"{wanted}_two").search(text)
    if two is not None:
        return Count(2, 2, False, sentence.evidence(*two.span()))
    cues = [match.span() for match in named_pattern(wanted).finditer(text)]
    rivals = [match.span() for match in named_pattern(other).finditer(text)]
    numbers = list(numbers_in(text))
    best: tuple[int, Number, tuple[int, int]] | None = None
    for number in numbers:
        cue = _nearest(text, number, cues)
        rival = _nearest(text, number, rivals)
        if cue is None or (rival is not None and rival[0] < cue[0]):
            continue
        if best is None or cue[0] < best[0] - 1:
            best = cue[0], number, cue[1]
    if best is None:
        return _without_number(sentence, cues, wanted)
    _, number, cue_span = best
    start, end = min(number.start, cue_span[0]), max(number.end, cue_span[1])
    return Count(number.low, number.high, number.at_least, sentence.evidence(start, end))


def _nearest(
    text: str, number: Number, cues: list[tuple[int, int]]
) -> tuple[int, tuple[int, int]] | None:
    """Return the distance and span of the cue nearest to a number in the same clause."""
    found = []
    # "84 were killed and 93 wounded": what is joined by "and" begins anew.
    joined = text[number.start] == "و" and not text.startswith("واحد", number.start)
    since = bisect_left(cues, (number.start - 2 * _REACH, 0))
    for start, end in takewhile(
        lambda cue: cue[0] <= number.end + _REACH, cues[since : since + _NEAR]
    ):
        first, last = (end, number.start) if end <= number.start else (number.end, start)
        distance = last - first
        if not 0 <= distance <= _REACH or (joined and end <= number.start):
            continue
        between = text[first:last]
        if not _CLAUSE.search(between) and not any(c.isdigit() for c in between):
            found.append((distance, (start, end)))
    return min(found, default=None)


def _without_number(sentence: Folded, cues: list[tuple[int, int]], wanted: str) -> Count | None:
    """Read numbers that are in the noun: مقتل جنديين, إصابة آخر, a soldier was killed."""
    one = named_pattern(f"{wanted}_one").search(sentence.text)
    for start, end in cues:
        after = sentence.text[end : end + _REACH]
        two = _two_people().match(after.lstrip())
        if two is not None:
            last = end + (len(after) - len(after.lstrip())) + two.end()
            return Count(2, 2, False, sentence.evidence(start, last))
    return None if one is None else Count(1, 1, False, sentence.evidence(*one.span()))
