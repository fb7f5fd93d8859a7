from __future__ import annotations

import pytest

from gazetteer import (
    EditConflictError,
    Gazetteer,
    InvalidPlaceError,
    PlaceNotFoundError,
    ProposalState,
)
from tests.gazetteer.desks import AMAL, BASIM, CAROL
from tests.gazetteer.places import add, village


@pytest.fixture
def filled(gazetteer: Gazetteer) -> Gazetteer:
    add(gazetteer.store, village())
    return gazetteer


def test_propose_waits_and_changes_no_place(filled: Gazetteer) -> None:
    before = filled.revision
    proposal = filled.desk(CAROL).propose(village(lat=34.7), reason=" seen ", based_on=1)
    assert (proposal.who, proposal.reason, proposal.state) == ("Carol", "seen", "pending")
    assert (proposal.before, proposal.after, proposal.based_on) == (village(), village(lat=34.7), 1)
    assert (proposal.decided_by, proposal.decided_at, proposal.word) == (None, None, "")
    second = filled.desk(CAROL).propose(village("new"), reason="found", based_on=None)
    assert (second.before, second.based_on) == (None, None)
    assert filled.proposals() == filled.proposals(ProposalState.PENDING) == [proposal, second]
    assert filled.proposals(ProposalState.DECLINED) == []
    assert filled.revision == before


def test_propose_what_breaks_a_rule_is_refused(filled: Gazetteer) -> None:
    desk = filled.desk(CAROL)
    with pytest.raises(InvalidPlaceError):
        desk.propose(village(lat=340.0), reason="seen", based_on=1)
    with pytest.raises(PlaceNotFoundError):
        desk.propose(village(lat=34.7), reason="seen", based_on=2)
    assert filled.proposals() == []


def test_accept_writes_a_change_that_names_both(filled: Gazetteer) -> None:
    proposal = filled.desk(CAROL).propose(village(lat=34.7), reason="seen", based_on=1)
    saved = filled.desk(AMAL).accept(proposal.id, word="thank you")
    assert saved.place == filled.get("hajin") == village(lat=34.7, version=2)
    (change, *_) = filled.history()
    assert change.editor == "Amal"
    assert change.reason == "seen (proposed by Carol, accepted by Amal: thank you)"
    (decided,) = filled.proposals(ProposalState.ACCEPTED)
    assert (decided.decided_by, decided.word) == ("Amal", "thank you")
    assert decided.decided_at is not None
    assert decided.decided_at >= decided.when


def test_accept_new_place_amended_keeps_what_was_proposed(filled: Gazetteer) -> None:
    proposal = filled.desk(CAROL).propose(village("new"), reason="found", based_on=None)
    amended = village("new", "New")
    assert filled.desk(AMAL).accept(proposal.id, amended=amended).place == amended
    (decided,) = filled.proposals(ProposalState.AMENDED)
    assert decided.after == village("new")
    assert filled.history()[0].reason == "found (proposed by Carol, amended by Amal)"
    with pytest.raises(PlaceNotFoundError):
        filled.desk(AMAL).accept(99)


def test_accept_amended_to_another_place_is_refused(filled: Gazetteer) -> None:
    proposal = filled.desk(CAROL).propose(village(lat=34.7), reason="seen", based_on=1)
    with pytest.raises(InvalidPlaceError):
        filled.desk(AMAL).accept(proposal.id, amended=village("other"))
    assert filled.proposals(ProposalState.PENDING) == [proposal]


def test_accept_after_others_edited_merges_or_stays_pending(filled: Gazetteer) -> None:
    desk = filled.desk(CAROL)
    noted = desk.propose(village(note="ruins"), reason="seen", based_on=1)
    moved = desk.propose(village(lat=34.7), reason="seen", based_on=1)
    filled.desk(BASIM).save(village(lat=34.8), reason="moved", based_on=1)
    assert filled.desk(AMAL).accept(noted.id).merged_from == 2
    with pytest.raises(EditConflictError) as caught:
        filled.desk(AMAL).accept(moved.id)
    assert [c.field for c in caught.value.conflicts] == ["point"]
    assert filled.proposals(ProposalState.PENDING) == [moved]
    amended = village(lat=34.75, note="ruins")
    saved = filled.desk(AMAL).accept(moved.id, amended=amended, based_on=3)
    assert saved.place == village(lat=34.75, note="ruins", version=4)


def test_decline_needs_a_word_and_decides_once(filled: Gazetteer) -> None:
    proposal = filled.desk(CAROL).propose(village(lat=34.7), reason="seen", based_on=1)
    desk = filled.desk(AMAL)
    with pytest.raises(InvalidPlaceError) as caught:
        desk.decline(proposal.id, word=" ")
    assert caught.value.field == "word"
    declined = desk.decline(proposal.id, word="the old point is right")
    assert filled.proposals(ProposalState.DECLINED) == [declined]
    for decide in (
        lambda: desk.accept(proposal.id),
        lambda: desk.decline(proposal.id, word="again"),
    ):
        with pytest.raises(InvalidPlaceError) as caught:
            decide()
        assert caught.value.field == "state"
    with pytest.raises(PlaceNotFoundError):
        desk.decline(99, word="no")
    assert filled.get("hajin") == village()
