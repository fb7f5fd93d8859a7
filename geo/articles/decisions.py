"""What a person decided about the places of an article, and the text cut up to show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gazetteer import Hint, HintKind, ResolutionStatus, TextPlaces
from geo.articles.article import paragraphs_of
from geo.search import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gazetteer import Mention, Place


class MentionVerdict(StrEnum):
    """What a person says of a mention."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    # A place stands here, whichever it is.
    MARKED = "marked"
    # What was decided holds no more.
    WITHDRAWN = "withdrawn"


_DECIDED = frozenset({MentionVerdict.ACCEPTED, MentionVerdict.CORRECTED, MentionVerdict.REJECTED})


class MentionStanding(StrEnum):
    """How a mention stands: as a person decided, else as it was found."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    RESOLVED = "resolved"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionDecision:
    """A person's word on the mention at `start` … `end` of an article's clean text.

    `place_id` is the place that is meant; None where it is rejected, marked or withdrawn. `version`
    counts the decisions on this stretch of text: one that is to be kept carries the version that
    it was based on, 0 for the first.
    """

    start: int
    end: int
    verdict: MentionVerdict
    place_id: str | None = None
    by: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverSense:
    """That a name (as `name_key` gives it) never means a place in articles; None for any place."""

    name: str
    place_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMention:
    """A mention with its standing; `place` is the one that is meant, as far as that is known.

    `version` is that of the decision on it, 0 when nobody ever decided. `is_marked` when a person
    marked its words.
    """

    mention: Mention
    standing: MentionStanding
    place: Place | None
    by: str = ""
    version: int = 0
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text within a paragraph; `mention` numbers the mention it belongs to.

    `is_word` marks the words that evidence rests on most.
    """

    text: str
    mention: int | None = None
    is_evidence: bool = False
    is_word: bool = False


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph of an article, counted from 1, as runs that together are its text."""

    number: int
    runs: tuple[TextRun, ...]


def name_key(name: str) -> str:
    """Return what the spellings of a name in articles share: case, marks and gaps are left out."""
    return fold(name)


def without_senses(found: TextPlaces, never: Iterable[NeverSense]) -> TextPlaces:
    """Return what was found without the senses that people ruled out for all articles.

    A mention that has no sense left becomes a hint.
    """
    ruled_out: dict[str, set[str | None]] = {}
    for sense in never:
        ruled_out.setdefault(sense.name, set()).add(sense.place_id)
    if not ruled_out:
        return found
    mentions: list[Mention] = []
    hints = list(found.hints)
    for mention in found.mentions:
        out = ruled_out.get(name_key(mention.text), set())
        left = tuple(c for c in mention.candidates if not {None, c.place.id} & out)
        if len(left) == len(mention.candidates) and None not in out:
            mentions.append(mention)
        elif left:
            first_stays = left[0] is mention.candidates[0]
            status = mention.status if first_stays else ResolutionStatus.AMBIGUOUS
            mentions.append(replace(mention, candidates=left, status=status))
        else:
            ids = tuple(candidate.place.id for candidate in mention.candidates)
            hint = Hint(
                start=mention.start,
                end=mention.end,
                text=mention.text,
                kind=HintKind.WORD,
                place_ids=ids,
            )
            hints.append(hint)
    hints.sort(key=lambda hint: hint.start)
    return TextPlaces(mentions=tuple(mentions), hints=tuple(hints))


def read_mentions(
    found: TextPlaces, decisions: Iterable[MentionDecision], places: Mapping[str, Place]
) -> list[ReadMention]:
    """Return the mentions of a text as people decided on them, in the order of the text.

    A decision for a place that is gone counts no more.
    """
    decided = {(decision.start, decision.end): decision for decision in decisions}
    return [
        _read(mention, decided.get((mention.start, mention.end)), places)
        for mention in found.mentions
    ]


def _read(
    mention: Mention, decision: MentionDecision | None, places: Mapping[str, Place]
) -> ReadMention:
    version = 0 if decision is None else decision.version
    if decision is not None and decision.verdict in _DECIDED:
        place = places.get(decision.place_id or "")
        if place is not None or decision.verdict is MentionVerdict.REJECTED:
            standing = MentionStanding(decision.verdict.value)
            return ReadMention(
                mention=mention, standing=standing, place=place, by=decision.by, version=version
            )
    marked = decision is not None and decision.verdict is MentionVerdict.MARKED
    standing = {
        ResolutionStatus.RESOLVED: MentionStanding.RESOLVED,
        ResolutionStatus.AMBIGUOUS: MentionStanding.DOUBTFUL,
        ResolutionStatus.NOT_FOUND: MentionStanding.UNKNOWN,
    }[mention.status]
    return ReadMention(
        mention=mention,
        standing=standing,
        place=mention.place,
        by=decision.by if decision is not None and marked else "",
        version=version,
        is_marked=marked,
    )


def same_name(mentions: Sequence[ReadMention], number: int) -> list[int]:
    """Return the numbers of all mentions that bear the name of the one with this number."""
    key = name_key(mentions[number].mention.text)
    return [at for at, read in enumerate(mentions) if name_key(read.mention.text) == key]


def shown_paragraphs(
    text: str,
    mentions: Sequence[ReadMention],
    evidence: Iterable[tuple[int, int]] = (),
    words: Iterable[tuple[int, int]] = (),
) -> list[ShownParagraph]:
    """Return the paragraphs of a text, cut where a mention or a stretch of evidence begins or ends.

    Parameters
    ----------
    text
        The clean text.
    mentions
        Its mentions, in order; runs carry their number.
    evidence
        (start, end) of what is to be shown as evidence; whatever lies beyond the text is left out.
    words
        (start, end) of the words in it that matter most, likewise.
    """
    marked, stressed = (
        [(start, end) for start, end in spans if 0 <= start < end <= len(text)]
        for spans in (evidence, words)
    )
    cuts = {cut for span in (*marked, *stressed) for cut in span}
    for read in mentions:
        cuts |= {read.mention.start, read.mention.end}
    edges = sorted(cuts)
    shown: list[ShownParagraph] = []
    at_edge = at_mention = 0
    for paragraph in paragraphs_of(text):
        while at_edge < len(edges) and edges[at_edge] <= paragraph.start:
            at_edge += 1
        points = [paragraph.start]
        while at_edge < len(edges) and edges[at_edge] < paragraph.end:
            points.append(edges[at_edge])
            at_edge += 1
        runs = []
        for start, end in zip(points, [*points[1:], paragraph.end], strict=True):
            while at_mention < len(mentions) and mentions[at_mention].mention.end <= start:
                at_mention += 1
            inside = at_mention < len(mentions) and mentions[at_mention].mention.start <= start
            in_evidence, is_word = (
                any(a <= start and end <= b for a, b in spans) for spans in (marked, stressed)
            )
            mention = at_mention if inside else None
            runs.append(TextRun(text[start:end], mention, in_evidence, is_word))
        shown.append(ShownParagraph(paragraph.number, tuple(runs)))
    return shown
