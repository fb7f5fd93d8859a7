from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geo import (
    PLACE_REASONS,
    Citation,
    Fatalities,
    IncidentDataError,
    PlaceBasis,
    card_problems,
    cards_of,
    current_briefing,
    neutral_summary,
    repeated_incidents,
)
from geo.articles.cards import IncidentCard, decode_card, encode_card, incident_of
from tests.geo.articles.made_up import PUBLISHED, cards, drafts, gazetteer, mentions

CITATION = Citation(source_id="s", paragraph=2)


def explosion() -> IncidentCard:
    return next(card for card in cards() if card.event_type.startswith("Explosions"))


def test_cards_of_take_over_what_the_draft_read() -> None:
    card = explosion()
    assert (card.paragraph, card.place_id) == (2, "raqqa")
    assert (card.start, card.fatalities.best, card.injured) == (date(2021, 3, 9), 3, 5)
    assert card.summary == card.summary_ar == ""
    assert card.sentence is not None


def test_cards_of_have_ids_that_differ_and_stay_when_others_go() -> None:
    ids = [card.id for card in cards()]
    assert len(set(ids)) == len(ids)
    assert [card.id for card in cards_of(drafts()[1:], mentions())] == ids[1:]


def test_encode_card_and_back_changes_nothing() -> None:
    for card in cards():
        assert decode_card(encode_card(card)) == card


def test_incident_of_card_keeps_its_paragraph_and_fields() -> None:
    card = replace(explosion(), summary="A bomb.", summary_ar="عبوة.")
    incident = incident_of(card, incident_id="i", citation=CITATION)
    assert (incident.citations, incident.place_id) == ((CITATION,), "raqqa")
    assert (incident.start, incident.fatalities.best) == (card.start, 3)


@pytest.mark.parametrize("missing", ["start", "place_id", "summary", "summary_ar"])
def test_incident_of_card_without_something_names_it(missing: str) -> None:
    whole = replace(explosion(), summary="A bomb.", summary_ar="عبوة.")
    without: dict[str, Any] = {missing: "" if missing.startswith("summary") else None}
    card = replace(whole, **without)
    with pytest.raises(IncidentDataError) as refused:
        incident_of(card, incident_id="i", citation=CITATION)
    assert refused.value.field == missing


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": None}, "start"),
        ({"start": date(2021, 3, 11), "end": None}, "start"),
        ({"end": date(2021, 3, 1)}, "end"),
        ({"place_id": None}, "place_id"),
        ({"fatalities": Fatalities(low=5, best=3, high=4)}, "fatalities"),
        ({"fatalities": Fatalities(low=5)}, "fatalities"),
    ],
)
def test_card_problems_name_what_is_missing_or_cannot_be(
    change: dict[str, Any], field: str
) -> None:
    assert card_problems(explosion(), published=PUBLISHED) == []
    assert card_problems(replace(explosion(), **change), published=PUBLISHED) == [field]


def test_cards_of_tell_what_no_words_of_the_text_gave() -> None:
    assert explosion().unstated == ()
    (draft,) = [d for d in drafts() if d.event_type.startswith("Explosions")]
    bare = replace(draft, mention=None, date_words=None, fatalities_words=None, injured_words=None)
    assert cards_of([bare], mentions())[0].unstated == ("date", "place", "casualties")


def test_decode_card_of_an_earlier_release_fills_in_what_it_did_not_know() -> None:
    record = json.loads(encode_card(explosion()))
    del record["new_actors"], record["unstated"]
    card = decode_card(json.dumps(record), version=2, by="Amal")
    assert (card.new_actors, card.unstated, card.version, card.by) == ((), (), 2, "Amal")


def test_neutral_summary_says_kind_place_and_numbers_in_both_languages() -> None:
    place = gazetteer().get("raqqa")
    assert "3 killed" in neutral_summary(explosion(), place, "en")
    assert "الرقة" in neutral_summary(explosion(), place, "ar")


def test_repeated_incidents_finds_the_one_on_the_map_and_only_that() -> None:
    briefing = current_briefing()
    incident = next(
        i
        for i in briefing.incidents.values()
        if i.place_id is not None and i.start == i.end and not i.standing
    )
    card = IncidentCard(
        id="h1",
        paragraph=1,
        start=incident.start,
        event_type=incident.event_type,
        place_id=incident.place_id,
    )
    place = briefing.place_of(incident)
    assert incident.id in repeated_incidents(card, place, briefing.table)
    later = replace(card, start=date(1999, 1, 1))
    assert repeated_incidents(later, place, briefing.table) == []
    assert repeated_incidents(card, None, briefing.table) == []


def test_cards_of_a_place_from_elsewhere_say_why_it_was_taken() -> None:
    elsewhere = replace(drafts()[0], place_basis=PlaceBasis.PARAGRAPH)
    own, carried = cards()[0], cards_of([elsewhere], mentions())[0]
    assert (own.place_basis, carried.place_basis) == ("", "paragraph")
    assert PlaceBasis(carried.place_basis) in PLACE_REASONS
    assert decode_card(encode_card(carried)).place_basis == "paragraph"
    nowhere = replace(elsewhere, mention=None)
    assert cards_of([nowhere], mentions())[0].place_basis == ""
