"""An article -> drafted incidents, each with the words it rests on; nothing is confirmed here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gazetteer import find_places
from geo.articles.actors import NamedActor, actors_in
from geo.articles.article import Article, Evidence, Paragraph, paragraphs_of, sentences_of
from geo.articles.casualties import Count, injured_in, killed_in
from geo.articles.dates import When, dates_in
from geo.articles.events import Event, by_casualties, events_in
from geo.articles.merging import merged
from geo.articles.where import is_small, is_wide, listed_with, may_lie_in, place_of, settings
from geo.articles.words import Folded, folded, named_pattern
from geo.incidents import Fatalities, TimePrecision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gazetteer import Gazetteer, Mention, TextPlaces

DraftActor = NamedActor

# Drafts that are less sure than this are not proposed.
LEAST_CONFIDENCE: Final = 0.3
# What each piece found adds to the strength of the event word, or takes from it.
_WITH_DATE: Final = 0.12
_WITH_PLACE: Final = 0.12
_WITH_COUNTRY_ONLY: Final = -0.05
_WITHOUT_PLACE: Final = -0.25
_WITH_CASUALTIES: Final = 0.15
_WITH_ACTOR: Final = 0.05
_MOST_CONFIDENCE: Final = 0.95
# A place of the sentence before serves for one that names none.
_CARRIED_PLACE: Final = 0.85
_CARRIED_FAR: Final = 0.7
# Paragraphs after a violent event in which bare casualties are thought to be its own.
_VIOLENCE_REACH: Final = 2
_PEACEFUL: Final = frozenset({"Strategic developments", "Protests"})
# What counts as a state's forces when land changes hands.
_STATE_ACTORS: Final = frozenset(
    {
        "iraqi-security-forces", "iraqi-army", "iraqi-special-forces", "syrian-army",
        "iraqi-joint-operations-command", "popular-mobilization-forces", "iraqi-government",
        "syrian-government", "peshmerga",
    }
)  # fmt: skip
# Where land that the Islamic State lost went to the state's forces unless others are named.
_STATE_TOOK_BACK: Final = "IQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """An incident as one sentence of an article reports it, to be checked by a person.

    `paragraph` counts the article's non-empty lines from 1, `sentence` is the sentence in the
    text. `start` and `end` (both included) follow `date_words`, or the article's own date when
    that is None; `date_inferred` is false where the text gives the year or month itself. They are
    None when neither is known. `mention` is the place, None when none is named near by;
    `fatalities` and `injured` are what the text states. `confidence` is between 0 and 1.
    `also_in` are later paragraphs that tell of it too; its date and casualties may be theirs.
    """

    paragraph: int
    sentence: Evidence
    event_type: str
    sub_event_type: str
    event_words: Evidence
    start: date | None
    end: date | None
    time_precision: TimePrecision
    date_inferred: bool
    date_words: Evidence | None
    mention: Mention | None
    actors: tuple[DraftActor, ...]
    fatalities: Fatalities
    fatalities_words: Evidence | None
    injured: int | None
    injured_words: Evidence | None
    confidence: float
    also_in: tuple[int, ...] = ()


def draft_incidents(
    article: Article, gazetteer: Gazetteer, *, places: TextPlaces | None = None
) -> list[IncidentDraft]:
    """Return the incidents that an article reports, in the order of its text.

    Parameters
    ----------
    article
        The text, and the date against which "yesterday" is resolved.
    gazetteer
        The places to look for.
    places
        The places of the same text, when they were found already.
    """
    if places is None:
        places = find_places(article.text, gazetteer, context_countries=article.context_countries)
    drafts: list[IncidentDraft] = []
    by_sentence: dict[str, int] = {}
    reader = _Reader(article, places)
    for paragraph in paragraphs_of(article.text):
        for draft in reader.read(paragraph):
            where = "" if draft.mention is None else draft.mention.text
            key = f"{draft.sub_event_type}\n{where}\n{draft.sentence.text}"
            if key in by_sentence:
                # A caption or headline that is printed twice is one report.
                at = by_sentence[key]
                drafts[at] = replace(drafts[at], also_in=(*drafts[at].also_in, paragraph.number))
            elif not merged(drafts, draft):
                by_sentence[key] = len(drafts)
                drafts.append(draft)
    return drafts


class _Reader:
    """Reads an article paragraph by paragraph; keeps the last place and the last violence told."""

    def __init__(self, article: Article, places: TextPlaces) -> None:
        self._article = article
        self._places = places
        self._place: Mention | None = None
        self._place_in = 0
        self._violence: Event | None = None
        self._violence_in = 0

    def read(self, paragraph: Paragraph) -> Iterator[IncidentDraft]:
        """Yield the drafts of a paragraph that are sure enough."""
        for start, end in sentences_of(self._article.text, paragraph):
            sentence = folded(self._article.text, start, end)
            inside = [m for m in self._places.mentions if start <= m.start < end and m.candidates]
            yield from self._read_sentence(paragraph, sentence, settings(sentence, inside))
            small = [mention for mention in inside if is_small(mention)]
            town = next((m for m in small if m.place and m.place.feature_class != "A"), None)
            refers_back = named_pattern("back_reference").search(sentence.text) is not None
            if town is not None or (small and not refers_back):
                self._place, self._place_in = town or small[0], paragraph.number

    def _read_sentence(
        self, paragraph: Paragraph, sentence: Folded, mentions: list[Mention]
    ) -> Iterator[IncidentDraft]:
        counts = _Counts(killed_in(sentence), injured_in(sentence))
        events = self._events(paragraph, sentence, counts.killed or counts.injured)
        main = _main_event(events)
        for event in events:
            place, factor = self._place_of(paragraph, sentence, event, mentions)
            own = counts if event is main else _Counts(None, None)
            several = [place]
            if place in mentions and place is not None and own == _Counts(None, None):
                several = [*listed_with(place, sentence, mentions)]
            for each in several:
                draft = _draft(self._article, paragraph.number, sentence, event, _Found(each, own))
                draft = replace(draft, confidence=draft.confidence * factor)
                if draft.confidence >= LEAST_CONFIDENCE and not _is_vague(draft):
                    yield draft

    def _events(self, paragraph: Paragraph, sentence: Folded, count: Count | None) -> list[Event]:
        events = events_in(sentence)
        if not events and count is not None:
            recent = paragraph.number - self._violence_in <= _VIOLENCE_REACH
            at = _folded_offsets(sentence, count.evidence)
            armed = named_pattern("fighters").search(sentence.text) is not None
            events = [by_casualties(*at, self._violence if recent else None, armed=armed)]
        violent = next((e for e in events if e.event_type not in _PEACEFUL), None)
        if violent is not None:
            self._violence, self._violence_in = violent, paragraph.number
        return events

    def _place_of(
        self, paragraph: Paragraph, sentence: Folded, event: Event, mentions: list[Mention]
    ) -> tuple[Mention | None, float]:
        """Return the place of an event, and how much surer one of its own sentence would be."""
        own = place_of(event, sentence, mentions)
        refers_back = named_pattern("back_reference").search(sentence.text) is not None
        if self._place is None or (own is not None and (_is_exact(own) or not refers_back)):
            return own, 1.0
        if own is not None and not may_lie_in(self._place, own):
            return own, 1.0
        near = self._place_in == paragraph.number
        return self._place, _CARRIED_PLACE if near or refers_back else _CARRIED_FAR


@dataclass(frozen=True, slots=True)
class _Counts:
    killed: Count | None
    injured: Count | None


@dataclass(frozen=True, slots=True)
class _Found:
    mention: Mention | None
    counts: _Counts


def _main_event(events: list[Event]) -> Event | None:
    """Return the event to which a sentence's casualties belong: the first violent one."""
    violent = (event for event in events if event.event_type not in _PEACEFUL)
    return next(violent, events[0] if events else None)


def _folded_offsets(sentence: Folded, evidence: Evidence) -> tuple[int, int]:
    inside = [at for at, o in enumerate(sentence.offsets) if evidence.start <= o < evidence.end]
    return inside[0], inside[-1] + 1


def _is_exact(mention: Mention) -> bool:
    """Tell whether a mention says more than the governorate in which "the city" lies."""
    place = mention.place
    return is_small(mention) and place is not None and place.feature_code not in {"ADM1", "ADM2"}


def _is_vague(draft: IncidentDraft) -> bool:
    """Tell whether violence is told of a whole country at no time: a trend, not an incident."""
    wide = draft.mention is None or is_wide(draft.mention)
    bare = draft.date_words is None and draft.fatalities_words is None
    return wide and bare and draft.event_type == "Battles"


def _when_of(event: Event, sentence: Folded, published: date | None) -> When | None:
    """Return the date that belongs to an event: the nearest one, the finer of two as near."""
    dates = list(dates_in(sentence.text, published))
    order = list(TimePrecision)

    def farness(when: When) -> float:
        away = min(abs(when.start - event.end), abs(event.start - when.end))
        return away + 25.0 * order.index(when.precision)

    return min(dates, key=farness, default=None)


def _draft(
    article: Article, number: int, sentence: Folded, event: Event, found: _Found
) -> IncidentDraft:
    mention, killed, injured = found.mention, found.counts.killed, found.counts.injured
    when = _when_of(event, sentence, article.published)
    country = mention.place.country_code if mention is not None and mention.place else None
    actors = actors_in(sentence, event, country)
    whole = sentence.evidence(0, len(sentence.text))
    published = article.published
    return IncidentDraft(
        paragraph=number,
        sentence=whole,
        event_type=event.event_type,
        sub_event_type=_sub_type(event, sentence, actors, country),
        event_words=sentence.evidence(event.start, event.end),
        start=published if when is None else when.first,
        end=published if when is None else when.last,
        time_precision=TimePrecision.WEEK if when is None else when.precision,
        date_inferred=when is None or not when.stated,
        date_words=None if when is None else sentence.evidence(when.start, when.end),
        mention=mention,
        actors=actors,
        fatalities=_fatalities(killed),
        fatalities_words=None if killed is None else killed.evidence,
        injured=None if injured is None else injured.low,
        injured_words=None if injured is None else injured.evidence,
        confidence=_confidence(event, when, mention, killed or injured, actors),
    )


def _sub_type(
    event: Event, sentence: Folded, actors: tuple[DraftActor, ...], country: str | None
) -> str:
    if event.sub_event_type != "Territory":
        return event.sub_event_type
    takers = [actor.actor_id for actor in actors if actor.actor_id != "islamic-state"]
    if takers and takers[0] in _STATE_ACTORS:
        return "Government regains territory"
    again = named_pattern("taken_back").search(sentence.text, event.start, event.end)
    if not takers and country == _STATE_TOOK_BACK and again is not None:
        return "Government regains territory"
    return "Non-state actor overtakes territory"


def _fatalities(killed: Count | None) -> Fatalities:
    if killed is None:
        return Fatalities()
    return Fatalities(low=killed.low, best=(killed.low + killed.high) // 2, high=killed.high)


def _confidence(
    event: Event, when: When | None, mention: Mention | None, count: Count | None,
    actors: tuple[DraftActor, ...],
) -> float:  # fmt: skip
    found = event.strength
    if when is not None:
        found += _WITH_DATE
    if mention is None:
        found += _WITHOUT_PLACE
    else:
        found += _WITH_COUNTRY_ONLY if is_wide(mention) else _WITH_PLACE
    if count is not None:
        found += _WITH_CASUALTIES
    if actors:
        found += _WITH_ACTOR
    return max(0.0, min(found, _MOST_CONFIDENCE))
