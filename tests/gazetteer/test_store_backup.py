from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, StoreError
from gazetteer.store import Store
from gazetteer.store_changes import replay
from tests.gazetteer.desks import AMAL, BASIM
from tests.gazetteer.places import add, contents, village

if TYPE_CHECKING:
    from pathlib import Path


def test_restore_backup_gives_places_and_history_back(store: Store, tmp_path: Path) -> None:
    add(store, village("a"), village("b"), village("c"))
    store.merge(("a", 1), ("b", 1), editor="Amal", reason="one place")
    places, history, state = contents(store), store.history(), store.state()
    path = tmp_path / "backup.sqlite"
    assert store.backup(path) == state.revision
    store.delete("c", editor="Amal", reason="gone", based_on=1)
    revision = store.restore(path)
    assert (contents(store), store.history()) == (places, history)
    assert store.get("b") == store.get("a")
    assert store.revision == revision > state.revision + 1
    assert store.state().epoch != state.epoch
    assert store.delta_since(state) is None
    store.save(village("d"), editor="Amal", reason="goes on", based_on=None)
    assert [p.name for p in tmp_path.iterdir()] == ["backup.sqlite"]


def test_backup_opens_as_a_store_of_its_own(store: Store, tmp_path: Path) -> None:
    add(store, village("a"))
    path = tmp_path / "backup.sqlite"
    store.backup(path)
    with Store(str(path), shipped=False) as copy:
        assert contents(copy) == contents(store)


def test_restore_of_what_is_no_backup_changes_nothing(store: Store, tmp_path: Path) -> None:
    add(store, village("a"))
    empty, text_file = tmp_path / "empty.sqlite", tmp_path / "text.sqlite"
    empty.touch()
    text_file.write_text("no database at all, but long enough to be read\n" * 30)
    for path in (empty, text_file, tmp_path / "missing.sqlite"):
        with pytest.raises(StoreError):
            store.restore(path)
    assert set(contents(store)) == {"a"}
    with pytest.raises(StoreError):
        store.backup(tmp_path / "no such folder" / "backup.sqlite")


def test_backup_while_others_write_shows_one_state(store: Store, tmp_path: Path) -> None:
    add(store, village("a"), village("b"))
    stop = threading.Event()

    def write_both() -> None:
        version = 1
        while not stop.is_set():
            edits = [(village(i, population=version), version) for i in ("a", "b")]
            version = store.save_all(edits, editor="Amal", reason="count")[0].version

    writer = threading.Thread(target=write_both)
    writer.start()
    try:
        for number in range(5):
            path = tmp_path / f"{number}.sqlite"
            revision = store.backup(path)
            with Store(str(path), shipped=False) as copy:
                assert copy.get("a").population == copy.get("b").population
                assert copy.revision == revision
                assert replay(reversed(copy.history())).places == contents(copy)
    finally:
        stop.set()
        writer.join()
    with Store(str(path), shipped=False) as copy:
        held = contents(copy), copy.history()
    store.delete("a", editor="Amal", reason="gone", based_on=store.get("a").version)
    store.restore(path)
    assert (contents(store), store.history()) == held


def test_restore_keeps_drafts_newer_than_those_of_the_backup(store: Store, tmp_path: Path) -> None:
    amal, basim = (Gazetteer(store=store).desk(user) for user in (AMAL, BASIM))
    add(store, village("a"), village("b"))
    amal.keep_draft(village("a", note="old"), based_on=1)
    basim.keep_draft(village("b", note="in the backup alone"), based_on=1)
    store.backup(tmp_path / "backup.sqlite")
    amal.keep_draft(village("a", note="newer"), based_on=1)
    amal.keep_draft(village("c"), based_on=None)
    basim.discard_draft("b")
    store.restore(tmp_path / "backup.sqlite")
    assert {(d.place_id, d.place.note) for d in amal.drafts()} == {("a", "newer"), ("c", "")}
    assert [d.place.note for d in basim.drafts()] == ["in the backup alone"]
