"""The nouns of a text: mentions of places, and names that are hints and no mentions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gazetteer.place import Candidate, Place, Reason, ResolutionStatus


class HintKind(StrEnum):
    """Why a name of a place stands in the text without being a mention of it."""

    PERSON = "person"
    ORGANISATION = "organisation"
    NATIONALITY = "nationality"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named in a text.

    `start` and `end` are character offsets of the whole expression in the original text, type
    words and qualifiers included ("غرب مدينة الموصل"), `name_start` and `name_end` those of the
    name alone, proclitics excluded; `text` is the name as it is written. `extent_km` is the
    radius about the place's point within which the thing meant lies: the place's own, widened by
    the `qualification` (near, side, part, countryside, distance, border; empty when there is
    none). `border` is the pair of ISO country codes, in alphabetical order, when the expression
    means the line between two countries, whether the gazetteer holds it or not.
    `confidence` is the chance that this is a mention and that the first candidate is meant.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    text: str
    status: ResolutionStatus
    confidence: float
    candidates: tuple[Candidate, ...] = ()
    extent_km: float = 0.0
    qualification: str = ""
    border: tuple[str, str] | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def place(self) -> Place | None:
        """The likeliest place; None when no candidate is known."""
        return self.candidates[0].place if self.candidates else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A name that looks like a place's but is part of something else, or a nationality.

    `start` and `end` are character offsets in the original text; `place_ids` are the places that
    bear the name (empty for a nationality, which gives `country`, ISO 3166-1 alpha-2).
    """

    start: int
    end: int
    text: str
    kind: HintKind
    place_ids: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlaces:
    """What was found in one text, both in the order of the text."""

    mentions: tuple[Mention, ...]
    hints: tuple[Hint, ...]
