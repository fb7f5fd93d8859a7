from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo import (
    Actor,
    ActorRole,
    Citation,
    DatasetConflictError,
    DatasetNotFoundError,
    Fatalities,
    Incident,
    IncidentDataError,
    IncidentStore,
    Involvement,
    Source,
    TimePrecision,
    Verification,
    load_dataset,
)
from tests.geo.store.rows import AMAL

SOURCE = Source(
    id="daily-2019-10-09",
    publisher="Daily",
    publisher_ar="اليومية",
    title="An attack",
    title_ar="هجوم",
    language="en",
    published=date(2019, 10, 9),
    published_inferred=False,
    date_basis="shown",
    last_paragraph=7,
)
ACTOR = Actor(id="new-brigade", name="New Brigade", name_ar="اللواء الجديد", kind="rebel group")
INCIDENT = Incident(
    id="attack-on-x",
    start=date(2019, 10, 8),
    end=date(2019, 10, 9),
    time_precision=TimePrecision.WEEK,
    date_inferred=True,
    date_basis="“on Tuesday”",
    event_type="Battles",
    sub_event_type="Armed clash",
    summary="A clash.",
    summary_ar="اشتباك.",
    citations=(Citation(source_id=SOURCE.id, paragraph=3),),
    lat=35.1,
    lon=40.2,
    extent_km=5.0,
    location_note="near the river",
    involvements=(Involvement(actor_id=ACTOR.id, role=ActorRole.PERPETRATOR),),
    fatalities=Fatalities(low=1, best=2, high=3),
    injured=4,
    casualties_note="said the hospital",
    verification=Verification.CONFIRMED,
)


STRANGER = Involvement(actor_id="x", role=ActorRole.TARGET)


def _cite(source_id: str, paragraph: int) -> Citation:
    return Citation(source_id=source_id, paragraph=paragraph)


def add(sets: IncidentStore, incident: Incident = INCIDENT) -> list[Incident]:
    return sets.add_incidents(
        [incident], sources=[SOURCE], actors=[ACTOR], user=AMAL, reason="confirmed"
    )


def test_add_incidents_keeps_every_field_of_the_records(sets: IncidentStore) -> None:
    assert sets.records().incidents == ()
    assert add(sets) == [INCIDENT]
    held = sets.records()
    assert held.incidents == (INCIDENT,)
    assert held.sources == {SOURCE.id: SOURCE}
    assert held.actors == {ACTOR.id: ACTOR}
    info = sets.get("confirmed")
    assert (info.incidents, info.version) == (1, 0)
    add(sets, replace(INCIDENT, id="another"))
    assert sets.get("confirmed").incidents == 2
    assert [c.reason for c in sets.history("confirmed")] == ["confirmed"] * 2


def test_add_incidents_may_cite_what_ships(sets: IncidentStore) -> None:
    shipped = load_dataset()
    known = shipped.incidents[0]
    added = sets.add_incidents(
        [replace(known, id="once-more", version=9)], user=AMAL, reason="read again"
    )
    assert added == [replace(known, id="once-more", version=1)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(INCIDENT, id="No Slug"), "id"),
        (replace(INCIDENT, id=load_dataset().incidents[0].id), "id"),
        (replace(INCIDENT, end=date(2019, 10, 7)), "end"),
        (replace(INCIDENT, start=date(2020, 1, 1), end=date(2020, 1, 1)), "start"),
        (replace(INCIDENT, citations=()), "citations"),
        (replace(INCIDENT, citations=(_cite("x", 1),)), "citations[0].source_id"),
        (replace(INCIDENT, citations=(_cite(SOURCE.id, 8),)), "citations[0].paragraph"),
        (replace(INCIDENT, involvements=(STRANGER,)), "involvements[0].actor_id"),
        (replace(INCIDENT, sub_event_type="Peaceful protest"), "sub_event_type"),
        (replace(INCIDENT, fatalities=Fatalities(low=3, best=2, high=3)), "fatalities"),
    ],
)
def test_add_incidents_that_break_a_rule_are_refused_with_all_they_bring(
    sets: IncidentStore, wrong: Incident, field: str
) -> None:
    with pytest.raises(IncidentDataError) as caught:
        add(sets, wrong)
    assert caught.value.field == field
    assert sets.records().sources == {}
    assert sets.datasets() == []


def test_add_incidents_with_an_id_that_is_taken_is_refused(sets: IncidentStore) -> None:
    add(sets)
    with pytest.raises(IncidentDataError, match="is taken"):
        add(sets)
    with pytest.raises(IncidentDataError, match="is taken"):
        sets.add_incidents([], sources=[replace(SOURCE, title="T")], user=AMAL, reason="r")


def test_save_incident_raises_its_version_and_tells_both_states(sets: IncidentStore) -> None:
    add(sets)
    edited = replace(INCIDENT, injured=7)
    saved = sets.save_incident(edited, based_on=1, user=AMAL, reason="corrected")
    assert saved == replace(edited, version=2)
    assert sets.records().incidents == (saved,)
    assert sets.save_incident(saved, based_on=2, user=AMAL, reason="same") == saved
    last, first = sets.record_history(INCIDENT.id)
    assert (last.before, last.after, last.reason, last.user) == (
        INCIDENT,
        saved,
        "corrected",
        "Amal",
    )
    assert (first.before, first.after) == (None, INCIDENT)
    assert len(sets.record_history()) == 4


def test_save_incident_on_another_version_is_a_conflict(sets: IncidentStore) -> None:
    add(sets)
    sets.save_incident(replace(INCIDENT, injured=7), based_on=1, user=AMAL, reason="r")
    with pytest.raises(DatasetConflictError) as caught:
        sets.save_incident(replace(INCIDENT, injured=8), based_on=1, user=AMAL, reason="r")
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    with pytest.raises(DatasetNotFoundError):
        sets.save_incident(replace(INCIDENT, id="nobody"), based_on=1, user=AMAL, reason="r")


def test_withdraw_incident_takes_it_off_and_save_brings_it_back(sets: IncidentStore) -> None:
    add(sets)
    sets.withdraw_incident(INCIDENT.id, based_on=1, user=AMAL, reason="a rumour")
    assert sets.records().incidents == ()
    assert sets.get("confirmed").incidents == 0
    with pytest.raises(DatasetNotFoundError, match="withdrawn already"):
        sets.withdraw_incident(INCIDENT.id, based_on=2, user=AMAL, reason="r")
    back = sets.save_incident(INCIDENT, based_on=2, user=AMAL, reason="no rumour")
    assert sets.records().incidents == (replace(INCIDENT, version=3),) == (back,)
    kinds = [(c.before is None, c.after is None) for c in sets.record_history(INCIDENT.id)]
    assert kinds == [(True, False), (False, True), (True, False)]


def test_records_of_a_set_that_is_switched_off_are_none(sets: IncidentStore) -> None:
    add(sets)
    sets.switch("confirmed", False, user=AMAL, reason="r")
    assert sets.records().incidents == ()
    sets.switch("confirmed", True, user=AMAL, reason="r")
    assert sets.records().incidents == (INCIDENT,)
