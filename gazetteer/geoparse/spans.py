"""Matches of the automaton -> candidate spans: whole words, proclitics and missing spaces apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from gazetteer.geoparse.cues import PROCLITICS
from gazetteer.geoparse.tokens import word_key
from gazetteer.normalize import fold, strip_articles
from gazetteer.normalize_arabic import is_arabic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.geoparse.names import Entry, NameTable
    from gazetteer.geoparse.tokens import Words


# Where a match stands: first and last word, letters before it and after it in them.
_Placed = tuple[int, int, int, int]
# A name that is a part of a word: letters before it and after it, its key and its entries.
_Part = tuple[int, int, str, list["Entry"]]


@dataclass(slots=True)
class Span:
    """A stretch of words that may name a place.

    `first` and `last` are the words it lies in, `proclitic` what is written together with it in
    front ("و", "ب", or another name and "و" where a space is missing: `joined`).
    `is_part_of_town` tells an English adjective: western Mosul is in Mosul, west of it is not.
    """

    first: int
    last: int
    key: str
    entries: list[Entry]
    proclitic: str = ""
    joined: bool = False
    is_cut: bool = False
    start: int = 0
    end: int = 0
    written: str = ""
    type_id: str = ""
    type_words: int = 0
    governs_many: bool = False
    direction: str = ""
    is_part_of_town: bool = False
    qualification: str = ""
    within_km: float = 0.0
    outer_start: int = 0
    outer_end: int = 0
    chance: float = 0.0
    features: dict[str, float] = field(default_factory=dict)

    def usable(self) -> list[Entry]:
        """Return the entries that the words around the name allow."""
        return [
            entry
            for entry in self.entries
            if (not entry.needs_type or entry.needs_type == self.type_id)
            and (not entry.direction or entry.direction == self.direction)
        ]


def find_spans(text: str, words: Words, tables: Iterable[NameTable], gone: set[str]) -> list[Span]:
    """Return the candidate spans of a text, by their first word, longer ones first.

    Parameters
    ----------
    text
        The original text.
    words
        Its words.
    tables
        The names to look for.
    gone
        Ids of places of the first table that no longer are as they were.
    """
    whole: dict[tuple[int, int, int], Span] = {}
    parts: dict[int, list[_Part]] = {}
    for number, table in enumerate(tables):
        for last_char, key in table.matches(words.text):
            match = _placed(words, last_char, key)
            if match is None:
                continue
            entries = table.entries(key)
            if gone and number == 0:
                entries = [entry for entry in entries if entry.place.id not in gone]
            if entries:
                _file(words, (match, key, entries), whole, parts)
    spans = [*whole.values(), *_joined(words, parts)]
    for span in spans:
        span.start, span.end = _offsets(text, words, span)
        span.outer_start, span.outer_end = span.start, span.end
        if not is_arabic(span.key):
            span.written = strip_articles(fold(text[span.start : span.end]))
    spans.sort(key=lambda span: (span.first, -span.last, len(span.proclitic)))
    return spans


def _placed(words: Words, last_char: int, key: str) -> _Placed | None:
    """Return where a match stands; None when it begins or ends inside a word where none may."""
    first_char = last_char - len(key) + 1
    first, last = words.word_at[first_char], words.word_at[last_char]
    lead = first_char - words.offsets[first]
    tail = words.offsets[last] + len(words.key[last]) - 1 - last_char
    if (lead or tail) and not is_arabic(key):
        return None
    if tail and last != first:
        return None
    return first, last, lead, tail


def _file(
    words: Words,
    found: tuple[_Placed, str, list[Entry]],
    whole: dict[tuple[int, int, int], Span],
    parts: dict[int, list[_Part]],
) -> None:
    """Keep a match as a span of its own, and as a part of a word that may lack a space."""
    (first, last, lead, tail), key, entries = found
    proclitic = words.key[first][:lead]
    if first == last and len(key) < len(words.key[first]) and is_arabic(key):
        parts.setdefault(first, []).append((lead, tail, key, entries))
    if tail or (lead and proclitic not in PROCLITICS):
        return
    known = whole.get((first, last, lead))
    if known is None:
        whole[first, last, lead] = Span(first, last, key, list(entries), proclitic)
    else:
        known.entries.extend(entries)


def _joined(words: Words, pending: dict[int, list[_Part]]) -> list[Span]:
    """Return the two names of words such as سورياوالعراق, which lack the space."""
    found = []
    for word, parts in pending.items():
        whole = words.key[word]
        for lead, tail, key, entries in parts:
            rest = whole[len(whole) - tail :] if tail else ""
            if not rest.startswith("و") or whole[:lead] not in {"", *PROCLITICS} or len(key) < 3:
                continue
            for other_lead, other_tail, other, other_entries in parts:
                between = whole[lead + len(key) : other_lead]
                if other_tail == 0 and between in PROCLITICS and between[0] == "و":
                    found.append(Span(word, word, key, entries, whole[:lead], joined=True))
                    before = whole[:other_lead]
                    found.append(Span(word, word, other, other_entries, before, joined=True))
    return found


def _offsets(text: str, words: Words, span: Span) -> tuple[int, int]:
    start, end = words.start[span.first], words.end[span.last]
    if span.proclitic:
        start += original_length(text[start : words.end[span.first]], len(span.proclitic))
    if span.joined and span.proclitic + span.key != words.key[span.first]:
        whole = text[words.start[span.first] : words.end[span.first]]
        end = words.start[span.first] + original_length(whole, len(span.proclitic + span.key))
    return start, end


@lru_cache(maxsize=16384)
def original_length(word: str, letters: int) -> int:
    """Return how many characters of a word, marks included, make so many letters of its key."""
    if letters <= 0:
        return 0
    key = word_key(word)
    for length in range(min(letters, len(word)), len(word) + 1):
        made = word_key(word[:length])
        following = word_key(word[: length + 1]) if length < len(word) else ""
        if len(made) >= letters and key.startswith(made[:letters]) and following != made:
            return length
    return min(letters, len(word))
