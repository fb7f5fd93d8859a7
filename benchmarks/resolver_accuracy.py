"""How often the resolver is right, beside exact match, a rapidfuzz scan and character n-grams.

Run from the top of the project: ``python -m benchmarks.resolver_accuracy [UCDP.csv]``. With a
file of UCDP GED events it also resolves ``where_coordinates`` with ``adm_1`` and ``adm_2`` against
the gazetteer that ships (location precision 1; right within 10 km).
"""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel, JaroWinkler

from benchmarks.made_up_places import Bench, Spelling, bench
from gazetteer import Place, Resolution, ResolutionStatus
from gazetteer.confidence import SAME_PLACE_KM
from gazetteer.features import distances_km
from gazetteer.index import NameIndex
from gazetteer.normalize import fold
from gazetteer.phonetic import skeleton
from gazetteer.query import readings
from gazetteer.record import load_shipped
from gazetteer.resolve import resolve
from gazetteer.type_words import take_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Queries of each kind that the slow baselines are asked.
_BASELINE_QUERIES = 150
_LEVELS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.01)
# Skeletons at least this alike are taken as "the gazetteer holds it".
_HELD = 0.75

Finder = Callable[[Spelling, str | None], Place | None]


def is_near(place: Place | None, lat: float, lon: float) -> bool:
    """Tell whether `place` lies within 10 km of a point."""
    if place is None or place.lat is None or place.lon is None:
        return False
    away = distances_km(np.array([place.lat]), np.array([place.lon]), (lat, lon))
    return bool(away[0] <= SAME_PLACE_KM)


def is_right(place: Place | None, spelling: Spelling) -> bool:
    """Tell whether `place` lies within 10 km of the one meant."""
    meant = spelling.place
    return meant.lat is not None and meant.lon is not None and is_near(place, meant.lat, meant.lon)


@dataclass(frozen=True)
class Names:
    """All names of a gazetteer, folded, and the place of each."""

    folded: list[str]
    places: list[Place]

    @classmethod
    def of(cls, places: Iterable[Place]) -> Names:
        """Return the names of `places`."""
        rows = [(fold(t.name), place) for place in places for t in place.toponyms]
        return cls([name for name, _ in rows], [place for _, place in rows])


def exact_finder(names: Names) -> Finder:
    """Look the folded name up; the first in the governorate, else the first."""
    by_name: dict[str, list[Place]] = defaultdict(list)
    for name, place in zip(names.folded, names.places, strict=True):
        by_name[name].append(place)

    def find(spelling: Spelling, admin1: str | None) -> Place | None:
        found = by_name.get(fold(spelling.text), [])
        inside = [place for place in found if place.admin1 == admin1]
        return next(iter(inside or found), None)

    return find


def scan_finder(names: Names) -> Finder:
    """Compare with every name by Jaro-Winkler; of the best 20 the first in the governorate."""

    def find(spelling: Spelling, admin1: str | None) -> Place | None:
        scorer = JaroWinkler.normalized_similarity
        best = process.extract(fold(spelling.text), names.folded, scorer=scorer, limit=20)
        found = [names.places[row] for _, score, row in best if score >= best[0][1] - 0.08]
        inside = [place for place in found if place.admin1 == admin1]
        return next(iter(inside or found), None)

    return find


def _trigrams(name: str) -> set[str]:
    padded = f"  {name} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def trigram_finder(names: Names) -> Finder:
    """Take the names that share most character trigrams (Dice)."""
    postings: dict[str, list[int]] = defaultdict(list)
    sizes = np.zeros(len(names.folded))
    for row, name in enumerate(names.folded):
        grams = _trigrams(name)
        sizes[row] = len(grams)
        for gram in grams:
            postings[gram].append(row)
    arrays: dict[str, NDArray[np.intp]] = {g: np.array(rows) for g, rows in postings.items()}

    def find(spelling: Spelling, admin1: str | None) -> Place | None:
        grams = _trigrams(fold(spelling.text))
        shared = np.zeros(len(sizes))
        for gram in grams:
            if gram in arrays:
                shared[arrays[gram]] += 1
        likeness = 2 * shared / (sizes + len(grams))
        best = np.argsort(-likeness, kind="stable")[:20]
        found = [names.places[r] for r in best if likeness[r] >= likeness[best[0]] - 0.1]
        inside = [place for place in found if place.admin1 == admin1]
        return next(iter(inside or found), None)

    return find


def _share(finder: Finder, spellings: list[Spelling], *, told: bool) -> float:
    right = [is_right(finder(s, s.place.admin1 if told else None), s) for s in spellings]
    return float(np.mean(right))


def compare(of: Bench, index: NameIndex) -> None:
    """Print the share of first answers within 10 km, by kind of query and by method."""
    names = Names.of(of.places)

    def resolver(spelling: Spelling, admin1: str | None) -> Place | None:
        found = resolve(index, spelling.text, admin1=admin1, limit=1).candidates
        return found[0].place if found else None

    methods = {
        "exact match": exact_finder(names),
        "rapidfuzz scan": scan_finder(names),
        "trigrams": trigram_finder(names),
        "resolver": resolver,
    }
    kinds: dict[str, list[Spelling]] = defaultdict(list)
    for spelling in of.spellings:
        kinds[spelling.kind].append(spelling)
    source = random.Random(1)
    print(f"\nFirst answer within 10 km; {len(index)} places; a guess among villages of the same "
          f"Arabic name is right {of.namesakes:.2f} of the time")  # fmt: skip
    print(f"{'kind of query':26s} {'n':>5s}  " + "  ".join(f"{m:>22s}" for m in methods))
    for kind, spellings in kinds.items():
        few = source.sample(spellings, min(_BASELINE_QUERIES, len(spellings)))
        cells = []
        for name, finder in methods.items():
            asked = spellings if name in ("resolver", "exact match") else few
            alone, told = (_share(finder, asked, told=t) for t in (False, True))
            cells.append(f"{alone:.3f} / {told:.3f} gov.")
        print(f"{kind:26s} {len(spellings):5d}  " + "  ".join(f"{c:>22s}" for c in cells))


def calibration(answers: list[tuple[Resolution, bool]], title: str) -> None:
    """Print how often answers of each confidence were right, and the precision of `resolved`."""
    confidence = np.array([resolution.confidence for resolution, _ in answers])
    right = np.array([is_right for _, is_right in answers])
    resolved = np.array([r.status is ResolutionStatus.RESOLVED for r, _ in answers])
    print(f"\nCalibration, {title}\n{'confidence':>12s} {'n':>6s} {'mean':>6s} {'right':>6s}")
    for low, high in pairwise(_LEVELS):
        own = (confidence >= low) & (confidence < high)
        if own.any():
            print(f"{low:.2f} - {min(high, 1.0):.2f} {own.sum():6d} "
                  f"{confidence[own].mean():6.3f} {right[own].mean():6.3f}")  # fmt: skip
    print(f"resolved: {resolved.mean():.3f} of queries, {right[resolved].mean():.3f} right")


def calibrate(of: Bench, index: NameIndex, thinned: NameIndex) -> None:
    """Print calibration in the whole gazetteer and in one that lacks two thirds of the places."""
    for title, told, used in (
        ("name alone", False, index),
        ("with the governorate", True, index),
        ("with the governorate, two places of three missing", True, thinned),
    ):
        answers = []
        for spelling in of.spellings:
            admin1 = spelling.place.admin1 if told else None
            resolution = resolve(used, spelling.text, admin1=admin1, limit=1)
            first = resolution.candidates[0].place if resolution.candidates else None
            answers.append((resolution, is_right(first, spelling)))
        calibration(answers, title)


def _is_held(places: list[Place], text: str, lat: float, lon: float) -> bool:
    names = [take_apart(name) for reading in readings(text) for name in reading.names]
    bones = {skeleton(f) for parts in names for f in (parts.full_form, parts.core_form)} - {""}
    for place in places:
        if not is_near(place, lat, lon):
            continue
        for toponym in place.toponyms:
            parts = take_apart(toponym.name)
            own = {skeleton(parts.full_form), skeleton(parts.core_form)} - {""}
            if any(Indel.normalized_similarity(a, b) >= _HELD for a in bones for b in own):
                return True
    return False


def ucdp(path: Path) -> None:
    """Print precision and recall on the events of a UCDP GED file, by location and by event."""
    places = [place for place in load_shipped() if place.lat is not None]
    index = NameIndex.build(places)
    events: dict[tuple[str, ...], int] = defaultdict(int)
    fields = ("where_coordinates", "adm_1", "adm_2", "latitude", "longitude", "country")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if float(row["where_prec"] or 0) == 1:
                events[tuple(row[field] for field in fields)] += 1
    answers: list[tuple[Resolution, bool]] = []
    table = []
    for (text, admin1, admin2, lat, lon, country), count in events.items():
        point = float(lat), float(lon)
        resolution = resolve(index, text, country=country, admin1=admin1, admin2=admin2)
        first = resolution.candidates[0].place if resolution.candidates else None
        right = is_near(first, *point)
        resolved = resolution.status is ResolutionStatus.RESOLVED
        held = right or _is_held(places, text, *point)
        answers.append((resolution, right))
        table.append((count, held, right, resolved))
    print(
        f"\nUCDP GED, {len(events)} locations, {sum(events.values())} events, {len(index)} places"
    )
    for title, weight in (("locations", 0), ("events", 1)):
        count, held, right, resolved = np.array(table).T
        weights = count if weight else np.ones_like(count)
        answered, good = (resolved * weights).sum(), (resolved * right * weights).sum()
        print(f"{title}: {(held * weights).sum()} held; first answer right "
              f"{(right * weights).sum()}; resolved {answered}, precision {good / answered:.3f}, "
              f"{good / (held * weights).sum():.3f} of those held")  # fmt: skip
    calibration(answers, "UCDP GED locations")


def main() -> None:
    """Measure and print."""
    of = bench()
    index = NameIndex.build(of.places)
    compare(of, index)
    source = random.Random(2)
    thinned = NameIndex.build([place for place in of.places if source.random() < 1 / 3])
    calibrate(of, index, thinned)
    for argument in sys.argv[1:]:
        ucdp(Path(argument))


if __name__ == "__main__":
    main()
