"""The candidates for one reading of a query, best first: parallel arrays over places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.candidates import Table, candidate_tables
from gazetteer.context import admin1_codes, country_code
from gazetteer.features import FEATURES, Wanted, mark_inexact, mark_units
from gazetteer.type_words import take_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gazetteer.index import NameIndex
    from gazetteer.query import Reading
    from gazetteer.rank import Ranker

# Digits of a score (logit units) that count: more than any two different candidates differ by.
_SCORE_DIGITS: Final = 6
# Candidates that take part in the confidence, at most.
_MOST_RANKED: Final = 64
# Of names of countries the codes are left out: "Ir" and "Sa" are no countries in a text.
_LONGEST_CODE: Final = 3
# How much a second name of the query that fits too adds to a place (logit units).
_BOTH_NAMES_FIT: Final = 2.5
_SECOND_NAME_COST: Final = 3.0
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
    id_hash: NDArray[np.uint32]

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
    # Rounded, since a row's sum may differ in its last bits with the rows that stand around it.
    scores = np.round(features.astype(np.float64) @ ranker.weights, _SCORE_DIGITS)
    # An index that was edited and one that was built anew hold their places in different orders:
    # of equal candidates the order of their ids' hashes decides.
    lat, lon, id_hash = (
        np.concatenate([t.segment.arrays[f"place_{c}"][t.rows] for t in tables] or [np.zeros(0)])
        for c in ("lat", "lon", "id_hash")
    )
    order = np.lexsort((id_hash, -scores))[:_MOST_RANKED]
    return Ranked(
        tables, table[order].astype(np.intp), at[order].astype(np.intp), scores[order],
        features[order], lat[order], lon[order], id_hash[order],
    )  # fmt: skip


def _merged(ranked: list[Ranked]) -> Ranked:
    """Return the candidates of the two names of one place as one list; who fits both, gains."""
    tables = [table for one in ranked for table in one.tables]
    rows: dict[tuple[int, int], list[tuple[float, int, int]]] = {}
    for number, one in enumerate(ranked):
        for rank in range(len(one)):
            table, row = one.row(rank)
            key = (id(one.tables[table].segment), row)
            rows.setdefault(key, []).append((float(one.scores[rank]), number, rank))
    starts = np.cumsum([0, *(len(one.tables) for one in ranked)])
    entries: list[tuple[float, int, int, int]] = []
    for found in rows.values():
        score, number, rank = max(found)
        agreeing = sum(
            ranked[n].features[r, _COUNT["full_cost"]] <= _SECOND_NAME_COST for _, n, r in found
        )
        score += _BOTH_NAMES_FIT * max(agreeing - 1, 0)
        entries.append((-score, int(ranked[number].id_hash[rank]), number, rank))
    entries.sort()
    picked = [(ranked[n], n, r) for _, _, n, r in entries]
    return Ranked(
        tables,
        np.array([int(starts[n]) + int(one.table[r]) for one, n, r in picked], dtype=np.intp),
        np.array([one.at[r] for one, _, r in picked], dtype=np.intp),
        np.array([-entry[0] for entry in entries]),
        np.array([one.features[r] for one, _, r in picked]).reshape(-1, len(FEATURES)),
        np.array([one.lat[r] for one, _, r in picked]),
        np.array([one.lon[r] for one, _, r in picked]),
        np.array([one.id_hash[r] for one, _, r in picked], dtype=np.uint32),
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
