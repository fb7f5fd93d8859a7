"""Places that people marked in a text by hand, among those that were found."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gazetteer import Mention, ResolutionStatus, TextPlaces
from geo.articles.decisions import MentionDecision, MentionVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gazetteer import Gazetteer, Resolution
    from geo.articles.decisions import ReadMention

# The longest stretch that can be one name. Source: own choice; the longest name that ships has 60.
LONGEST_MARK: Final = 120
_MOST_CANDIDATES: Final = 5
# What resembles a name less than this is nothing to choose from. Source: own choice.
_LEAST_SCORE: Final = 0.1
# One letter written together with the word after it: and, then, in, for, as.
_PROCLITIC: Final = re.compile(r"[وفبلك](?=[\u0620-\u064a]{3})")


def with_marks(
    found: TextPlaces, text: str, decisions: Iterable[MentionDecision], gazetteer: Gazetteer
) -> TextPlaces:
    """Return what was found together with what people marked or decided on other words.

    A mention that shares a word with a marked one is left out; of two marks that overlap the
    longer one counts. What a marked name means is asked of the gazetteer.

    Parameters
    ----------
    found
        The places that were found.
    text
        The clean text.
    decisions
        What people decided in it.
    gazetteer
        Resolves what was marked.
    """
    spans = {(mention.start, mention.end) for mention in found.mentions}
    marked = [
        (one.start, one.end)
        for one in decisions
        if one.verdict is not MentionVerdict.WITHDRAWN
        and (one.start, one.end) not in spans
        and 0 <= one.start < one.end <= len(text)
    ]
    taken: list[tuple[int, int]] = []
    for span in sorted(marked, key=lambda s: (s[0] - s[1], s)):
        if not any(_overlap(span, other) for other in taken):
            taken.append(span)
    if not taken:
        return found
    left = [m for m in found.mentions if not any(_overlap((m.start, m.end), s) for s in taken)]
    made = [_mention(text, start, end, gazetteer) for start, end in taken]
    mentions = sorted([*left, *made], key=lambda mention: mention.start)
    return replace(found, mentions=tuple(mentions))


def marking(
    text: str, span: tuple[int, int], mentions: Sequence[ReadMention]
) -> list[MentionDecision]:
    """Return the decisions that mark a stretch of a text as the name of a place.

    Spaces and signs about it are left out; what was decided on words that it shares is withdrawn.
    Empty when no name is left, or one that is too long or runs over the end of a paragraph.

    Parameters
    ----------
    text
        The clean text.
    span
        (start, end) of what a person chose.
    mentions
        The mentions as they stand; their versions are what the decisions are based on.
    """
    bare = _without_edges(text, *span)
    if bare is None or "\n" in text[slice(*bare)]:
        return []
    versions = {(one.mention.start, one.mention.end): one.version for one in mentions}
    over = [s for s, version in versions.items() if version and s != bare and _overlap(s, bare)]
    return [
        MentionDecision(
            start=bare[0],
            end=bare[1],
            verdict=MentionVerdict.MARKED,
            version=versions.get(bare, 0),
        ),
        *(
            MentionDecision(
                start=start,
                end=end,
                verdict=MentionVerdict.WITHDRAWN,
                version=versions[start, end],
            )
            for start, end in over
        ),
    ]


def nearest_words(text: str, words: str, at: int) -> tuple[int, int] | None:
    """Return where words stand in a text, (start, end), nearest to an offset; None if nowhere."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    if not pattern:
        return None
    spans = (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))
    return min(spans, key=lambda span: abs(span[0] - at), default=None)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _without_edges(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the stretch from its first letter or digit to its last one."""
    match = re.search(r"\w(?:.*\w)?", text[max(0, start) : end], re.DOTALL)
    if match is None:
        return None
    first, last = max(0, start) + match.start(), max(0, start) + match.end()
    return (first, last) if last - first <= LONGEST_MARK else None


def _mention(text: str, start: int, end: int, gazetteer: Gazetteer) -> Mention:
    name = text[start:end]
    resolution = gazetteer.resolve(name, limit=_MOST_CANDIDATES)
    if resolution.status is not ResolutionStatus.RESOLVED and _PROCLITIC.match(name):
        bare = gazetteer.resolve(name[1:], limit=_MOST_CANDIDATES)
        if _score(bare) > _score(resolution):
            resolution = bare
    candidates = tuple(c for c in resolution.candidates if c.score >= _LEAST_SCORE)
    status = resolution.status if candidates else ResolutionStatus.NOT_FOUND
    if candidates and status is ResolutionStatus.NOT_FOUND:
        # A person says that it is a place, so what resembles it is worth a look.
        status = ResolutionStatus.AMBIGUOUS
    return Mention(
        start=start,
        end=end,
        name_start=start,
        name_end=end,
        text=name,
        status=status,
        confidence=resolution.confidence if candidates else 0.0,
        candidates=candidates,
        extent_km=resolution.extent_km if candidates else 0.0,
    )


def _score(resolution: Resolution) -> float:
    return resolution.candidates[0].score if resolution.candidates else 0.0
