"""The details of an incident: complete, in the reader's language, and harmless."""

from dataclasses import replace

import pytest

from geo import Briefing, Fatalities, Incident, MapState, ZoneParams
from pages.details import details_html
from pages.words import Words, words
from tests.pages.hostile import HostileBriefing, assert_harmless, text_of

EN, AR = words("en"), words("ar")
STATE = MapState()


def shown(briefing: Briefing, incident: Incident, said: Words = EN) -> str:
    return text_of(details_html(briefing, incident, STATE, said))


@pytest.mark.parametrize("said", [EN, AR], ids=["en", "ar"])
def test_details_html_tells_every_shipped_incident(briefing: Briefing, said: Words) -> None:
    for incident in briefing.dataset.incidents:
        html = details_html(briefing, incident, STATE, said)
        assert_harmless(html)
        text = text_of(html)
        assert incident.summary in text
        assert incident.summary_ar in text
        for citation in incident.citations:
            assert str(citation.paragraph) in text
        for involvement in incident.involvements:
            actor = briefing.dataset.actors[involvement.actor_id]
            assert (actor.name_ar if said is AR else actor.name) in text


@pytest.mark.parametrize("said", [EN, AR], ids=["en", "ar"])
def test_details_html_escapes_every_text_of_incident_place_actor_and_source(
    evil: HostileBriefing, said: Words
) -> None:
    with_place = next(i for i in evil.dataset.incidents if i.place_id and i.involvements)
    html = details_html(evil, with_place, STATE, said)
    assert_harmless(html)
    text = text_of(html)
    # Both summaries, notes on date, place, entry and dead, both names, actor, borders, source.
    assert text.count("<script>alert(1)</script>") >= 10
    assert text.count("{{7*7}}") == text.count("<script>alert(1)</script>")


def test_details_html_escapes_hostile_event_types(evil: HostileBriefing) -> None:
    incident = evil.dataset.incidents[0]
    odd = replace(incident, event_type="<script>", sub_event_type="{{7*7}}${x}")
    assert_harmless(details_html(evil, odd, STATE, EN))


def test_details_html_puts_the_readers_summary_first(briefing: Briefing) -> None:
    incident = briefing.dataset.incidents[0]
    en, ar = shown(briefing, incident), shown(briefing, incident, AR)
    assert en.index(incident.summary) < en.index(incident.summary_ar)
    assert ar.index(incident.summary_ar) < ar.index(incident.summary)


@pytest.mark.parametrize(
    ("fatalities", "text"),
    [
        (Fatalities(low=15, best=15, high=15), "15 killed"),
        (Fatalities(low=9, best=12, high=20), "12 killed (9 to 20)"),
        (Fatalities(low=0, best=0, high=0), "0 killed"),
    ],
)
def test_details_html_gives_the_dead_with_their_bounds(
    briefing: Briefing, fatalities: Fatalities, text: str
) -> None:
    incident = replace(briefing.dataset.incidents[0], fatalities=fatalities)
    assert text in shown(briefing, incident)


def test_details_html_is_silent_where_the_text_gives_no_number(briefing: Briefing) -> None:
    incident = replace(
        briefing.dataset.incidents[0], fatalities=Fatalities(), injured=None, casualties_note=""
    )
    assert "killed" not in shown(briefing, replace(incident, summary="…"))
    assert "Casualties" not in shown(briefing, incident)
    assert "3 جرحى" in shown(briefing, replace(incident, injured=3), AR)


def test_details_html_of_an_incident_with_a_point_of_its_own_names_no_entry(
    briefing: Briefing,
) -> None:
    incident = replace(briefing.dataset.incidents[0], place_id=None, lat=35.0, lon=41.0)
    assert "Gazetteer entry" not in shown(briefing, incident)


def test_details_html_judges_by_the_zone_that_is_shown(briefing: Briefing) -> None:
    manbij = next(
        i
        for i in briefing.dataset.incidents
        if briefing.verdict(i.id, ZoneParams(width_km=1)) == "outside"
        and briefing.verdict(i.id, ZoneParams(width_km=100)) == "inside"
    )
    near = text_of(details_html(briefing, manbij, MapState(zone=ZoneParams(width_km=1)), EN))
    far = text_of(details_html(briefing, manbij, MapState(zone=ZoneParams(width_km=100)), EN))
    assert "Outside the zone" in near
    assert "Inside the zone" in far
