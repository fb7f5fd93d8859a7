"""How much of a text is read, so that one paste cannot hold up everybody."""

from __future__ import annotations

import re
from typing import Final

from geo.articles.cleaning import clean_text

# Source: own choice; a long report, read and drafted in about a second. Longer texts are several.
MOST_WORDS: Final = 20_000
_WORD: Final = re.compile(r"\S+")


def first_words(text: str, most: int = MOST_WORDS) -> tuple[str, int]:
    """Return the clean text, at most so many words of it, and how many words that leaves out."""
    text = clean_text(text)
    end = count = 0
    for match in _WORD.finditer(text):
        count += 1
        if count <= most:
            end = match.end()
    return text[:end], max(0, count - most)
