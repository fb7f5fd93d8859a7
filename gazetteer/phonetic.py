"""The shared phonetic alphabet: how names of any script become comparable symbols.

A *phonetic form* writes one symbol a grapheme: Latin names in lower-case letters and the capitals
below, Arabic names in their own folded letters. Costs between the symbols of two scripts are
learned (`gazetteer.data.train_ranker`); the *skeleton* maps both scripts to common consonants.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from gazetteer import normalize_arabic as arabic
from gazetteer import normalize_latin as latin

# Source: the digraphs of BGN/PCGN, IGN (French mandate), ALA-LC and press romanisations.
_DIGRAPHS: Final = {
    "tch": "C", "sch": "S", "tsh": "C", "dzh": "J", "dsch": "J", "sh": "S", "ch": "C", "kh": "K",
    "gh": "G", "th": "T", "dh": "D", "dj": "J", "zh": "J", "ph": "f", "ou": "u",
    "oo": "u", "ee": "i", "ck": "k", "x": "K",
}  # fmt: skip
_DIGRAPH: Final = re.compile("|".join(sorted(_DIGRAPHS, key=len, reverse=True)))
_FINAL_H: Final = re.compile(r"(?<=[aeiou])h$")
_FINAL_HA: Final = re.compile(r"(?<=\w\w)ه$")
_DOUBLED: Final = re.compile(r"(.)\1+")
LATIN_SYMBOLS: Final = "abcdefghijklmnopqrstuvwyzCDGJKST0123456789"
ARABIC_SYMBOLS: Final = "ابةتثجحخدذرزسشصضطظعغفقكلمنهوي"

# Consonants that romanisations confuse share a class; vowels, semivowels, ayn and hamza have none.
_CLASSES: Final = {
    "B": "bpب", "T": "tTتثط", "J": "jcJج", "H": "hحه", "Q": "Kخ", "D": "dzDدذزضظ", "R": "rر",
    "S": "sسص", "X": "SCش", "F": "fvف", "K": "kqقك", "G": "gGغ", "L": "lل", "M": "mم", "N": "nن",
    **{digit: digit for digit in "0123456789"},
}  # fmt: skip
_SKELETON: Final = str.maketrans(
    {symbol: name for name, symbols in _CLASSES.items() for symbol in symbols}
    | dict.fromkeys("aeiouwyاةوعي", "")
)
_NB: Final = re.compile("NB")
_KNOWN: Final = frozenset(LATIN_SYMBOLS + ARABIC_SYMBOLS)


@lru_cache(maxsize=131072)
def symbols_of_word(word: str) -> str:
    """Return the phonetic form of one folded word without article; '' for scripts not known."""
    if word.isascii():
        word = _FINAL_H.sub("", word)
        word = _DIGRAPH.sub(lambda match: _DIGRAPHS[match.group()], word)
    else:
        word = _FINAL_HA.sub("ة", word)
    word = _DOUBLED.sub(r"\1", word)
    return "".join(c for c in word if c in _KNOWN)


def phonetic_form(words: tuple[str, ...]) -> str:
    """Return the phonetic form of folded words, written together: tall daman -> taldaman."""
    return "".join([symbols_of_word(word) for word in words])


@lru_cache(maxsize=131072)
def skeleton(form: str) -> str:
    """Return the consonants that a phonetic form shares with its spellings in every script.

    Examples: mouhassane, muhasan and موحسن -> ``"MHSN"``. The h of a final -ah, ه is left out.
    """
    return _NB.sub("MB", form.translate(_SKELETON))


def is_arabic_form(form: str) -> bool:
    """Tell whether a phonetic form is written in Arabic letters."""
    return arabic.is_arabic(form)


def construct_words(folded: str) -> tuple[str, ...]:
    """Return the words of a folded name, without articles and with construct states as -a, ه."""
    folded = latin.strip_article(folded)
    if not folded.isascii():
        folded = arabic.fold_construct_state(arabic.strip_article(folded))
    return tuple(latin.fold_construct_state(folded).split())
