from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import EditConflictError, PlaceNotFoundError, Toponym, ToponymKind
from gazetteer.store_changes import replay, same_content
from tests.gazetteer.places import add, contents, village

if TYPE_CHECKING:
    from gazetteer.store import Store


def test_undo_update_keeps_what_others_changed_since(store: Store) -> None:
    add(store, village())
    store.save(village(lat=35.0), editor="Amal", reason="moved", based_on=1)
    store.save(village(lat=35.0, population=9), editor="Basim", reason="counted", based_on=2)
    (change,) = store.undo(store.history()[1].id, editor="Chiya", reason="was right before")
    assert store.get("hajin") == village(population=9, version=4)
    assert (change.kind, change.undoes, change.editor) == ("undo", 2, "Chiya")


def test_undo_field_that_changed_since_is_a_conflict(store: Store) -> None:
    add(store, village())
    store.save(village(lat=35.0), editor="Amal", reason="moved", based_on=1)
    store.save(village(lat=36.0), editor="Basim", reason="moved", based_on=2)
    with pytest.raises(EditConflictError, match="lat, lon") as caught:
        store.undo(2, editor="Amal")
    assert (caught.value.expected, caught.value.actual) == (2, 3)
    assert store.revision == 3


def test_undo_create_deletes_and_undo_of_that_brings_back(store: Store) -> None:
    add(store, village())
    store.undo(1, editor="Amal")
    assert contents(store) == {}
    store.undo(2, editor="Amal")
    assert store.get("hajin") == village(version=3)


def test_undo_create_of_an_edited_place_is_a_conflict(store: Store) -> None:
    add(store, village())
    store.save(village(population=9), editor="Basim", reason="counted", based_on=1)
    with pytest.raises(EditConflictError, match="edited since"):
        store.undo(1, editor="Amal")


def test_undo_delete_brings_back_once(store: Store) -> None:
    add(store, village())
    store.delete("hajin", editor="Amal", reason="gone", based_on=1)
    store.undo(2, editor="Basim")
    assert store.get("hajin") == village(version=3)
    with pytest.raises(EditConflictError, match="brought back"):
        store.undo(2, editor="Basim")
    store.delete("hajin", editor="Amal", reason="gone", based_on=3)
    with pytest.raises(EditConflictError, match="brought back"):
        store.undo(2, editor="Basim")


def test_undo_update_of_a_deleted_place_is_a_conflict(store: Store) -> None:
    add(store, village())
    store.save(village(population=9), editor="Basim", reason="counted", based_on=1)
    store.delete("hajin", editor="Amal", reason="gone", based_on=2)
    with pytest.raises(EditConflictError, match="deleted since"):
        store.undo(2, editor="Amal")


def test_undo_with_nothing_left_to_do_changes_nothing(store: Store) -> None:
    add(store, village())
    store.save(village(population=9), editor="Basim", reason="counted", based_on=1)
    store.save(village(), editor="Basim", reason="counted wrong", based_on=2)
    assert store.undo(2, editor="Amal") == []
    assert store.revision == 3


def test_undo_unknown_change_is_not_found(store: Store) -> None:
    with pytest.raises(PlaceNotFoundError):
        store.undo(1, editor="Amal")
    with pytest.raises(PlaceNotFoundError):
        store.undo_revision(1, editor="Amal")


def test_undo_revision_takes_a_whole_import_back(store: Store) -> None:
    add(store, village("a", "A", links=("geonames:1",)))
    before = contents(store)
    arriving = [village("x", "Azaz", links=("geonames:1",)), village("y", "Busra", lat=32.5)]
    report = store.import_places(arriving, source="file", editor="Amal")
    assert store.undo_revision(report.revision, editor="Amal") == 2
    assert {i: replace(p, version=1) for i, p in contents(store).items()} == before


def test_undo_of_the_undo_of_a_merge_merges_again(store: Store) -> None:
    add(store, village("a"), village("b", "Bb"))
    merged = store.merge(("a", 1), ("b", 1), editor="Amal", reason="one place")
    for round_number in range(2):
        for change in store.undo(store.history()[round_number].id, editor="Basim"):
            assert change.kind == "undo"
        assert set(contents(store)) == {"a", "b"}
        assert len(store.undo(store.history()[round_number].id, editor="Chiya")) == 2
        assert set(contents(store)) == {"a"}
        assert store.get("b") == store.get("a")
        assert same_content(store.get("a"), merged)
    assert replay(reversed(store.history())).redirects == store.snapshot().redirects == {"b": "a"}


def test_undo_of_a_name_that_was_edited_since_is_a_conflict(store: Store) -> None:
    add(store, village())
    names = village().toponyms
    added = Toponym(name="Hagin", language="en", script="Latn")
    edited = replace(added, kind=ToponymKind.HISTORICAL)
    for version, name in enumerate((added, edited), start=1):
        place = village(toponyms=(*names, name))
        store.save(place, editor="Amal", reason="spelt so", based_on=version)
    with pytest.raises(EditConflictError, match="toponyms/Hagin/en"):
        store.undo(2, editor="Basim")
    assert store.get("hajin").toponyms == (*names, edited)
