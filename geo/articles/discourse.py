"""What a text said before the sentence at hand: the place and the date that it goes by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gazetteer import Message, Reason
from geo.articles.where import is_small, is_wide, may_lie_in, place_of
from geo.articles.words import named_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer import Mention
    from geo.articles.article import Article, Paragraph
    from geo.articles.events import Event
    from geo.articles.when import When
    from geo.articles.words import Folded

# Paragraphs for which "the town", "the blast" and a place without a word reach on.
_TOWN_REACH: Final = 2
_BLAST_REACH: Final = 6
_SILENT_REACH: Final = 1
# A text is about one place when it names it so often, and so large a part of all small places.
_MAIN_COUNT: Final = 3
_MAIN_SHARE: Final = 0.4


class PlaceBasis(StrEnum):
    """What the place of a draft rests on, from its own sentence to the head of the text."""

    SENTENCE = "sentence"
    EVENT = "event"
    BACK_REFERENCE = "back_reference"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"
    EARLIER = "earlier"
    DATELINE = "dateline"
    NONE = "none"


# How sure a place is that the sentence itself does not name, and why it was taken.
_SURENESS: Final = {
    PlaceBasis.EVENT: 0.85, PlaceBasis.BACK_REFERENCE: 0.85, PlaceBasis.PARAGRAPH: 0.8,
    PlaceBasis.ARTICLE: 0.7, PlaceBasis.EARLIER: 0.65, PlaceBasis.DATELINE: 0.5,
}  # fmt: skip
PLACE_REASONS: Final = {
    PlaceBasis.EVENT: Message("The sentence speaks of an event that the text placed here before."),
    PlaceBasis.BACK_REFERENCE: Message(
        "The sentence speaks of a place that the text named before."
    ),
    PlaceBasis.PARAGRAPH: Message(
        "The sentence names no place; its paragraph named this one before."
    ),
    PlaceBasis.ARTICLE: Message("The sentence names no place; the text is mostly about this one."),
    PlaceBasis.EARLIER: Message(
        "The sentence names no place; the paragraph before names this one."
    ),
    PlaceBasis.DATELINE: Message("The text names no place but the one where it was written."),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of an event, what it rests on, and how sure that is (1 for the sentence's own)."""

    mention: Mention | None
    basis: PlaceBasis

    @property
    def sureness(self) -> float:
        """Return the factor by which a draft is less sure than with a place of its own."""
        return _SURENESS.get(self.basis, 1.0)


class Discourse:
    """Keeps what was told while a text is read from its beginning.

    Parameters
    ----------
    article
        The text.
    mentions
        The places found in it.
    """

    def __init__(self, article: Article, mentions: Sequence[Mention]) -> None:
        self._main = _main_place(article, mentions)
        self._dateline = next((m for m in mentions if _is_dateline(m)), None)
        self._town: Mention | None = None
        self._town_in = 0
        self._capital: Mention | None = None
        self._named: set[str] = set()
        self._events: dict[str, tuple[Mention, int]] = {}
        self._date: When | None = None
        self._date_in = 0

    def date_before(self, paragraph: Paragraph) -> tuple[When | None, bool]:
        """Return the date told last, and whether that was in this paragraph."""
        return self._date, self._date_in == paragraph.number

    def tell_date(self, when: When, paragraph: Paragraph) -> None:
        """Keep a date that the text told."""
        self._date, self._date_in = when, paragraph.number

    def tell_places(
        self, sentence: Folded, inside: Sequence[Mention], paragraph: Paragraph
    ) -> None:
        """Keep the place of a sentence that later ones may go by."""
        capitals = [m for m in inside if m.place and m.place.feature_code == "PPLC"]
        self._capital = capitals[-1] if capitals else self._capital
        small = [mention for mention in inside if is_small(mention) and not _is_dateline(mention)]
        self._named |= {m.place.id for m in small if m.place}
        town = next((m for m in small if m.place and m.place.feature_class != "A"), None)
        if town is not None or (small and not _looks_back(sentence)):
            self._town, self._town_in = town or small[0], paragraph.number

    def tell_event(self, event: Event, placed: Placed, paragraph: Paragraph) -> None:
        """Keep where an event of a kind happened."""
        if placed.mention is not None and not is_wide(placed.mention):
            self._events[event.event_type] = placed.mention, paragraph.number

    def place(
        self, event: Event, sentence: Folded, mentions: Sequence[Mention], paragraph: Paragraph,
        acting: Sequence[Mention] = (),
    ) -> Placed:  # fmt: skip
        """Return the place of an event: of its sentence, else of what was told before.

        `acting` are the countries that do something in the sentence, its place when all else fails.
        """
        own = place_of(event, sentence, mentions)
        if own is not None and (own.place is None or _is_exact(own)):
            return Placed(own, PlaceBasis.SENTENCE)
        for basis, mention in self._told(event, sentence, paragraph, silent=own is None):
            if mention is not None and (own is None or may_lie_in(mention, own)):
                reason = Reason(code=f"discourse_{basis}", message=PLACE_REASONS[basis])
                surer = replace(
                    mention,
                    reasons=(*mention.reasons, reason),
                    confidence=mention.confidence * _SURENESS[basis],
                )
                return Placed(surer, basis)
        if own is None and acting:
            own = acting[0]
        return Placed(own, PlaceBasis.NONE if own is None else PlaceBasis.SENTENCE)

    def _told(
        self, event: Event, sentence: Folded, paragraph: Paragraph, *, silent: bool
    ) -> list[tuple[PlaceBasis, Mention | None]]:
        """Return the places that the sentence may go by, the surest first."""
        number = paragraph.number
        town_near = number - self._town_in
        found: list[tuple[PlaceBasis, Mention | None]] = []
        if event.is_of_states:
            return found
        if named_pattern("the_capital").search(sentence.text) is not None:
            return [(PlaceBasis.BACK_REFERENCE, self._capital)]
        peaceful = event.event_type == "Strategic developments"
        told = self._events.get(event.event_type)
        if told is None and peaceful:
            told = max(self._events.values(), key=lambda one: one[1], default=None)
        again = (silent or not peaceful) and (
            named_pattern("refers_back").search(sentence.text) is not None
        )
        if again and told is not None and number - told[1] <= _BLAST_REACH:
            found.append((PlaceBasis.EVENT, told[0]))
        if _looks_back(sentence) and town_near <= _TOWN_REACH:
            found.append((PlaceBasis.BACK_REFERENCE, self._town))
        if not silent:
            return found
        if town_near == 0:
            found.append((PlaceBasis.PARAGRAPH, self._town))
        only_one = len(self._named) == 1
        found.append((PlaceBasis.ARTICLE, self._town if only_one else self._main))
        if town_near <= _SILENT_REACH:
            found.append((PlaceBasis.EARLIER, self._town))
        if self._town is None:
            found.append((PlaceBasis.DATELINE, self._dateline))
        return found


def _looks_back(sentence: Folded) -> bool:
    return named_pattern("back_reference").search(sentence.text) is not None


def _is_exact(mention: Mention) -> bool:
    """Tell whether a mention says more than the governorate in which "the city" lies."""
    place = mention.place
    return is_small(mention) and place is not None and place.feature_code not in {"ADM1", "ADM2"}


def _is_dateline(mention: Mention) -> bool:
    return any(reason.code == "text_dateline" for reason in mention.reasons)


def _main_place(article: Article, mentions: Sequence[Mention]) -> Mention | None:
    """Return the first mention of the small place that a text is mostly about, if there is one."""
    small = [m for m in mentions if is_small(m) and m.place is not None and not _is_dateline(m)]
    counts = Counter(m.place.id for m in small if m.place is not None)
    for mention in small:
        if mention.place is not None and mention.text in article.title:
            counts[mention.place.id] += 1
    if not counts:
        return None
    best, count = counts.most_common(1)[0]
    if count < _MAIN_COUNT or count < _MAIN_SHARE * counts.total():
        return None
    return next(m for m in small if m.place is not None and m.place.id == best)
