"""Made-up gazetteers in the shape of a GeoNames country dump, to train and to measure on.

Villages are put together from the words of real places (Arabic word and the romanisations seen
for it), type words and modifiers, so that homonyms come about as they do there. Real places of
other Arabic-speaking countries can be set among them, moved to a governorate here.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer.context import admin1_codes
from gazetteer.data.spellings import SpelledPlace, spelled_places
from gazetteer.normalize import fold, strip_articles
from gazetteer.normalize_arabic import is_arabic
from gazetteer.phonetic import skeleton
from gazetteer.place import Place, Toponym, ToponymKind
from gazetteer.type_words import take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

# Middle of each governorate (lat, lon) and the half-width over which villages are strewn, degrees.
# Source: GeoNames cities500, mean of the places of each admin1, rounded.
GOVERNORATES = {
    "SY-HA": (36.6, 40.8, 0.7), "SY-LA": (35.6, 36.0, 0.25), "SY-QU": (33.1, 35.85, 0.15),
    "SY-RA": (36.2, 39.0, 0.6), "SY-SU": (32.7, 36.6, 0.3), "SY-DR": (32.8, 36.1, 0.3),
    "SY-DY": (35.2, 40.2, 0.7), "SY-RD": (33.6, 36.5, 0.4), "SY-HL": (36.2, 37.4, 0.6),
    "SY-HM": (35.2, 36.8, 0.4), "SY-HI": (34.7, 37.2, 0.5), "SY-ID": (35.8, 36.7, 0.35),
    "SY-TA": (34.9, 36.1, 0.2), "IQ-AN": (33.6, 42.2, 0.9), "IQ-BA": (30.6, 47.5, 0.5),
    "IQ-QA": (31.9, 44.9, 0.4), "IQ-SU": (35.4, 45.4, 0.5), "IQ-BB": (32.5, 44.5, 0.3),
    "IQ-BG": (33.3, 44.4, 0.25), "IQ-DA": (36.9, 43.2, 0.4), "IQ-DQ": (31.1, 46.2, 0.5),
    "IQ-DI": (33.9, 45.0, 0.5), "IQ-AR": (36.3, 44.2, 0.4), "IQ-KI": (35.4, 44.2, 0.3),
    "IQ-MA": (31.9, 47.0, 0.4), "IQ-NI": (36.2, 42.6, 0.7), "IQ-WA": (32.6, 45.6, 0.5),
    "IQ-SD": (34.6, 43.6, 0.5), "IQ-KA": (32.5, 43.9, 0.2), "IQ-MU": (30.9, 45.3, 0.6),
    "IQ-NA": (31.8, 44.4, 0.4), "IQ-HA": (35.2, 46.0, 0.1), "SY-DI": (33.5, 36.3, 0.05),
}  # fmt: skip
_SUN_LETTERS = "تثدذرزسشصضطظلن"
# (Arabic, BGN/PCGN) of the words that begin and end names; how often, out of all villages.
_GENERICS = (
    ("تل", "Tall", 9), ("خربة", "Khirbat", 12), ("كفر", "Kafr", 4), ("عين", "‘Ayn", 4),
    ("أم", "Umm", 5), ("أبو", "Abū", 5), ("دير", "Dayr", 2), ("بئر", "Bi’r", 3), ("جب", "Jubb", 2),
    ("رسم", "Rasm", 3), ("حوش", "Ḩawsh", 1), ("بيت", "Bayt", 3), ("شيخ", "Shaykh", 4),
    ("قصر", "Qaşr", 1), ("قرية", "Qaryat", 7), ("وادي", "Wādī", 1), ("برج", "Burj", 1),
    ("خان", "Khān", 1), ("مزرعة", "Mazra‘at", 4), ("حاج", "Ḩājj", 1), ("سيد", "Sayyid", 3),
    ("قلعة", "Qal‘at", 1), ("نهر", "Nahr", 1), ("تلول", "Tulūl", 1), ("آل بو", "Āl Bū", 3),
    ("عرب", "‘Arab", 3), ("حمام", "Ḩammām", 1), ("جسر", "Jisr", 1), ("رأس", "Ra’s", 2),
)  # fmt: skip
_MODIFIERS = (
    ("الكبير", "al Kabīr"), ("الكبيرة", "al Kabīrah"), ("الصغير", "aş Şaghīr"),
    ("الصغيرة", "aş Şaghīrah"), ("الشرقي", "ash Sharqī"), ("الشرقية", "ash Sharqīyah"),
    ("الغربي", "al Gharbī"), ("الغربية", "al Gharbīyah"), ("الشمالي", "ash Shamālī"),
    ("الجنوبي", "al Janūbī"), ("الفوقاني", "al Fawqānī"), ("التحتاني", "at Taḩtānī"),
    ("الجديد", "al Jadīd"), ("الجديدة", "al Jadīdah"),
)  # fmt: skip
_WITH_GENERIC, _WITH_SECOND_WORD, _WITH_MODIFIER = 0.52, 0.3, 0.13
# Zipf-like steepness of how often a word is used: guessing among namesakes is right about 75 times
# in 100, harder than the 85 that were measured on the real dump (0.25 gives those 85).
_STEEPNESS = 0.6


@dataclass(frozen=True, slots=True)
class Word:
    """An Arabic word (without article) and a romanisation seen for it."""

    arabic: str
    latin: str


@dataclass(frozen=True, slots=True)
class MadeUpPlace:
    """A place and what a fresh writer calls it: `true_names` are Arabic and BGN in full."""

    place: Place
    arabic: str
    bgn: str


def lexicon(places: Sequence[SpelledPlace]) -> list[Word]:
    """Return the words of real names that stand in the same order in both scripts."""
    words: dict[str, Word] = {}
    for place in places:
        arabic_names = [n for n in place.spellings if is_arabic(n)]
        latin_names = [n for n in place.spellings if not is_arabic(n)]
        for arabic_name in arabic_names[:2]:
            left = [w.removeprefix("ال") for w in arabic_name.split()]
            for latin_name in latin_names[:1]:
                bare = strip_articles(re.sub(r"[\s-]+", " ", latin_name.lower()))
                right = bare.split()
                if len(left) != len(right):
                    continue
                for arabic, latin in zip(left, right, strict=True):
                    same = skeleton(take_apart(arabic).full_form) == skeleton(
                        take_apart(latin).full_form
                    )
                    if same and len(fold(arabic)) > 2 and not take_apart(arabic).generics:
                        words.setdefault(fold(arabic), Word(arabic, latin.capitalize()))
    return list(words.values())


def _article(word: Word) -> str:
    sun = word.arabic[:1] in _SUN_LETTERS
    first = re.match(r"sh|th|dh|kh|gh|[^\W\d]", word.latin.lower())
    return f"a{first.group()}" if sun and first else "al"


def _noun(word: Word, source: random.Random, article: float) -> tuple[str, str]:
    if source.random() < article:
        return f"ال{word.arabic}", f"{_article(word)} {word.latin}"
    return word.arabic, word.latin


def village_name(words: list[Word], weights: list[float], source: random.Random) -> tuple[str, str]:
    """Return a village's name as (Arabic, BGN/PCGN)."""
    arabic: list[str] = []
    bgn: list[str] = []
    if source.random() < _WITH_GENERIC:
        generic = source.choices(_GENERICS, [g[2] for g in _GENERICS])[0]
        arabic.append(generic[0])
        bgn.append(generic[1])
    first, second = source.choices(words, weights, k=2)
    for word in (first, second) if source.random() < _WITH_SECOND_WORD else (first,):
        parts = _noun(word, source, 0.4)
        arabic.append(parts[0])
        bgn.append(parts[1])
    if source.random() < _WITH_MODIFIER:
        modifier = source.choice(_MODIFIERS)
        arabic.append(modifier[0])
        bgn.append(modifier[1])
    name = " ".join(bgn)
    return " ".join(arabic), name[:1].upper() + name[1:]


_HABITS = Path(__file__).parent / "romanisation_habits.json"
STYLES = ("french", "press", "typist")


@lru_cache(maxsize=1)
def _habits() -> dict[str, list[tuple[str, str, float]]]:
    styles: dict[str, list[tuple[str, str, float]]] = json.loads(
        _HABITS.read_text(encoding="utf-8")
    )["styles"]
    return styles


def romanise(bgn: str, style: str, source: random.Random) -> str:
    """Return `bgn` written by somebody with the habits of `style`."""
    name = bgn.lower()
    if source.random() < 0.75:
        name = re.sub("[‘’`']", "", name)
    if style != "french":
        name = "".join(fold(c) or c for c in name)
    for pattern, replacement, chance in _habits()[style]:
        if source.random() < chance:
            name = re.sub(pattern, replacement, name)
    if source.random() < 0.7:
        name = "".join(fold(c) or c for c in name if c != "’")
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


def arabic_spelling(name: str, source: random.Random) -> str:
    """Return an Arabic name as somebody in a hurry writes it."""
    for pattern, replacement, chance in (
        ("[أإآ]", "ا", 0.6), (r"ة\b", "ه", 0.25), (r"ى\b", "ي", 0.5), (r"ئ", "ي", 0.4),
        (r"ي\b", "ى", 0.1), (r"\bال", "", 0.12), ("ظ", "ض", 0.15),
    ):  # fmt: skip
        if source.random() < chance:
            name = re.sub(pattern, replacement, name)
    return name


def _toponyms(arabic: str, bgn: str, source: random.Random) -> tuple[Toponym, ...]:
    names = [Toponym(name=bgn, script="Latn", kind=ToponymKind.PREFERRED)]
    if source.random() < 0.6:
        names.append(Toponym(name=arabic, language="ar", script="Arab"))
    if source.random() < 0.4:
        names.append(Toponym(name=romanise(bgn, "french", source), script="Latn"))
    if source.random() < 0.25:
        names.append(Toponym(name=romanise(bgn, "press", source), script="Latn"))
    return tuple(names)


def _somewhere(source: random.Random) -> tuple[str, float, float]:
    admin1 = source.choice(list(GOVERNORATES))
    lat, lon, spread = GOVERNORATES[admin1]
    return admin1, lat + source.uniform(-spread, spread), lon + source.uniform(-spread, spread)


def district_name(words: Sequence[Word], admin1: str, lat: float, lon: float) -> str:
    """Return the name of the made-up district at a point: each governorate has four."""
    middle_lat, middle_lon, _ = GOVERNORATES[admin1]
    quarter = 2 * (lat > middle_lat) + (lon > middle_lon)
    return words[(4 * list(GOVERNORATES).index(admin1) + quarter) % len(words)].latin


def made_up_places(count: int, seed: int, words: Sequence[Word]) -> list[MadeUpPlace]:
    """Return `count` villages of Syria and Iraq with homonyms; the same for the same `seed`."""
    source = random.Random(seed)  # noqa: S311 - not for secrets
    ranked = list(words)
    source.shuffle(ranked)
    weights = [1.0 / (rank + 8) ** _STEEPNESS for rank in range(len(ranked))]
    places = []
    for number in range(count):
        arabic, bgn = village_name(ranked, weights, source)
        admin1, lat, lon = _somewhere(source)
        place = Place(
            id=f"village-{seed}-{number}",
            toponyms=_toponyms(arabic, bgn, source),
            feature_class="P",
            feature_code="PPL",
            country_code=admin1[:2],
            admin1=admin1,
            admin2=district_name(ranked, admin1, lat, lon) if source.random() < 0.7 else None,
            lat=lat,
            lon=lon,
            population=int(source.paretovariate(0.9) * 100) if source.random() < 0.1 else 0,
        )
        places.append(MadeUpPlace(place, arabic, bgn))
    return places


def real_places(
    seed: int, words: Sequence[Word], *, measured: bool
) -> list[tuple[Place, tuple[str, ...]]]:
    """Return real places, each without one to three of its spellings, and the spellings held out.

    `words` name their made-up districts.
    Places of Syria and Iraq stay where they are; the others are moved to a governorate here.
    """
    source = random.Random(seed)  # noqa: S311 - not for secrets
    found = []
    for spelled in spelled_places():
        if spelled.measured != measured:
            continue
        names = list(spelled.spellings)
        count = min(len(names) // 2, 3)
        held_out = source.sample(names[1:], min(count, len(names) - 1)) or names[1:2]
        kept = [name for name in names if name not in held_out]
        admin1, lat, lon = _somewhere(source)
        is_here = spelled.country_code in ("SY", "IQ")
        if is_here:
            codes = admin1_codes(spelled.admin1code, spelled.country_code)
            if not codes:
                continue
            admin1, lat, lon = next(iter(codes)), spelled.lat, spelled.lon
        place = Place(
            id=f"geonames-{spelled.geonameid}",
            toponyms=tuple(Toponym(name=name) for name in kept),
            feature_class="P",
            feature_code="PPL",
            country_code=admin1[:2],
            admin1=admin1,
            admin2=district_name(words, admin1, lat, lon) if source.random() < 0.7 else None,
            lat=lat,
            lon=lon,
            population=spelled.population if is_here or source.random() < 0.5 else 0,
        )
        found.append((place, tuple(held_out)))
    return found


def districts_of(places: Sequence[Place], source: random.Random, share: float) -> list[Place]:
    """Return a district record of the same name, its middle 10 to 60 km off, for some `places`."""
    return [
        replace(
            place,
            id=f"{place.id}-district",
            feature_class="A",
            feature_code="ADM2",
            lat=place.lat + source.choice((-1, 1)) * source.uniform(0.1, 0.5),
            lon=place.lon + source.choice((-1, 1)) * source.uniform(0.1, 0.5),
            extent_km=30.0,
        )
        for place in places
        if source.random() < share and place.lat is not None and place.lon is not None
    ]


def units_and_waters(count: int, seed: int, words: Sequence[Word]) -> list[MadeUpPlace]:
    """Return governorates, districts, mountains and rivers that have a name to themselves."""
    source = random.Random(seed)  # noqa: S311 - not for secrets
    kinds = (
        ("A", "PCLI"),
        ("A", "ADM1"),
        ("A", "ADM2"),
        ("A", "ADM3"),
        ("T", "MT"),
        ("H", "STM"),
        ("L", "RGN"),
    )
    places = []
    for number in range(count):
        arabic, bgn = _noun(source.choice(words), source, 0.4)
        admin1, lat, lon = _somewhere(source)
        feature_class, feature_code = source.choice(kinds)
        place = Place(
            id=f"unit-{seed}-{number}",
            toponyms=_toponyms(arabic, bgn[:1].upper() + bgn[1:], source),
            feature_class=feature_class,
            feature_code=feature_code,
            country_code=admin1[:2],
            admin1=admin1,
            lat=lat,
            lon=lon,
            extent_km=20.0,
        )
        places.append(MadeUpPlace(place, arabic, bgn))
    return places


def namesakes(places: Sequence[MadeUpPlace]) -> float:
    """Return how often guessing among the places of one Arabic name would be right."""
    counts: dict[str, int] = defaultdict(int)
    for made_up in places:
        counts[fold(made_up.arabic)] += 1
    return len(counts) / len(places)
