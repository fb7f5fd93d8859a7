"""Folded text that knows where its letters came from, and the patterns looked for in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.articles.article import Evidence
from geo.search import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_PATH: Final = Path(__file__).parent.parent / "rules" / "article_words.json"
# Particles and the article that may stand before an Arabic word.
_BEFORE: Final = r"(?<!\w)(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)"


@dataclass(frozen=True, slots=True)
class Folded:
    """A part of a text, folded letter by letter: `offsets` lead back to the original."""

    original: str
    text: str
    offsets: tuple[int, ...]

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the original words of a stretch of the folded text."""
        first = self.offsets[start]
        last = self.offsets[end - 1] + 1 if end > start else first
        return Evidence(first, last, self.original[first:last])


def folded(text: str, start: int, end: int) -> Folded:
    """Return a part of a text folded, one letter at a time."""
    letters: list[str] = []
    offsets: list[int] = []
    for at in range(start, end):
        for letter in _letter(text[at]):
            letters.append(letter)
            offsets.append(at)
    return Folded(text, "".join(letters), tuple(offsets))


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    return letter if letter in "'’-–" else fold(letter)


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Return the words of `rules/article_words.json`."""
    document: dict[str, Any] = json.loads(_PATH.read_text(encoding="utf-8"))
    return document


def arabic_pattern(words: Iterable[str]) -> str:
    """Return a pattern for Arabic words, with the particles written together with them."""
    each = [re.sub(r"(?<!\\w)(?<=\w)\*$", r"\\w*", word) for word in words]
    return _BEFORE + "(?:" + "|".join(sorted(each, key=len, reverse=True)) + r")(?!\w)"


def english_pattern(words: Iterable[str]) -> str:
    """Return a pattern for whole English words."""
    return r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)"


def pattern(entry: dict[str, list[str]]) -> re.Pattern[str]:
    """Return the pattern for an entry that has words in one language or both."""
    parts = []
    if entry.get("ar"):
        parts.append(arabic_pattern(entry["ar"]))
    if entry.get("en"):
        parts.append(english_pattern(entry["en"]))
    return re.compile("|".join(parts))


@lru_cache(maxsize=32)
def named_pattern(name: str) -> re.Pattern[str]:
    """Return the pattern for one entry of the table."""
    return pattern(table()[name])
