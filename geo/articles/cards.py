"""A drafted incident as a card that a person fills in, and the incident that comes of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gazetteer import Message
from geo.articles.discourse import PLACE_REASONS
from geo.errors import IncidentDataError
from geo.incidents import (
    SUB_TYPES_BY_EVENT_TYPE,
    Actor,
    ActorRole,
    Citation,
    Fatalities,
    Incident,
    Involvement,
    TimePrecision,
    Verification,
)
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.articles.decisions import ReadMention
    from geo.articles.draft import IncidentDraft

_FIRST_TYPE = next(iter(SUB_TYPES_BY_EVENT_TYPE))
_BASIS_STATED = Message("Read from the article, and confirmed by a person.")
_BASIS_INFERRED = Message("Worked out from the article's own date, and confirmed by a person.")


class CardState(StrEnum):
    """What became of a card."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCard:
    """An incident as far as it is filled in; the article's sentence is not in it, only where.

    `id` is unique in its article. `involvements` are pairs of an actor's id and a role. `sentence`
    and `words` are (start, end) in the clean text: the sentence it rests on and the words within
    it. `is_edited` once a person changed anything; `confidence` is that of the draft, 1 for a card
    made by hand. `extent_km` None takes the place's own. `new_actors` are those of `involvements`
    that the map does not know yet. `unstated` names what no words of the text gave: date, place,
    casualties. `place_basis` is why a place was taken that the sentence does not name (a key of
    `PLACE_REASONS`), empty for any other. `version` counts its saves: one that is to be kept
    carries the version that it was based on, 0 for a new card; `by` is who saved it last.
    """

    id: str
    paragraph: int
    start: date | None = None
    end: date | None = None
    time_precision: TimePrecision = TimePrecision.DAY
    date_inferred: bool = False
    event_type: str = _FIRST_TYPE
    sub_event_type: str = SUB_TYPES_BY_EVENT_TYPE[_FIRST_TYPE][0]
    place_id: str | None = None
    extent_km: float | None = None
    involvements: tuple[tuple[str, ActorRole], ...] = ()
    fatalities: Fatalities = field(default_factory=Fatalities)
    injured: int | None = None
    summary: str = ""
    summary_ar: str = ""
    verification: Verification = Verification.REPORTED
    sentence: tuple[int, int] | None = None
    words: tuple[tuple[int, int], ...] = ()
    confidence: float = 1.0
    is_edited: bool = False
    state: CardState = CardState.OPEN
    incident_id: str | None = None
    new_actors: tuple[Actor, ...] = ()
    unstated: tuple[str, ...] = ()
    place_basis: str = ""
    version: int = 0
    by: str = ""


def cards_of(
    drafts: Iterable[IncidentDraft], mentions: Iterable[ReadMention]
) -> list[IncidentCard]:
    """Return a card for each draft; places are those that people decided on.

    Its id follows from where its sentence stands, so that drafting again finds it again.
    """
    place_at = {(r.mention.start, r.mention.end): r for r in mentions}
    seen: Counter[int] = Counter()
    cards = []
    for draft in drafts:
        at = draft.sentence.start
        seen[at] += 1
        card_id = f"d{at}" if seen[at] == 1 else f"d{at}-{seen[at]}"
        cards.append(_card(draft, card_id, place_at))
    return cards


def _card(
    draft: IncidentDraft, card_id: str, place_at: dict[tuple[int, int], ReadMention]
) -> IncidentCard:
    evidence = (draft.event_words, draft.date_words, draft.fatalities_words, draft.injured_words)
    words = [(e.start, e.end) for e in evidence if e is not None]
    place_id = extent_km = None
    if (mention := draft.mention) is not None:
        words.append((mention.start, mention.end))
        read = place_at.get((mention.start, mention.end))
        place = mention.place if read is None else read.place
        place_id = None if place is None else place.id
        if place is not None and mention.extent_km > place.extent_km:
            extent_km = round(mention.extent_km, 1)
    return IncidentCard(
        id=card_id,
        paragraph=draft.paragraph,
        start=draft.start,
        end=draft.end,
        time_precision=draft.time_precision,
        date_inferred=draft.date_inferred,
        event_type=draft.event_type,
        sub_event_type=draft.sub_event_type,
        place_id=place_id,
        extent_km=extent_km,
        involvements=tuple((actor.actor_id, actor.role) for actor in draft.actors),
        fatalities=draft.fatalities,
        injured=draft.injured,
        sentence=(draft.sentence.start, draft.sentence.end),
        words=tuple(words),
        confidence=round(draft.confidence, 3),
        unstated=_unstated(draft, place_id),
        place_basis=str(draft.place_basis)
        if place_id is not None and draft.place_basis in PLACE_REASONS
        else "",
    )


def _unstated(draft: IncidentDraft, place_id: str | None) -> tuple[str, ...]:
    counts = draft.fatalities_words or draft.injured_words
    given = {"date": draft.date_words, "place": place_id, "casualties": counts}
    return tuple(name for name, words in given.items() if words is None)


def card_problems(card: IncidentCard, *, published: date | None) -> list[str]:
    """Return the fields of a card that keep it off the map: what is missing, what cannot be.

    `published` is the day of its article, None when that is not known.
    """
    found = []
    if card.start is None or (published is not None and card.start > published):
        found.append("start")
    if card.start is not None and card.end is not None and card.end < card.start:
        found.append("end")
    if card.place_id is None:
        found.append("place_id")
    dead = card.fatalities
    given = [count for count in (dead.low, dead.best, dead.high) if count is not None]
    if given != sorted(given) or (given and None in (dead.low, dead.high)):
        found.append("fatalities")
    return found


def incident_of(card: IncidentCard, *, incident_id: str, citation: Citation) -> Incident:
    """Return the incident that a card tells, ready to be confirmed.

    Raises
    ------
    IncidentDataError
        If the date, the place or a summary is missing; `field` names which. What else may be wrong
        is refused when it is stored.
    """
    if card.start is None:
        raise IncidentDataError(Message("an incident needs a date"), field="start")
    if card.place_id is None:
        raise IncidentDataError(Message("an incident needs a place"), field="place_id")
    for name, value in (("summary", card.summary), ("summary_ar", card.summary_ar)):
        if not value.strip():
            raise IncidentDataError(Message("an incident needs a summary"), field=name)
    basis = _BASIS_INFERRED if card.date_inferred else _BASIS_STATED
    return Incident(
        id=incident_id,
        start=card.start,
        end=card.end or card.start,
        time_precision=card.time_precision,
        date_inferred=card.date_inferred,
        date_basis=basis,
        date_basis_ar=words("ar").said(basis),
        event_type=card.event_type,
        sub_event_type=card.sub_event_type,
        summary=card.summary.strip(),
        summary_ar=card.summary_ar.strip(),
        citations=(citation,),
        place_id=card.place_id,
        extent_km=card.extent_km,
        involvements=tuple(Involvement(actor_id=a, role=role) for a, role in card.involvements),
        fatalities=card.fatalities,
        injured=card.injured,
        verification=card.verification,
    )


def encode_card(card: IncidentCard) -> str:
    """Return a card as JSON, without its version and who saved it: the store counts and signs."""
    record = asdict(card)
    del record["version"], record["by"]
    return json.dumps(record, ensure_ascii=False, default=date.isoformat)


def decode_card(text: str, *, version: int = 0, by: str = "") -> IncidentCard:
    """Return the card that `encode_card` wrote, with its version and who saved it."""
    values: dict[str, Any] = json.loads(text)
    # Earlier releases knew neither.
    values["new_actors"] = tuple(Actor(**actor) for actor in values.get("new_actors", ()))
    values["unstated"] = tuple(values.get("unstated", ()))
    values.update(version=version, by=by)
    for name in ("start", "end"):
        values[name] = None if values[name] is None else date.fromisoformat(values[name])
    values["time_precision"] = TimePrecision(values["time_precision"])
    values["verification"] = Verification(values["verification"])
    values["state"] = CardState(values["state"])
    values["fatalities"] = Fatalities(**values["fatalities"])
    values["involvements"] = tuple((a, ActorRole(role)) for a, role in values["involvements"])
    values["sentence"] = None if values["sentence"] is None else tuple(values["sentence"])
    values["words"] = tuple((start, end) for start, end in values["words"])
    return IncidentCard(**values)
