from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from gazetteer import (
    Citation,
    EditConflictError,
    InvalidPlaceError,
    PlaceNotFoundError,
    StoreError,
    Toponym,
    ToponymKind,
)
from gazetteer.store import Store
from gazetteer.store_changes import ChangeKind
from gazetteer.store_engine import default_database_url
from tests.gazetteer.places import ROOT, add, contents, village

if TYPE_CHECKING:
    from pathlib import Path


def test_store_new_database_is_empty_at_revision_zero(store: Store) -> None:
    assert store.revision == 0
    assert contents(store) == {}
    assert store.history() == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://localhost/x", "not 'mysql'"),
        ("://", "cannot read the database URL"),
        ("postgresql://localhost:1x/x", "cannot read the database URL"),
        (str(ROOT / "tests"), "is a folder"),
        (str(ROOT / "pyproject.toml" / "places.sqlite"), "name another database"),
    ],
)
def test_store_url_it_cannot_use_says_what_to_write(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        Store(url)


def test_store_file_of_another_kind_raises_store_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("this is no database, only a text that is long enough\n" * 20)
    with pytest.raises(StoreError, match="not a database"):
        Store(str(path))
    assert path.read_text().startswith("this is no database")


def test_store_server_that_is_not_there_raises_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not answer"):
        Store(f"postgresql://hudud@/postgres?host={tmp_path}&port=1")


def test_default_database_url_environment_set_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDUD_DATABASE_URL", "sqlite:///there.sqlite")
    assert default_database_url() == "sqlite:///there.sqlite"


def test_default_database_url_environment_unset_is_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HUDUD_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_database_url().endswith("/hudud/gazetteer.sqlite")
    with Store(shipped=False) as opened:
        assert opened.revision == 0


def test_save_new_place_is_version_one_and_in_the_history(store: Store) -> None:
    saved = store.save(village(), editor=" Amal ", reason="seen on imagery", based_on=None)
    assert saved == store.get("hajin") == village(version=1)
    assert store.revision == 1
    (change,) = store.history("hajin")
    assert (change.kind, change.editor, change.reason) == ("create", "Amal", "seen on imagery")
    assert (change.before, change.after, change.revision) == (None, saved, 1)
    assert change.at.utcoffset() is not None


def test_save_changed_place_moves_version_and_revision(store: Store) -> None:
    first = store.save(village(), editor="Amal", reason="new", based_on=None)
    second = store.save(replace(first, lat=34.7), editor="Basim", reason="moved", based_on=1)
    assert (second.version, store.revision) == (2, 2)
    change = store.history()[0]
    assert (change.before, change.after) == (first, second)
    assert change.changed_fields == ("lat",)


def test_save_same_content_leaves_no_trace(store: Store) -> None:
    first = store.save(village(), editor="Amal", reason="new", based_on=None)
    assert store.save(village(version=7), editor="Basim", reason="again", based_on=1) == first
    assert store.revision == 1
    assert len(store.history()) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"admin2": None}, {"admin2": "Abu Kamal"}),
        ({"admin2": "Abu Kamal"}, {"admin2": None}),
        ({"lat": None, "lon": None}, {"lat": 34.0, "lon": 40.0}),
        ({"lat": 34.0, "lon": 40.0}, {"lat": None, "lon": None}),
        ({"country_code": "SY", "admin1": None}, {"country_code": None, "admin1": None}),
    ],
)
def test_save_field_from_or_to_nothing_leaves_a_trace(
    store: Store, before: dict[str, Any], after: dict[str, Any]
) -> None:
    store.save(village(**before), editor="Amal", reason="new", based_on=None)
    store.save(village(**after), editor="Amal", reason="changed", based_on=1)
    change = store.history("hajin")[0]
    assert change.kind is ChangeKind.UPDATE
    assert set(change.changed_fields) == {n for n in after if after[n] != before.get(n, "SY")}
    assert store.get("hajin") == village(**after, version=2)


def test_save_stale_version_is_refused_with_both_versions(store: Store) -> None:
    store.save(village(), editor="Amal", reason="new", based_on=None)
    store.save(village(population=10), editor="Amal", reason="counted", based_on=1)
    with pytest.raises(EditConflictError) as caught:
        store.save(village(population=20), editor="Basim", reason="counted", based_on=1)
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert store.get("hajin").population == 10
    assert store.revision == 2


def test_save_new_place_with_a_taken_id_is_refused(store: Store) -> None:
    add(store, village())
    with pytest.raises(EditConflictError) as caught:
        add(store, village("hajin", "Another"))
    assert (caught.value.expected, caught.value.actual) == (0, 1)


def test_save_all_with_one_refused_writes_none(store: Store) -> None:
    add(store, village("a", "A"))
    with pytest.raises(EditConflictError):
        store.save_all([(village("b", "B"), None), (village("a", "C"), 5)], editor="A", reason="x")
    assert set(contents(store)) == {"a"}
    assert store.revision == 1


@pytest.mark.parametrize(
    ("editor", "reason", "field"),
    [(" ", "why", "editor"), ("Amal", " ", "reason"), ("shipped", "why", "editor")],
)
def test_save_without_editor_or_reason_is_refused(
    store: Store, editor: str, reason: str, field: str
) -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        store.save(village(), editor=editor, reason=reason, based_on=None)
    assert caught.value.field == field
    assert store.revision == 0


def test_save_invalid_place_is_refused(store: Store) -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        store.save(village(lat=95.0), editor="Amal", reason="typo", based_on=None)
    assert caught.value.field == "lat"
    assert store.revision == 0


def test_save_every_field_comes_back_as_it_was(store: Store) -> None:
    place = village(
        toponyms=(
            Toponym(
                name="هجين",
                language="ar",
                script="Arab",
                kind=ToponymKind.PREFERRED,
                citation=Citation(source="article", locator="p. 3", note="heading"),
            ),
            Toponym(name="Hejin", language="en", script="Latn", kind=ToponymKind.ROMANIZATION),
        ),
        admin2="Abu Kamal",
        footprint="POLYGON ((40 34, 41 34, 41 35, 40 34))",
        citations=(Citation(source="geonames", locator="1"),),
        links=("geonames:1", "wikidata:Q1"),
        population=3,
        note="'quotes' \"and\" \\ {{braces}} ٣",
    )
    add(store, place)
    assert store.get("hajin") == place


def test_delete_place_is_gone_and_its_id_stays_taken(store: Store) -> None:
    add(store, village())
    store.delete("hajin", editor="Amal", reason="no such place", based_on=1)
    with pytest.raises(PlaceNotFoundError):
        store.get("hajin")
    assert contents(store) == {}
    with pytest.raises(EditConflictError):
        add(store, village())
    with pytest.raises(PlaceNotFoundError, match="was deleted"):
        store.save(village(), editor="Amal", reason="again", based_on=2)
    with pytest.raises(PlaceNotFoundError):
        store.delete("hajin", editor="Amal", reason="again", based_on=2)


def test_delete_stale_version_is_refused(store: Store) -> None:
    add(store, village())
    with pytest.raises(EditConflictError):
        store.delete("hajin", editor="Amal", reason="gone", based_on=9)
    assert set(contents(store)) == {"hajin"}


def test_delete_unknown_place_is_not_found(store: Store) -> None:
    with pytest.raises(PlaceNotFoundError):
        store.delete("nowhere", editor="Amal", reason="gone", based_on=1)


def test_merge_two_places_keeps_names_and_redirects_the_old_id(store: Store) -> None:
    add(store, village("a", "Hajin"), village("b", "Hagin", links=("geonames:1",)), village("c"))
    merged = store.merge(("a", 1), ("b", 1), editor="Amal", reason="one place")
    assert [t.name for t in merged.toponyms] == ["Hajin", "Hagin"]
    assert merged.links == ("geonames:1",)
    assert store.get("b") == store.get("a") == merged
    assert store.revision == 2
    store.merge(("c", 1), ("a", 2), editor="Amal", reason="one place, too")
    assert store.get("b") == store.get("a") == store.get("c")


def test_merge_undone_brings_both_places_back(store: Store) -> None:
    add(store, village("a", "Hajin"), village("b", "Hagin"))
    store.merge(("a", 1), ("b", 1), editor="Amal", reason="one place")
    undone = store.undo(store.history("b")[0].id, editor="Basim")
    assert {c.place_id for c in undone} == {"a", "b"}
    assert store.get("a") == village("a", "Hajin", version=3)
    assert store.get("b") == village("b", "Hagin", version=3)
    assert store.snapshot().redirects == {}


def test_merge_of_what_cannot_be_merged_is_refused(store: Store) -> None:
    add(store, village("a"), village("b"))
    with pytest.raises(InvalidPlaceError):
        store.merge(("a", 1), ("a", 1), editor="Amal", reason="x")
    with pytest.raises(InvalidPlaceError):
        store.merge(("a", 1), ("b", 1), editor="Amal", reason="x", merged=village("z"))
    with pytest.raises(EditConflictError):
        store.merge(("a", 1), ("b", 2), editor="Amal", reason="x")
    with pytest.raises(PlaceNotFoundError):
        store.merge(("a", 1), ("z", 1), editor="Amal", reason="x")
    assert store.revision == 1


def test_history_pages_from_the_newest(store: Store) -> None:
    add(store, village("a"), village("b"), village("c"))
    first = store.history(limit=2)
    assert [c.id for c in first] == [3, 2]
    assert [c.id for c in store.history(limit=2, before=2)] == [1]
    assert [c.id for c in store.history("b")] == [2]
    assert store.history("nowhere") == []


@pytest.mark.parametrize("statement", ["UPDATE change SET editor = 'x'", "DELETE FROM change"])
def test_history_in_the_database_refuses_to_be_altered(store: Store, statement: str) -> None:
    add(store, village())
    with pytest.raises(StoreError, match="append-only"), store.database.write() as connection:
        connection.execute(text(statement))
    assert store.history()[0].editor == "Amal"


def test_delta_since_tells_what_changed(store: Store) -> None:
    add(store, village("a"), village("b"), village("c"))
    state = store.state()
    store.save(village("a", population=1), editor="Amal", reason="x", based_on=1)
    store.merge(("a", 2), ("b", 1), editor="Amal", reason="x")
    delta = store.delta_since(state)
    assert delta is not None
    assert delta.places == {"a": store.get("a"), "b": None}
    assert delta.redirects == {"b": "a"}
    assert delta.state == store.state()
    assert store.delta_since(replace(state, epoch="another")) is None
