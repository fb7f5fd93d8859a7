from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, Store
from geo import Briefing, Dataset, ZoneParams, load_borders, load_dataset
from tests.gazetteer.places import village

if TYPE_CHECKING:
    from pathlib import Path

    from geo import Incident

HAJIN, RAQQA = village(), village("raqqa", "Raqqa", admin1="SY-RA", lat=35.95, lon=39.01)
Brief = Callable[[Gazetteer], Briefing]


@pytest.fixture
def dataset() -> Dataset:
    """Two shipped incidents, one moved to each of the two places."""
    shipped = load_dataset()
    first, second = (
        replace(i, lat=None, lon=None, extent_km=None, place_id=place_id)
        for i, place_id in zip(shipped.incidents[:2], ("hajin", "raqqa"), strict=True)
    )
    return replace(shipped, incidents=(first, second))


@pytest.fixture
def brief(dataset: Dataset) -> Brief:
    return lambda gazetteer: Briefing(gazetteer=gazetteer, dataset=dataset, borders=load_borders())


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    gazetteer = Gazetteer(store=Store(str(tmp_path / "g.sqlite"), shipped=False))
    edits = [(HAJIN, None), (RAQQA, None), (village("village", "Village"), None)]
    gazetteer.store.save_all(edits, editor="Amal", reason="first")
    return gazetteer


def incident_at(briefing: Briefing, place_id: str) -> Incident:
    return next(i for i in briefing.incidents.values() if i.place_id == place_id)


def test_briefing_after_an_edit_still_says_what_it_said(gazetteer: Gazetteer, brief: Brief) -> None:
    briefing = brief(gazetteer)
    gazetteer.store.save(replace(HAJIN, lat=36.0), editor="A", reason="r", based_on=1)
    place = briefing.place_of(incident_at(briefing, "hajin"))
    assert place is not None
    assert place.lat == 34.69
    row = briefing.table.row_of[incident_at(briefing, "hajin").id]
    assert briefing.table.lat[row] == 34.69
    assert b"34.69" in briefing.base_layer("labels")
    assert {p.lat for p in briefing.places.values() if p.id == "hajin"} == {34.69}


def test_renewed_after_a_moved_place_has_a_new_table(gazetteer: Gazetteer, brief: Brief) -> None:
    old = brief(gazetteer)
    before = old.table
    gazetteer.store.save(replace(HAJIN, lat=36.0), editor="A", reason="r", based_on=1)
    new = old.renewed(gazetteer.places())
    assert new.table.revision != before.revision
    assert new.table.lat.tolist() == [36.0, 35.95]
    assert new.base_version != old.base_version


def test_renewed_after_an_edit_elsewhere_shares_the_table(
    gazetteer: Gazetteer, brief: Brief
) -> None:
    old = brief(gazetteer)
    table = old.table
    other = replace(gazetteer.get("village"), lat=36.0)
    gazetteer.store.save(other, editor="A", reason="r", based_on=1)
    new = old.renewed(gazetteer.places())
    assert new.places["village"].lat == 36.0
    assert new.table is table
    assert new.table.revision == brief(gazetteer).table.revision


def test_renewed_after_a_new_name_of_a_place_has_a_new_table(
    gazetteer: Gazetteer, brief: Brief
) -> None:
    old = brief(gazetteer)
    assert old.table.matches("hajeen").sum() == 0
    names = (*HAJIN.toponyms, replace(HAJIN.toponyms[0], name="Hajeen", language="fr"))
    gazetteer.store.save(
        replace(HAJIN, toponyms=(names[0], replace(names[1]))),
        editor="A",
        reason="r",
        based_on=1,
    )
    assert old.renewed(gazetteer.places()).table.matches("hajeen").sum() == 1


def test_briefing_incidents_of_a_merged_place_go_to_the_one_it_became(
    gazetteer: Gazetteer, brief: Brief
) -> None:
    gazetteer.store.merge(("raqqa", 1), ("hajin", 1), editor="A", reason="one place")
    briefing = brief(gazetteer)
    assert {i.place_id for i in briefing.incidents.values()} == {"raqqa"}
    assert briefing.table.lat.tolist() == [35.95, 35.95]
    assert briefing.table.name("place", briefing.table.place.text(0)) == ("Raqqa", "Raqqa")
    assert briefing.problem is None


def test_briefing_incident_of_a_deleted_place_has_no_point_and_says_so(
    gazetteer: Gazetteer, brief: Brief
) -> None:
    old = brief(gazetteer)
    assert old.problem is None
    assert old.table.located.all()
    gazetteer.store.delete("hajin", editor="A", reason="no such place", based_on=1)
    new = old.renewed(gazetteer.places())
    assert new.problem is not None
    assert "hajin" in new.problem
    assert new.table.located.tolist() == [False, True]
    first = new.incidents[new.dataset.incidents[0].id]
    assert new.place_of(first) is None
    assert new.place_of(new.dataset.incidents[0]) is None
    assert new.verdict(first.id, ZoneParams()) == "undetermined"


def test_populated_places_in_after_an_edit_follows_it(gazetteer: Gazetteer, brief: Brief) -> None:
    old = brief(gazetteer)
    zone = old.zone(ZoneParams())
    assert old.populated_places_in(zone) == []
    moved = replace(HAJIN, lat=36.7, lon=38.0, admin1="SY-HL")
    gazetteer.store.save(moved, editor="A", reason="r", based_on=1)
    assert [p.id for p in old.renewed(gazetteer.places()).populated_places_in(zone)] == ["hajin"]
    assert old.populated_places_in(zone) == []
