"""Earlier states of the data, rebuilt; and what changed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from gazetteer import Store
from geo import (
    DataState,
    FigureKind,
    FigureNotFoundError,
    FigureRegister,
    IncidentChange,
    IncidentStore,
    LiveBriefing,
    MapState,
    briefing_at,
    compare,
    data_state,
    keep_figure,
    state_at,
)
from tests.gazetteer.desks import BoldGazetteer
from tests.geo.store.rows import ACLED, AMAL, event, named, table
from tests.geo.store.test_records import add as add_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo import Briefing


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveBriefing]:
    path = str(tmp_path / "g.sqlite")
    following = LiveBriefing(lambda: BoldGazetteer(store=Store(path)))
    yield following
    following.close()


def store_of(live: LiveBriefing) -> IncidentStore:
    store = live.current().incident_store
    assert store is not None
    return store


def put(store: IncidentStore, *rows: dict[str, Any]) -> None:
    store.put(ACLED, [table(*rows)], user=AMAL, reason="r")


def move(store: IncidentStore, place_id: str, lat: float) -> None:
    gazetteer = store.gazetteer.store
    place = gazetteer.get(place_id)
    gazetteer.save(replace(place, lat=lat), editor="A", reason="surveyed", based_on=place.version)


def recorded(live: LiveBriefing) -> tuple[DataState, Briefing]:
    briefing = live.current()
    return data_state(briefing), briefing


def test_briefing_at_gives_every_state_that_was_recorded(live: LiveBriefing) -> None:
    store = store_of(live)
    states = [recorded(live)]
    steps = (
        lambda: put(store, event("1"), event("2"), named("3", "Raqqa", place_id="raqqa")),
        lambda: move(store, "raqqa", 35.9),
        lambda: add_record(store),
        lambda: put(store, event("1", lat=36.2), event("4")),
        lambda: store.switch("acled", False, user=AMAL, reason="r"),
        lambda: store.remove("acled", user=AMAL, reason="r"),
    )
    for step in steps:
        step()
        states.append(recorded(live))
    assert len({state.incidents for state, _ in states}) >= len(steps)
    for state, briefing in states:
        rebuilt = briefing_at(store, state)
        assert rebuilt.table.revision == briefing.table.revision == state.incidents
        assert dict(rebuilt.places) == dict(briefing.places)
        assert compare(briefing, rebuilt).changes == ()


def test_briefing_at_another_line_of_history_or_release_is_refused(live: LiveBriefing) -> None:
    state, _ = recorded(live)
    store = store_of(live)
    for wrong, said in (
        (replace(state, epoch="other"), "a backup was restored"),
        (replace(state, shipped="other"), "other shipped data"),
        (replace(state, incidents="other"), "come out differently"),
    ):
        with pytest.raises(FigureNotFoundError, match=said):
            briefing_at(store, wrong)


def test_state_at_a_moment_is_the_last_one_up_to_it(live: LiveBriefing) -> None:
    store = store_of(live)
    put(store, event("1"))
    before = live.current()
    put(store, event("1"), event("2"))
    moment = store.history()[-1].at
    then = briefing_at(store, state_at(store, moment))
    assert compare(then, before).changes == ()
    assert [c.id for c in compare(then, live.current()).changes] == ["acled:2"]


def by_id(changes: tuple[IncidentChange, ...]) -> dict[str, IncidentChange]:
    return {change.id: change for change in changes}


def test_compare_tells_added_corrected_moved_and_withdrawn(live: LiveBriefing) -> None:
    store = store_of(live)
    put(store, event("same"), event("gone"), event("moved"), event("fixed"), event("both"))
    before = live.current()
    put(
        store,
        event("same"),
        event("moved", lat=37.0),
        event("fixed", fatalities_best=None, summary="Told anew"),
        event("both", lon=None, lat=None, event_type="Riots"),
        event("new"),
    )
    comparison = compare(before, live.current())
    found = by_id(comparison.changes)
    assert {i: str(c.kind) for i, c in found.items()} == {
        "acled:gone": "withdrawn",
        "acled:moved": "moved",
        "acled:fixed": "corrected",
        "acled:both": "moved",
        "acled:new": "added",
    }
    assert found["acled:fixed"].fields == ("fatalities_best", "summary")
    assert found["acled:moved"].moved_km == pytest.approx(110.96, abs=0.1)
    assert found["acled:both"].moved_km is None
    assert {"event_type", "lat", "lon"} <= set(found["acled:both"].fields)
    assert found["acled:gone"].after is None
    assert found["acled:new"].before is None
    assert list(comparison.counts().values()) == [1, 1, 2, 1]


def test_compare_tells_a_place_that_moved_with_all_its_incidents(live: LiveBriefing) -> None:
    before = live.current()
    here = {i.id for i in before.incidents.values() if i.place_id == "manbij"}
    move(store_of(live), "manbij", 36.6)
    changes = compare(before, live.current()).changes
    assert {change.id for change in changes} == here
    assert all(change.moved_km for change in changes)
    back = by_id(compare(live.current(), before).changes)
    for change in changes:
        assert back[change.id].before == change.after
        assert back[change.id].moved_km == change.moved_km


def test_comparison_table_has_a_row_a_change_and_the_former_point(live: LiveBriefing) -> None:
    store = store_of(live)
    put(store, event("moved"), event("gone"))
    before = live.current()
    put(store, event("moved", lon=39.5))
    rows = compare(before, live.current()).table().to_pylist()
    assert [(row["change"], row["id"]) for row in rows] == [
        ("withdrawn", "acled:gone"),
        ("moved", "acled:moved"),
    ]
    assert (rows[1]["lon_before"], rows[1]["lon"]) == (39.0, 39.5)
    assert rows[0]["lon_before"] is None
    assert compare(before, before).table().num_rows == 0


def test_keep_figure_registers_what_it_takes_to_make_it_again(live: LiveBriefing) -> None:
    briefing = live.current()
    state = MapState(language="ar")
    kept = [
        keep_figure(
            briefing,
            state,
            kind=FigureKind.SNAPSHOT,
            options={"title": title},
            made_at=datetime(2026, 11, 21, tzinfo=UTC),
            made_by="Amal",
            overridden=["no-source"],
            reason="in a hurry",
            thumbnail=b"png",
        )
        for title in ("one", "one", "two")
    ]
    assert kept[0].id == kept[1].id != kept[2].id
    move(store_of(live), "manbij", 36.6)
    found = FigureRegister(store_of(live).database).get(kept[0].id)
    assert found == kept[0]
    assert briefing_at(store_of(live), found.data).table.revision == briefing.table.revision
    with pytest.raises(FigureNotFoundError, match="changed meanwhile"):
        data_state(briefing)
