"""Where: which of the places that a sentence names an event happened at."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gazetteer import ResolutionStatus
from geo.articles.words import named_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer import Mention
    from geo.articles.events import Event
    from geo.articles.words import Folded

# Letters by which a place before the event is thought farther than one as far after it.
_PLACE_BEFORE: Final = 30
_WIDE_PLACE: Final = 120
# Letters that a clause's end between event and place counts for.
_CLAUSE: Final = 12
# Only a place with no larger an extent is what a later sentence speaks of without naming it, km.
_SMALL_KM: Final = 150.0
_WIDE_KM: Final = 1000.0
# A capital that nothing before it makes a place of is a government.
_PLACE_REASONS: Final = frozenset({"text_locative", "text_attached_preposition", "text_type_fits"})
# Letters before a name in which "backed by" is looked for.
_BACKED_REACH: Final = 16
# A river or a border beside which a place is named, and the words that say so.
_BESIDE: Final = 60
_BESIDE_WORDS: Final = re.compile(
    r"(?:علي ضف\w+|ضف\w+|علي الحدود|قرب|بالقرب من|بمحاذاه|غرب\w*|شرق\w*|شمال\w*|جنوب\w*|على|near"
    r"|close to|on the (?:banks|border|outskirts) of|along|towards?|نحو|باتجاه|الي|to|from"
    r"|قادم\w* من)"
    r"\s+\S{0,12}$"
)
_FROM: Final = re.compile(
    r"(?:fired|launched|coming|(?:ا|أ)طلق\w*|انطلاقا|انطلق\w*|قادم\w*)\s+(?:\w+\s+)?(?:from|من)\s+"
    r"(?:the\s+)?$"
)
_NEAR_QUALIFIED: Final = frozenset({"near", "border", "distance"})
# Letters after a capital in which a colon or a dash makes it the heading of a report.
_HEADING: Final = re.compile(r"^\s?[:،,\-–—/]")
# What stands between names of one list: "in A and B".
_LISTED: Final = re.compile(r"^[\s»\"”]*(?:،|,|/)?\s*(?:و|and\s)?\s*(?:in\s|في\s)?[«\"“]?$")


def is_wide(mention: Mention) -> bool:
    """Tell whether a mention is of a country, or of something as large."""
    place = mention.place
    if place is None:
        return mention.border is not None
    return place.feature_code.startswith("PCL") or place.extent_km > _WIDE_KM


def is_small(mention: Mention) -> bool:
    """Tell whether a later sentence may speak of a place without naming it."""
    place = mention.place
    return (
        place is not None
        and place.extent_km <= _SMALL_KM
        and not is_wide(mention)
        and not _is_government(mention)
    )


def may_lie_in(town: Mention, area: Mention) -> bool:
    """Tell whether nothing that is known of two mentions keeps the first out of the second."""
    inner, outer = town.place, area.place
    if inner is None or outer is None:
        return True
    if None not in {inner.country_code, outer.country_code} and (
        inner.country_code != outer.country_code
    ):
        return False
    is_unit = outer.feature_code == "ADM1" and None not in {inner.admin1, outer.admin1}
    return not is_unit or inner.admin1 == outer.admin1


def _is_government(mention: Mention) -> bool:
    """Tell whether a capital stands for its government: واشنطن تعلن …."""
    if mention.place is None or mention.place.feature_code != "PPLC":
        return False
    return not _PLACE_REASONS & {reason.code for reason in mention.reasons}


def _is_speaking(sentence: Folded, mention: Mention) -> bool:
    """Tell whether a capital acts in a sentence rather than being where something happens."""
    after = sentence.original[mention.end : mention.end + 3]
    acts = _is_government(mention) or acts_as_a_state(mention)
    return acts and not mention.qualification and not _HEADING.match(after)


def acts_as_a_state(mention: Mention) -> bool:
    """Tell whether a country does something in a sentence: أرسلت تركيا تعزيزات."""
    if mention.place is None or not mention.place.feature_code.startswith("PCL"):
        return False
    return not (_PLACE_REASONS | {"text_listed"}) & {reason.code for reason in mention.reasons}


def settings(sentence: Folded, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that can be where something happened, not the states that back it."""
    backed = named_pattern("backed_by")
    kept = []
    for mention in mentions:
        at = sum(offset < mention.start for offset in sentence.offsets)
        before = sentence.text[max(0, at - _BACKED_REACH) : at]
        words = [match.end() for match in backed.finditer(before + " ")]
        backs = bool(words) and words[-1] >= len(before) - 2
        if not _is_speaking(sentence, mention) and not (is_wide(mention) and backs):
            kept.append(mention)
    return kept


def place_of(event: Event, sentence: Folded, mentions: Sequence[Mention]) -> Mention | None:
    """Return the place that an event most likely happened at: near its words, rather after them."""
    at = sentence.offsets[event.start]

    def farness(mention: Mention) -> float:
        away = mention.start - at
        between = sentence.original[min(at, mention.start) : max(at, mention.start)]
        farther = float(_WIDE_PLACE if is_wide(mention) else 0)
        farther += _CLAUSE * sum(between.count(mark) for mark in "،,;؛")
        if mention.place is not None and mention.place.feature_class == "A":
            farther += _WIDE_PLACE / 4
        if mention.border is not None or mention.qualification == "border":
            farther += _WIDE_PLACE / 2
        if _is_beside(sentence, mention, mentions) or _is_origin(sentence, mention):
            farther += _BESIDE
        doubtful = 0 if mention.status is ResolutionStatus.RESOLVED else _PLACE_BEFORE
        return (away if away >= 0 else _PLACE_BEFORE - away) + farther + doubtful

    return min(mentions, key=farness, default=None)


def _is_beside(sentence: Folded, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Tell whether a mention only says where another one before it lies: on the Euphrates."""
    before = [
        m for m in mentions if 0 <= mention.start - m.end <= _BESIDE and not _is_origin(sentence, m)
    ]
    if not before:
        return False
    if mention.qualification in _NEAR_QUALIFIED or mention.border is not None:
        return True
    if mention.place is not None and mention.place.feature_class == "H":
        return True
    between = sentence.original[before[-1].end : mention.start]
    return _BESIDE_WORDS.search(between) is not None


def _is_origin(sentence: Folded, mention: Mention) -> bool:
    """Tell whether something was fired from a place: what it hit lies elsewhere."""
    return _FROM.search(sentence.original[: mention.start]) is not None


def listed_with(place: Mention, sentence: Folded, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of the list in which one stands: "in Tal Afar and Hawija"."""
    lists: list[list[Mention]] = []
    for mention in sorted(mentions, key=lambda one: one.start):
        last = lists[-1][-1] if lists else None
        if last is not None and last.end <= mention.start and is_wide(mention) == is_wide(last):
            between = sentence.original[last.end : mention.start]
            if _LISTED.match(between):
                lists[-1].append(mention)
                continue
        lists.append([mention])
    for each in lists:
        joins = [sentence.original[one.end : two.start] for one, two in pairwise(each)]
        if place in each and any("و" in words or "and" in words for words in joins):
            return each
    return [place]
