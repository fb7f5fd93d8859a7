"""A text -> its words, folded, with where they stand and what lies between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from gazetteer import normalize_latin as latin
from gazetteer.normalize import fold
from gazetteer.normalize_arabic import is_arabic

# What lies before a word: a space or hyphen, a quotation mark or bracket, a comma or dash, an end.
SPACE, QUOTE, COMMA, STOP = range(4)

# Letters and digits with the marks, joiners and direction signs that may stand among them, and
# apostrophes between letters (Ra's al-Ayn).
_WORD: Final = re.compile(
    "[^\\W_\u0640](?:[^\\W_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u200b-\u200f\u202a-\u202e\u2066-\u2069\u02bc\u02be\u02bf]|['\u2019\u2018`](?=[^\\W\\d_]))*"
)
_STOP: Final = re.compile("[.!?\u061f;\u061b\u2026\\n\\r\u2022]")
_COMMA: Final = re.compile("[,\u060c:/|\u2013\u2014]|\\s-|-\\s|\u0640|\u2022")
_QUOTE: Final = re.compile("[\"'\u00ab\u00bb\u201c\u201d\u2018\u2019()\\[\\]{}<>]")
# A quotation or bracket that ends before the space: what follows it is no part of it.
_CLOSING: Final = re.compile("[\"'\u00bb\u201d\u2019)\\]}]+\\s[^\"'\u00ab\u201c\u2018(\\[{]*$")
_POSSESSIVE: Final = re.compile("['\u2019]s?$", re.IGNORECASE)
_ARTICLES: Final = frozenset(
    ("al", "el", "il", "ul", "ar", "as", "ash", "ad", "adh", "an", "at", "ath", "az", "er", "es",
     "esh", "ed", "en", "et", "ez")
)  # fmt: skip
_AS_THEY_SOUND: Final = str.maketrans({"ş": "sh", "Ş": "Sh", "ç": "ch", "Ç": "Ch"})
# Articles that are never an English word.
_SURE_ARTICLES: Final = frozenset({"al", "el", "Al", "El", "AL", "EL"})


@dataclass(slots=True)
class Words:
    """The words of a text as parallel lists; articles of romanised names belong to their noun.

    `text` are the keys joined by one character: a space where a name may go on, else a bar.
    `offsets` is where each key begins in it, `word_at` the word of each of its characters. `owns`
    marks an English possessive.
    """

    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    core_start: list[int] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    gap: list[int] = field(default_factory=list)
    capital: list[bool] = field(default_factory=list)
    owns: list[bool] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    word_at: list[int] = field(default_factory=list)
    text: str = ""

    def __len__(self) -> int:
        return len(self.key)


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """Return the key of one word: folded, and if Latin, usual romanisations made alike.

    Examples: ``"الرَّقّة"`` -> ``"الرقه"``; ``"Makhmour"`` -> ``"makhmur"``.
    """
    key = fold(word).replace(" ", "")
    if is_arabic(key):
        # The alef of the article is not written after the preposition li-.
        return _with_alef(key)
    before = None
    while before != key:
        before = key
        key = latin.fold_doubled(latin.fold_graphemes(latin.fold_final_a(key)))
        key = latin.fold_i(latin.fold_u(key))
    return key


def _with_alef(key: str) -> str:
    for lead in ("لل", "ولل", "فلل"):
        if key.startswith(lead) and len(key) > len(lead) + 2:
            return f"{lead[:-1]}ال{key[len(lead) :]}"
    return key


@lru_cache(maxsize=4096)
def gap_kind(gap: str) -> int:
    """Return what kind of gap the signs between two words make."""
    if gap in {"", " ", "-", "_", "."}:
        return SPACE
    if _STOP.search(gap):
        return STOP
    if _COMMA.search(gap):
        return COMMA
    if _CLOSING.match(gap):
        return COMMA
    return QUOTE if _QUOTE.search(gap) else SPACE


def split_words(text: str) -> Words:
    """Return the words of a text."""
    words = Words()
    pieces: list[str] = []
    at, length = 0, 0
    article: tuple[int, int] | None = None
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = STOP if not pieces and article is None else gap_kind(text[at:start])
        word = match.group()
        at = end
        if word[0] < "\u0250":
            if _is_article(word, text[end : end + 2]):
                article = (start, gap) if article is None else article
                continue
            possessive = _POSSESSIVE.search(word)
            if possessive is not None:
                end = start + possessive.start()
                word = word[: possessive.start()]
        lead, gap_before = (start, gap) if article is None or gap != SPACE else article
        article = None
        key = word_key(word)
        if not key:
            continue
        if pieces:
            pieces.append(" " if gap_before == SPACE else "|")
            words.word_at.append(-1)
            length += 1
        words.offsets.append(length)
        words.word_at.extend([len(words.key)] * len(key))
        length += len(key)
        pieces.append(key)
        words.start.append(lead)
        words.core_start.append(start)
        words.end.append(end)
        words.key.append(key)
        words.gap.append(gap_before)
        words.owns.append(end < at)
        words.capital.append(word[0].isupper() or is_arabic(key))
    words.text = "".join(pieces)
    return words


def _is_article(word: str, following: str) -> bool:
    """Tell whether a Latin word is the article of the word after it: al-Bab, Deir ez-Zor."""
    if not following[1:2].isalpha():
        return False
    if following[0] == "-":
        return word.lower() in _ARTICLES
    return following[0] == " " and word in _SURE_ARTICLES


def name_keys(name: str) -> set[str]:
    """Return the keys under which a name is looked for in a text, words joined by a space."""
    # English writes the Kurdish and Turkish letters as they sound: Qamişlo, Qamishlo.
    keys = {" ".join(split_words(one).key) for one in (name, name.translate(_AS_THEY_SOUND))}
    folded = fold(name)
    if is_arabic(folded):
        keys.add(" ".join(folded.split()))
    return {key for key in keys if key}
