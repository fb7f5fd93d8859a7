"""Words that say what kind of thing a name names, split off and kept as a feature.

The words are data: `rules/type_words.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from gazetteer.normalize import fold, folded_key, strip_articles
from gazetteer.phonetic import construct_words, phonetic_form, skeleton

_PATH: Final = Path(__file__).parent / "rules" / "type_words.json"
_LONGEST_PHRASE: Final = 3
# Consonants from which on a word is known by its skeleton.
_SURE_SKELETON: Final = 3


@dataclass(frozen=True, slots=True)
class WordType:
    """One row of the table: its `role` and the GeoNames codes or classes it fits."""

    id: str
    role: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart.

    `words` are its folded words without articles, descriptors and modifiers, `core` those without
    generics too; when nothing would be left, the type words stay. `plain` are the words without
    descriptors, in their order. The rest are ids of type words.
    """

    folded: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    plain: tuple[str, ...]
    descriptors: frozenset[str]
    generics: frozenset[str]
    modifiers: frozenset[str]
    has_article: bool

    @property
    def key(self) -> str:
        """The folded key of the plain words: Manbij town and Membij share it."""
        return folded_key(" ".join(self.plain))

    @property
    def letters(self) -> str:
        """All folded letters, written together: where fingers slip."""
        return self.folded.replace(" ", "")

    @property
    def plain_letters(self) -> str:
        """The folded letters of the plain words, written together."""
        return "".join(self.plain)

    @property
    def full_form(self) -> str:
        """The phonetic form of all words."""
        return phonetic_form(self.words)

    @property
    def core_form(self) -> str:
        """The phonetic form of the core words."""
        return phonetic_form(self.core)


@lru_cache(maxsize=1)
def word_types() -> dict[str, WordType]:
    """Return the type words by id."""
    rows = json.loads(_PATH.read_text(encoding="utf-8"))["types"]
    return {
        row["id"]: WordType(row["id"], row["role"], frozenset(row.get("codes", ()))) for row in rows
    }


@lru_cache(maxsize=1)
def _types_by_phrase() -> dict[tuple[str, ...], WordType]:
    rows = json.loads(_PATH.read_text(encoding="utf-8"))["types"]
    types = word_types()
    by_phrase: dict[tuple[str, ...], WordType] = {}
    for row in rows:
        spelled = [*row["words"], *(f"{word}h" for word in row["words"] if word.endswith("a"))]
        for word in spelled:
            by_phrase.setdefault(tuple(fold(word).split()), types[row["id"]])
            by_phrase.setdefault(construct_words(fold(word)), types[row["id"]])
    return by_phrase


@lru_cache(maxsize=1)
def _modifiers_by_skeleton() -> dict[str, tuple[WordType, int]]:
    """Return the modifiers with three consonants or more: skeleton -> type, longest spelling."""
    found: dict[str, tuple[WordType, int]] = {}
    for phrase, word_type in _types_by_phrase().items():
        form = phonetic_form(phrase)
        bones = skeleton(form)
        if word_type.role == "modifier" and len(bones) >= _SURE_SKELETON and len(phrase) == 1:
            _, longest = found.get(bones, (word_type, 0))
            found[bones] = word_type, max(longest, len(form))
    return found


@lru_cache(maxsize=16384)
def _misspelt_modifier(word: str) -> WordType | None:
    """Return the modifier that a romanised word not listed stands for: jenube -> south."""
    form = phonetic_form((word,))
    if not word.isascii() or form[-1:] not in tuple("aeiy"):
        return None
    word_type, longest = _modifiers_by_skeleton().get(skeleton(form), (None, 0))
    return word_type if len(form) <= longest else None


def _tag(words: tuple[str, ...]) -> list[tuple[tuple[str, ...], WordType | None]]:
    by_phrase = _types_by_phrase()
    tagged: list[tuple[tuple[str, ...], WordType | None]] = []
    start = 0
    while start < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - start), 0, -1):
            phrase = words[start : start + length]
            word_type = by_phrase.get(phrase)
            if word_type is None and length == 1 and start > 0:
                word_type = _misspelt_modifier(words[start])
            if word_type is not None or length == 1:
                tagged.append((phrase, word_type))
                start += length
                break
    return tagged


def _plain(tagged: list[tuple[tuple[str, ...], WordType | None]]) -> list[str]:
    return [
        word
        for phrase, word_type in tagged
        if word_type is None or word_type.role in ("generic", "modifier")
        for word in phrase
    ]


@lru_cache(maxsize=65536)
def take_apart(name: str) -> NameParts:
    """Split the type words off a name.

    Examples: ``"Tell Abiad town"`` -> words tell abiad, core abiad, descriptor town, generic tell;
    ``"قرية الشيخ حسن الكبير"`` -> core حسن, descriptor village, generic sheikh, modifier great.
    """
    folded = fold(name)
    tagged = _tag(construct_words(folded))
    ids: dict[str, set[str]] = {"descriptor": set(), "generic": set(), "modifier": set()}
    words: list[str] = []
    core: list[str] = []
    for phrase, word_type in tagged:
        if word_type is None:
            words.extend(phrase)
            core.extend(phrase)
            continue
        role = "descriptor" if word_type.role == "unit" else word_type.role
        ids[role].add(word_type.id)
        if role == "generic":
            words.extend(phrase)
    if not words:
        words = [
            word
            for phrase, word_type in tagged
            if word_type is None or word_type.role == "modifier" or not ids["modifier"]
            for word in phrase
        ]
    return NameParts(
        folded=folded,
        words=tuple(words),
        core=tuple(core or words),
        plain=tuple(_plain(tagged) or words),
        descriptors=frozenset(ids["descriptor"]),
        generics=frozenset(ids["generic"]),
        modifiers=frozenset(ids["modifier"]),
        has_article=strip_articles(folded) != folded,
    )


def fits(type_ids: frozenset[str], feature_class: str, feature_code: str) -> bool | None:
    """Tell whether a feature is what the type words say; None when they say nothing.

    Examples: airport fits S/AIRP and not P/PPL; village fits every P.
    """
    types = word_types()
    codes = [types[i].codes for i in type_ids if types[i].codes]
    if not codes:
        return None
    return any(feature_code in c or feature_class in c for c in codes)
