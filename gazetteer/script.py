"""Which script a name is written in, told from its letters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# The first word of a letter's Unicode name -> its script. Source: ISO 15924, Unicode 15 names.
_SCRIPT_BY_LETTER_NAME = {
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GOTHIC": "Goth",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "MONGOLIAN": "Mong",
    "MYANMAR": "Mymr",
    "NKO": "Nkoo",
    "ORIYA": "Orya",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
}
UNKNOWN_SCRIPT = "Zyyy"
_JAPANESE = frozenset({"Hani", "Hira", "Kana"})


@lru_cache(maxsize=65_536)
def script_of(name: str) -> str:
    """Return the ISO 15924 code of the script that `name` is written in.

    ``Jpan`` for kana with or without Han, ``Zyyy`` when there is no letter or several scripts.
    """
    scripts = {_script_of_letter(c) for c in name if c.isalpha()} - {""}
    if len(scripts) == 1 and not scripts & {"Hira", "Kana"}:
        return scripts.pop()
    return "Jpan" if scripts and scripts <= _JAPANESE else UNKNOWN_SCRIPT


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str:
    if unicodedata.category(letter) == "Lm":  # marks for ayn and hamza stand in any script
        return ""
    first_word = unicodedata.name(letter, "").partition(" ")[0]
    return _SCRIPT_BY_LETTER_NAME.get(first_word, UNKNOWN_SCRIPT)
