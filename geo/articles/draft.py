"""An article -> drafted incidents, each with the words it rests on; nothing is confirmed here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from gazetteer import find_places
from geo.articles.actors import NamedActor, actors_in
from geo.articles.article import Article, Evidence, Paragraph, paragraphs_of, sentences_of
from geo.articles.casualties import Count, injured_in, killed_in
from geo.articles.dates import dates_in, nearest
from geo.articles.discourse import Discourse, PlaceBasis, Placed
from geo.articles.events import Event, by_casualties, events_in
from geo.articles.merging import merged
from geo.articles.when import When, fineness
from geo.articles.where import acts_as_a_state, is_wide, listed_with, settings
from geo.articles.words import Folded, folded, named_pattern
from geo.incidents import ActorRole, Fatalities, TimePrecision

if TYPE_CHECKING:
    from collections.abc import Iterator

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
# Words of a line that may be a heading.
_HEADING_WORDS: Final = 5
# Letters after the word in which the land that changes hands is looked for.
_OBJECT_REACH: Final = 60
# Days back from the article in which an event without a date is thought to have happened: news,
# and what is told as older than the news.
_NEWS_DAYS: Final = 6
_BACKGROUND_DAYS: Final = 365
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
# Where land that the Islamic State lost went to the state's forces, whoever helped them.
_STATE_TOOK_BACK: Final = "IQ"
_LOSER: Final = "islamic-state"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """An incident as one sentence of an article reports it, to be checked by a person.

    `paragraph` counts the article's non-empty lines from 1, `sentence` is the sentence in the
    text. `start` and `end` (both included) follow `date_words`; when that is None, the date that
    its paragraph told before, else the days before the article's own. `date_inferred` is false
    where the text gives the year or month itself. They are None when neither is known. `mention`
    is the place, None when none is named near by; `place_basis` tells whether its own sentence
    names it or what else it was taken from, which its last reason says in words;
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
    place_basis: PlaceBasis = PlaceBasis.SENTENCE


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
    """Reads an article paragraph by paragraph; keeps what was told and the last violence."""

    def __init__(self, article: Article, places: TextPlaces) -> None:
        self._article = article
        self._places = places
        self._told = Discourse(article, places.mentions)
        self._violence: Event | None = None
        self._violence_in = 0

    def read(self, paragraph: Paragraph) -> Iterator[IncidentDraft]:
        """Yield the drafts of a paragraph that are sure enough."""
        for start, end in sentences_of(self._article.text, paragraph):
            sentence = folded(self._article.text, start, end)
            named = [m for m in self._places.mentions if start <= m.start < end]
            inside = [m for m in named if m.candidates or m.border is None]
            told, near = self._told.date_before(paragraph)
            dates = list(dates_in(sentence.text, self._article.published, told, near=near))
            # Without the article's date, "yesterday" is no date and must not take another's.
            holds_on = told if near and self._article.published is not None else None
            where = settings(sentence, inside)
            acting = [m for m in inside if m not in where and acts_as_a_state(m)]
            known = _Sentence(paragraph, sentence, where, acting, dates, holds_on)
            yield from self._read_sentence(known)
            self._told.tell_places(sentence, inside, paragraph)
            for when in dates:
                if not when.holds_from:
                    self._told.tell_date(when, paragraph)

    def _read_sentence(self, known: _Sentence) -> Iterator[IncidentDraft]:
        sentence, mentions = known.words, known.mentions
        counts = _Counts(killed_in(sentence), injured_in(sentence))
        events = self._events(known.paragraph, sentence, counts.killed or counts.injured)
        main = _main_event(events)
        for event in events:
            placed = self._told.place(event, sentence, mentions, known.paragraph, known.acting)
            if _lacks_land(event, sentence, placed):
                continue
            own = counts if event is main else _Counts(None, None)
            several = [placed.mention]
            is_own = placed.basis is PlaceBasis.SENTENCE and placed.mention is not None
            if is_own and placed.mention is not None and own == _Counts(None, None):
                several = [*listed_with(placed.mention, sentence, mentions)]
            self._told.tell_event(event, placed, known.paragraph)
            for at, each in enumerate(several):
                reach = _reach(sentence, several, at)
                when, is_own = _when_of(event, known, self._article.published, reach)
                found = _Found(replace(placed, mention=each), own, when, is_own)
                draft = _draft(self._article, known, event, found)
                draft = replace(draft, confidence=draft.confidence * placed.sureness)
                if draft.confidence < LEAST_CONFIDENCE or _is_vague(draft):
                    continue
                if not _is_heading(known, draft):
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


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with what was found in it; `told` is the date before it in its paragraph.

    `acting` are countries that do something in it, which `mentions` leaves out.
    """

    paragraph: Paragraph
    words: Folded
    mentions: list[Mention]
    acting: list[Mention]
    dates: list[When]
    told: When | None


@dataclass(frozen=True, slots=True)
class _Counts:
    killed: Count | None
    injured: Count | None


@dataclass(frozen=True, slots=True)
class _Found:
    placed: Placed
    counts: _Counts
    when: When | None
    is_own_date: bool


def _main_event(events: list[Event]) -> Event | None:
    """Return the event to which a sentence's casualties belong: the first violent one."""
    violent = (event for event in events if event.event_type not in _PEACEFUL)
    return next(violent, events[0] if events else None)


def _folded_offsets(sentence: Folded, evidence: Evidence) -> tuple[int, int]:
    inside = [at for at, o in enumerate(sentence.offsets) if evidence.start <= o < evidence.end]
    return inside[0], inside[-1] + 1


def _is_heading(known: _Sentence, draft: IncidentDraft) -> bool:
    """Tell whether a draft rests on a heading in between, which says neither when nor where."""
    words = known.words.text.split()
    bare = draft.date_words is None and draft.place_basis is not PlaceBasis.SENTENCE
    return bare and len(words) <= _HEADING_WORDS and words[-1][-1].isalpha()


def _lacks_land(event: Event, sentence: Folded, placed: Placed) -> bool:
    """Tell whether land is said to change hands without any being named: no event to draw."""
    if event.sub_event_type != "Territory" or placed.basis is PlaceBasis.SENTENCE:
        return False
    near = sentence.text[event.start : event.end + _OBJECT_REACH]
    return named_pattern("taken_town").search(near) is None


def _reach(sentence: Folded, several: list[Mention | None], at: int) -> tuple[int, int] | None:
    """Return where the date of one of several listed places stands, as folded offsets."""
    here = several[at]
    if len(several) == 1 or here is None:
        return None
    after = several[at + 1] if at + 1 < len(several) else None
    first = sum(offset < here.end for offset in sentence.offsets)
    if after is None:
        return first, len(sentence.text) + 1
    return first, sum(offset < after.start for offset in sentence.offsets)


def _is_vague(draft: IncidentDraft) -> bool:
    """Tell whether violence is told of a whole country at no time: a trend, not an incident."""
    wide = draft.mention is None or is_wide(draft.mention)
    bare = draft.date_words is None and draft.fatalities_words is None
    return wide and bare and draft.event_type == "Battles"


def _when_of(
    event: Event, known: _Sentence, published: date | None, reach: tuple[int, int] | None
) -> tuple[When | None, bool]:
    """Return the date of an event and whether its sentence tells it.

    Where it tells none, the date before it in the paragraph holds on.
    """
    when = nearest(known.dates, event.start, event.end, reach=reach)
    if when is None:
        return (None if known.told is None else replace(known.told, stated=False)), False
    lasts = when.is_since and event.event_type == "Strategic developments"
    if lasts and published is not None and published > when.last:
        when = replace(when, last=published, precision=fineness(when.first, published))
    return when, True


def _draft(article: Article, known: _Sentence, event: Event, found: _Found) -> IncidentDraft:
    sentence, when = known.words, found.when
    mention, killed, injured = found.placed.mention, found.counts.killed, found.counts.injured
    country = mention.place.country_code if mention is not None and mention.place else None
    actors = actors_in(sentence, event, country)
    whole = sentence.evidence(0, len(sentence.text))
    first, last, precision = _days(when, event, article.published)
    told = when if found.is_own_date else None
    return IncidentDraft(
        paragraph=known.paragraph.number,
        sentence=whole,
        event_type=event.event_type,
        sub_event_type=_sub_type(event, sentence, actors, country),
        event_words=sentence.evidence(event.start, event.end),
        start=first,
        end=last,
        time_precision=precision,
        date_inferred=when is None or not when.stated,
        date_words=None if told is None else sentence.evidence(told.start, told.end),
        mention=mention,
        place_basis=found.placed.basis,
        actors=actors,
        fatalities=_fatalities(killed),
        fatalities_words=None if killed is None else killed.evidence,
        injured=None if injured is None else injured.low,
        injured_words=None if injured is None else injured.evidence,
        confidence=_confidence(event, told, mention, killed or injured, actors),
    )


def _days(
    when: When | None, event: Event, published: date | None
) -> tuple[date | None, date | None, TimePrecision]:
    """Return the days of an event; without a date, the week before the article at the latest."""
    if when is not None:
        return when.first, when.last, when.precision
    if published is None:
        return None, None, TimePrecision.WEEK
    back = _BACKGROUND_DAYS if event.is_background else _NEWS_DAYS
    first = published - timedelta(days=back)
    return first, published, fineness(first, published)


def _sub_type(
    event: Event, sentence: Folded, actors: tuple[DraftActor, ...], country: str | None
) -> str:
    if event.sub_event_type != "Territory":
        return event.sub_event_type
    takers = [actor.actor_id for actor in actors if actor.actor_id != _LOSER]
    if takers and takers[0] in _STATE_ACTORS:
        return "Government regains territory"
    again = named_pattern("taken_back").search(sentence.text, event.start, event.end)
    lost = any(a.actor_id == _LOSER and a.role is ActorRole.TARGET for a in actors)
    if country == _STATE_TOOK_BACK and (again is not None or lost):
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
