"""A name -> the place it means: generate candidates, score, decide; pure over an index."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.candidates import Table, candidate_tables
from gazetteer.context import admin1_codes, country_code
from gazetteer.features import FEATURES, Wanted, distances_km, mark_inexact, mark_units
from gazetteer.phonetic import skeleton
from gazetteer.place import Candidate, Reason, Resolution, ResolutionStatus, ToponymKind
from gazetteer.query import NEAR_KM, Qualification, Reading, readings
from gazetteer.rank import Ranker, shipped_ranker
from gazetteer.reasons import reasons_for
from gazetteer.type_words import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from gazetteer.index import NameIndex
    from gazetteer.place import Toponym

# Two records this near each other are the same answer to a reader of a map.
SAME_PLACE_KM: Final = 10.0
# Candidates that take part in the confidence, at most.
_MOST_RANKED: Final = 64
# A rival scores at most this much less than the first candidate (logit units).
_RIVAL_MARGIN: Final = 2.0
# What a usual respelling of a name costs (nats): a vowel or two.
_USUAL_COST: Final = 2.0
# Smaller gazetteers are taken for one of this size: the confidence was learned on none of them.
_SMALLEST_KNOWN: Final = 2_000
# Of names of countries the codes are left out: "Ir" and "Sa" are no countries in a text.
_LONGEST_CODE: Final = 3
# A literal reading as near as this (nats) to a name is preferred to one that drops words.
_LITERAL_COST: Final = 1.5
# How much a second name of the query that fits too adds to a place (logit units).
_BOTH_NAMES_FIT: Final = 2.5
_SECOND_NAME_COST: Final = 3.0
# Source: the smallest circle round Syria's median governorate and district (Natural Earth admin 1),
# km; only for records that have no extent of their own.
_UNIT_EXTENT_KM: Final = {"ADM1": 75.0, "ADM2": 25.0, "ADM3": 15.0}
# With one of these a place of the very name is another thing than the one asked for.
_OTHER_THING: Final = (
    "descriptor_extra", "type_clash", "unit_asked_and_not", "unit_beside_locality", "kind_clash",
    "modifier_missing", "modifier_extra", "modifier_clash",
)  # fmt: skip
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A name and its context; everything but `text` is optional and soft.

    `country` is a code or a name, `admin1` an ISO 3166-2 code or any name of a governorate,
    `admin2` a district's name, `near` (lat, lon) in degrees, `kinds` GeoNames classes or codes.
    """

    text: str
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    near: tuple[float, float] | None = None
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates of one reading, best first: parallel arrays over places."""

    tables: list[Table]
    table: NDArray[np.intp]
    at: NDArray[np.intp]
    scores: NDArray[np.float64]
    features: NDArray[np.float32]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.scores)

    def countries(self) -> NDArray[np.str_]:
        """Return the country code of each candidate, empty where none is known."""
        codes = []
        for rank in range(len(self)):
            table, row = self.row(rank)
            segment = self.tables[table].segment
            codes.append(segment.facts["country"][int(segment.arrays["place_country"][row])])
        return np.array(codes, dtype=np.str_)

    def row(self, rank: int) -> tuple[int, int]:
        """Return (table, place row) of the candidate at `rank`."""
        table = int(self.table[rank])
        return table, int(self.tables[table].rows[self.at[rank]])


def _wanted(query: Query, reading: Reading, name: str) -> Wanted:
    country = country_code(query.country) or reading.country
    parts = take_apart(name)
    if reading.qualification is not None and reading.qualification.code == "countryside":
        parts = replace(parts, descriptors=parts.descriptors | {"governorate"})
    elif country_code(name) is not None and len(name) > _LONGEST_CODE:
        parts = replace(parts, descriptors=parts.descriptors | {"country"})
    return Wanted(
        parts=parts,
        country=country,
        admin1=admin1_codes(query.admin1 or reading.admin1, country),
        admin2=query.admin2 or reading.admin2 or "",
        near=query.near,
        kinds=query.kinds,
    )


def _ranked(tables: list[Table], wanted: Wanted, ranker: Ranker) -> Ranked:
    none = np.zeros((0, len(FEATURES)), dtype=np.float32)
    features = np.concatenate([none, *(t.features for t in tables)])
    table = np.repeat(np.arange(len(tables)), [len(t.rows) for t in tables])
    at = np.concatenate([np.zeros(0, dtype=np.intp), *(np.arange(len(t.rows)) for t in tables)])
    mark_inexact(features)
    mark_units(features, wanted)
    scores = (features @ ranker.weights).astype(np.float64)
    order = np.argsort(-scores, kind="stable")[:_MOST_RANKED]
    lat, lon = (
        np.concatenate([t.segment.arrays[f"place_{c}"][t.rows] for t in tables] or [np.zeros(0)])
        for c in ("lat", "lon")
    )
    return Ranked(
        tables, table[order].astype(np.intp), at[order].astype(np.intp), scores[order],
        features[order], lat[order], lon[order],
    )  # fmt: skip


def _merged(ranked: list[Ranked]) -> Ranked:
    """Return the candidates of the two names of one place as one list; who fits both, gains."""
    tables = [table for one in ranked for table in one.tables]
    rows: dict[tuple[int, int], list[tuple[float, int, int]]] = {}
    offset = 0
    for number, one in enumerate(ranked):
        for rank in range(len(one)):
            table, row = one.row(rank)
            key = (id(one.tables[table].segment), row)
            rows.setdefault(key, []).append((float(one.scores[rank]), number, rank))
        offset += len(one.tables)
    starts = np.cumsum([0, *(len(one.tables) for one in ranked)])
    entries = []
    for found in rows.values():
        score, number, rank = max(found)
        agreeing = sum(
            ranked[n].features[r, _COUNT["full_cost"]] <= _SECOND_NAME_COST for _, n, r in found
        )
        entries.append((score + _BOTH_NAMES_FIT * max(agreeing - 1, 0), number, rank))
    entries.sort(key=lambda entry: -entry[0])
    picked = [(ranked[n], n, r) for _, n, r in entries]
    return Ranked(
        tables,
        np.array([int(starts[n]) + int(one.table[r]) for one, n, r in picked], dtype=np.intp),
        np.array([one.at[r] for one, _, r in picked], dtype=np.intp),
        np.array([entry[0] for entry in entries]),
        np.array([one.features[r] for one, _, r in picked]).reshape(-1, len(FEATURES)),
        np.array([one.lat[r] for one, _, r in picked]),
        np.array([one.lon[r] for one, _, r in picked]),
    )


def rank_reading(index: NameIndex, query: Query, reading: Reading, ranker: Ranker) -> Ranked:
    """Return the candidates for one reading of a query, best first."""
    found = []
    for name in reading.names:
        wanted = _wanted(query, reading, name)
        if wanted.parts.words:
            found.append(_ranked(candidate_tables(index, wanted, ranker.weights), wanted, ranker))
    if len(found) == 1:
        return found[0]
    return _merged(found)


def _namesake_features(ranked: Ranked, same: NDArray[np.bool_], lead: float) -> dict[str, float]:
    """Return the features that tell how alone the first candidate is with the name as asked.

    `same` marks the first and what stands for the same answer, `lead` is ahead of all others.
    """
    bears = ranked.features[:, _COUNT["same_key"]] > 0
    for clash in _OTHER_THING:
        bears &= ranked.features[:, _COUNT[clash]] == 0
    population = ranked.features[:, _COUNT["population"]].astype(np.float64)
    exact = float(bears[0])
    namesakes = bears & ~same
    alone = exact * float(not namesakes.any())
    ahead = population[0] - population[namesakes].max(initial=0.0)
    odds = np.exp(ranked.scores - ranked.scores[0])
    return {
        "exact_alone": alone,
        "exact_alone_lead": alone * lead,
        "exact_rivals": exact * float(np.log1p(namesakes.sum())),
        "exact_share": exact / (1.0 + float(odds[namesakes].sum())),
        "population_if_inexact": (1.0 - exact) * float(population[0]),
        "population_ahead": (exact - alone) * float(ahead),
    }


def confidence_features(ranked: Ranked, name: str, gazetteer_size: int) -> dict[str, float]:
    """Return `gazetteer.rank.CONFIDENCE_FEATURES` of a non-empty list of candidates."""
    scores, first = ranked.scores, ranked.features[0]
    away = distances_km(ranked.lat, ranked.lon, (float(ranked.lat[0]), float(ranked.lon[0])))
    countries = ranked.countries()
    # Twin towns on two sides of a border are two answers, however near.
    same = (np.nan_to_num(away, nan=np.inf) <= SAME_PLACE_KM) & (countries == countries[0])
    same[0] = True
    odds = np.exp(scores - scores[0])
    share = float(odds[same].sum() / odds.sum())
    others = scores[~same]
    features = {n: float(first[_COUNT[n]]) for n in FEATURES}
    length = len(skeleton(take_apart(name).full_form))
    full, core = features["full_cost"], features["core_cost"]
    lead = float(min(scores[0] - others[0], 8.0)) if others.size else 8.0
    return (
        features
        | _namesake_features(ranked, same, lead)
        | {
            "share": share,
            "share_log_odds": float(np.log(share / max(1.0 - share, 1e-3))),
            "lead": lead,
            "rivals": float(np.log1p((others > scores[0] - _RIVAL_MARGIN).sum())),
            "gazetteer_size": float(np.log10(max(gazetteer_size, _SMALLEST_KNOWN))),
            "skeleton_length": float(min(length, 8)),
            "cost_beyond": max(full - _USUAL_COST, 0.0),
            "core_cost_beyond": max(core - _USUAL_COST, 0.0),
            "cost_over_length": full / max(length, 1),
            "same_form_of_short": float(length <= 2 and features["same_key"] == 0.0),
        }
    )


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


def resolve_query(
    index: NameIndex, query: Query, *, limit: int = 10, ranker: Ranker | None = None
) -> Resolution:
    """Return what `query` resolves to; see `resolve`."""
    ranker = ranker or shipped_ranker()
    chosen = _choose_reading(index, query, ranker)
    if chosen is None:
        nothing = Reason(code="no_candidate", message="No name in the gazetteer is like this one.")
        return Resolution(query=query.text, status=ResolutionStatus.NOT_FOUND, reasons=(nothing,))
    reading, ranked = chosen
    confidence = ranker.confidence(confidence_features(ranked, reading.names[0], len(index)))
    if _is_well_known(ranked):
        confidence = max(confidence, _WELL_KNOWN_CONFIDENCE)
    status = ranker.decide(confidence, float(ranked.scores[0]))
    odds = np.exp(ranked.scores - ranked.scores[0])
    shares = confidence * odds / max(float(odds[0]), 1e-9)
    candidates = tuple(
        _candidate(ranked, rank, float(shares[rank]), ranker)
        for rank in range(min(limit, len(ranked)))
    )
    extent, reasons = _extent(index, query, reading, candidates[0], ranker)
    return Resolution(
        query=query.text, status=status, confidence=confidence, candidates=candidates,
        extent_km=extent, reasons=reasons,
    )  # fmt: skip


def _is_well_known(ranked: Ranked) -> bool:
    """Tell whether the first is a city under its preferred name that dwarfs every near rival."""
    first = ranked.features[0]
    if not first[_COUNT["same_spelling"]] or any(first[_COUNT[name]] for name in _CONTEXT_AGAINST):
        return False
    if _toponym(ranked, 0).kind is not ToponymKind.PREFERRED:
        return False
    size = _population(ranked, 0)
    lead = math.log(_NEAR_RIVAL_ODDS)
    rivals = [
        rank for rank in range(1, len(ranked)) if ranked.scores[0] - ranked.scores[rank] < lead
    ]
    largest = max((_population(ranked, rank) for rank in rivals), default=0)
    return size >= _WELL_KNOWN_POPULATION and size >= _DWARFED_BY * largest


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


def _extent(
    index: NameIndex, query: Query, reading: Reading, first: Candidate, ranker: Ranker
) -> tuple[float, tuple[Reason, ...]]:
    """Return the first candidate's extent widened by the qualification, and why."""
    place = first.place
    extent = place.extent_km or _UNIT_EXTENT_KM.get(place.feature_code, 0.0)
    qualification = reading.qualification
    if qualification is None:
        return extent, ()
    within = qualification.within_km or 0.0
    if reading.other_end is not None:
        within = _distance_to_other_end(index, query, reading, first, ranker) or within
    if place.feature_class == "A" and qualification.code in {"countryside", "side", "part"}:
        within = 0.0
    return extent + within, (_qualification_reason(qualification, within),)


def _qualification_reason(qualification: Qualification, within_km: float) -> Reason:
    message = f"“{qualification.words.strip()}” qualifies the place"
    if within_km:
        message += f": within {within_km:.0f} km of it, the extent is widened by that"
    return Reason(code=f"qualified_{qualification.code}", message=f"{message}.")


def _distance_to_other_end(
    index: NameIndex, query: Query, reading: Reading, first: Candidate, ranker: Ranker
) -> float | None:
    if first.place.lat is None or first.place.lon is None or reading.other_end is None:
        return None
    point = (first.place.lat, first.place.lon)
    other = replace(query, text=reading.other_end, near=query.near or point)
    found = _choose_reading(index, other, ranker)
    if found is None:
        return None
    lat, lon = found[1].lat[:1], found[1].lon[:1]
    distance = float(distances_km(lat, lon, point)[0])
    return max(distance, NEAR_KM) if np.isfinite(distance) else None
