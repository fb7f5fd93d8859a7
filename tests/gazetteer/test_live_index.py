from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import live_index
from gazetteer.index import NameIndex
from gazetteer.live_index import LiveIndex, index_folder
from gazetteer.store import Store
from tests.gazetteer.places import add, village

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from gazetteer import Place


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often an index is built from scratch."""
    sizes: list[int] = []
    build = NameIndex.build

    def counted(places: Iterable[Place]) -> NameIndex:
        index = build(places)
        sizes.append(len(index))
        return index

    monkeypatch.setattr(NameIndex, "build", staticmethod(counted))
    return sizes


def ids(index: NameIndex) -> set[str]:
    return {place.id for place in index.places()}


def test_current_follows_every_kind_of_edit_without_building(
    store: Store, tmp_path: Path, builds: list[int]
) -> None:
    add(store, village("a"), village("b"), village("c"))
    live = LiveIndex(store, tmp_path)
    assert ids(live.current()) == {"a", "b", "c"}
    store.merge(("a", 1), ("b", 1), editor="Amal", reason="one place")
    store.delete("c", editor="Amal", reason="gone", based_on=1)
    add(store, village("d"))
    assert ids(live.current()) == {"a", "d"}
    store.undo(store.history("c")[0].id, editor="Amal")
    store.save(village("a", "Hagin"), editor="Amal", reason="renamed", based_on=2)
    assert ids(live.current()) == {"a", "c", "d"}
    assert live.current().place("a") == store.get("a")
    assert builds == [3]


def test_current_opened_again_is_read_from_disk_and_brought_up_to_date(
    store: Store, tmp_path: Path, builds: list[int]
) -> None:
    add(store, village("a"))
    first = LiveIndex(store, tmp_path)
    first.current()
    first.close()
    add(store, village("b"))
    again = LiveIndex(store, tmp_path)
    assert ids(again.current()) == {"a", "b"}
    again.close()
    assert ids(LiveIndex(store, tmp_path).current()) == {"a", "b"}
    assert builds == [1]
    (file,) = tmp_path.iterdir()
    assert file.stem.endswith("-2")


def test_current_damaged_file_is_built_anew(
    store: Store, tmp_path: Path, builds: list[int]
) -> None:
    add(store, village("a"))
    LiveIndex(store, tmp_path).current()
    for content in (b"", b"no index", next(tmp_path.iterdir()).read_bytes()[:-100]):
        (file,) = tmp_path.iterdir()
        file.write_bytes(content)
        assert ids(LiveIndex(store, tmp_path).current()) == {"a"}
    assert len(builds) == 4


def test_current_other_rules_build_anew(
    store: Store, tmp_path: Path, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, village("a"))
    LiveIndex(store, tmp_path).current()
    monkeypatch.setattr(live_index, "rules_digest", lambda: "other")
    LiveIndex(store, tmp_path).current()
    assert len(builds) == 2
    assert [path.name.split("-")[1] for path in tmp_path.iterdir()] == ["other"]


def test_current_after_a_large_import_builds_anew(
    store: Store, tmp_path: Path, builds: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_index, "_MOST_UPDATES", 3)
    live = LiveIndex(store, tmp_path)
    live.current()
    arriving = [village(f"v{i}", f"Village {i}", lat=30 + i / 10) for i in range(4)]
    store.import_places(arriving, source="file", editor="Amal")
    assert len(live.current()) == 4
    assert builds == [0, 4]


def test_current_after_restore_holds_what_was_restored(store: Store, tmp_path: Path) -> None:
    add(store, village("a"))
    backup = tmp_path / "backup.sqlite"
    store.backup(backup)
    add(store, village("b"))
    live = LiveIndex(store, tmp_path / "index")
    assert ids(live.current()) == {"a", "b"}
    store.restore(backup)
    assert ids(live.current()) == {"a"}


def test_current_folder_that_cannot_be_written_still_gives_an_index(
    store: Store, tmp_path: Path
) -> None:
    add(store, village("a"))
    blocked = tmp_path / "file"
    blocked.touch()
    live = LiveIndex(store, blocked / "index")
    assert ids(live.current()) == {"a"}
    live.close()


def test_current_saves_after_many_updates(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_index, "_UPDATES_PER_SAVE", 3)
    add(store, village("a"))
    live = LiveIndex(store, tmp_path)
    live.current()
    place = store.get("a")
    for number in range(3):
        edited = replace(place, population=number + 1)
        place = store.save(edited, editor="Amal", reason="counted", based_on=place.version)
        live.current()
    (file,) = tmp_path.iterdir()
    assert file.stem.endswith("-4")


def test_index_folder_is_beside_the_file_or_in_the_users_cache(
    fresh_url: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with Store(fresh_url(), shipped=False) as store:
        folder = index_folder(store)
        path = store.database.path
        expected = tmp_path / "hudud" / "index" if path is None else path.parent
        assert folder.parent == expected
