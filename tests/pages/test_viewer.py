"""Whoever calls the pages' own functions without the role for them changes nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, GazetteerError, ProposalState, Role, UnresolvedReport, User
from pages import new_place, review_queue, save_panel, unresolved_queue
from pages.editing import begin
from pages.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from gazetteer import Desk

    Call = Callable[[Gazetteer, Desk], object]

EDITOR = User("Hiba", Role.EDITOR)
CONTRIBUTOR = User("Sana", Role.CONTRIBUTOR)
VIEWERS = [User("", Role.VIEWER), User("Hiba", Role.VIEWER)]
_ = words("en")


def save(gazetteer: Gazetteer, desk: Desk) -> None:
    place = gazetteer.get("hajin")
    editing = begin(place.id, place, replace(place, extent_km=place.extent_km + 1))
    save_panel._write(gazetteer, desk, editing, "a mistake", (), _)


def accept(gazetteer: Gazetteer, desk: Desk) -> None:
    proposal = gazetteer.proposals(ProposalState.PENDING)[0]
    review_queue._accept(desk, proposal, "well", (), _)


def decline(gazetteer: Gazetteer, desk: Desk) -> None:
    proposal = gazetteer.proposals(ProposalState.PENDING)[-1]
    review_queue._decline(desk, proposal, "no", _)


# What a button or a callback of the pages does, called as itself.
CALLS: dict[str, Call] = {
    "save": save,
    "accept": accept,
    "decline": decline,
    "start a place": lambda g, d: new_place._start(g, d, "مكان", "Makan"),
    "settle": lambda g, d: unresolved_queue._settle(g, d, g.unresolved()[0], "hajin", _),
    "ignore": lambda g, d: unresolved_queue._ignore(d, g.unresolved()[-1], _),
    "place of a name": lambda g, d: unresolved_queue._new_place(g, d, g.unresolved()[-1]),
}


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """A gazetteer in which proposals and names wait, two for each who decides."""
    opened = Gazetteer.open(str(tmp_path_factory.mktemp("viewer") / "places.sqlite"))
    desk = opened.desk(CONTRIBUTOR)
    for place_id in ("manbij", "raqqa"):
        place = opened.get(place_id)
        desk.propose(replace(place, note="seen"), reason="seen", based_on=place.version)
    names = ("Hajinn", "Xyzzyville", "Xyzzytown")
    desk.report_unresolved(
        UnresolvedReport(name=name, count=9 - number) for number, name in enumerate(names)
    )
    return opened


def everything(gazetteer: Gazetteer) -> tuple[object, ...]:
    drafts = [gazetteer.desk(user).drafts() for user in (EDITOR, CONTRIBUTOR)]
    return (
        gazetteer.revision,
        dict(gazetteer.places()),
        gazetteer.proposals(),
        gazetteer.unresolved(),
        drafts,
    )


@pytest.mark.parametrize("name", CALLS)
def test_function_of_the_pages_called_by_a_viewer_changes_nothing(
    gazetteer: Gazetteer, name: str
) -> None:
    before = everything(gazetteer)
    for viewer in VIEWERS:
        with suppress(GazetteerError):
            CALLS[name](gazetteer, gazetteer.desk(viewer))
    assert everything(gazetteer) == before
    with suppress(GazetteerError):
        CALLS[name](gazetteer, gazetteer.desk(EDITOR))
    assert everything(gazetteer) != before, "an editor's own call did nothing either"
