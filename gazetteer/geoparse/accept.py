"""Which candidate spans are places: scored one by one, then in the light of one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gazetteer.geoparse.cues import cue
from gazetteer.geoparse.evidence import context_features, own_features
from gazetteer.geoparse.kinds import fits
from gazetteer.geoparse.phrases import words_in_phrases
from gazetteer.geoparse.qualify import COMPOUND, qualify
from gazetteer.geoparse.tokens import COMMA, SPACE, STOP, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.geoparse.spans import Span
    from gazetteer.geoparse.weights import Weights

# Rounds in which spans learn of what was accepted around them.
_ROUNDS: Final = 2
_JOINERS: Final = frozenset({"and", "و", "ur", "او"})
_BEFORE_A_PERSON: Final = ("person_before", "person_near")
_BEFORE_AN_ORGANISATION: Final = (
    "organisation_before", "organisation_near", "organisation_after", "media_before",
)  # fmt: skip
# Features that come from other spans.
MUTUAL: Final = ("listed", "governed", "inside_named", "seen_as_place", "seen_as_other")


def sentence_numbers(words: Words) -> list[int]:
    """Return the number of the sentence that each word stands in."""
    numbers, number = [], 0
    for gap in words.gap:
        number += gap == STOP
        numbers.append(number)
    return numbers


def first_look(words: Words, spans: Iterable[Span], weights: Weights) -> None:
    """Fill in what each span's own words and neighbourhood tell."""
    inside = words_in_phrases(words)
    for span in spans:
        context = context_features(words, span)
        span.is_cut = _cuts_a_direction(words, span) or _is_type_word(span)
        qualify(words, span)
        span.features = own_features(words, span) | context
        if inside.issuperset(range(span.first, span.last + 1)):
            span.is_cut = True
            span.features["organisation_before"] = 1.0
        span.chance = weights.chance(span.features)


def _cuts_a_direction(words: Words, span: Span) -> bool:
    """Tell whether a span begins in the middle of a direction: شمال [شرق العراق]."""
    if span.first in (0, span.last) or words.gap[span.first] != SPACE:
        return False
    said, before = cue(words.key[span.first]).direction, cue(words.key[span.first - 1]).direction
    return bool(said and before) and before + said in COMPOUND


def _is_type_word(span: Span) -> bool:
    said = cue(span.key)
    return bool(said.type_id and said.bare)


def without_overlap(spans: Iterable[Span], threshold: float) -> list[Span]:
    """Return spans that are likely enough, the longest and likeliest where several overlap."""
    taken: dict[int, list[Span]] = {}
    found = []
    refused: set[int] = set()
    for span in sorted(spans, key=lambda s: (s.start - s.end, -s.chance)):
        if span.chance < threshold and any(map(span.features.get, _BEFORE_AN_ORGANISATION)):
            # What is inside an organisation's name is no place either.
            refused.update(range(span.first, span.last + 1))
        if refused.issuperset(range(span.first, span.last + 1)):
            continue
        if span.chance < threshold or span.is_cut or not span.usable():
            continue
        over = range(span.first, span.last + 1)
        others = [o for word in over for o in taken.get(word, ())]
        if any(o.start < span.end and span.start < o.end for o in others):
            continue
        found.append(span)
        for word in over:
            taken.setdefault(word, []).append(span)
    found.sort(key=lambda s: s.start)
    return found


def accepted_spans(words: Words, spans: list[Span], weights: Weights) -> list[Span]:
    """Return the spans that are places, in the order of the text."""
    first_look(words, spans, weights)
    accepted = without_overlap(spans, weights.threshold)
    sentences = sentence_numbers(words)
    for _ in range(_ROUNDS):
        learn_from_others(words, spans, accepted, sentences)
        for span in spans:
            span.chance = weights.chance(span.features)
        accepted = without_overlap(spans, weights.threshold)
    return accepted


def is_in_a_list(words: Words, before: Span, span: Span) -> bool:
    """Tell whether two spans are neighbours in a list: "A, B", "A وB", "A and B"."""
    between = span.first - before.last - 1
    if before.joined and span.joined and before.first == span.first:
        return True
    if between == 0:
        return words.gap[span.first] == COMMA or (
            span.proclitic[:1] == "و" and words.gap[span.first] < STOP
        )
    if between == 1 and words.gap[span.first] <= SPACE + 1:
        return words.key[span.first - 1] in _JOINERS
    return False


def learn_from_others(
    words: Words, spans: list[Span], accepted: list[Span], sentences: list[int]
) -> None:
    """Set the features that depend on which other spans are places."""
    ending = {span.last: span for span in accepted}
    beginning = {span.first: span for span in accepted}
    places = {s.key for s in accepted if _is_sure(s)}
    others = {
        s.key
        for s in spans
        if any(s.features.get(name) for name in _BEFORE_A_PERSON) and _is_doubtful(s)
    }
    units = _units_named(accepted, sentences)
    for span in spans:
        features = span.features
        for name in MUTUAL:
            features.pop(name, None)
        before = _list_neighbour(words, span, ending)
        after = _list_follower(words, span, beginning)
        if before is not None or after is not None:
            features["listed"] = 1.0
        if before is not None and before.governs_many and before.type_id:
            _govern(span, before)
        inside = any(map(features.get, _BEFORE_AN_ORGANISATION))
        if span.key in places and not _is_sure(span) and not inside:
            features["seen_as_place"] = 1.0
        if span.key in others and not any(features.get(name) for name in _BEFORE_A_PERSON):
            features["seen_as_other"] = 1.0
        if _is_inside(span, units.get(sentences[span.first], {})):
            features["inside_named"] = 1.0
    _govern_backwards(words, spans, beginning)


def _units_named(accepted: list[Span], sentences: list[int]) -> dict[int, dict[str, set[int]]]:
    """Return the governorates that units and seats tell, by sentence, with the spans that do."""
    units: dict[int, dict[str, set[int]]] = {}
    for span in accepted:
        if span.entries[0].known.group in {"unit", "seat"}:
            told = units.setdefault(sentences[span.first], {})
            for admin1 in {e.place.admin1 for e in span.usable() if e.place.admin1}:
                told.setdefault(admin1, set()).add(id(span))
    return units


def _govern_backwards(words: Words, spans: list[Span], beginning: dict[int, Span]) -> None:
    """Hand on the type word at the end of an English list: Anbar and Diyala provinces."""
    for span in reversed(spans):
        after = _list_follower(words, span, beginning)
        if after is not None and after.governs_many and after.type_id and not after.type_words:
            _govern(span, after)


def _is_sure(span: Span) -> bool:
    return bool(span.features.get("type_fits") or span.features.get("governed"))


def _is_doubtful(span: Span) -> bool:
    return not any(span.features.get(group) for group in ("country", "unit", "capital"))


def _list_neighbour(words: Words, span: Span, ending: dict[int, Span]) -> Span | None:
    for last in (span.first - 1, span.first - 2, span.first):
        before = ending.get(last)
        if before is not None and before is not span and before.end <= span.start:
            return before if is_in_a_list(words, before, span) else None
    return None


def _list_follower(words: Words, span: Span, beginning: dict[int, Span]) -> Span | None:
    for first in (span.last + 1, span.last + 2):
        after = beginning.get(first)
        if after is not None and after is not span:
            return after if is_in_a_list(words, span, after) else None
    return None


def _govern(span: Span, before: Span) -> None:
    """Hand the type word of a list on to its next name."""
    if span.type_words and span.type_id:
        return
    if any(fits(before.type_id, entry.place) for entry in span.entries):
        span.features["governed"] = 1.0
        span.type_id, span.governs_many = before.type_id, True


def _is_inside(span: Span, units: dict[str, set[int]]) -> bool:
    """Tell whether a bearer of the name lies in a governorate that another name of it tells."""
    return any(
        _has_other(units.get(e.place.admin1 or ""), id(span))
        for e in span.usable()
        if e.place.feature_class != "A"
    )


def _has_other(owners: set[int] | None, own: int) -> bool:
    return owners is not None and len(owners) > (own in owners)
