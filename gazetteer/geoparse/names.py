"""All names of a gazetteer in one automaton, and what is known of each place beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import ahocorasick

from gazetteer.geoparse.cues import cue
from gazetteer.geoparse.tokens import name_keys
from gazetteer.normalize_arabic import is_arabic
from gazetteer.place import PlaceStatus, ToponymKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gazetteer.place import Place, Toponym

# Scripts that texts are read in; names in others are left out.
_LAST_LATIN: Final = "\u024f"
_MOST_WORDS: Final = 7
_SHORTEST_KEY: Final = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a place before a text is read, each between 0 and about 1."""

    population: float
    fame: float
    group: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in which a key names a place.

    With `needs_type` the key is only a part of the name, good when the text has the type word that
    is left out ("محافظة حلب", "محافظات الرقة وحلب"). `direction` belongs to names of parts of a
    place ("شرق سوريا"), whose key is then that of the place.
    """

    place: Place
    toponym: Toponym
    known: Standing
    needs_type: str = ""
    direction: str = ""


@lru_cache(maxsize=65536)
def _keys_of(name: str) -> tuple[tuple[str, str, str], ...]:
    """Return (key, needed type, direction) for each way in which a name may stand in a text."""
    if not _is_read(name):
        return ()
    found: dict[tuple[str, str, str], None] = {}
    for key in name_keys(name):
        words = key.split()
        if len(words) > _MOST_WORDS or len(key) < _SHORTEST_KEY:
            continue
        found[key, "", ""] = None
        first, last = cue(words[0]), cue(words[-1])
        if len(words) > 1 and first.type_id and first.bare and not first.governs_many:
            found[" ".join(words[1:]), first.type_id, ""] = None
        elif len(words) > 1 and last.type_id and not is_arabic(key):
            found[" ".join(words[:-1]), last.type_id, ""] = None
        direction, rest = leading_direction(words)
        if direction and rest < len(words):
            found[" ".join(words[rest:]), "", direction] = None
            if cue(words[rest]).type_id and rest + 1 < len(words):
                found[" ".join(words[rest + 1 :]), "", direction] = None
    return tuple(found)


def _is_read(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or name.islower():
        return False
    return all(letter <= _LAST_LATIN or "\u0600" <= letter <= "\u06ff" or
               "\u1e00" <= letter <= "\u1eff" or "\u02b0" <= letter <= "\u02ff"
               for letter in letters)  # fmt: skip


def leading_direction(words: list[str]) -> tuple[str, int]:
    """Return the direction that words begin with and how many words it takes: شمال شرق -> NE, 2.

    "من" after it is counted in: الشرق من.
    """
    direction, at = "", 0
    while at < len(words) and at < 2:
        said = cue(words[at]).direction
        if not said or (at and (said == "C" or direction + said not in {"NE", "NW", "SE", "SW"})):
            break
        direction += said
        at += 1
    if at and at < len(words) and words[at] in {"من", "uf"}:
        at += 1
    return direction, at


class NameTable:
    """The names of places, ready to be looked for in texts; never changed once made.

    Parameters
    ----------
    places
        The places; drafts and deprecated ones are left out.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._entries: dict[str, list[Entry]] = {}
        for place in places:
            self._add(place)
        for key in [key for key in self._entries if self._is_pair(key)]:
            del self._entries[key]
        self._automaton = ahocorasick.Automaton()
        for key in self._entries:
            self._automaton.add_word(key, key)
        self._automaton.make_automaton()

    def _add(self, place: Place) -> None:
        if place.status is not PlaceStatus.PUBLISHED:
            return
        known = standing(place)
        seen: set[tuple[str, str, str]] = set()
        for toponym in place.toponyms:
            for way in _keys_of(toponym.name):
                if way not in seen:
                    seen.add(way)
                    key, needs_type, direction = way
                    entry = Entry(place, toponym, known, needs_type, direction)
                    self._entries.setdefault(key, []).append(entry)

    def _is_pair(self, key: str) -> bool:
        """Tell whether a key is two names joined by "and": two mentions, not one."""
        words = key.split()
        for at, word in enumerate(words):
            if at > 0 and word == "and":
                left, right = words[:at], words[at + 1 :]
            elif at > 0 and word[0] == "و" and len(word) > _SHORTEST_KEY:
                left, right = words[:at], [word[1:], *words[at + 1 :]]
            else:
                continue
            if " ".join(left) in self._entries and " ".join(right) in self._entries:
                return True
        return False

    def __len__(self) -> int:
        return len(self._entries)

    def entries(self, key: str) -> list[Entry]:
        """Return the ways in which a key names a place; none for an unknown key."""
        return self._entries.get(key, [])

    def matches(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield (offset of the last character, key) of every key in a joined text of keys."""
        if self._entries:
            yield from self._automaton.iter(text)


def standing(place: Place) -> Standing:
    """Return how well known a place is.

    `group` is country, unit, capital, seat, locality, nature or spot. Fame counts the languages
    that have a name for it.
    """
    languages = len({(t.language, t.script) for t in place.toponyms if t.language != "und"})
    fame = min(math.log2(1 + languages) / 3.0, 1.0)
    population = min(math.log10(1 + place.population) / 7.0, 1.0)
    return Standing(population, fame, _group(place))


def _group(place: Place) -> str:
    code = place.feature_code
    if code.startswith("PCL"):
        return "country"
    if place.feature_class == "A":
        return "unit"
    if place.feature_code == "PPLC":
        return "capital"
    if place.feature_class == "P":
        return "seat" if code in {"PPLA", "PPLA2"} else "locality"
    return "nature" if place.feature_class in "HTL" else "spot"


def is_old_name(entry: Entry) -> bool:
    """Tell whether a name is historical or machine-made, seldom what a text of today means."""
    return entry.toponym.kind in {ToponymKind.HISTORICAL, ToponymKind.ROMANIZATION}


def changed(
    old: Mapping[str, Place], new: Mapping[str, Place], *, at_most: int
) -> dict[str, Place | None] | None:
    """Return what differs between two snapshots by id, None when it is more than `at_most`."""
    news: dict[str, Place | None] = {
        place_id: place for place_id, place in new.items() if old.get(place_id) is not place
    }
    news |= {place_id: None for place_id in old if place_id not in new}
    return None if len(news) > at_most else news
