"""Which of its namesakes each accepted span means: decided together over the document."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.features import distances_km
from gazetteer.geoparse.cues import cue
from gazetteer.geoparse.kinds import fits, is_strict
from gazetteer.geoparse.names import Entry, is_old_name
from gazetteer.geoparse.tokens import QUOTE, Words
from gazetteer.normalize import fold, strip_articles
from gazetteer.place import Candidate, Reason, ToponymKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from gazetteer.geoparse.spans import Span
from gazetteer.place import Place

# Weights in logit units. Source: set by hand on the invented texts of `data/texts/`.
_TYPE_FITS: Final = 5.0
_TYPE_CLASHES: Final = -5.0
_UNIT_WITHOUT_WORD: Final = -1.5
_PART_OF_IT: Final = 8.0
_PREFERRED: Final = 0.8
_OLD_NAME: Final = -2.5
_RESPELT: Final = -2.5
_PROMINENCE: Final = 6.0
_COUNTRY_NAMED: Final = 3.0
_COUNTRY_OF_TEXT: Final = 2.0
_COUNTRY_GIVEN: Final = 1.5
_UNIT_NAMED: Final = 4.5
_ADMIN1_IN_SENTENCE: Final = 2.5
_ADMIN1_IN_TEXT: Final = 0.8
_NEAR: Final = 2.0
_NEAR_SCALE_KM: Final = 80.0
_FAME: Final = 2.0
_A_COUNTRY: Final = 4.0
# Weights above these are told as reasons.
_WELL_KNOWN: Final = 3.0
_WORTH_SAYING: Final = 0.2
# Wider things say nothing of what lies near them.
_WIDE_KM: Final = 150.0
# A first choice with this score helps to choose the others, in so many rounds.
_SURE: Final = 0.7
_ROUNDS: Final = 2
# Candidates reported for one mention, at most.
_MOST_CANDIDATES: Final = 8


@dataclass(slots=True)
class _Points:
    """The distinct places chosen so far that are small enough to be near something."""

    rows: dict[str, int]
    counts: list[int]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    nearest: dict[tuple[str, str], float]

    @classmethod
    def of(cls, places: Iterable[Place]) -> _Points:
        counts: Counter[str] = Counter()
        known: dict[str, tuple[float, float]] = {}
        for place in places:
            if place.lat is not None and place.lon is not None and not _is_wide(place):
                counts[place.id] += 1
                known[place.id] = place.lat, place.lon
        at = np.array(list(known.values()), dtype=float).reshape(-1, 2)
        rows = {place_id: row for row, place_id in enumerate(known)}
        return cls(rows, [counts[i] for i in known], at[:, 0], at[:, 1], {})

    def nearest_km(self, lat: float, lon: float, place_id: str, own: Place | None) -> float:
        """Return how far the nearest other place is; `own` is what this very span was taken for."""
        key = place_id, "" if own is None else own.id
        if key not in self.nearest:
            others = np.ones(len(self.counts), dtype=bool)
            if place_id in self.rows:
                others[self.rows[place_id]] = False
            if own is not None and own.id in self.rows and self.counts[self.rows[own.id]] == 1:
                others[self.rows[own.id]] = False
            away = distances_km(self.lat, self.lon, (lat, lon))
            self.nearest[key] = float(np.min(away, where=others, initial=np.inf))
        return self.nearest[key]


@dataclass(slots=True)
class Scene:
    """What the document as a whole says: countries named, governorates, points of sure places."""

    chosen: dict[int, Place]
    countries: Counter[str]
    given: frozenset[str]
    admin1: Counter[str]
    admin1_by_sentence: dict[int, Counter[str]]
    units_by_sentence: dict[int, dict[str, set[int]]]
    points: _Points


def build_scene(
    words: Words, spans: Sequence[Span], sentences: list[int], given: frozenset[str],
    chosen: dict[int, Place],
) -> Scene:  # fmt: skip
    """Return the scene of a document from the places that were chosen so far, by span id."""
    countries: Counter[str] = Counter()
    admin1: Counter[str] = Counter()
    by_sentence: dict[int, Counter[str]] = {}
    units: dict[int, dict[str, set[int]]] = {}
    for number, span in enumerate(spans):
        place = chosen.get(number)
        if place is None:
            continue
        if place.country_code:
            countries[place.country_code] += 1
        if place.admin1:
            admin1[place.admin1] += 1
            by_sentence.setdefault(sentences[span.first], Counter())[place.admin1] += 1
            if place.feature_class == "A":
                named = units.setdefault(sentences[span.first], {})
                named.setdefault(place.admin1, set()).add(number)
    for key in words.key:
        country = cue(key).country
        if country:
            countries[country] += 1
    points = _Points.of(chosen.values())
    return Scene(chosen, countries, given, admin1, by_sentence, units, points)


def _is_wide(place: Place) -> bool:
    return place.feature_class == "A" or place.extent_km > _WIDE_KM


@dataclass(frozen=True, slots=True)
class _Case:
    """One span in its document: its number, its sentence and what the whole document says."""

    words: Words
    span: Span
    number: int
    sentence: int
    scene: Scene


class _Sum:
    """A score that keeps the reasons for what was added to it."""

    def __init__(self, reason: Reason) -> None:
        self.total = 0.0
        self.reasons = [reason]

    def add(self, code: str, message: str, weight: float) -> None:
        """Add a weight (logit units) and say why."""
        self.total += weight
        self.reasons.append(Reason(code=code, message=message, weight=round(weight, 2)))


def choose(
    words: Words, spans: Sequence[Span], sentences: list[int], given: frozenset[str]
) -> list[list[Candidate]]:
    """Return the candidates of each span, best first, their scores adding up to at most 1."""

    def ranked_in(scene: Scene) -> list[list[Candidate]]:
        return [
            _ranked(_Case(words, span, number, sentences[span.first], scene))
            for number, span in enumerate(spans)
        ]

    ranked = ranked_in(build_scene(words, spans, sentences, given, {}))
    chosen = {n: c[0].place for n, c in enumerate(ranked) if c and c[0].score > _SURE}
    for _ in range(_ROUNDS):
        ranked = ranked_in(build_scene(words, spans, sentences, given, chosen))
        chosen = {n: c[0].place for n, c in enumerate(ranked) if c}
    return _one_sense(spans, ranked)


def _one_sense(spans: Sequence[Span], ranked: list[list[Candidate]]) -> list[list[Candidate]]:
    """Let a bare name mean what a surer mention of it in the same text means."""
    sure: dict[str, Candidate] = {}
    for span, candidates in zip(spans, ranked, strict=True):
        if span.type_id and candidates and candidates[0].score > 0.8:
            sure.setdefault(span.key, candidates[0])
    for number, (span, candidates) in enumerate(zip(spans, ranked, strict=True)):
        best = sure.get(span.key)
        if span.type_id or best is None or not candidates or candidates[0].place == best.place:
            continue
        same = next((c for c in candidates if c.place.id == best.place.id), None)
        if same is None or same.place.feature_class == "A":
            continue
        reason = Reason(code="one_sense", message="The text says elsewhere which one is meant.")
        chosen = Candidate(
            place=same.place, score=max(same.score, 0.75), toponym=same.toponym,
            reasons=(*same.reasons, reason),
        )  # fmt: skip
        ranked[number] = [chosen, *(c for c in candidates if c is not same)]
    return ranked


def _ranked(case: _Case) -> list[Candidate]:
    scored: dict[str, tuple[_Sum, Entry]] = {}
    for entry in case.span.usable():
        score = _score(case, entry)
        known = scored.get(entry.place.id)
        if known is None or score.total > known[0].total:
            scored[entry.place.id] = score, entry
    order = sorted(scored.values(), key=lambda one: -one[0].total)[:_MOST_CANDIDATES]
    odds = [math.exp(score.total - order[0][0].total) for score, _ in order]
    return [
        Candidate(
            place=entry.place,
            score=odd / sum(odds),
            toponym=entry.toponym,
            reasons=tuple(score.reasons),
        )
        for odd, (score, entry) in zip(odds, order, strict=True)
    ]


def _score(case: _Case, entry: Entry) -> _Sum:
    name = entry.toponym.name
    score = _Sum(Reason(code="named", message=f"Written as its name “{name}”."))
    _add_name(score, case.span, entry)
    _add_standing(score, entry)
    _add_country(score, case, entry.place)
    _add_admin1(score, case, entry.place)
    _add_nearness(score, case, entry.place)
    return score


def _add_name(score: _Sum, span: Span, entry: Entry) -> None:
    """Add how the name is written and of what kind the text says that the place is."""
    if entry.direction and span.is_part_of_town and _is_town_beside(span, entry):
        score.add("part_of_town", "A part of the town itself is meant.", -_PART_OF_IT)
    elif entry.direction:
        score.add("direction", "That part of it has an entry of its own.", _PART_OF_IT)
    if span.type_id and fits(span.type_id, entry.place):
        score.add("type_fits", "It is the kind of thing that the text names.", _TYPE_FITS)
    elif span.type_id and is_strict(span.type_id):
        score.add("type_clash", "It is another kind of thing than the text names.", _TYPE_CLASHES)
    elif not span.type_id and entry.known.group == "unit" and len(span.entries) > 1:
        score.total += _UNIT_WITHOUT_WORD
    if entry.toponym.kind is ToponymKind.PREFERRED:
        score.total += _PREFERRED
    if is_old_name(entry):
        score.add("old_name", "The name is a historical one.", _OLD_NAME)
    is_whole = not entry.needs_type and not entry.direction
    if span.written and is_whole and strip_articles(fold(entry.toponym.name)) != span.written:
        score.add("respelt", "It is spelt in another way.", _RESPELT)


def _is_town_beside(span: Span, entry: Entry) -> bool:
    """Tell whether the name without the direction is a town's: that of no unit, no country."""
    groups = {other.known.group for other in span.usable() if not other.direction}
    return bool(groups & {"seat", "locality", "capital"}) and entry.known.group != "unit"


def _add_standing(score: _Sum, entry: Entry) -> None:
    known = entry.known
    weight = known.population * _PROMINENCE + known.fame * _FAME
    if known.group == "country":
        weight += _A_COUNTRY
    if weight > _WELL_KNOWN:
        score.add("well_known", "It is well known.", weight)
    else:
        score.total += weight


def _add_country(score: _Sum, case: _Case, place: Place) -> None:
    country, scene = place.country_code, case.scene
    if country is None:
        return
    named = _nationality_after(case.words, case.span.last)
    if named == country:
        score.add("country_said", f"The text says that it lies in {named}.", _COUNTRY_NAMED)
    elif named:
        score.total -= _COUNTRY_NAMED
    # What the span itself was taken for in the last round says nothing new.
    own = scene.chosen.get(case.number)
    others = scene.countries[country] - (own is not None and own.country_code == country)
    share = others / max(sum(scene.countries.values()), 1)
    weight = _COUNTRY_OF_TEXT * min(share * 2.0, 1.0)
    if weight > _WORTH_SAYING:
        score.add("country_of_text", f"The text is about {country}.", weight)
    if country in scene.given:
        score.add("country_given", f"{country} was given as context.", _COUNTRY_GIVEN)


def _add_admin1(score: _Sum, case: _Case, place: Place) -> None:
    admin1, scene = place.admin1, case.scene
    if not admin1 or place.feature_class == "A":
        return
    units = scene.units_by_sentence.get(case.sentence, {}).get(admin1, set())
    if len(units) > (case.number in units):
        score.add(
            "unit_named", f"The text names its governorate ({admin1}) beside it.", _UNIT_NAMED
        )
        return
    here = scene.admin1_by_sentence.get(case.sentence, Counter())
    chosen = scene.chosen.get(case.number)
    own = chosen is not None and chosen.admin1 == admin1
    if here[admin1] > own:
        message = f"Its governorate ({admin1}) is named near by."
        score.add("admin1_named", message, _ADMIN1_IN_SENTENCE)
    elif scene.admin1[admin1] > own:
        message = f"Its governorate ({admin1}) is named in the text."
        score.add("admin1_in_text", message, _ADMIN1_IN_TEXT)


def _add_nearness(score: _Sum, case: _Case, place: Place) -> None:
    scene = case.scene
    alone = len(case.span.entries) == 1
    if alone or place.lat is None or place.lon is None or _is_wide(place):
        return
    own = scene.chosen.get(case.number)
    nearest = scene.points.nearest_km(place.lat, place.lon, place.id, own)
    weight = _NEAR * math.exp(-nearest / _NEAR_SCALE_KM)
    if weight > _WORTH_SAYING:
        message = f"{nearest:.0f} km from another place of the text."
        score.add("near_others", message, weight)


def _nationality_after(words: Words, last: int) -> str:
    """Return the country of an adjective right after a name: الحسكة السورية."""
    if last + 1 < len(words) and words.gap[last + 1] <= QUOTE:
        said = cue(words.key[last + 1])
        if said.country and not said.bare:
            return said.country
    return ""
