"""Names of forces, operations and accords that hold a place's name: never a mention of it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import ahocorasick

from gazetteer.geoparse.cues import PROCLITICS
from gazetteer.geoparse.tokens import split_words

if TYPE_CHECKING:
    from gazetteer.geoparse.tokens import Words

_PATH: Final = Path(__file__).parent.parent / "rules" / "text_cues.json"


@lru_cache(maxsize=1)
def _automaton() -> Any:  # noqa: ANN401 - the library ships no types
    automaton = ahocorasick.Automaton()
    for phrase in json.loads(_PATH.read_text(encoding="utf-8"))["phrases"]:
        key = " ".join(split_words(phrase).key)
        automaton.add_word(key, key)
    automaton.make_automaton()
    return automaton


def words_in_phrases(words: Words) -> set[int]:
    """Return the words of a text that are part of a listed phrase."""
    found: set[int] = set()
    for last_char, key in _automaton().iter(words.text):
        first_char = last_char - len(key) + 1
        first, last = words.word_at[first_char], words.word_at[last_char]
        lead = words.key[first][: first_char - words.offsets[first]]
        ends = words.offsets[last] + len(words.key[last]) - 1 == last_char
        if ends and lead in {"", *PROCLITICS}:
            found.update(range(first, last + 1))
    return found
