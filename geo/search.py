"""Free text over many rows: fold spellings, index the words once, answer in milliseconds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from geo.columns import BoolArray, Int32Array, Int64Array

# Most words of a query that count; each costs one pass over the index.
MAX_WORDS = 12

# Rows that are split into words at once.
_ROWS_AT_ONCE = 50_000
_NO_CHUNKS = pa.array([], pa.string()).dictionary_encode()

# Letters that keep apart what readers take for one; None drops the sign. NFKD has by then turned
# the alefs and the carried hamzas into the bare letter and a mark, and marks are dropped.
# Source: Unicode 16, blocks Arabic and Latin Extended-A; transliteration signs for ayn and hamza.
_LETTERS = str.maketrans(
    {
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه",
        "ک": "ك", "گ": "ك", "چ": "ج", "ژ": "ج", "پ": "ب", "ڤ": "ف", "ڕ": "ر", "ڵ": "ل",
        "ۆ": "و", "ۇ": "و", "ء": None, "ـ": None,
        "'": None, "’": None, "‘": None, "`": None, "´": None, "ʼ": None, "ʿ": None, "ʾ": None,
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d",
    }
)  # fmt: skip
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_WORD = re.compile(r"\w+")
_LATIN_ARTICLE = re.compile(r"\b(?:[ae][dlnrstz]|[ae]sh)[-‐‑\s](?=\w{3})")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{3})")
_FINAL_AH = re.compile(r"(?<=\w{3}[a-z])h\b")


def fold(text: str) -> str:
    """Return `text` with spellings that readers take for one written as one.

    Case, diacritics, Arabic vowel signs and tatweel vanish; the alefs, carried hamzas, ya and alef
    maqsura, ta marbuta and ha, Persian and Sorani letters, and the digits become one form each.
    Words stay words: no white space is added or removed.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return bare.translate(_LETTERS).translate(_DIGITS)


def query_words(query: str) -> tuple[str, ...]:
    """Return the folded words of `query`, articles and the h of a final -ah taken off.

    A row matches when each word stands anywhere in it, so that what is taken off the query need
    not be taken off the rows: "al-Raqqah" finds Raqqa, ar-Raqqah and al-Raqqa, الرقة finds بالرقة.
    """
    folded = _LATIN_ARTICLE.sub("", _ARABIC_ARTICLE.sub("", fold(query)))
    words = (_FINAL_AH.sub("", w) if w.endswith("ah") else w for w in _WORD.findall(folded))
    return tuple(dict.fromkeys(words))[:MAX_WORDS]


def contains(folded: pa.Array, word: str) -> BoolArray:
    """Tell for each of the `folded` texts, a string array, whether it holds the folded `word`."""
    found: BoolArray = pc.match_substring(folded, word).to_numpy(zero_copy_only=False)
    return found.astype(np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """The chunks between spaces of n texts, each different one held and folded once.

    Row i consists of ``codes[offsets[i] : offsets[i + 1]]``, numbers of `chunks`. Searching them
    gives what searching the folded texts would give, because no query word holds a space; at a
    million rows it takes a tenth of the time.
    """

    chunks: pa.StringArray
    offsets: Int64Array
    codes: Int32Array

    @classmethod
    def build(cls, texts: pa.Array | pa.ChunkedArray) -> Self:
        """Index `texts`, a string array of n rows; a null is an empty text."""
        chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
        encoded, lengths = [_NO_CHUNKS], [np.zeros(0, np.int64)]
        for chunk in chunks:
            for start in range(0, len(chunk), _ROWS_AT_ONCE):
                lists = pc.split_pattern(pc.fill_null(chunk.slice(start, _ROWS_AT_ONCE), ""), " ")
                lengths.append(lists.value_lengths().to_numpy(zero_copy_only=False))
                encoded.append(lists.flatten().dictionary_encode())
        offsets = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]), dtype=np.int64)
        unified = pa.chunked_array(encoded).unify_dictionaries()
        codes = np.concatenate([chunk.indices.to_numpy() for chunk in unified.chunks])
        words = unified.chunk(0).dictionary.to_pylist()
        folded = pa.array([fold(word) for word in words], pa.string())
        if offsets.size > _ROWS_AT_ONCE:
            # What splitting needed goes back to the system; the allocator would keep it.
            pa.default_memory_pool().release_unused()
        return cls(folded, offsets, codes)

    def match(self, word: str) -> BoolArray:
        """Tell for each row whether its folded text holds the folded `word`; shape (n,)."""
        rows = np.zeros(self.offsets.size - 1, np.bool_)
        wanted = contains(self.chunks, word)
        if wanted.any():
            hits = np.flatnonzero(wanted.take(self.codes))
            rows[np.searchsorted(self.offsets, hits, side="right") - 1] = True
        return rows


class SearchedText:
    """The summaries of some rows in two languages, indexed when they are first looked through.

    Parameters
    ----------
    columns
        String arrays of n rows each.
    """

    def __init__(self, columns: tuple[pa.Array, ...]) -> None:
        self._columns = columns
        self._count = len(columns[0])

    def match(self, word: str) -> BoolArray:
        """Tell for each row whether one of its texts holds the folded `word`; shape (n,)."""
        found = np.zeros(self._count, np.bool_)
        for index in self.indexes:
            found |= index.match(word)
        return found

    @cached_property
    def indexes(self) -> tuple[TextIndex, ...]:
        """The indexes of the columns that hold any text; seconds at a million rows."""
        return tuple(
            TextIndex.build(column) for column in self._columns if column.null_count < self._count
        )
