from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gazetteer import EditConflictError, Gazetteer, InvalidPlaceError, Role, Toponym, User
from gazetteer.store import Store
from tests.gazetteer.desks import AMAL, BASIM, CAROL
from tests.gazetteer.places import add, run_at_once, village

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def filled(gazetteer: Gazetteer) -> Gazetteer:
    add(gazetteer.store, village(), village("other", "Other"))
    return gazetteer


def test_keep_draft_is_there_for_its_user_alone_until_discarded(filled: Gazetteer) -> None:
    desk = filled.desk(CAROL)
    assert (desk.draft("hajin"), desk.drafts()) == (None, [])
    kept = desk.keep_draft(village(lat=34.7), based_on=1)
    assert desk.draft("hajin") == kept
    assert (kept.user, kept.place_id, kept.based_on) == ("Carol", "hajin", 1)
    assert kept.place == village(lat=34.7)
    assert filled.desk(BASIM).draft("hajin") is None
    newer = desk.keep_draft(village("new", "New"), based_on=None)
    assert desk.drafts() == [newer, kept]
    replaced = desk.keep_draft(village(lat=34.8), based_on=1)
    assert desk.drafts() == [replaced, newer]
    desk.discard_draft("hajin")
    desk.discard_draft("hajin")
    assert desk.drafts() == [newer]


def test_keep_draft_moves_no_revision_and_leaves_no_history(filled: Gazetteer) -> None:
    before = filled.revision, filled.history()
    filled.desk(AMAL).keep_draft(village(note="x"), based_on=1)
    assert (filled.revision, filled.history()) == before


def test_keep_draft_in_the_middle_of_an_edit_may_break_every_rule(filled: Gazetteer) -> None:
    desk = filled.desk(AMAL)
    half = village(
        lat=None, admin1="", toponyms=(Toponym(name=" \x00\ud800", script="?"),), population=-1
    )
    desk.keep_draft(half, based_on=1)
    draft = desk.draft("hajin")
    assert draft is not None
    assert draft.place == half
    with pytest.raises(InvalidPlaceError):
        desk.save(half, reason="r", based_on=1)
    assert desk.draft("hajin") == draft


def test_keep_draft_survives_the_end_of_the_process(fresh_url: Callable[[], str]) -> None:
    url = fresh_url()
    with Store(url, shipped=False) as store, Gazetteer(store=store) as gazetteer:
        kept = gazetteer.desk(AMAL).keep_draft(village(), based_on=None)
    with Store(url, shipped=False) as store, Gazetteer(store=store) as gazetteer:
        assert gazetteer.desk(AMAL).drafts() == [kept]


def test_save_removes_the_draft_of_its_user_alone(filled: Gazetteer) -> None:
    for user in (AMAL, BASIM):
        filled.desk(user).keep_draft(village(lat=34.7), based_on=1)
    filled.desk(AMAL).keep_draft(village("other"), based_on=1)
    filled.desk(AMAL).save(village(lat=34.7), reason="moved", based_on=1)
    assert [d.place_id for d in filled.desk(AMAL).drafts()] == ["other"]
    assert [d.place_id for d in filled.desk(BASIM).drafts()] == ["hajin"]


def test_save_that_is_refused_keeps_the_draft(filled: Gazetteer) -> None:
    filled.desk(AMAL).save(village(lat=34.7), reason="moved", based_on=1)
    desk = filled.desk(BASIM)
    kept = desk.keep_draft(village(lat=34.8), based_on=1)
    with pytest.raises(EditConflictError):
        desk.save(village(lat=34.8), reason="moved", based_on=1)
    assert desk.drafts() == [kept]
    # It also outlives the place, and what becomes of the role of who wrote it.
    filled.desk(AMAL).delete("hajin", reason="gone", based_on=2)
    assert filled.desk(User("Basim", Role.CONTRIBUTOR)).drafts() == [kept]


def test_create_propose_and_split_remove_the_draft(filled: Gazetteer) -> None:
    desk = filled.desk(AMAL)
    desk.keep_draft(village("new"), based_on=None)
    desk.create(village("new"), reason="new")
    desk.keep_draft(village("new", "Newer"), based_on=1)
    desk.propose(village("new", "Newer"), reason="renamed", based_on=1)
    desk.keep_draft(village(), based_on=1)
    desk.split("hajin", [village(), village("part")], reason="two villages", based_on=1)
    assert desk.drafts() == []


def test_backup_holds_the_drafts(filled: Gazetteer, tmp_path: Path) -> None:
    desk = filled.desk(AMAL)
    kept = desk.keep_draft(village(note="x"), based_on=1)
    filled.store.backup(tmp_path / "backup.sqlite")
    desk.discard_draft("hajin")
    filled.store.restore(tmp_path / "backup.sqlite")
    assert desk.drafts() == [kept]


_KEEP = """
import sys
from dataclasses import replace
from gazetteer import Gazetteer, Role, Store, User
with Store(sys.argv[1], shipped=False) as store, Gazetteer(store=store) as gazetteer:
    desk = gazetteer.desk(User("Amal", Role.EDITOR))
    place = gazetteer.get("hajin")
    for number in range(20):
        desk.keep_draft(replace(place, note=f"{sys.argv[2]} {number}"), based_on=1)
"""


def test_keep_draft_from_two_tabs_at_once_keeps_one_of_the_last(
    fresh_url: Callable[[], str],
) -> None:
    url = fresh_url()
    with Store(url, shipped=False) as store, Gazetteer(store=store) as gazetteer:
        add(store, village())
        run_at_once(_KEEP, [[url, "left"], [url, "right"]])
        (draft,) = gazetteer.desk(AMAL).drafts()
    assert draft.place.note in {"left 19", "right 19"}
