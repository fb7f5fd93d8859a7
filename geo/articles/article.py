"""An article, its paragraphs and its sentences, each with where it stands in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_SENTENCE_END: Final = re.compile(r"(?<=[.!?؟؛])[»\"”’)\]]*\s+(?=\S)|(?<=\w[.;])\s+(?=[A-Z\"“])")
_ABBREVIATION: Final = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Dr|Gen|Col|Lt|St|No|U\.S|د|أ)\.$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text as it was pasted, and what is known of it.

    `published` is the day against which "yesterday" is resolved, None when it is not known.
    `context_countries` are ISO 3166-1 alpha-2 codes or names of countries that it is about.
    """

    text: str
    published: date | None = None
    publisher: str = ""
    title: str = ""
    link: str = ""
    context_countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of an article's text: character offsets and the words themselves."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A non-empty line of an article, counted from 1; offsets without the spaces around it."""

    number: int
    start: int
    end: int


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text: its lines that hold more than spaces."""
    found: list[Paragraph] = []
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = at + len(line) - len(line.lstrip())
            found.append(Paragraph(len(found) + 1, start, start + len(bare)))
        at += len(line)
    return found


def sentences_of(text: str, paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a paragraph."""
    start = paragraph.start
    for match in _SENTENCE_END.finditer(text, paragraph.start, paragraph.end):
        if _ABBREVIATION.search(text[start : match.start()]):
            continue
        yield start, match.start()
        start = match.end()
    if start < paragraph.end:
        yield start, paragraph.end
