"""Names that a text introduces as places, known or not: حي الكرادة, Kocho village."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gazetteer.geoparse.cues import cue, is_common
from gazetteer.geoparse.tokens import QUOTE, SPACE
from gazetteer.normalize_arabic import is_arabic

if TYPE_CHECKING:
    from gazetteer.geoparse.tokens import Words

# Types whose word is followed by a name far more often than by anything else.
_NAMING: Final = frozenset(
    {
        "city", "village", "suburb", "camp", "subdistrict", "district", "valley", "mountain",
        "desert", "crossing", "airport", "dam", "field",
    }
)  # fmt: skip
# Types whose Arabic word is masculine, so that no word in ه after it is its adjective.
_MASCULINE: Final = frozenset({"suburb", "camp", "valley", "mountain", "crossing", "airport", "dam",
                               "field"})  # fmt: skip
# First words of names that are never the whole name.
_FIRST_WORDS: Final = frozenset(
    ("تل", "ام", "ابو", "دير", "كفر", "خربه", "عين", "بيت", "راس", "الشيخ", "شيخ", "جب", "بءر")
)
_SHORTEST: Final = 3


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name by its first and last word, and the type word before it."""

    type_word: int
    first: int
    last: int


def unknown_names(words: Words) -> list[UnknownName]:
    """Return what follows a type word and looks like a name, known or not."""
    found = []
    for at, key in enumerate(words.key):
        said = cue(key)
        if said.type_id not in _NAMING or not said.bare or said.governs_many:
            continue
        name = _arabic(words, at) if is_arabic(key) else _english(words, at)
        if name is not None:
            found.append(name)
    return found


def _arabic(words: Words, at: int) -> UnknownName | None:
    first = at + 1
    if first >= len(words) or words.gap[first] > QUOTE or not is_arabic(words.key[first]):
        return None
    masculine = cue(words.key[at]).type_id in _MASCULINE
    quoted = words.gap[first] == QUOTE
    if not _looks_like_a_name(words.key[first], quoted=quoted, masculine=masculine):
        return None
    last = first
    if words.key[first] in _FIRST_WORDS:
        if first + 1 >= len(words) or words.gap[first + 1] != SPACE:
            return None
        last = first + 1
    return UnknownName(at, first, last)


def _looks_like_a_name(key: str, *, quoted: bool, masculine: bool) -> bool:
    """Tell whether a word after a type word is a name: no adjective, no common word."""
    if cue(key).roles - {"given"} or len(key) < _SHORTEST:
        return False
    if key in _FIRST_WORDS or quoted:
        return True
    if is_common(key):
        return False
    # "قرية صغيرة", "مدينة سورية": without article, such an ending is an adjective's.
    if masculine and key.endswith("ه"):
        return True
    if masculine and key.startswith("ي"):
        # "معبر يربط": a verb, seldom a name.
        return False
    return key.startswith("ال") or not key.endswith(("ه", "ي", "ين", "ون", "ات", "هم", "ها"))


def _english(words: Words, at: int) -> UnknownName | None:
    after = at + 1
    if after < len(words) and words.key[after] == "uf":
        after += 1
        if after < len(words) and words.gap[after] == SPACE and _is_capital(words, after):
            last = after
            while (
                last + 1 < len(words)
                and words.gap[last + 1] == SPACE
                and _is_capital(words, last + 1)
            ):
                last += 1
            return UnknownName(at, after, last)
    if after < len(words) and words.gap[after] == SPACE and words.capital[after]:
        # "the Mosul Dam Authority" goes on.
        return None
    if at > 0 and words.gap[at] == SPACE and _is_capital(words, at - 1):
        first = at - 1
        while first > 0 and words.gap[first] == SPACE and _is_capital(words, first - 1):
            first -= 1
        return UnknownName(first, first, at - 1)
    return None


def _is_capital(words: Words, at: int) -> bool:
    key = words.key[at]
    return words.capital[at] and not is_arabic(key) and not is_common(key) and not cue(key).roles
