"""Words that tell whether a name is a place: the table `rules/text_cues.json`, ready to ask."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gazetteer.geoparse.tokens import word_key
from gazetteer.normalize_arabic import is_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATH: Final = Path(__file__).parent.parent / "rules" / "text_cues.json"
WORDS_PATH: Final = Path(__file__).parent.parent / "data" / "text_words.json"
_ARTICLED_WORD: Final = 5
# Particles that are written together with the word after them.
PROCLITICS: Final = frozenset(
    "و ف ب ل ك وب ول وك فب فل فك أ".split()  # noqa: SIM905 - a list of letters reads worse
)
_ARTICLED: Final = ("ال", "وال", "فال", "بال", "وبال", "كال", "فبال", "لال", "ولال", "فلال")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one word of a text may tell; `bare` when it stands without article."""

    roles: frozenset[str]
    type_id: str = ""
    governs_many: bool = False
    direction: str = ""
    country: str = ""
    bare: bool = True


_NONE: Final = Cue(frozenset())
_TYPE: Final = frozenset({"type"})
_ROLES: Final = (
    "countryside", "locative", "between", "list", "border", "near", "organisation", "force",
    "operation", "media", "organisation_after", "title", "given", "saying",
)  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> dict[str, Cue]:
    document = json.loads(_PATH.read_text(encoding="utf-8"))
    found: dict[str, Cue] = {}
    for word, said in _rows(document):
        key = " ".join(word_key(part) for part in word.split())
        found[key] = _both(found[key], said) if key in found else said
    table = dict(found)
    for key, said in found.items():
        for written, bare in _with_prefixes(key):
            table.setdefault(written, said if bare else replace(said, bare=False))
    return table


def _rows(document: dict[str, Any]) -> Iterator[tuple[str, Cue]]:
    """Yield each word of the table with what it says."""
    for type_id, words in document["types"].items():
        yield from ((word, Cue(_TYPE, type_id=type_id)) for word in words["one"])
        yield from ((w, Cue(_TYPE, type_id=type_id, governs_many=True)) for w in words["many"])
    for direction, words in document["direction"].items():
        yield from ((w, Cue(frozenset({"direction"}), direction=direction)) for w in words)
    for country, words in document["nationality"].items():
        yield from ((w, Cue(frozenset({"nationality"}), country=country)) for w in words)
    for role in _ROLES:
        yield from ((word, Cue(frozenset({role}))) for word in document[role])


def _both(one: Cue, other: Cue) -> Cue:
    """Return what a word says that stands in two lists."""
    return Cue(
        one.roles | other.roles,
        one.type_id or other.type_id,
        one.governs_many or other.governs_many,
        one.direction or other.direction,
        one.country or other.country,
    )


def _with_prefixes(key: str) -> Iterator[tuple[str, bool]]:
    """Yield the forms of an Arabic key with particles, and whether it still lacks the article."""
    if not is_arabic(key) or len(key) < 2:
        return
    for proclitic in PROCLITICS:
        yield proclitic + key, True
    if not key.startswith("ال"):
        for article in _ARTICLED:
            yield article + key, False


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    document = json.loads(_PATH.read_text(encoding="utf-8"))
    listed = {word_key(word) for word in document["common"]}
    learned = json.loads(WORDS_PATH.read_text(encoding="utf-8")) if WORDS_PATH.is_file() else []
    return frozenset({*listed, *learned})


def is_common(key: str) -> bool:
    """Tell whether a key is a common word, too: by hand, or found in the project's sentences."""
    words = _common_words()
    return key in words or without_article(key) in words


def without_article(key: str) -> str:
    """Return an Arabic word of five letters or more without the article, any other as it is."""
    return key[2:] if key.startswith("ال") and len(key) >= _ARTICLED_WORD else key


def cue(key: str) -> Cue:
    """Return what a word tells, given its key; nothing for most words."""
    return _table().get(key, _NONE)
