from __future__ import annotations

import threading
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, Message, Place, Store, StoreError
from geo import Briefing, LiveBriefing, current, current_briefing
from geo.current import NOT_OPENED, NOT_READ

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo import IncidentStore


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "g.sqlite"


@pytest.fixture
def live(path: Path) -> Iterator[LiveBriefing]:
    live = LiveBriefing(lambda: Gazetteer.open(str(path)))
    yield live
    live.close()


def used_place(briefing: Briefing) -> Place:
    """Return a place at which an incident happened."""
    return next(p for i in briefing.dataset.incidents if (p := briefing.place_of(i)))


def move(store: Store, place: Place, lat: float) -> None:
    store.save(replace(place, lat=lat), editor="Basim", reason="seen", based_on=place.version)


def test_current_without_an_edit_is_the_same_object(live: LiveBriefing) -> None:
    assert live.current() is live.current()
    assert live.current().problem is None


def test_current_after_an_edit_by_another_process_shows_it(live: LiveBriefing, path: Path) -> None:
    before = live.current()
    place = used_place(before)
    revision = before.table.revision
    with Store(str(path)) as other:
        move(other, place, 33.33)
    after = live.current()
    assert after is not before
    assert after.places[place.id].lat == 33.33
    assert after.table.revision != revision
    assert 33.33 in after.table.lat
    assert 33.33 not in before.table.lat
    assert after.dataset is before.dataset
    assert after.borders is before.borders
    assert live.current() is after


def test_current_after_an_edit_and_its_undo_has_the_first_revision(live: LiveBriefing) -> None:
    first = live.current()
    place = used_place(first)
    gazetteer = first.gazetteer
    move(gazetteer.store, place, 33.33)
    assert live.current().table.revision != first.table.revision
    gazetteer.store.undo(gazetteer.history(place.id)[0].id, editor="Basim")
    last = live.current()
    assert last is not first
    assert last.table.revision == first.table.revision
    assert last.base_version == first.base_version


def test_current_after_a_restore_follows_the_other_history(
    live: LiveBriefing, tmp_path: Path
) -> None:
    first = live.current()
    place = used_place(first)
    first.gazetteer.store.backup(tmp_path / "backup")
    move(first.gazetteer.store, place, 33.33)
    assert live.current().places[place.id].lat == 33.33
    first.gazetteer.store.restore(tmp_path / "backup")
    assert live.current().places[place.id].lat == place.lat


def test_current_database_that_cannot_be_opened_shows_what_ships(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    clock = Clock()
    live = LiveBriefing(lambda: Gazetteer.open(str(broken)), clock=clock)
    briefing = live.current()
    assert briefing.problem == NOT_OPENED
    assert len(briefing.table) == len(briefing.dataset.incidents)
    place = used_place(briefing)
    with pytest.raises(StoreError, match="read-only"):
        briefing.gazetteer.store.save(place, editor="A", reason="r", based_on=1)
    clock.now += 60
    assert live.current() is briefing
    broken.unlink()
    assert live.current() is briefing
    clock.now += 60
    mended = live.current()
    assert mended.problem is None
    mended.gazetteer.store.save(replace(place, lat=33.33), editor="A", reason="r", based_on=1)
    assert live.current().places[place.id].lat == 33.33
    live.close()


def test_current_database_folder_that_cannot_be_made_shows_what_ships(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    live = LiveBriefing(lambda: Gazetteer.open(str(tmp_path / "file" / "g.sqlite")))
    assert live.current().problem == NOT_OPENED
    live.close()


def test_current_database_that_fails_later_keeps_the_last_state(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    live = LiveBriefing(lambda: Gazetteer.open(str(path)), clock=clock)
    first = live.current()
    table = first.table
    asked = []

    def fail(_store: Store) -> None:
        asked.append(clock.now)
        raise StoreError(Message("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(Store, "state", fail)
        failed = live.current()
        assert failed.problem == NOT_READ
        assert failed.table is table
        assert live.current() is failed
        clock.now += 5
        assert live.current() is failed
        assert asked == [0.0, 5.0]
    clock.now += 5
    assert live.current().problem is None
    assert live.current().table is table
    live.close()


def test_current_from_many_threads_opens_one_gazetteer(path: Path) -> None:
    opened = []

    def open_one() -> Gazetteer:
        opened.append(1)
        return Gazetteer.open(str(path))

    live = LiveBriefing(open_one)
    seen: list[Briefing] = []
    threads = [threading.Thread(target=lambda: seen.append(live.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    assert len(seen) == 8
    assert len({id(briefing) for briefing in seen}) == 1
    live.close()


def test_current_of_many_threads_that_wait_looks_once_for_all(
    live: LiveBriefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.current()
    # Later than any look before.
    asked, looks, may_go_on = count(10**12), count(), threading.Event()
    told: list[int] = []

    def clock() -> float:
        told.append(next(asked))
        return float(told[-1])

    def look(store: IncidentStore) -> object:
        if next(looks) == 0:
            may_go_on.wait(60)
        return known(store)

    known = current._state_of
    monkeypatch.setattr(current, "_state_of", look)
    monkeypatch.setattr(live, "_clock", clock)
    threads = [threading.Thread(target=live.current) for _ in range(9)]
    threads[0].start()
    while len(told) < 2:
        threading.Event().wait(0.01)
    own = len(told)
    for thread in threads[1:]:
        thread.start()
    while len(told) < own + 8:
        threading.Event().wait(0.01)
    may_go_on.set()
    for thread in threads:
        thread.join()
    assert next(looks) == 2


def test_current_briefing_works_on_the_database_of_the_environment(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = current_briefing()
    monkeypatch.setenv("HUDUD_DATABASE_URL", str(path))
    place = used_place(current_briefing())
    with Store(str(path)) as other:
        move(other, place, 33.33)
    assert current_briefing().places[place.id].lat == 33.33
    monkeypatch.undo()
    assert current_briefing() is shared
