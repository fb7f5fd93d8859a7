from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from gazetteer import (
    EditConflictError,
    Gazetteer,
    PlaceNotFoundError,
    ResolutionStatus,
    StoreError,
    load_shipped,
)
from gazetteer.ranked import Query
from gazetteer.store import Store
from tests.gazetteer.places import add, village

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return Gazetteer.shipped()


@pytest.fixture
def url(fresh_url: Callable[[], str], tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a database of three places; the index of a server's goes to a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = fresh_url()
    with Store(made, shipped=False) as store:
        add(store, village("hajin", "Hajin"), village("raqqa", "Raqqa", lat=35.95, lon=39.0))
        add(store, village("hagin", "Haggeen", lat=34.7))
    return made


@pytest.fixture
def gazetteer(url: str) -> Iterator[Gazetteer]:
    with Gazetteer(store=Store(url, shipped=False)) as opened:
        yield opened


def test_shipped_holds_all_places_and_is_read_only(shipped: Gazetteer) -> None:
    assert set(shipped.places()) == {place.id for place in load_shipped()}
    assert shipped.revision == 0
    assert shipped.history() == []
    place = shipped.get("hajin")
    assert shipped.places()["hajin"] is place
    with pytest.raises(StoreError, match="read-only"):
        shipped.store.save(place, editor="Amal", reason="x", based_on=1)
    with pytest.raises(StoreError, match="read-only"):
        shipped.store.delete("hajin", editor="Amal", reason="x", based_on=1)
    with pytest.raises(TypeError):
        shipped.places()["x"] = place  # type: ignore[index]


@pytest.mark.parametrize("text", ["Hajin", "هجين"])
def test_resolve_shipped_name_gives_the_place(shipped: Gazetteer, text: str) -> None:
    resolution = shipped.resolve(text)
    assert resolution.status is ResolutionStatus.RESOLVED
    assert resolution.place is not None
    assert resolution.place.id == "hajin"


def test_resolve_nonsense_is_not_resolved(shipped: Gazetteer) -> None:
    assert shipped.resolve("").status is ResolutionStatus.NOT_FOUND
    assert shipped.resolve("zzzqqqxx wwvv").status is not ResolutionStatus.RESOLVED


def test_resolve_many_keeps_order_and_context(shipped: Gazetteer) -> None:
    rows: list[Query | str] = ["Hajin", Query(text="Raqqa", country="SY"), "", "الباغوز"]
    found = [r.candidates[:1] for r in shipped.resolve_many(iter(rows))]
    assert [c.place.id for first in found for c in first] == ["hajin", "raqqa", "baghouz"]
    assert found[2] == ()


def test_resolve_many_asks_for_a_row_only_when_it_is_due(shipped: Gazetteer) -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "Hajin"

    resolutions = shipped.resolve_many(endless())
    assert [next(resolutions).query for _ in range(3)] == ["Hajin"] * 3


def test_near_a_point_gives_the_nearest_places_first(shipped: Gazetteer) -> None:
    hajin = shipped.get("hajin")
    assert hajin.lat is not None
    assert hajin.lon is not None
    found = shipped.near(hajin.lat, hajin.lon, limit=3)
    assert found[0].place == hajin
    assert [n.distance_km for n in found] == sorted(n.distance_km for n in found)


def test_get_unknown_id_raises_not_found(shipped: Gazetteer, gazetteer: Gazetteer) -> None:
    for one in (shipped, gazetteer):
        with pytest.raises(PlaceNotFoundError):
            one.get("nowhere")


def test_open_new_database_holds_what_ships(
    fresh_url: Callable[[], str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HUDUD_DATABASE_URL", fresh_url())
    with Gazetteer.open() as opened:
        assert len(opened.places()) == len(load_shipped())
        resolution = opened.resolve("Hajin")
        assert resolution.place == opened.get("hajin")


def test_save_new_spelling_resolves_at_once(gazetteer: Gazetteer) -> None:
    before = gazetteer.resolve("Zzubayda")
    assert before.status is not ResolutionStatus.RESOLVED
    revision = gazetteer.revision
    saved = gazetteer.store.save(
        village("zubaydah", "Zubaydah", lat=33.0), editor="Amal", reason="new", based_on=None
    )
    assert gazetteer.revision == revision + 1
    assert gazetteer.places()["zubaydah"] == gazetteer.get("zubaydah") == saved
    assert gazetteer.resolve("Zubaydah").candidates[0].place == saved


def test_edits_in_another_process_are_seen_at_the_next_call(gazetteer: Gazetteer, url: str) -> None:
    assert gazetteer.resolve("Raqqa").candidates[0].place.id == "raqqa"
    before = gazetteer.places()
    with Gazetteer(store=Store(url, shipped=False)) as other:
        other.store.delete("raqqa", editor="Basim", reason="gone", based_on=1)
        other.store.merge(("hajin", 1), ("hagin", 1), editor="Basim", reason="one place")
    assert set(gazetteer.places()) == {"hajin"}
    assert set(before) == {"hajin", "raqqa", "hagin"}
    found = gazetteer.resolve("Haggeen").candidates
    assert [candidate.place.id for candidate in found] == ["hajin"]


def test_places_old_id_of_a_merged_place_leads_to_the_new_one(gazetteer: Gazetteer) -> None:
    gazetteer.store.merge(("hajin", 1), ("hagin", 1), editor="Amal", reason="one place")
    places = gazetteer.places()
    assert places["hagin"] == places["hajin"] == gazetteer.get("hagin")
    assert "hagin" in places
    assert sorted(places) == ["hajin", "raqqa"]
    gazetteer.store.undo(gazetteer.history("hagin")[0].id, editor="Amal")
    assert sorted(gazetteer.places()) == ["hagin", "hajin", "raqqa"]


def test_places_same_revision_gives_the_same_object(gazetteer: Gazetteer) -> None:
    first = gazetteer.places()
    assert gazetteer.places() is first
    gazetteer.store.delete("raqqa", editor="Amal", reason="gone", based_on=1)
    assert gazetteer.places() is not first


def test_save_stale_edit_is_refused(gazetteer: Gazetteer) -> None:
    gazetteer.store.save(village(population=1), editor="Amal", reason="counted", based_on=1)
    with pytest.raises(EditConflictError):
        gazetteer.store.save(village(population=2), editor="Basim", reason="counted", based_on=1)
    assert [change.editor for change in gazetteer.history("hajin")] == ["Amal", "Amal"]


def test_resolve_while_others_edit_never_fails(gazetteer: Gazetteer) -> None:
    errors: list[BaseException] = []

    def look() -> None:
        try:
            for _ in range(30):
                assert gazetteer.resolve("Raqqa").candidates[0].place.id == "raqqa"
                assert gazetteer.places()["raqqa"].version <= gazetteer.get("raqqa").version
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    version = 1
    for number in range(20):
        place = village("raqqa", "Raqqa", lat=35.95, lon=39.0, population=number + 1)
        version = gazetteer.store.save(place, editor="A", reason="x", based_on=version).version
    for thread in threads:
        thread.join()
    assert errors == []
    assert gazetteer.resolve("Raqqa").candidates[0].place.population == 20
