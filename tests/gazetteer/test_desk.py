from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import (
    DeletePlace,
    EditConflictError,
    Gazetteer,
    InvalidPlaceError,
    PermissionDeniedError,
    PlaceNotFoundError,
    PlaceStatus,
    Role,
    SavePlaces,
    StoreError,
    Toponym,
    UnresolvedReport,
    User,
    merge_edits,
    with_choices,
)
from tests.gazetteer.desks import AMAL, BASIM, CAROL, VICTOR
from tests.gazetteer.places import add, contents, village

if TYPE_CHECKING:
    from collections.abc import Callable

    from gazetteer import Desk, Place

WRITES: dict[str, Callable[[Desk], object]] = {
    "save": lambda d: d.save(village(note="x"), reason="r", based_on=1),
    "create": lambda d: d.create(village("new"), reason="r"),
    "save_all": lambda d: d.save_all([(village(note="x"), 1)], reason="r"),
    "deprecate": lambda d: d.deprecate("hajin", reason="r", based_on=1),
    "delete": lambda d: d.delete("hajin", reason="r", based_on=1),
    "merge": lambda d: d.merge(("hajin", 1), ("other", 1), reason="r"),
    "split": lambda d: d.split("hajin", [village(), village("new")], reason="r", based_on=1),
    "undo": lambda d: d.undo(1, reason="r"),
    "accept": lambda d: d.accept(1, word="w"),
    "decline": lambda d: d.decline(1, word="w"),
    "settle_unresolved": lambda d: d.settle_unresolved(1, place_id="hajin", reason="r"),
    "ignore_unresolved": lambda d: d.ignore_unresolved(1, reason="r"),
}
CONTRIBUTIONS: dict[str, Callable[[Desk], object]] = {
    "propose": lambda d: d.propose(village(note="x"), reason="r", based_on=1),
    "keep_draft": lambda d: d.keep_draft(village(note="x"), based_on=1),
    "rehearse": lambda d: d.rehearse(DeletePlace("hajin", 1)),
    "draft": lambda d: d.draft("hajin"),
    "drafts": lambda d: d.drafts(),
    "discard_draft": lambda d: d.discard_draft("hajin"),
    "report_unresolved": lambda d: d.report_unresolved([UnresolvedReport(name="Hagin")]),
}


@pytest.fixture
def filled(gazetteer: Gazetteer) -> Gazetteer:
    add(gazetteer.store, village(), village("other", "Other"))
    gazetteer.desk(CAROL).propose(village(note="seen"), reason="seen", based_on=1)
    gazetteer.desk(CAROL).report_unresolved([UnresolvedReport(name="Hagin")])
    return gazetteer


def test_desk_has_no_method_that_the_tests_of_roles_leave_out(filled: Gazetteer) -> None:
    methods = {name for name in dir(filled.desk(AMAL)) if not name.startswith("_")}
    assert methods == {*WRITES, *CONTRIBUTIONS, "user"}


def test_gazetteer_itself_offers_no_way_to_write_beside_the_desk() -> None:
    offered = {name for name in dir(Gazetteer) if not name.startswith("_")}
    assert not offered & (set(WRITES) | {"propose", "keep_draft", "report_unresolved"})


@pytest.mark.parametrize("name", WRITES)
def test_desk_write_without_the_role_changes_nothing(filled: Gazetteer, name: str) -> None:
    before = contents(filled.store), filled.history(), filled.proposals(), filled.unresolved()
    for user in (VICTOR, CAROL):
        with pytest.raises(PermissionDeniedError):
            WRITES[name](filled.desk(user))
    after = contents(filled.store), filled.history(), filled.proposals(), filled.unresolved()
    assert after == before


@pytest.mark.parametrize("name", WRITES)
def test_desk_write_by_an_editor_is_done(filled: Gazetteer, name: str) -> None:
    before = contents(filled.store), filled.proposals(), filled.unresolved()
    WRITES[name](filled.desk(AMAL))
    assert (contents(filled.store), filled.proposals(), filled.unresolved()) != before


@pytest.mark.parametrize("name", CONTRIBUTIONS)
def test_desk_contribution_by_a_viewer_is_refused(filled: Gazetteer, name: str) -> None:
    with pytest.raises(PermissionDeniedError):
        CONTRIBUTIONS[name](filled.desk(VICTOR))
    assert len(filled.proposals()) == 1
    CONTRIBUTIONS[name](filled.desk(CAROL))
    CONTRIBUTIONS[name](filled.desk(AMAL))


def test_desk_without_a_reason_or_a_name_changes_nothing(filled: Gazetteer) -> None:
    desk, before = filled.desk(AMAL), filled.history()
    blank: list[Callable[[], object]] = [
        lambda: desk.save(village(note="x"), reason=" ", based_on=1, overridden=("far",)),
        lambda: desk.create(village("new"), reason=""),
        lambda: desk.save_all([(village(note="x"), 1)], reason="\n"),
        lambda: desk.deprecate("hajin", reason="", based_on=1),
        lambda: desk.delete("hajin", reason="", based_on=1),
        lambda: desk.merge(("hajin", 1), ("other", 1), reason=""),
        lambda: desk.split("hajin", [village(), village("new")], reason="", based_on=1),
        lambda: desk.undo(1, reason=""),
        lambda: desk.propose(village(note="x"), reason="", based_on=1),
        lambda: desk.settle_unresolved(1, place_id="hajin", reason=""),
        lambda: desk.ignore_unresolved(1, reason=""),
    ]
    for call in blank:
        with pytest.raises(InvalidPlaceError) as caught:
            call()
        assert caught.value.field == "reason"
    for name in (" ", "shipped"):
        with pytest.raises(InvalidPlaceError) as caught:
            filled.desk(User(name, Role.EDITOR)).delete("hajin", reason="r", based_on=1)
        assert caught.value.field == "editor"
    assert filled.history() == before


def test_desk_of_the_shipped_gazetteer_refuses_roles_first_then_writing() -> None:
    shipped = Gazetteer([village()])
    with pytest.raises(PermissionDeniedError):
        shipped.desk(VICTOR).delete("hajin", reason="r", based_on=1)
    with pytest.raises(StoreError, match="read-only"):
        shipped.desk(AMAL).delete("hajin", reason="r", based_on=1)
    assert (shipped.proposals(), shipped.unresolved()) == ([], [])


def test_save_overridden_warnings_stand_in_the_history(filled: Gazetteer) -> None:
    with Gazetteer(store=filled.store) as careful:
        desk, moved = careful.desk(AMAL), village(lat=34.8)
        codes = desk.rehearse(SavePlaces(((moved, 1),))).codes
        desk.save(moved, reason="moved", based_on=1, overridden=(*codes, "in-sea"))
        (change, *_) = careful.history()
    assert (change.reason, change.overridden) == ("moved", codes)
    assert "far-from-former-point" in codes


def test_save_stale_edit_of_other_fields_merges_by_itself(filled: Gazetteer) -> None:
    theirs = filled.desk(AMAL).save(village(lat=34.7), reason="moved", based_on=1)
    assert theirs.merged_from is None
    saved = filled.desk(BASIM).save(village(note="seen"), reason="noted", based_on=1)
    assert saved.merged_from == 2
    assert saved.place == filled.get("hajin") == village(lat=34.7, note="seen", version=3)
    (change, *_) = filled.history("hajin")
    assert (change.editor, change.changed_fields) == ("Basim", ("note",))


def test_save_stale_edit_of_the_same_field_is_refused_with_all_three_states(
    filled: Gazetteer,
) -> None:
    filled.desk(AMAL).save(village(lat=34.7, population=9), reason="moved", based_on=1)
    mine = village(lat=34.8, note="seen")
    with pytest.raises(EditConflictError) as caught:
        filled.desk(BASIM).save(mine, reason="moved", based_on=1)
    conflict = caught.value
    assert (conflict.expected, conflict.actual) == (1, 2)
    assert (conflict.base, conflict.mine) == (village(), mine)
    assert conflict.theirs == filled.get("hajin")
    assert [c.field for c in conflict.conflicts] == ["point"]
    assert conflict.base is not None
    assert conflict.theirs is not None
    merge = merge_edits(conflict.base, mine, conflict.theirs)
    resolved = with_choices(merge, {"point": "mine"})
    saved = filled.desk(BASIM).save(resolved, reason="moved", based_on=conflict.actual)
    assert saved.place == village(lat=34.8, note="seen", population=9, version=3)


def test_save_stale_edit_of_a_deleted_place_is_refused_and_keeps_what_was_written(
    filled: Gazetteer,
) -> None:
    filled.desk(AMAL).delete("hajin", reason="gone", based_on=1)
    mine = village(note="seen")
    with pytest.raises(EditConflictError, match="deleted") as caught:
        filled.desk(BASIM).save(mine, reason="noted", based_on=1)
    assert (caught.value.base, caught.value.mine) == (village(), mine)
    assert (caught.value.theirs, caught.value.conflicts) == (None, ())


def test_save_version_that_never_was_is_refused(filled: Gazetteer) -> None:
    with pytest.raises(EditConflictError) as caught:
        filled.desk(AMAL).save(village(note="x"), reason="r", based_on=7)
    assert (caught.value.base, caught.value.theirs) == (None, village())
    with pytest.raises(EditConflictError) as caught:
        filled.desk(AMAL).save(village("nowhere"), reason="r", based_on=1)
    assert (caught.value.actual, caught.value.theirs) == (0, None)


def test_create_taken_id_is_refused_also_when_its_place_was_deleted(filled: Gazetteer) -> None:
    desk = filled.desk(AMAL)
    with pytest.raises(EditConflictError, match="taken"):
        desk.create(village(), reason="new")
    desk.delete("hajin", reason="gone", based_on=1)
    with pytest.raises(EditConflictError, match="taken"):
        desk.create(village(), reason="new")


def test_save_all_one_conflict_leaves_everything_as_it_was(filled: Gazetteer) -> None:
    filled.desk(AMAL).save(village(lat=34.7), reason="moved", based_on=1)
    before = filled.history()
    stale = [(village("other", "Other", note="x"), 1), (village(lat=34.8), 1)]
    with pytest.raises(EditConflictError, match="hajin"):
        filled.desk(BASIM).save_all(stale, reason="corrections")
    with pytest.raises(InvalidPlaceError, match="twice"):
        filled.desk(BASIM).save_all([stale[0], stale[0]], reason="corrections")
    assert filled.history() == before
    edits = [stale[0], (village(note="x"), 1), (village("new"), None)]
    saved = filled.desk(BASIM).save_all(edits, reason="corrections")
    assert [(s.place.id, s.place.version, s.merged_from) for s in saved] == [
        ("other", 2, None),
        ("hajin", 3, 2),
        ("new", 1, None),
    ]
    assert len({change.revision for change in filled.history(limit=3)}) == 1


def test_deprecate_stale_place_keeps_what_others_changed(filled: Gazetteer) -> None:
    filled.desk(AMAL).save(village(lat=34.7), reason="moved", based_on=1)
    saved = filled.desk(BASIM).deprecate("hajin", reason="abandoned", based_on=1)
    assert saved.place == village(lat=34.7, status=PlaceStatus.DEPRECATED, version=3)
    with pytest.raises(PlaceNotFoundError):
        filled.desk(BASIM).deprecate("hajin", reason="abandoned", based_on=9)


def test_merge_places_undone_gives_both_back(filled: Gazetteer) -> None:
    desk, before = filled.desk(AMAL), contents(filled.store)
    merged = desk.merge(("hajin", 1), ("other", 1), reason="one place")
    assert {t.name for t in merged.toponyms} == {"Hajin", "Other"}
    assert filled.get("other") == merged
    desk.undo(filled.history()[0].id, reason="two places after all")
    for place_id, place in before.items():
        assert replace(filled.get(place_id), version=1) == place


def test_split_place_first_part_keeps_the_id_and_undo_takes_all_back(filled: Gazetteer) -> None:
    parts = [village(lat=34.7), village("hajin-east", "Hajin East"), village("hajin-west")]
    made = filled.desk(AMAL).split("hajin", parts, reason="three villages", based_on=1)
    assert [(p.id, p.version) for p in made] == [("hajin", 2), ("hajin-east", 1), ("hajin-west", 1)]
    changes = filled.history(limit=3)
    assert {(c.kind, c.reason) for c in changes} == {("split", "three villages")}
    assert len({change.revision for change in changes}) == 1
    filled.desk(BASIM).undo(changes[1].id, reason="one village")
    assert filled.get("hajin") == village(version=3)
    assert set(contents(filled.store)) == {"hajin", "other"}


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ([village()], InvalidPlaceError),
        ([village("new"), village()], InvalidPlaceError),
        ([village(), village("new"), village("new")], InvalidPlaceError),
        ([village(), village("other")], EditConflictError),
        ([village(), village("new", toponyms=())], InvalidPlaceError),
    ],
)
def test_split_place_into_what_is_not_possible_changes_nothing(
    filled: Gazetteer, parts: list[Place], error: type[Exception]
) -> None:
    before = filled.history()
    with pytest.raises(error):
        filled.desk(AMAL).split("hajin", parts, reason="r", based_on=1)
    with pytest.raises(EditConflictError):
        filled.desk(AMAL).split("hajin", [village(), village("n")], reason="r", based_on=4)
    with pytest.raises(PlaceNotFoundError):
        filled.desk(AMAL).split("no", [village("no"), village("n")], reason="r", based_on=1)
    assert filled.history() == before


def test_save_names_resolve_at_once(filled: Gazetteer) -> None:
    spelling = Toponym(name="Baghuz at-Tahtani", language="en", script="Latn")
    place = village("baghouz", "Baghouz")
    filled.desk(AMAL).create(place, reason="new")
    named = replace(place, toponyms=(*place.toponyms, spelling))
    filled.desk(AMAL).save(named, reason="spelt so in the press", based_on=1)
    found = filled.resolve("Baghuz at-Tahtani").place
    assert found is not None
    assert found.id == "baghouz"
