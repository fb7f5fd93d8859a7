"""The names of an index that a spelling may stand for: found by keys, described by features."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.features import NAME_FEATURES, Wanted, name_features, place_features
from gazetteer.phonetic import skeleton
from gazetteer.segment import (
    SHORTEST_EDITED,
    Ints,
    Segment,
    bigrams,
    deletions,
    encode_letters,
    key_hash,
    slip_keys,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gazetteer.index import NameIndex
    from gazetteer.type_words import NameParts

# Names compared in detail for each query, at most; the best by their keys are kept.
_MOST_NAMES: Final = 1500
# Skeletons that the bigrams may add, at most, and how much of the bigrams they must share.
_MOST_LIKE_SKELETONS: Final = 48
_LEAST_SHARED: Final = 0.45
# Searches that are kept, each of one segment: a query asks twice of each, an edit adds a segment.
_RECENT_SEARCHES: Final = 32
# While no name is as near as this (nats), candidates are looked for more widely.
_NEAR_ENOUGH: Final = 1.0
_COST: Final = NAME_FEATURES.index("full_cost")
_CORE_COST: Final = NAME_FEATURES.index("core_cost")
_SPELLING: Final = NAME_FEATURES.index("same_spelling")
_KEY: Final = NAME_FEATURES.index("same_key")
# More than all other features of a name together weigh (logit units).
_EXACT_FIRST: Final = 100.0


@dataclass(frozen=True, slots=True)
class Table:
    """Candidates of one segment: places (`rows`), the best name of each, and their features."""

    segment: Segment
    rows: Ints
    names: Ints
    features: NDArray[np.float32]


def _by_keys(segment: Segment, parts: NameParts) -> list[Ints]:
    """Return names by their key, the surest kind of key first."""
    bones, core_bones = skeleton(parts.full_form), skeleton(parts.core_form)
    of_bones = segment.rows("bones", [key_hash(bones)])
    of_core = segment.rows("bones", [key_hash(core_bones)])
    found = [
        segment.rows("fold", [key_hash(parts.folded)]),
        segment.rows("key", [key_hash(parts.key)]),
        segment.rows("by_bones", of_bones),
        segment.rows("by_core", of_core),
    ]
    if core_bones != bones:
        found.append(segment.rows("by_bones", of_core))
    else:
        found.append(segment.rows("by_core", of_bones))
    if len(bones) > SHORTEST_EDITED:
        found.append(segment.rows("by_bones", _edited(segment, bones)))
    if len(core_bones) > SHORTEST_EDITED and core_bones != bones:
        found.append(segment.rows("by_core", _edited(segment, core_bones)))
    return found + _slipped(segment, parts)


def _slipped(segment: Segment, parts: NameParts) -> list[Ints]:
    """Return names that are one typing slip away, whatever the slip does to the sound."""
    texts = {parts.letters, parts.plain_letters}
    keys = {key for text in texts for key in slip_keys(encode_letters(text))}
    like = _distinct(segment.filed("slip", sorted(keys)))
    return [segment.rows("by_letters", like), segment.rows("by_plain", like)]


def _distinct(numbers: Ints) -> Ints:
    """Return the numbers without repetition, rising; numpy.unique would load its masked arrays."""
    ordered = np.sort(numbers)
    distinct: Ints = ordered[np.diff(ordered, prepend=-1) != 0]
    return distinct


def _edited(segment: Segment, bones: str) -> Ints:
    return _distinct(segment.filed("edit", [key_hash(key) for key in deletions(bones)]))


def _more_widely(segment: Segment, parts: NameParts) -> list[Ints]:
    """Return names one edit from a short skeleton, then those that share bigrams with any."""
    found: list[Ints] = []
    forms = dict.fromkeys((skeleton(parts.full_form), skeleton(parts.core_form)))
    for bones in forms:
        if not bones:
            continue
        if 1 < len(bones) <= SHORTEST_EDITED:
            # One consonant more is far rarer than one less or another: these go first.
            one_more = _distinct(segment.filed("edit", [key_hash(bones)]))
            found.append(segment.rows("by_bones", one_more))
            found.append(segment.rows("by_bones", _edited(segment, bones)))
        grams = bigrams(bones)
        like, shared = np.unique(
            segment.filed("gram", [key_hash(gram) for gram in grams]), return_counts=True
        )
        lengths = segment.arrays["bones_length"][like] + 1
        likeness = 2 * shared / (lengths + len(grams))
        order = np.argsort(-likeness, kind="stable")[:_MOST_LIKE_SKELETONS]
        like = like[order[likeness[order] >= _LEAST_SHARED]]
        found.append(segment.rows("by_bones", like))
        found.append(segment.rows("by_core", like))
    return found


def _first_of_each(found: list[Ints], most: int) -> Ints:
    """Return the distinct names, earlier kinds of key first, at most `most`."""
    together = np.concatenate(found) if found else np.zeros(0, dtype=np.int32)
    names, first = np.unique(together, return_index=True)
    return names[np.argsort(first, kind="stable")[:most]]


@lru_cache(maxsize=_RECENT_SEARCHES)
def _searched(
    segment: Segment, parts: NameParts, widely: bool
) -> tuple[Ints, NDArray[np.float32] | None]:
    """Return the names of a segment that may be meant and, unless there are many, their features.

    Kept for a moment: whoever asks what an edit changes asks two indexes that share segments.
    """
    found = _by_keys(segment, parts)
    if widely:
        found += _more_widely(segment, parts)
    names = _first_of_each(found, 4 * _MOST_NAMES)
    described = name_features(segment, names, parts) if len(names) <= _MOST_NAMES else None
    return names, described


def _standing(
    segment: Segment, alive: NDArray[np.bool_], parts: NameParts, widely: bool
) -> tuple[Ints, NDArray[np.float32]]:
    """Return the names of places that stand, and their features."""
    names, described = _searched(segment, parts, widely)
    stand = alive[segment.arrays["name_place"][names]]
    if described is not None:
        return names[stand], described[stand]
    names = names[stand][:_MOST_NAMES]
    return names, name_features(segment, names, parts)


def _table(
    segment: Segment,
    names: Ints,
    described: NDArray[np.float32],
    wanted: Wanted,
    weights: NDArray[np.float32],
) -> Table:
    # A name that is the very one asked for speaks for its place before any that is like it.
    exact = described[:, _SPELLING] + described[:, _KEY]
    scores = described @ weights[: len(NAME_FEATURES)] + _EXACT_FIRST * exact
    places = segment.arrays["name_place"][names]
    order = np.lexsort((-scores, places))
    rows, first = np.unique(places[order], return_index=True)
    best = order[first]
    features = np.concatenate([described[best], place_features(segment, rows, wanted)], axis=1)
    return Table(segment, rows, names[best], features)


def candidate_tables(index: NameIndex, wanted: Wanted, weights: NDArray[np.float32]) -> list[Table]:
    """Return the candidates for `wanted` in each segment of `index`, with their features.

    `weights` (of `gazetteer.features.FEATURES`) choose the best name of each place.
    """
    tables: list[Table] = []
    for widely in (False, True):
        tables = []
        nearest = np.inf
        for segment, alive in index.parts:
            names, described = _standing(segment, alive, wanted.parts, widely)
            if len(names) == 0:
                continue
            table = _table(segment, names, described, wanted, weights)
            costs = table.features[:, [_COST, _CORE_COST]].mean(axis=1)
            nearest = min(nearest, float(costs.min()))
            tables.append(table)
        if nearest <= _NEAR_ENOUGH:
            break
    return tables
