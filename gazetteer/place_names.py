"""How a place is written out for people: its name with the units it lies in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from gazetteer.record import load_shipped

if TYPE_CHECKING:
    from gazetteer.place import Place


@lru_cache(maxsize=1)
def _governorates() -> dict[str, Place]:
    return {p.admin1: p for p in load_shipped() if p.feature_code == "ADM1" and p.admin1}


@lru_cache(maxsize=32)
def _country_names(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language.replace("-", "_")).territories)
    except (UnknownLocaleError, ValueError):
        return {}


def country_name(country_code: str, language: str = "en") -> str:
    """Return the name of a country in a language, in English when it has none there."""
    names = _country_names(language)
    return names.get(country_code) or _country_names("en").get(country_code, country_code)


def admin1_name(admin1: str, language: str = "en") -> str:
    """Return the name of a first-order unit, its code when the gazetteer does not ship it."""
    governorate = _governorates().get(admin1)
    return admin1 if governorate is None else governorate.preferred(language)


def address_of(place: Place, language: str = "en") -> str:
    """Return name, district, governorate and country in one line, the smallest unit first."""
    comma = "، " if language.partition("-")[0] in {"ar", "fa", "ckb", "ur"} else ", "
    parts = [place.preferred(language)]
    if place.admin2:
        parts.append(place.admin2)
    if place.admin1:
        parts.append(admin1_name(place.admin1, language))
    if place.country_code:
        parts.append(country_name(place.country_code, language))
    return comma.join(dict.fromkeys(parts))
