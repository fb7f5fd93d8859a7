"""What a query says beside the name: country, governorate, district, as the codes of the index."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Indel

from gazetteer.normalize import fold, folded_key
from gazetteer.phonetic import skeleton
from gazetteer.type_words import take_apart

_PATH: Final = Path(__file__).parent / "rules" / "governorates.json"
_ISO_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
_ISO_ADMIN1: Final = re.compile(r"([A-Za-z]{2})-([A-Za-z0-9]{1,3})")
# Folded names at least this alike are one: "hassake" and "hasaka". Chosen so that no two
# governorates of the table meet.
_ALIKE: Final = 0.85
# Skeletons of districts at least this alike are one.
_ALIKE_DISTRICTS: Final = 0.8


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, list[str]], dict[str, list[str]]]:
    document = json.loads(_PATH.read_text(encoding="utf-8"))
    countries = {fold(n): row["code"] for row in document["countries"] for n in row["names"]}
    by_key: dict[str, list[str]] = {}
    by_number: dict[str, list[str]] = {}
    for row in document["governorates"]:
        by_number.setdefault(row["geonames"], []).append(row["code"])
        for name in row["names"]:
            codes = by_key.setdefault(_plain_key(name), [])
            if row["code"] not in codes:
                codes.append(row["code"])
    return countries, by_key, by_number


def _plain_key(name: str) -> str:
    return folded_key(" ".join(take_apart(name).words)) or fold(name)


def country_code(text: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country given as code or name, else None."""
    if not text or not text.strip():
        return None
    text = text.strip()
    named = _tables()[0].get(fold(text))
    if named is not None:
        return named
    return text.upper() if _ISO_COUNTRY.fullmatch(text) else None


@lru_cache(maxsize=4096)
def admin1_codes(text: str | None, country: str | None = None) -> frozenset[str]:
    """Return the ISO 3166-2 codes that a governorate's code or name may mean.

    Examples: ``"SY-DY"``, ``"Deir-ez-Zor governorate"``, ``"دير الزور"`` -> SY-DY; GeoNames' own
    ``"07"`` needs the country. An empty set means that the name is not known.
    """
    if not text or not text.strip():
        return frozenset()
    text = text.strip()
    if _ISO_ADMIN1.fullmatch(text):
        return frozenset({text.upper()})
    _, by_key, by_number = _tables()
    codes = by_number.get(text.zfill(2), []) if text.isdigit() else _by_name(text, by_key)
    if country is not None:
        codes = [code for code in codes if code.startswith(f"{country}-")] or (
            [] if text.isdigit() else codes
        )
    return frozenset(codes)


def _by_name(text: str, by_key: dict[str, list[str]]) -> list[str]:
    key = _plain_key(text)
    if key in by_key:
        return by_key[key]
    bones = skeleton(take_apart(text).full_form)
    best, codes = _ALIKE, list[str]()
    for known, known_codes in by_key.items():
        likeness = Indel.normalized_similarity(key, known)
        if likeness >= best and skeleton(take_apart(known).full_form) == bones:
            best, codes = likeness, known_codes
    return codes


@lru_cache(maxsize=16384)
def canonical_admin1(text: str, country: str) -> str:
    """Return a record's admin1 as an ISO 3166-2 code when the table knows it, else as it is."""
    codes = admin1_codes(text, country or None)
    return next(iter(codes)) if len(codes) == 1 else text


@lru_cache(maxsize=65536)
def same_district(one: str, other: str) -> bool:
    """Tell whether two spellings may be of one district: Mintaqat Azaz, A'zaz; Albu, Abu Kamal."""
    forms = [take_apart(text).full_form for text in (one, other)]
    bones = [skeleton(form) for form in forms]
    if not all(forms):
        return False
    return bones[0] == bones[1] or Indel.normalized_similarity(*bones) >= _ALIKE_DISTRICTS
