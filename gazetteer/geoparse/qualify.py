"""What the words around a name say of where near it: west of, near, 20 km from, countryside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gazetteer.geoparse.cues import cue
from gazetteer.geoparse.tokens import QUOTE, SPACE, Words, word_key
from gazetteer.query import DISTANCE_SLACK, NEAR_KM

if TYPE_CHECKING:
    from gazetteer.geoparse.spans import Span

_OF: Final = frozenset(word_key(word) for word in ("من", "of", "عن", "مع", "with", "the", "إلى"))
_KILOMETRES: Final = frozenset(
    word_key(word) for word in ("كم", "كلم", "كيلومتر", "كيلومترا", "كيلومترات", "km", "kilometres",
                                "kilometers", "kilometer", "kilometre")
)  # fmt: skip
_MILES: Final = frozenset(word_key(word) for word in ("miles", "mile", "ميل", "ميلا", "أميال"))
_MILE_KM: Final = 1.609344
_PARTICLES: Final = frozenset("وفبل")
# How the key of "western" ends.
_ADJECTIVE: Final = word_key("ern")
COMPOUND: Final = frozenset({"NE", "NW", "SE", "SW"})


def qualify(words: Words, span: Span) -> None:
    """Set the qualification of a span, its direction and reach, and its whole expression."""
    at = span.first - span.type_words
    if span.type_words == 1:
        span.outer_start = min(span.outer_start, _word_start(words, at))
    elif span.type_id and span.last + 1 < len(words) and cue(words.key[span.last + 1]).type_id:
        span.outer_end = words.end[span.last + 1]
    if span.proclitic and not span.type_words:
        _qualify_after(words, span)
        return
    at = _direction(words, span, at)
    if not span.qualification:
        at = _nearness(words, span, at)
    _distance(words, span, at)
    _qualify_after(words, span)


def _before(words: Words, at: int) -> int:
    """Return the word before `at`, words such as "of" passed over; -1 when something parts them."""
    while at > 0 and words.gap[at] <= QUOTE:
        at -= 1
        if words.key[at] not in _OF:
            return at
    return -1


def _word_start(words: Words, at: int) -> int:
    """Return where a word begins, particles that are written together with it left out."""
    key, particles = words.key[at], 0
    while key[particles] in _PARTICLES and cue(key[particles + 1 :]).roles:
        particles += 1
    return words.core_start[at] + particles


def _direction(words: Words, span: Span, at: int) -> int:
    back = _before(words, at)
    said = cue(words.key[back]).direction if back >= 0 else ""
    if not said:
        return at
    further = back - 1
    if (
        back > 0
        and words.gap[back] == SPACE
        and cue(words.key[further]).direction + said in (COMPOUND)
    ):
        said, back = cue(words.key[further]).direction + said, further
    span.direction, span.qualification = said, "part" if said == "C" else "side"
    span.is_part_of_town = words.key[at - 1] == words.key[back] and words.key[back].endswith(
        _ADJECTIVE
    )
    span.outer_start = min(span.outer_start, _word_start(words, back))
    if "countryside" in cue(words.key[back]).roles:
        span.qualification = "countryside"
    return back


def _nearness(words: Words, span: Span, at: int) -> int:
    back = _before(words, at)
    roles = cue(words.key[back]).roles if back >= 0 else frozenset()
    for role, code in (("countryside", "countryside"), ("border", "border"), ("near", "near")):
        if role in roles:
            span.qualification = code
            span.outer_start = min(span.outer_start, _word_start(words, back))
            return back
    return at


def _distance(words: Words, span: Span, at: int) -> None:
    back = _before(words, at)
    if back < 1:
        return
    unit, number = words.key[back], words.key[back - 1]
    if unit in _KILOMETRES | _MILES and number.isdigit():
        span.within_km = float(number) * (_MILE_KM if unit in _MILES else 1.0) * DISTANCE_SLACK
        span.qualification = "distance"
        span.outer_start = min(span.outer_start, _word_start(words, back - 1))


def _qualify_after(words: Words, span: Span) -> None:
    """Read what follows: ريف حلب الشرقي, "Hama countryside", "Idlib's southern countryside"."""
    after = span.last + 1
    if after >= len(words) or words.gap[after] > QUOTE:
        return
    said = cue(words.key[after])
    if span.qualification == "countryside" and said.direction and not said.bare:
        span.outer_end = max(span.outer_end, words.end[after])
        return
    ahead = after + 1 if said.direction else after
    # The Arabic word stands before its name; after one it begins the next.
    if (
        ahead < len(words)
        and words.key[ahead].isascii()
        and "countryside" in cue(words.key[ahead]).roles
    ):
        span.qualification = "countryside"
        span.outer_end = words.end[ahead]


def extent_km(own_km: float, span: Span, *, is_area: bool) -> float:
    """Return the radius within which the thing meant lies.

    Parameters
    ----------
    own_km
        The extent of the place itself.
    span
        The mention with its qualification.
    is_area
        Whether the place is a country or an administrative unit, whose parts lie inside it.
    """
    if span.qualification == "distance":
        return own_km + span.within_km
    if not span.qualification or (is_area and span.qualification != "near"):
        return own_km
    return own_km + NEAR_KM
