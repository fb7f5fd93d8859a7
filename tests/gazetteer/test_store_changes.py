from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import (
    EditConflictError,
    Gazetteer,
    InvalidPlaceError,
    PlaceNotFoundError,
    StoreError,
)
from gazetteer.store import Store
from gazetteer.store_changes import replay
from tests.gazetteer.places import contents, village

if TYPE_CHECKING:
    from collections.abc import Callable


IDS = ("a", "b", "c", "d")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "delete", "merge", "undo", "undo", "import"]),
        st.sampled_from(IDS),
        st.sampled_from(IDS),
        st.integers(0, 5),
    ),
    max_size=14,
)


def take_step(store: Store, step: tuple[str, str, str, int]) -> None:
    action, one, other, number = step
    versions = {place.id: place.version for place in store.iter_places()}
    place = village(one, f"Name {number}", population=number, lat=30.0 + number)
    who: dict[str, Any] = {"editor": "Amal", "reason": "random"}
    if action == "save":
        store.save(place, based_on=versions.get(one), **who)
    elif action == "delete":
        store.delete(one, based_on=versions.get(one, 1), **who)
    elif action == "merge":
        store.merge((one, versions.get(one, 1)), (other, versions.get(other, 1)), **who)
    elif action == "undo":
        store.undo(number + 1, editor="Amal")
    else:
        store.import_places([place, village(other, "Other")], source="file", editor="Amal")


@settings(max_examples=30, deadline=None)
@given(steps=STEPS)
def test_snapshot_at_any_revision_is_the_state_recorded_at_it(
    fresh_url: Callable[[], str], steps: list[tuple[str, str, str, int]]
) -> None:
    with Store(fresh_url(), shipped=False) as store:
        recorded = {0: store.snapshot()}
        for step in steps:
            with suppress(EditConflictError, PlaceNotFoundError, InvalidPlaceError):
                take_step(store, step)
            recorded[store.revision] = store.snapshot()
        for revision, snapshot in recorded.items():
            assert store.snapshot_at(revision) == snapshot
        for missing in (-1, store.revision + 1):
            with pytest.raises(StoreError, match=f"no revision {missing}"):
                store.snapshot_at(missing)


def test_revision_at_finds_the_last_one_up_to_a_moment(fresh_url: Callable[[], str]) -> None:
    with Store(fresh_url(), shipped=False) as store:
        for number in range(3):
            take_step(store, ("save", "a", "b", number))
        for change in store.history():
            assert store.revision_at(change.at) == change.revision
            assert store.revision_at(change.at - timedelta(microseconds=1)) == change.revision - 1


def test_places_at_leads_from_a_merged_place_only_where_it_was_merged(
    fresh_url: Callable[[], str],
) -> None:
    with Gazetteer.open(fresh_url()) as gazetteer:
        store = gazetteer.store
        before = store.revision
        ids = sorted(gazetteer.places())[:2]
        kept, gone = ((i, store.get(i).version) for i in ids)
        store.merge(kept, gone, editor="Amal", reason="the same")
        assert gazetteer.places_at(before)[ids[1]].id == ids[1]
        assert gazetteer.places_at(store.revision)[ids[1]].id == ids[0]
        assert dict(gazetteer.places_at(store.revision)) == dict(gazetteer.places())


@settings(max_examples=30, deadline=None)
@given(steps=STEPS)
def test_replay_any_sequence_of_edits_gives_the_stored_state(
    fresh_url: Callable[[], str], steps: list[tuple[str, str, str, int]]
) -> None:
    with Store(fresh_url(), shipped=False) as store:
        for step in steps:
            before = store.state()
            try:
                take_step(store, step)
            except (EditConflictError, PlaceNotFoundError, InvalidPlaceError):
                assert store.state() == before
        history = store.history()
        replayed = replay(reversed(history))
        snapshot = store.snapshot()
        assert replayed.places == snapshot.places == contents(store)
        assert replayed.redirects == snapshot.redirects
        for newer, older in pairwise(history):
            assert newer.revision >= older.revision
        for change in history:
            assert change.before != change.after
