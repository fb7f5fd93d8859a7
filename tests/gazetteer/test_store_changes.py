from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import EditConflictError, InvalidPlaceError, PlaceNotFoundError
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
