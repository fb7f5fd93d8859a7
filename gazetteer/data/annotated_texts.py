"""Texts of our own with every place marked, to learn from and to measure on.

A file holds texts one after another. ``= id`` begins one; ``@ date 2021-03-05`` gives its date;
``! paragraphs | event type | sub-type | place id | date | killed | injured`` an incident that it
reports, in one paragraph or in several (``1,3``), at will with its actors as a last field
(``islamic-state:target sdf:perpetrator``); every other line is a paragraph. ``[[name|id]]``
marks a mention, ``[[name|id|id]]`` one for which several places are right, ``[[name|-]]`` a place
that the gazetteer lacks, ``{{name}}`` a name that is no mention because it is part of a person's or
an organisation's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

DEV: Final = Path(__file__).parent / "texts" / "dev.txt"
EVENTS: Final = Path(__file__).parent / "texts" / "events.txt"
REPORTS: Final = Path(__file__).parent / "texts" / "reports.txt"
TOLD: Final = Path(__file__).parent / "texts" / "told.txt"
_MARK: Final = re.compile(r"\[\[([^\]|]+)\|([^\]]+)\]\]|\{\{([^}]+)\}\}")
_UNKNOWN: Final = "-"


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked name: character offsets and the ids that are right, none for an unknown place."""

    start: int
    end: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """An incident that a text reports; `killed` and `injured` as written, empty for none.

    `also_in` are further paragraphs that tell of it, `actors` pairs of an actor's id and a role.
    """

    paragraph: int
    event_type: str
    sub_event_type: str
    place_id: str
    start: date
    killed: str
    injured: str
    also_in: tuple[int, ...] = ()
    actors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text without its marks, and what they said."""

    id: str
    text: str
    published: date | None
    mentions: tuple[Marked, ...]
    hints: tuple[Marked, ...]
    events: tuple[ReportedEvent, ...] = ()


def read_texts(path: Path) -> list[AnnotatedText]:
    """Return the texts of a file, in order."""
    return parse_texts(path.read_text(encoding="utf-8"))


def parse_texts(document: str) -> list[AnnotatedText]:
    """Return the texts of a document in the format that this module describes."""
    blocks = re.split(r"^= ", document, flags=re.MULTILINE)[1:]
    return [_parse(block) for block in blocks]


def _parse(block: str) -> AnnotatedText:
    name, *lines = block.strip().split("\n")
    published = None
    events = []
    paragraphs = []
    for line in lines:
        if line.startswith("@ date "):
            published = date.fromisoformat(line.removeprefix("@ date ").strip())
        elif line.startswith("! "):
            events.append(_event(line.removeprefix("! ")))
        else:
            paragraphs.append(line)
    text, mentions, hints = _unmarked("\n".join(paragraphs).strip())
    return AnnotatedText(name.strip(), text, published, mentions, hints, tuple(events))


def _event(line: str) -> ReportedEvent:
    paragraphs, event_type, sub_type, place_id, start, killed, injured, *more = (
        part.strip() for part in line.split("|")
    )
    pairs = (pair.partition(":") for part in more for pair in part.split())
    actors = tuple((actor, role) for actor, _, role in pairs)
    day = date.fromisoformat(start)
    first, *others = (int(number) for number in paragraphs.split(","))
    also_in = tuple(others)
    return ReportedEvent(
        first, event_type, sub_type, place_id, day, killed, injured, also_in, actors
    )


def _unmarked(marked: str) -> tuple[str, tuple[Marked, ...], tuple[Marked, ...]]:
    pieces: list[str] = []
    mentions: list[Marked] = []
    hints: list[Marked] = []
    at, length = 0, 0
    for match in _MARK.finditer(marked):
        before = marked[at : match.start()]
        name = match[1] or match[3]
        start = length + len(before)
        ids = tuple(i for i in (match[2] or "").split("|") if i and i != _UNKNOWN)
        (mentions if match[1] else hints).append(Marked(start, start + len(name), ids))
        pieces += [before, name]
        at, length = match.end(), start + len(name)
    pieces.append(marked[at:])
    return "".join(pieces), tuple(mentions), tuple(hints)
