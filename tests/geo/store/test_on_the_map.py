"""Data sets on the map: what a briefing shows of them, and how it follows their changes."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gazetteer import Gazetteer, Store
from geo import (
    Briefing,
    Facet,
    IncidentFilter,
    IncidentStore,
    LiveBriefing,
    ZoneParams,
    apply,
    edit_impact,
    load_dataset,
)
from tests.gazetteer.desks import BoldGazetteer
from tests.gazetteer.places import village
from tests.geo.store.rows import ACLED, AMAL, event, named, table
from tests.geo.store.test_records import add as add_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo import IncidentTable

SHIPPED = load_dataset()
HAJIN = village(lat=34.69, lon=40.83, extent_km=2.0)


@pytest.fixture
def sets(tmp_path: Path) -> Iterator[IncidentStore]:
    """Give data sets beside the gazetteer of what ships and one more place."""
    gazetteer = BoldGazetteer(store=Store(str(tmp_path / "g.sqlite")))
    with IncidentStore(gazetteer) as opened:
        gazetteer.store.save(replace(HAJIN, id="bir"), editor="A", reason="r", based_on=None)
        yield opened


@pytest.fixture
def live(sets: IncidentStore) -> Iterator[LiveBriefing]:
    """Follow the same database as another process would."""
    url = str(sets.database.path)
    following = LiveBriefing(lambda: Gazetteer.open(url))
    yield following
    following.close()


def rows_of(table_: IncidentTable, dataset: str) -> list[str]:
    ids = table_.ids.to_pylist()
    return [i for row, i in enumerate(ids) if table_.dataset.text(row) == dataset]


def put(sets: IncidentStore, *rows: dict[str, object], dataset_id: str = "acled") -> None:
    info = replace(ACLED, id=dataset_id, name=dataset_id.upper())
    sets.put(info, [table(*rows)], user=AMAL, reason="r")


def test_current_shows_an_import_beside_what_ships(sets: IncidentStore, live: LiveBriefing) -> None:
    before = live.current()
    assert rows_of(before.table, "articles") == [i.id for i in SHIPPED.incidents]
    put(sets, event("1", extent_km=None), named("2", "Unheard-of"), event("3"))
    after = live.current()
    shown = after.table
    assert rows_of(shown, "acled") == ["acled:1", "acled:2", "acled:3"]
    assert len(shown) == len(before.table) + 3
    row = shown.row_of["acled:1"]
    assert (shown.lon[row], shown.lat[row], shown.extent_km[row]) == (39.0, 36.0, 0.0)
    assert shown.actors.texts(row) == ("A", "B")
    assert shown.name("dataset", "acled") == ("ACLED", "ACLED")
    assert shown.name("dataset", "articles")[1] == "مقالات صحفية"
    nowhere = shown.row_of["acled:2"]
    assert not shown.located[nowhere]
    assert shown.name("place", shown.place.text(nowhere)) == ("Unheard-of", "Unheard-of")
    assert shown.revision != before.table.revision
    assert live.current() is after
    wanted = IncidentFilter(datasets=frozenset({"acled"}))
    selection = apply(after.index, wanted, zone=after.zone(ZoneParams()))
    assert selection.figures.incidents == 3
    assert selection.facets[Facet.DATASET] == {"articles": len(before.table), "acled": 3}
    assert after.table.matches("clash").sum() >= 3


def test_current_follows_switching_removing_and_undoing(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    put(sets, event("1"))
    put(sets, event("1"), dataset_id="ucdp")
    first = live.current()
    assert rows_of(first.table, "ucdp") == ["ucdp:1"]
    sets.switch("ucdp", False, user=AMAL, reason="r")
    assert rows_of(live.current().table, "ucdp") == []
    sets.remove("acled", user=AMAL, reason="r")
    assert live.current().imported == ()
    sets.undo(sets.history("acled")[0].id, user=AMAL, reason="r")
    sets.switch("ucdp", True, user=AMAL, reason="r")
    again = live.current()
    assert again.table.revision == first.table.revision
    assert rows_of(again.table, "acled") == ["acled:1"]


def test_current_after_a_change_of_one_set_does_not_read_the_others_again(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    put(sets, event("1"))
    put(sets, event("1"), dataset_id="ucdp")
    before = {loaded.info.id: loaded.table for loaded in live.current().imported}
    put(sets, event("1"), event("2"))
    after = {loaded.info.id: loaded.table for loaded in live.current().imported}
    assert after["ucdp"] is before["ucdp"]
    assert after["acled"] is not before["acled"]


def test_rows_that_name_a_place_move_with_it_and_edits_elsewhere_share_the_table(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    placed = event("1", lon=None, lat=None, place_id="bir", country=None, extent_km=30.0)
    put(sets, placed, event("2"))
    before = live.current()
    row = before.table.row_of["acled:1"]
    assert (before.table.lat[row], before.table.extent_km[row]) == (34.69, 30.0)
    assert before.table.country.text(row) == "SY"
    assert before.incidents_by_place["bir"] == 1
    assert [i.id for i in before.incidents_at("bir", 5)] == ["acled:1"]
    bir = before.places["bir"]
    moved = replace(bir, lat=33.3)
    impact = edit_impact(before, bir, moved, zone=ZoneParams())
    assert [m.incident_id for m in impact.incidents_that_move] == ["acled:1"]
    sets.gazetteer.store.save(moved, editor="B", reason="r", based_on=bir.version)
    after = live.current()
    assert after.table.lat[row] == 33.3
    assert before.table.lat[row] == 34.69
    assert after.imported[0].table is before.imported[0].table
    other = next(p for p in after.places.values() if p.id not in {"bir", *_used(after)})
    edited = replace(other, lat=30.0)
    sets.gazetteer.store.save(edited, editor="B", reason="r", based_on=other.version)
    assert live.current().table is after.table


def _used(briefing: Briefing) -> set[str]:
    return {i.place_id for i in briefing.incidents.values() if i.place_id}


def test_rows_of_a_deleted_place_have_no_point_and_the_briefing_says_so(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    put(sets, event("1", lon=None, lat=None, place_id="bir"))
    bir = live.current().places["bir"]
    sets.gazetteer.store.delete("bir", editor="B", reason="none", based_on=bir.version)
    after = live.current()
    assert not after.table.located[after.table.row_of["acled:1"]]
    assert "bir" in (after.problem or "")


def test_a_name_that_an_editor_settles_puts_its_rows_on_the_map(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    put(sets, named("1", "Bir Nowhere"), named("2", "Bir Nowhere", admin1="SY-HL"), event("3"))
    before = live.current()
    assert np.count_nonzero(~before.table.located[-3:]) == 2
    waiting = {n.admin1: n for n in sets.gazetteer.unresolved()}
    desk = sets.gazetteer.desk(AMAL)
    desk.settle_unresolved(waiting[""].id, place_id="bir", reason="the same")
    after = live.current()
    at = after.table.row_of["acled:1"]
    assert (after.table.lat[at], after.table.place.text(at)) == (34.69, "bir")
    assert not after.table.located[after.table.row_of["acled:2"]]
    assert after.incident("acled:1").place_id == "bir"


def test_imported_incident_tells_what_the_database_keeps(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    put(sets, *(event(str(n)) for n in range(5)))
    rows = [event(str(n)) for n in range(5)]
    rows[3] = event("3", injured=2.0, flags="outside-map", place_name="Bir")
    put(sets, *rows)
    briefing = live.current()
    for n in range(5):
        told = briefing.imported_incident(f"acled:{n}")
        assert told is not None
        assert (told.id, told.details) == (str(n), {"note": str(n)})
        assert told.dataset.publisher == "ACLED"
        assert told.flags == (("outside-map",) if n == 3 else ())
    assert briefing.incident("acled:3").injured == 2
    assert briefing.imported_incident(SHIPPED.incidents[0].id) is None
    with pytest.raises(KeyError):
        briefing.imported_incident("acled:9")


def test_names_that_look_like_ids_of_what_ships_stay_apart(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    actor = next(iter(SHIPPED.actors))
    put(sets, named("1", "raqqa", actors=[actor, "B"], sources=[next(iter(SHIPPED.sources))]))
    shown = live.current().table
    row = shown.row_of["acled:1"]
    assert not shown.located[row]
    assert actor not in shown.actors.texts(row)
    assert {shown.name("actor", v)[0] for v in shown.actors.texts(row)} == {actor, "B"}
    assert shown.name("place", shown.place.text(row))[0] == "raqqa"
    assert live.current().incidents_by_place.get("raqqa", 0) == sum(
        i.place_id == "raqqa" for i in SHIPPED.incidents
    )


def test_confirmed_incidents_stand_beside_those_that_ship(
    sets: IncidentStore, live: LiveBriefing
) -> None:
    before = live.current()
    add_record(sets)
    after = live.current()
    assert rows_of(after.table, "confirmed") == ["attack-on-x"]
    assert after.incident("attack-on-x").injured == 4
    assert "daily-2019-10-09" in after.dataset.sources
    assert len(after.table) == len(before.table) + 1
    assert after.incidents_by_source()["daily-2019-10-09"] == 1


def test_current_with_many_incidents_keeps_the_old_state_until_the_new_one_is_ready(
    sets: IncidentStore,
) -> None:
    url = str(sets.database.path)
    live = LiveBriefing(lambda: Gazetteer.open(url), most_at_once=1)
    before = live.current()
    put(sets, event("1"), event("2"))
    assert live.current() is before
    after = _until_other(live, before)
    assert rows_of(after.table, "acled") == ["acled:1", "acled:2"]
    live.close()


def _until_other(live: LiveBriefing, before: Briefing) -> Briefing:
    for _ in range(1_000):
        if live.current() is not before:
            return live.current()
        time.sleep(0.01)
    pytest.fail("the next state was never ready")


def test_current_after_a_restore_shows_the_data_sets_of_the_backup(
    sets: IncidentStore, live: LiveBriefing, tmp_path: Path
) -> None:
    put(sets, event("1"))
    sets.gazetteer.store.backup(tmp_path / "backup.sqlite")
    put(sets, event("2"))
    assert rows_of(live.current().table, "acled") == ["acled:2"]
    sets.gazetteer.store.restore(tmp_path / "backup.sqlite")
    put(sets, event("3"))
    assert rows_of(live.current().table, "acled") == ["acled:3"]
    assert sets.get("acled").version == 2
