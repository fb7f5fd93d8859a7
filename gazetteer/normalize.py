"""A spelling -> its folded form and search keys; pure.

`fold` is what two spellings share when they differ by marks, case and punctuation alone;
`folded_key` also by the usual romanisation habits; the skeleton of `gazetteer.phonetic` by vowels.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from gazetteer import normalize_arabic as arabic
from gazetteer import normalize_latin as latin

_NOT_WORD: Final = re.compile(r"[^\w\s-]|_")
_SPACES: Final = re.compile(r"[\s-]+")
# Persian and Sorani write it between two parts of a name that are not joined.
_NON_JOINER: Final = "\u200c"
# Source: Unicode, general category Cf: joiners and direction marks inside pasted Arabic text.
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u00ad]")


def compatibility_form(text: str) -> str:
    """Return NFKC without invisible marks: presentation forms and ligatures become letters."""
    text = _INVISIBLE.sub("", text.replace(_NON_JOINER, " "))
    return unicodedata.normalize("NFKC", text)


def fold_case(text: str) -> str:
    """Write lower-case, the Turkish dotted İ as plain i."""
    return text.replace("İ", "i").casefold()


def fold_punctuation(text: str) -> str:
    """Write hyphens and spaces as one space and drop all other signs: Ash-Shafah. -> Ash Shafah."""
    return _SPACES.sub(" ", _NOT_WORD.sub(" ", text)).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return `text` without case, marks, punctuation and alternative letters.

    Examples: ``"‘Ayn al-‘Arab"`` -> ``"ayn al arab"``; ``"الرَّقَّة"`` -> ``"الرقه"``.
    """
    before = None
    while before != text:
        before = text
        text = fold_case(compatibility_form(text))
        text = latin.strip_diacritics(latin.drop_ayn_and_hamza(text))
        text = fold_punctuation(text)
        if arabic.is_arabic(text):
            text = arabic.fold_arabic(text)
    return text


def strip_articles(folded: str) -> str:
    """Drop the articles of a folded name, whatever its script."""
    return arabic.strip_article(latin.strip_article(folded))


@lru_cache(maxsize=65536)
def folded_key(text: str) -> str:
    """Return the key that the usual spellings of one name in one script share.

    Examples: Ar-Raqqah, Raqqa, er Rakka -> ``"raka"``; Tell Bîsse, Talbisah differ in a vowel and
    do not share it: that is the skeleton's work.
    """
    key = strip_articles(fold(text))
    before = None
    while before != key:
        before = key
        key = latin.fold_final_a(latin.fold_construct_state(key))
        key = latin.fold_doubled(latin.fold_graphemes(key))
        key = latin.fold_i(latin.fold_u(key))
        key = strip_articles(arabic.fold_nb(arabic.fold_construct_state(key)))
    return key
