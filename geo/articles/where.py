"""Where: which of the places that a sentence names an event happened at."""

from __future__ import annotations

import re
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
_A_GOVERNMENT: Final = 150
_PLACE_REASONS: Final = frozenset({"text_locative", "text_attached_preposition", "text_type_fits"})
# Letters before a name in which "backed by" is looked for.
_BACKED_REACH: Final = 16
# What stands between names of one list: "in A and B".
_LISTED: Final = re.compile(r"^[\s»\"”]*(?:،|,|/)?\s*(?:و|and\s)?\s*(?:in\s|في\s)?[«\"“]?$")


def is_wide(mention: Mention) -> bool:
    """Tell whether a mention is of a country, or of something as large."""
    place = mention.place
    return place is None or place.feature_code.startswith("PCL") or place.extent_km > _WIDE_KM


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


def settings(sentence: Folded, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that can be where something happened, not the states that back it."""
    backed = named_pattern("backed_by")
    kept = []
    for mention in mentions:
        at = sum(offset < mention.start for offset in sentence.offsets)
        before = sentence.text[max(0, at - _BACKED_REACH) : at]
        words = [match.end() for match in backed.finditer(before + " ")]
        if not (is_wide(mention) or _is_government(mention)) or not words or (
            words[-1] < len(before) - 2
        ):  # fmt: skip
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
        if _is_government(mention):
            farther += _A_GOVERNMENT
        doubtful = 0 if mention.status is ResolutionStatus.RESOLVED else _PLACE_BEFORE
        return (away if away >= 0 else _PLACE_BEFORE - away) + farther + doubtful

    return min(mentions, key=farness, default=None)


def listed_with(place: Mention, sentence: Folded, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mention and those that are listed after it: "in Tal Afar and Hawija"."""
    listed = [place]
    for mention in sorted(mentions, key=lambda one: one.start):
        between = sentence.original[listed[-1].end : mention.start]
        joined = _LISTED.match(between) and ("و" in between or "and" in between)
        if mention.start >= listed[-1].end and joined and is_wide(mention) == is_wide(place):
            listed.append(mention)
    return listed
