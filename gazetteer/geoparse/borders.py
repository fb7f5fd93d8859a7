"""Lines between two countries named in a text: الحدود العراقية السورية, the Iraqi-Syrian border."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gazetteer.context import country_code
from gazetteer.geoparse.cues import cue
from gazetteer.geoparse.tokens import SPACE, Words, split_words, word_key
from gazetteer.normalize_arabic import is_arabic

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from gazetteer.place import Place

Pair = tuple[str, str]
_MOST_WORDS: Final = 4
# Countries that share a land border, in the region that the gazetteer is about. No statement on
# the status of any territory.
_NEIGHBOURS: Final[tuple[Pair, ...]] = (
    ("IL", "JO"), ("IL", "LB"), ("IL", "SY"), ("IQ", "IR"), ("IQ", "JO"), ("IQ", "KW"),
    ("IQ", "SA"), ("IQ", "SY"), ("IQ", "TR"), ("IR", "TR"), ("JO", "SA"), ("JO", "SY"),
    ("KW", "SA"), ("LB", "SY"), ("SY", "TR"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BorderSpan:
    """A border named from word `first` to word `last` of a text; one country may be unsaid."""

    first: int
    last: int
    countries: tuple[str, ...]


def borders_named(words: Words) -> list[BorderSpan]:
    """Return the borders that a text names by the adjectives of their countries."""
    found = []
    for at, key in enumerate(words.key):
        if not _is_border(words, at):
            continue
        span = _arabic(words, at) if is_arabic(key) else _english(words, at)
        if span is not None:
            found.append(span)
    return found


def _is_border(words: Words, at: int) -> bool:
    if "border" in cue(words.key[at]).roles:
        return True
    before = words.key[at - 1] if at > 0 and words.gap[at] == SPACE else ""
    return words.key[at] == "الحدودي" and before.endswith("الشريط")


def _arabic(words: Words, at: int) -> BorderSpan | None:
    countries: list[str] = []
    last = at
    for word in range(at + 1, min(at + 1 + _MOST_WORDS, len(words))):
        said = cue(words.key[word])
        if words.gap[word] > SPACE:
            break
        if said.country and not said.bare:
            countries.append(said.country)
            last = word
        elif "border" not in said.roles and words.key[word] not in {"الحدودي", "المشتركه"}:
            break
    return _span(at - (words.key[at] == "الحدودي"), last, countries)


def _english(words: Words, at: int) -> BorderSpan | None:
    countries: list[str] = []
    first, adjectives = at, 0
    for word in range(at - 1, max(at - 1 - _MOST_WORDS, -1), -1):
        if words.gap[word + 1] > SPACE or not words.capital[word]:
            break
        country = cue(words.key[word]).country or _countries_by_key().get(words.key[word], "")
        if not country:
            break
        countries.append(country)
        adjectives += bool(cue(words.key[word]).country)
        first = word
    # One country by its name alone ("Turkey's border guards") is not yet a line.
    return _span(first, at, countries) if adjectives or len(countries) > 1 else None


@lru_cache(maxsize=1)
def _countries_by_key() -> dict[str, str]:
    names = ("Syria", "Iraq", "Turkey", "Iran", "Jordan", "Lebanon", "Israel", "Kuwait")
    return {word_key(name): code for name in names if (code := country_code(name)) is not None}


def _span(first: int, last: int, countries: list[str]) -> BorderSpan | None:
    different = tuple(dict.fromkeys(countries))[:2]
    return BorderSpan(first, last, different) if different else None


def border_places(places: Iterable[Place]) -> dict[Pair, Place]:
    """Return the border lines that a gazetteer holds, by the pair of their countries."""
    found: dict[Pair, Place] = {}
    for place in places:
        if place.feature_class != "L":
            continue
        for toponym in place.toponyms:
            for span in borders_named(split_words(toponym.name)):
                if len(span.countries) == 2:
                    found.setdefault(pair(*span.countries), place)
    return found


def pair(one: str, other: str) -> Pair:
    """Return two country codes in alphabetical order."""
    return (one, other) if one < other else (other, one)


def other_side(country: str, votes: Counter[str]) -> str | None:
    """Return the country that shares a border with `country` and is named most in the text."""
    neighbours = {two for one in _NEIGHBOURS if country in one for two in one} - {country}
    named = [(votes[c], c) for c in neighbours if votes[c]]
    return max(named)[1] if named else None
