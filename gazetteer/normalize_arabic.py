"""Spelling rules for Arabic script: one rule, one function; each is idempotent."""

from __future__ import annotations

import re
from typing import Final

# Source: Unicode 16, blocks Arabic, Arabic Extended-A/B: harakat, tanwin, small high signs.
_MARKS: Final = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
_TATWEEL: Final = re.compile("\u0640+")
_ALEF: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا"})
_HAMZA: Final = str.maketrans({"ؤ": "و", "ئ": "ي", "ء": None, "ٴ": None, "ٔ": None, "ٕ": None})
_YA: Final = str.maketrans({"ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ے": "ي"})
# Source: the letters that Persian, Sorani and Urdu keyboards put in place of the Arabic ones.
_PERSIAN_AND_SORANI: Final = str.maketrans(
    {
        "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "ګ": "ك", "چ": "ج", "ژ": "ج", "پ": "ب", "ڤ": "ف",
        "ڕ": "ر", "ڵ": "ل", "ۆ": "و", "ۇ": "و", "ۋ": "و", "ێ": "ي", "ە": "ه", "ھ": "ه", "ہ": "ه",
        "ۀ": "ه", "ۃ": "ة", "ۂ": "ه", "ڈ": "د", "ٹ": "ت",
    }
)  # fmt: skip
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_TA_MARBUTA: Final = re.compile(r"ة\b")
_CONSTRUCT_STATE: Final = re.compile(r"(?<=\w{3})ت(?=\s+\w)")
_ARTICLE: Final = re.compile(r"\b(?:و(?=ال))?ال(?=\w{2})")
_SPACED_ARTICLE: Final = re.compile(r"\bال\s+(?=\w)")
_NB: Final = re.compile("نب")
_IS_ARABIC: Final = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")


def is_arabic(text: str) -> bool:
    """Tell whether `text` holds at least one letter of the Arabic script."""
    return _IS_ARABIC.search(text) is not None


def drop_diacritics(text: str) -> str:
    """Drop short vowels, tanwin, shadda and the small signs: دَيْر -> دير."""
    return _MARKS.sub("", text)


def drop_tatweel(text: str) -> str:
    """Drop the stroke that only lengthens a line: حلـــب -> حلب."""
    return _TATWEEL.sub("", text)


def fold_alef(text: str) -> str:
    """Write every alef bare: أريحا, إريحا, آريحا -> اريحا."""
    return text.translate(_ALEF)


def fold_hamza(text: str) -> str:
    """Write a hamza as the letter that carries it and drop the lone one: رؤوف -> رووف."""
    return text.translate(_HAMZA)


def fold_ya(text: str) -> str:
    """Write alef maqsura and the Persian yas as ya: مصطفى -> مصطفي."""
    return text.translate(_YA)


def fold_persian_and_sorani(text: str) -> str:
    """Write the letters of Persian and Sorani as their Arabic neighbours: گ -> ك, ە -> ه."""
    return text.translate(_PERSIAN_AND_SORANI)


def fold_digits(text: str) -> str:
    """Write Arabic-Indic and Persian digits as ASCII ones."""
    return text.translate(_DIGITS)


def fold_ta_marbuta(text: str) -> str:
    """Write a final ta marbuta as ha: الرقة -> الرقه."""
    return _TA_MARBUTA.sub("ه", text)


def fold_construct_state(text: str) -> str:
    """Write the open ta of a construct state as ha: خربت غزالة -> خربه غزالة.

    Only words of four letters or more that another word follows: بيت سحم stays.
    """
    return _CONSTRUCT_STATE.sub("ه", text)


def strip_article(text: str) -> str:
    """Drop the article of every word of four letters or more: البو كمال -> بو كمال."""
    before = None
    while before != text:
        before, text = text, _ARTICLE.sub("", _SPACED_ARTICLE.sub("", text))
    return text


def fold_nb(text: str) -> str:
    """Write نب as it is spoken, مب: الانبار -> الامبار."""
    return _NB.sub("مب", text)


def fold_arabic(text: str) -> str:
    """Apply every rule that keeps the word whole; articles and نب stay."""
    for rule in (
        drop_diacritics,
        drop_tatweel,
        fold_alef,
        fold_hamza,
        fold_ya,
        fold_persian_and_sorani,
        fold_digits,
        fold_ta_marbuta,
        fold_construct_state,
    ):
        text = rule(text)
    return text
