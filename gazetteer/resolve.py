"""A name -> the place it means: generate candidates, score, decide; pure over an index."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.confidence import confidence_features
from gazetteer.features import FEATURES, distances_km
from gazetteer.place import Candidate, Reason, Resolution, ResolutionStatus, ToponymKind
from gazetteer.query import NEAR_KM, Qualification, Reading, readings
from gazetteer.rank import Ranker, shipped_ranker
from gazetteer.ranked import Query, Ranked, rank_reading
from gazetteer.reasons import reasons_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.index import NameIndex
    from gazetteer.place import Toponym

# A literal reading as near as this (nats) to a name is preferred to one that drops words.
_LITERAL_COST: Final = 1.5
# Source: the smallest circle round Syria's median governorate and district (Natural Earth admin 1),
# km; only for records that have no extent of their own.
_UNIT_EXTENT_KM: Final = {"ADM1": 75.0, "ADM2": 25.0, "ADM3": 15.0}
# A town of this size whose preferred name is asked for is the one meant when every rival near it
# (in odds) is so many times smaller. Source: our choice, so that the cities every reader knows
# resolve; benchmarks/README.md tells the precision with it.
_WELL_KNOWN_POPULATION: Final = 100_000
_DWARFED_BY: Final = 10
_NEAR_RIVAL_ODDS: Final = 15.0
_WELL_KNOWN_CONFIDENCE: Final = 0.9
# Context that speaks against a place, however well known.
_CONTEXT_AGAINST: Final = (
    "country_clash", "admin1_clash", "admin2_clash", "kind_clash", "type_clash", "distance",
)  # fmt: skip
_COUNT: Final = {name: number for number, name in enumerate(FEATURES)}


def _is_literal(ranked: Ranked) -> bool:
    first = ranked.features[0]
    lacking = first[_COUNT["modifier_missing"]] + first[_COUNT["modifier_clash"]]
    return bool(first[_COUNT["full_cost"]] <= _LITERAL_COST and lacking == 0.0)


def _choose_reading(
    index: NameIndex, query: Query, ranker: Ranker
) -> tuple[Reading, Ranked] | None:
    """Return the reading to go by: the literal one when it is a name, else the plainest."""
    chosen: tuple[Reading, Ranked] | None = None
    for reading in readings(query.text):
        ranked = rank_reading(index, query, reading, ranker)
        if len(ranked) == 0:
            continue
        if chosen is None or not _is_literal(chosen[1]):
            chosen = reading, ranked
    return chosen


def resolve(
    index: NameIndex,
    text: str,
    *,
    country: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
    near: tuple[float, float] | None = None,
    kinds: Iterable[str] | None = None,
    limit: int = 10,
    ranker: Ranker | None = None,
) -> Resolution:
    """Return what `text` resolves to among the places of `index`.

    Context is soft: what contradicts it goes down, it does not vanish.

    Parameters
    ----------
    index
        The names to resolve against.
    text
        A name in Arabic or Latin script, with or without type words and qualifications.
    country
        ISO 3166-1 alpha-2 code or name.
    admin1
        ISO 3166-2 code or any name of the governorate.
    admin2
        Name of the district.
    near
        A point (lat, lon), degrees on WGS84, near which the place is thought to lie.
    kinds
        GeoNames feature classes or codes that are wanted: ``{"P"}``, ``{"ADM1"}``.
    limit
        Candidates returned, at most.
    ranker
        Another ranker than the one shipped.
    """
    query = Query(
        text=text, country=country, admin1=admin1, admin2=admin2, near=near,
        kinds=frozenset(kinds or ()),
    )  # fmt: skip
    return resolve_query(index, query, limit=limit, ranker=ranker)


def resolve_many(
    index: NameIndex, queries: Iterable[Query | str], *, limit: int = 10
) -> list[Resolution]:
    """Return the resolution of each query, in order; a bare string is a query without context."""
    return [
        resolve_query(index, Query(text=query) if isinstance(query, str) else query, limit=limit)
        for query in queries
    ]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What a query is read as, its candidates, and what they amount to.

    `other` are the candidates for the second place of "between A and B", when it is another place.
    """

    reading: Reading
    ranked: Ranked
    confidence: float
    status: ResolutionStatus
    other: Ranked | None = None


def _decide(index: NameIndex, query: Query, ranker: Ranker) -> _Decision | None:
    chosen = _choose_reading(index, query, ranker)
    if chosen is None:
        return None
    reading, ranked = chosen
    confidence = ranker.confidence(confidence_features(ranked, reading.names[0], len(index)))
    if _is_well_known(ranked):
        confidence = max(confidence, _WELL_KNOWN_CONFIDENCE)
    status = ranker.decide(confidence, float(ranked.scores[0]))
    if reading.other_end is None:
        return _Decision(reading, ranked, confidence, status)
    other = _other_end(index, query, reading, ranked, ranker)
    if other is not None and other.id_hash[0] == ranked.id_hash[0]:
        return _Decision(reading, ranked, confidence, status)
    # What lies between two places is at neither of them.
    if status is ResolutionStatus.RESOLVED:
        status = ResolutionStatus.AMBIGUOUS
    return _Decision(reading, ranked, confidence / 2, status, other)


def resolve_query(
    index: NameIndex, query: Query, *, limit: int = 10, ranker: Ranker | None = None
) -> Resolution:
    """Return what `query` resolves to; see `resolve`."""
    ranker = ranker or shipped_ranker()
    decision = _decide(index, query, ranker)
    if decision is None:
        nothing = Reason(code="no_candidate", message="No name in the gazetteer is like this one.")
        return Resolution(query=query.text, status=ResolutionStatus.NOT_FOUND, reasons=(nothing,))
    ranked, confidence = decision.ranked, decision.confidence
    odds = np.exp(ranked.scores - ranked.scores[0])
    shares = confidence * odds / max(float(odds[0]), 1e-9)
    candidates = [
        _candidate(ranked, rank, float(shares[rank]), ranker)
        for rank in range(min(limit, len(ranked)))
    ]
    if decision.other is not None:
        end = _candidate(decision.other, 0, confidence, ranker)
        rest = [candidate for candidate in candidates[1:] if candidate.place.id != end.place.id]
        candidates = [candidates[0], end, *rest][:limit]
    extent, reasons = _extent(decision, candidates[0])
    return Resolution(
        query=query.text, status=decision.status, confidence=confidence,
        candidates=tuple(candidates), extent_km=extent, reasons=reasons,
    )  # fmt: skip


def resolved_id(index: NameIndex, query: Query) -> str | None:
    """Return the id of the place that `query` resolves to, or None: the quick part of `resolve`."""
    decision = _decide(index, query, shipped_ranker())
    if decision is None or decision.status is not ResolutionStatus.RESOLVED:
        return None
    number, row = decision.ranked.row(0)
    return decision.ranked.tables[number].segment.place(row).id


def _is_well_known(ranked: Ranked) -> bool:
    """Tell whether the first is a city under its preferred name that dwarfs every near rival."""
    first = ranked.features[0]
    if not first[_COUNT["same_spelling"]] or any(first[_COUNT[name]] for name in _CONTEXT_AGAINST):
        return False
    size = _population(ranked, 0)
    if size < _WELL_KNOWN_POPULATION or _toponym(ranked, 0).kind is not ToponymKind.PREFERRED:
        return False
    lead = math.log(_NEAR_RIVAL_ODDS)
    rivals = [
        rank for rank in range(1, len(ranked)) if ranked.scores[0] - ranked.scores[rank] < lead
    ]
    largest = max((_population(ranked, rank) for rank in rivals), default=0)
    return size >= _DWARFED_BY * largest


def _population(ranked: Ranked, rank: int) -> int:
    table, row = ranked.row(rank)
    return int(ranked.tables[table].segment.arrays["place_population"][row])


def _toponym(ranked: Ranked, rank: int) -> Toponym:
    """Return the name by which the candidate at `rank` was found."""
    number, row = ranked.row(rank)
    table = ranked.tables[number]
    name = int(table.names[ranked.at[rank]])
    return table.segment.place(row).toponyms[int(table.segment.arrays["name_position"][name])]


def _candidate(ranked: Ranked, rank: int, score: float, ranker: Ranker) -> Candidate:
    number, row = ranked.row(rank)
    place = ranked.tables[number].segment.place(row)
    toponym = _toponym(ranked, rank)
    return Candidate(
        place=place,
        score=min(max(score, 0.0), 1.0),
        toponym=toponym,
        reasons=reasons_for(ranked.features[rank], ranker.weights, place, toponym),
    )


def _extent(decision: _Decision, first: Candidate) -> tuple[float, tuple[Reason, ...]]:
    """Return the first candidate's extent widened by the qualification, and why."""
    place = first.place
    extent = place.extent_km or _UNIT_EXTENT_KM.get(place.feature_code, 0.0)
    qualification = decision.reading.qualification
    if qualification is None:
        return extent, ()
    within = qualification.within_km or 0.0
    if decision.other is not None:
        within = _distance_to_other_end(decision.ranked, decision.other) or within
    if place.feature_class == "A" and qualification.code in {"countryside", "side", "part"}:
        within = 0.0
    return extent + within, (_qualification_reason(qualification, within),)


def _qualification_reason(qualification: Qualification, within_km: float) -> Reason:
    if qualification.code == "between":
        message = f"“{qualification.words.strip()}” names two places and means neither of them"
    else:
        message = f"“{qualification.words.strip()}” qualifies the place"
    if within_km:
        message += f": within {within_km:.0f} km of it, the extent is widened by that"
    return Reason(code=f"qualified_{qualification.code}", message=f"{message}.")


def _other_end(
    index: NameIndex, query: Query, reading: Reading, ranked: Ranked, ranker: Ranker
) -> Ranked | None:
    """Return the candidates for the second of two places; of namesakes the one near the first."""
    other = replace(query, text=reading.other_end or "")
    found = _decide(index, other, ranker)
    if found is None or found.status is ResolutionStatus.NOT_FOUND:
        return None
    lat, lon = float(ranked.lat[0]), float(ranked.lon[0])
    if found.status is ResolutionStatus.AMBIGUOUS and query.near is None and not math.isnan(lat):
        near = _decide(index, replace(other, near=(lat, lon)), ranker)
        if near is not None and near.ranked.id_hash[0] != ranked.id_hash[0]:
            return near.ranked
    return found.ranked


def _distance_to_other_end(ranked: Ranked, other: Ranked) -> float | None:
    first = float(ranked.lat[0]), float(ranked.lon[0])
    distance = float(distances_km(other.lat[:1], other.lon[:1], first)[0])
    return max(distance, NEAR_KM) if np.isfinite(distance) else None
