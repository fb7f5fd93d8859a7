"""A text as it was pasted -> the text that is kept, counted and recognised again."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import Final

# Source: own choice; 20,000 words of Arabic are about 120,000 letters, so this is a long book.
MOST_LETTERS: Final = 1_000_000
_DIGEST_BYTES: Final = 16
# Source: own choice; a headline is seldom longer, and a sentence of the article shall not be kept.
_LONGEST_TITLE: Final = 70
# What shows nothing, or turns what follows around; the joiners U+200C and U+200D shape letters.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_GAP: Final = re.compile(r"\s+")
_LINE_ENDS: Final = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_ARABIC_LETTER: Final = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")
_LATIN_LETTER: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")


def clean_text(text: str) -> str:
    """Return a text with invisible characters gone and each gap one space or one line end.

    Offsets into the result stay what they are however the same text is wrapped or indented. What
    lies beyond `MOST_LETTERS` is cut off.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()

    def gap(match: re.Match[str]) -> str:
        return " " if _LINE_ENDS.isdisjoint(match[0]) else "\n"

    return _GAP.sub(gap, text)[:MOST_LETTERS]


def text_digest(text: str) -> str:
    """Return what tells a text from all others: 32 hexadecimal digits, however it is wrapped."""
    same = _GAP.sub(" ", clean_text(text))
    return blake2b(same.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def text_title(text: str) -> str:
    """Return what to call a text without a title: its first line, of a long one the first words."""
    line = clean_text(text).partition("\n")[0]
    if len(line) <= _LONGEST_TITLE:
        return line
    return f"{line[:_LONGEST_TITLE].rpartition(' ')[0] or line[:_LONGEST_TITLE]} …"


def text_language(text: str) -> str:
    """Return ``ar`` for a text mostly in Arabic letters, else ``en``."""
    arabic, latin = len(_ARABIC_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    return "ar" if arabic > latin else "en"
