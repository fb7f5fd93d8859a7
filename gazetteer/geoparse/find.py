"""Finding places in a text: match, weigh, accept, choose, and say why."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from gazetteer.confidence import SAME_PLACE_KM
from gazetteer.context import country_code
from gazetteer.features import distances_km
from gazetteer.geoparse.accept import accepted_spans, sentence_numbers
from gazetteer.geoparse.borders import (
    BorderSpan,
    Pair,
    border_places,
    borders_named,
    other_side,
    pair,
)
from gazetteer.geoparse.choose import choose
from gazetteer.geoparse.cues import cue
from gazetteer.geoparse.mention import Hint, HintKind, Mention, TextPlaces
from gazetteer.geoparse.names import NameTable, changed, standing
from gazetteer.geoparse.qualify import extent_km
from gazetteer.geoparse.spans import Span, find_spans
from gazetteer.geoparse.tokens import Words, split_words
from gazetteer.geoparse.unknown import unknown_names
from gazetteer.geoparse.weights import Weights, shipped_weights
from gazetteer.place import Candidate, Reason, ResolutionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gazetteer.gazetteer import Gazetteer
    from gazetteer.place import Place

# Past so many changed places the names are gathered anew.
_MOST_CHANGES: Final = 200
# Score of the first candidate from which on a mention is resolved.
_RESOLVED: Final = 0.6
# Chance of being a place from which on a mention is worth showing.
_PERSON: Final = ("person_before", "person_near", "seen_as_other")
_ORGANISATION: Final = (
    "organisation_before", "organisation_near", "organisation_after", "media_before",
)  # fmt: skip
# Confidence of a border whose two countries are named, and of one whose other side is inferred.
_BORDER_NAMED: Final = 0.98
_BORDER_INFERRED: Final = 0.85
# Source: own choice; a name that nobody knows is for a person to judge.
_UNKNOWN_CONFIDENCE: Final = 0.5


class PlaceFinder:
    """The names of one gazetteer, ready to be found; follows its edits.

    Made once for each revision: what an edit changes is kept apart until it is much.

    Parameters
    ----------
    weights
        How much each piece of evidence weighs; those that ship unless given.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or shipped_weights()
        self._lock = threading.Lock()
        self._known: Mapping[str, Place] | None = None
        self._base: Mapping[str, Place] = {}
        self._tables: tuple[NameTable, ...] = ()
        self._gone: set[str] = set()
        self._borders: dict[Pair, Place] = {}

    def update(self, places: Mapping[str, Place]) -> None:
        """Take the names of these places; quick when few differ from the last time."""
        with self._lock:
            if places is self._known:
                return
            news = changed(self._base, places, at_most=_MOST_CHANGES) if self._tables else None
            if news is None:
                self._base, self._gone = places, set()
                self._tables = (NameTable(places.values()),)
            else:
                self._gone = set(news)
                edited = [place for place in news.values() if place is not None]
                self._tables = (self._tables[0], NameTable(edited))
            self._borders = border_places(places.values())
            self._known = places

    def find(self, text: str, *, context_countries: Iterable[str] = ()) -> TextPlaces:
        """Return the places that a text names and the names in it that are hints only.

        Parameters
        ----------
        text
            Running text, Arabic or English.
        context_countries
            ISO 3166-1 alpha-2 codes or names of countries that the text is about, if known.
        """
        with self._lock:
            tables, gone, borders = self._tables, self._gone, self._borders
        given = frozenset(code for c in context_countries if (code := country_code(c)) is not None)
        words = split_words(text)
        spans = find_spans(text, words, tables, gone)
        accepted = accepted_spans(words, spans, self._weights)
        lines = borders_named(words)
        accepted = _without_borders(accepted, lines)
        candidates = choose(words, accepted, sentence_numbers(words), given)
        mentions = [
            _mention(text, span, found)
            for span, found in zip(accepted, candidates, strict=True)
            if found
        ]
        votes = _country_votes(mentions, words, given)
        mentions += _border_mentions(text, words, lines, borders, votes)
        mentions += _unknown_mentions(text, words, mentions)
        mentions.sort(key=lambda mention: mention.start)
        return TextPlaces(
            mentions=tuple(mentions), hints=tuple(_hints(text, words, spans, mentions))
        )


_FINDERS: WeakKeyDictionary[Gazetteer, PlaceFinder] = WeakKeyDictionary()
_FINDERS_LOCK: Final = threading.Lock()


def find_places(
    text: str, gazetteer: Gazetteer, *, context_countries: Iterable[str] = ()
) -> TextPlaces:
    """Return the places that a text names, each with what it means and why.

    Names inside names of persons, institutes, forces, operations and media, and adjectives of
    nationality are hints, not mentions. The first call for a gazetteer gathers its names (about a
    second for 33,000 places); later ones follow its edits.

    Parameters
    ----------
    text
        Running text, Arabic or English; offsets count its characters.
    gazetteer
        The places to look for.
    context_countries
        ISO 3166-1 alpha-2 codes or names of countries that the text is about, if known.
    """
    with _FINDERS_LOCK:
        finder = _FINDERS.setdefault(gazetteer, PlaceFinder())
    finder.update(gazetteer.places())
    return finder.find(text, context_countries=context_countries)


def _without_borders(accepted: list[Span], lines: list[BorderSpan]) -> list[Span]:
    """Leave out the spans that are part of a border's name."""
    inside = {word for line in lines for word in range(line.first, line.last + 1)}
    return [span for span in accepted if not {span.first, span.last} & inside]


def _mention(text: str, span: Span, candidates: list[Candidate]) -> Mention:
    best = candidates[0]
    place = best.place
    close = all(_is_same(place, other.place) for other in candidates[1:] if other.score > 0.1)
    status = ResolutionStatus.RESOLVED
    if best.score < _RESOLVED and not close:
        status = ResolutionStatus.AMBIGUOUS
    score = 1.0 if close else best.score
    area = standing(place).group in {"country", "unit"}
    reasons = [*best.reasons, *_span_reasons(span)]
    return Mention(
        start=span.outer_start, end=span.outer_end, name_start=span.start, name_end=span.end,
        text=text[span.start : span.end], status=status, confidence=span.chance * score,
        candidates=tuple(candidates), extent_km=extent_km(place.extent_km, span, is_area=area),
        qualification="" if best.reasons[-1].code == "direction" else span.qualification,
        reasons=tuple(reasons),
    )  # fmt: skip


def _is_same(one: Place, other: Place) -> bool:
    if one.country_code != other.country_code or None in (one.lat, one.lon, other.lat, other.lon):
        return False
    from_other = distances_km_between(one, other)
    return from_other <= SAME_PLACE_KM


def distances_km_between(one: Place, other: Place) -> float:
    """Return how far two places with a known point are from each other, km."""
    import numpy as np  # noqa: PLC0415

    lat, lon = np.array([other.lat]), np.array([other.lon])
    return float(distances_km(lat, lon, (one.lat or 0.0, one.lon or 0.0))[0])


_SAID: Final = {
    "type_fits": "A word beside it names its kind.",
    "governed": "A word before the list names its kind.",
    "locative": "A word of place stands before it.",
    "attached_preposition": "A preposition is written together with it.",
    "between": "It stands after “between”.",
    "listed": "It stands in a list with other places.",
    "inside_named": "Its governorate is named in the same sentence.",
    "nationality_after": "An adjective of nationality follows it.",
    "countryside_before": "The text speaks of its countryside.",
    "seen_as_place": "The text says elsewhere that it is a place.",
    "dateline": "It stands where a report says where it was written.",
    "common": "It is a common word, too.",
}


def _span_reasons(span: Span) -> list[Reason]:
    reasons = [
        Reason(code=f"text_{name}", message=message)
        for name, message in _SAID.items()
        if span.features.get(name)
    ]
    if span.qualification:
        message = f"The words around it qualify it ({span.qualification})."
        reasons.append(Reason(code=f"qualified_{span.qualification}", message=message))
    return reasons


def _country_votes(mentions: list[Mention], words: Words, given: frozenset[str]) -> Counter[str]:
    votes: Counter[str] = Counter(given)
    for mention in mentions:
        if mention.place is not None and mention.place.country_code:
            votes[mention.place.country_code] += 2
    for key in words.key:
        if cue(key).country:
            votes[cue(key).country] += 1
    return votes


def _border_mentions(
    text: str, words: Words, lines: list[BorderSpan], known: dict[Pair, Place],
    votes: Counter[str],
) -> list[Mention]:  # fmt: skip
    found = []
    for line in lines:
        start, end = words.core_start[line.first], words.end[line.last]
        inferred = len(line.countries) == 1
        other = other_side(line.countries[0], votes) if inferred else line.countries[1]
        if other is None:
            continue
        both = pair(line.countries[0], other)
        place = known.get(both)
        message = f"The border between {both[0]} and {both[1]}."
        if inferred:
            message = f"The border of {line.countries[0]}, with {other} by what the text is about."
        reason = Reason(code="border", message=message)
        confidence = _BORDER_INFERRED if inferred else _BORDER_NAMED
        candidates = (
            ()
            if place is None
            else (
                Candidate(
                    place=place, score=confidence, toponym=place.toponyms[0], reasons=(reason,)
                ),
            )
        )
        found.append(
            Mention(
                start=start, end=end, name_start=start, name_end=end, text=text[start:end],
                status=ResolutionStatus.RESOLVED if place else ResolutionStatus.NOT_FOUND,
                confidence=confidence, candidates=candidates,
                extent_km=0.0 if place is None else place.extent_km, border=both,
                reasons=(reason,),
            )
        )  # fmt: skip
    return found


def _unknown_mentions(text: str, words: Words, mentions: list[Mention]) -> list[Mention]:
    """Return the names after a type word that the gazetteer lacks: بلدة «كنصفرة»."""
    taken = bytearray(len(text))
    for mention in mentions:
        taken[mention.start : mention.end] = b"x" * (mention.end - mention.start)
    message = "A word before it names its kind; no place of the gazetteer is called so."
    reason = Reason(code="unknown_name", message=message)
    return [
        Mention(
            start=words.core_start[one.type_word], end=end, name_start=start, name_end=end,
            text=text[start:end], status=ResolutionStatus.NOT_FOUND,
            confidence=_UNKNOWN_CONFIDENCE, reasons=(reason,),
        )
        for one in unknown_names(words)
        for start, end in ((words.start[one.first], words.end[one.last]),)
        if not any(taken[start:end])
    ]  # fmt: skip


def _hints(text: str, words: Words, spans: list[Span], mentions: list[Mention]) -> list[Hint]:
    taken = bytearray(len(text))
    for mention in mentions:
        taken[mention.start : mention.end] = b"x" * (mention.end - mention.start)
    found: list[Hint] = []
    for span in sorted(spans, key=lambda s: s.start - s.end):
        kind = _hint_kind(span)
        if kind is None or any(taken[span.start : span.end]):
            continue
        ids = tuple(dict.fromkeys(entry.place.id for entry in span.entries))
        written = text[span.start : span.end]
        found.append(Hint(start=span.start, end=span.end, text=written, kind=kind, place_ids=ids))
        taken[span.start : span.end] = b"x" * (span.end - span.start)
    for at, key in enumerate(words.key):
        country = cue(key).country
        start, end = words.core_start[at], words.end[at]
        if country and not any(taken[start:end]):
            written, kind = text[start:end], HintKind.NATIONALITY
            found.append(Hint(start=start, end=end, text=written, kind=kind, country=country))
    return sorted(found, key=lambda hint: hint.start)


def _hint_kind(span: Span) -> HintKind | None:
    if any(span.features.get(name) for name in _ORGANISATION):
        return HintKind.ORGANISATION
    if any(span.features.get(name) for name in _PERSON):
        return HintKind.PERSON
    return HintKind.WORD if span.features.get("common") else None
