from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer.store import Store
from gazetteer.store_import import MergePolicy
from tests.gazetteer.places import add, contents, village

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gazetteer import Place


def test_import_places_twice_changes_nothing_the_second_time(store: Store) -> None:
    arriving = [village(f"v{i}", f"Village {i}", lat=30 + i / 10) for i in range(50)]
    first = store.import_places(iter(arriving), source="file", editor="Amal")
    assert (first.created, first.unchanged, first.revision) == (50, 0, 1)
    second = store.import_places(iter(arriving), source="file", editor="Amal")
    assert (second.created, second.unchanged, second.revision) == (0, 50, 1)
    assert store.history(limit=1)[0].reason == "import of file"


def test_import_places_same_link_or_near_namesake_is_filled_not_doubled(store: Store) -> None:
    add(store, village("a", "Hajin", links=("geonames:1",)), village("b", "Busra", lat=32.5))
    arriving = [
        village("x", "Hagin", links=("geonames:1", "wikidata:Q1"), population=5),
        village("y", "BUSRA", lat=32.501, admin2="Busra"),
        village("z", "Busra", lat=33.5),
    ]
    report = store.import_places(arriving, source="file", editor="Amal")
    assert (report.created, report.updated) == (1, 2)
    assert set(contents(store)) == {"a", "b", "z"}
    assert [t.name for t in store.get("a").toponyms] == ["Hajin", "Hagin"]
    assert (store.get("a").links, store.get("a").population) == (("geonames:1", "wikidata:Q1"), 5)
    assert (store.get("b").admin2, store.get("b").lat) == ("Busra", 32.5)


def test_import_places_repeated_within_one_stream_meet(store: Store) -> None:
    arriving = [village("a", "Hajin", links=("g:1",)), village("b", "Hagin", links=("g:1",))]
    report = store.import_places(arriving, source="file", editor="Amal")
    assert (report.created, report.updated) == (1, 1)
    assert [t.name for t in store.get("a").toponyms] == ["Hajin", "Hagin"]


def test_import_places_policies_replace_and_skip(store: Store) -> None:
    add(store, village("a", "Hajin", links=("g:1",), population=1))
    arriving = [village("b", "Hagin", links=("g:1",), population=2)]
    skipped = store.import_places(arriving, source="f", editor="A", merge=MergePolicy.SKIP)
    assert (skipped.unchanged, store.get("a").population) == (1, 1)
    store.import_places(arriving, source="f", editor="A", merge=MergePolicy.REPLACE)
    assert store.get("a") == replace(arriving[0], id="a", version=2)


def test_import_places_invalid_record_is_refused_and_the_rest_taken(store: Store) -> None:
    arriving = [village("a"), village("b", "B", lat=99.0), village("c", "C", lon=10.0)]
    report = store.import_places(arriving, source="file", editor="Amal")
    assert [(r.row, r.place_id) for r in report.refused] == [(2, "b")]
    assert "99.0" in report.refused[0].reason
    assert (report.created, report.total) == (2, 3)


def test_import_places_source_that_breaks_off_writes_nothing(store: Store) -> None:
    def broken() -> Iterator[Place]:
        for i in range(2_500):
            yield village(f"v{i}", f"V {i}", lat=i / 100)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        store.import_places(broken(), source="file", editor="Amal")
    assert (contents(store), store.revision, store.history()) == ({}, 0, [])


def test_import_places_deleted_place_stays_deleted(store: Store) -> None:
    add(store, village())
    store.delete("hajin", editor="Amal", reason="no such place", based_on=1)
    report = store.import_places([village()], source="file", editor="Amal")
    assert (report.unchanged, contents(store)) == (1, {})


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that makes these places what the project ships."""

    def ship(version: str, *places: Place) -> None:
        monkeypatch.setattr("gazetteer.store.shipped_version", lambda: version)
        monkeypatch.setattr("gazetteer.store.load_shipped", lambda: places)

    return ship


def test_store_shipped_data_is_loaded_once_a_release(
    fresh_url: Callable[[], str], release: Callable[..., None]
) -> None:
    url = fresh_url()
    release("1", village("a"), village("b"))
    with Store(url) as store:
        assert set(contents(store)) == {"a", "b"}
        assert store.history()[0].editor == "shipped"
        assert store.shipped_report is not None
    with Store(url) as store:
        assert store.shipped_report is None
        assert store.revision == 1


def test_store_later_release_leaves_what_editors_changed(
    fresh_url: Callable[[], str], release: Callable[..., None]
) -> None:
    url = fresh_url()
    release("1", *(village(i) for i in ("kept", "moved", "edited", "deleted", "dropped", "undone")))
    with Store(url) as store:
        store.save(village("edited", note="ours"), editor="Amal", reason="x", based_on=1)
        store.delete("deleted", editor="Amal", reason="x", based_on=1)
        store.save(village("undone", note="ours"), editor="Amal", reason="x", based_on=1)
        store.undo(store.history("undone")[0].id, editor="Amal")
        add(store, village("own"))
    changed = [village(i, lat=35.0) for i in ("moved", "edited", "deleted", "new", "undone")]
    release("2", village("kept"), *changed)
    with Store(url) as store:
        assert store.shipped_report is not None
        assert store.shipped_report.left == ("edited", "deleted")
        assert contents(store) == {
            "kept": village("kept"),
            "moved": village("moved", lat=35.0, version=2),
            "edited": village("edited", note="ours", version=2),
            "undone": village("undone", lat=35.0, version=4),
            "own": village("own"),
            "new": village("new", lat=35.0),
        }
        report = store.shipped_report
        assert (report.created, report.updated, report.deleted) == (1, 2, 1)
