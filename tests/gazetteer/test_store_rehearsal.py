from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from gazetteer import (
    DeletePlace,
    Desk,
    FindingsError,
    Gazetteer,
    MergePlaces,
    PlaceNotFoundError,
    Rehearsal,
    SavePlaces,
    SettleName,
    SplitPlace,
    Toponym,
    ToponymKind,
    UndoChange,
    UnresolvedReport,
    check_edit,
    store_rehearsal,
)
from gazetteer.edit_checks import FINDING_CODES
from gazetteer.store_rehearsal import Known
from tests.gazetteer.desks import AMAL, BASIM, CAROL
from tests.gazetteer.places import add, contents, village

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gazetteer import Act, Place, Store

NORTH = {"lat": 36.0, "lon": 40.83}
NEW = village("new", "New", lat=35.5)
WRONG = Toponym(name="Hagin", language="ar", script="Latn")


class EastIsTurkey:
    """What lies where, in a world of two countries between two seas."""

    def locate(self, lat: float, lon: float) -> tuple[str, str]:
        if not 30 < lat < 40:
            return "", ""
        return ("TR", "TR-63") if lon > 42 else ("SY", "SY-DY")

    def in_sea(self, lat: float, lon: float) -> bool:
        return self.locate(lat, lon)[0] == ""


@pytest.fixture
def careful(store: Store) -> Iterator[Gazetteer]:
    """Two villages far from each other, at desks that check."""
    cited = {"toponyms": (*village().toponyms, arabic("هجين"))}
    add(store, village(**cited), village("other", "Other", **NORTH))
    with Gazetteer(store=store) as opened:
        yield opened


def arabic(name: str) -> Toponym:
    return Toponym(name=name, language="ar", script="Arab", kind=ToponymKind.PREFERRED)


def wide() -> Place:
    return village(lat=35.2, toponyms=(*village().toponyms, arabic("هجين")))


ACTS: dict[str, tuple[Act[object], Callable[[Desk, tuple[str, ...]], object], set[str]]] = {
    "save": (
        SavePlaces(((wide(), 1),)),
        lambda d, codes: d.save(wide(), reason="r", based_on=1, overridden=codes),
        {"far-from-former-point"},
    ),
    "create": (
        SavePlaces(((NEW, None),)),
        lambda d, codes: d.create(NEW, reason="r", overridden=codes),
        {"missing-citation", "no-preferred-name"},
    ),
    "bulk": (
        SavePlaces(((wide(), 1), (NEW, None))),
        lambda d, codes: d.save_all([(wide(), 1), (NEW, None)], reason="r", overridden=codes),
        {"far-from-former-point", "missing-citation", "no-preferred-name"},
    ),
    "merge": (
        MergePlaces(("hajin", 1), ("other", 1)),
        lambda d, codes: d.merge(("hajin", 1), ("other", 1), reason="r", overridden=codes),
        {"merged-far-apart"},
    ),
    "split": (
        SplitPlace("hajin", (village(), NEW), 1),
        lambda d, codes: d.split(
            "hajin", [village(), NEW], reason="r", based_on=1, overridden=codes
        ),
        {"missing-citation", "no-preferred-name"},
    ),
    "settle": (
        SettleName(1, new_place=NEW),
        lambda d, codes: d.settle_unresolved(1, new_place=NEW, reason="r", overridden=codes),
        {"missing-citation", "no-preferred-name"},
    ),
    "accept": (
        SavePlaces(((wide(), 1),)),
        lambda d, codes: d.accept(1, overridden=codes),
        {"far-from-former-point"},
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_desk_act_with_warnings_is_done_only_in_spite_of_all_of_them(
    careful: Gazetteer, name: str
) -> None:
    act, do, codes = ACTS[name]
    desk = careful.desk(AMAL)
    careful.desk(CAROL).propose(wide(), reason="seen", based_on=1)
    desk.report_unresolved([UnresolvedReport(name="New")])
    before = contents(careful.store), careful.history(), careful.proposals(), careful.unresolved()
    told = desk.rehearse(act)
    assert set(told.codes) == codes
    for given in ((), tuple(codes)[1:], ("in-sea",)):
        with pytest.raises(FindingsError) as caught:
            do(desk, given)
        assert {f.code for f in caught.value.findings} == codes - set(given)
    after = contents(careful.store), careful.history(), careful.proposals(), careful.unresolved()
    assert after == before
    do(desk, (*codes, "in-sea"))
    done = [c for c in careful.history() if c.revision == careful.revision]
    assert {change.overridden for change in done} == {told.codes}
    assert {(c.place_id, c.before, c.after) for c in done} == {
        ((after or before).id, before, after)  # type: ignore[union-attr]  # one of them is there
        for before, after in told.changes
    }


def test_desk_act_with_an_error_is_never_done(careful: Gazetteer) -> None:
    desk = careful.desk(AMAL)
    wrong = replace(wide(), lat=34.69, toponyms=(*wide().toponyms, WRONG))
    told = desk.rehearse(SavePlaces(((wrong, 1),)))
    assert [finding.code for finding in told.errors] == ["wrong-script"]
    with pytest.raises(FindingsError, match="hajin"):
        desk.save(wrong, reason="r", based_on=1, overridden=("wrong-script",))
    with pytest.raises(FindingsError):
        careful.desk(CAROL).propose(wrong, reason="seen", based_on=1)
    assert (careful.revision, careful.proposals()) == (1, [])


def test_desk_knows_the_ground_it_is_given(careful: Gazetteer) -> None:
    desk = careful.desk(AMAL, ground=EastIsTurkey())
    abroad, drowned = replace(wide(), lon=43.0), replace(wide(), lat=29.0)
    assert "outside-country" in desk.rehearse(SavePlaces(((abroad, 1),))).codes
    assert "in-sea" in desk.rehearse(SavePlaces(((drowned, 1),))).codes
    with pytest.raises(FindingsError, match="sea"):
        desk.save(drowned, reason="r", based_on=1, overridden=("far-from-former-point",))


def test_rehearse_stale_edit_tells_what_it_becomes_with_the_other_one(careful: Gazetteer) -> None:
    first = village(toponyms=wide().toponyms)
    careful.desk(AMAL).save(replace(first, population=9), reason="counted", based_on=1)
    told = careful.desk(BASIM).rehearse(SavePlaces(((replace(first, note="seen"), 1),)))
    [(before, after)] = told.changes
    assert after is not None
    assert (before, after.note, after.population) == (careful.get("hajin"), "seen", 9)
    assert (told.findings[0].is_new, told.codes) == (False, ())


def test_rehearse_namesakes_of_one_act_are_told_and_those_that_go_are_not(
    careful: Gazetteer,
) -> None:
    twin = village("twin", "Hajin")
    desk = careful.desk(AMAL)
    both = [(twin, None), (village("second", "Hajin", lat=34.7), None)]
    told = desk.rehearse(SavePlaces(tuple(both)))
    named = {f.about: f.place_ids for f in told.warnings if f.code == "name-taken-nearby"}
    assert named == {"twin": ("hajin", "second"), "second": ("hajin", "twin")}
    desk.create(twin, reason="r", overridden=told.codes)
    merge = MergePlaces(("hajin", 1), ("twin", 1))
    assert desk.rehearse(merge).codes == ()


def test_rehearse_undo_of_a_deletion_brings_no_old_warnings(careful: Gazetteer) -> None:
    desk = careful.desk(AMAL)
    assert desk.rehearse(DeletePlace("other", 1)).findings == ()
    desk.delete("other", reason="gone", based_on=1)
    told = desk.rehearse(UndoChange(careful.history(limit=1)[0].id))
    assert [(b, a and a.id) for b, a in told.changes] == [(None, "other")]
    assert told.codes == ()
    with pytest.raises(PlaceNotFoundError):
        desk.rehearse(UndoChange(99))


class InterruptedDesk(Desk):
    """A desk at which somebody else creates a namesake between the checks and the lock."""

    def _told(self, act: Act[object]) -> Rehearsal:
        told = super()._told(act)
        rival = village("rival", "New", lat=35.51)
        self._gazetteer.desk(BASIM).create(rival, reason="r", overridden=FINDING_CODES)
        return told


def test_desk_checks_again_what_somebody_wrote_meanwhile_and_no_more(
    careful: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = [(wide(), 1), (NEW, None)]
    codes = careful.desk(AMAL).rehearse(SavePlaces(tuple(edits))).codes
    assert "name-taken-nearby" not in codes
    check = Mock(wraps=check_edit)
    monkeypatch.setattr(store_rehearsal, "check_edit", check)
    with pytest.raises(FindingsError) as refused:
        InterruptedDesk(careful, AMAL).save_all(edits, reason="r", overridden=codes)
    assert {finding.code for finding in refused.value.findings} == {"name-taken-nearby"}
    # At first both, then what the other editor made, and at last what it is a namesake of.
    assert [call.args[1].id for call in check.call_args_list] == ["hajin", "new", "rival", "new"]
    assert "new" not in careful.places()


def test_known_findings_hold_only_of_the_same_change_without_new_namesakes(
    careful: Gazetteer,
) -> None:
    act = SavePlaces(((wide(), 1), (NEW, None)))
    told = careful.desk(AMAL).rehearse(act)
    assert set(Known(told, {}).findings_that_hold(told.changes)) == {"hajin", "new"}
    namesake = village("rival", "New")
    assert set(Known(told, {"rival": namesake}).findings_that_hold(told.changes)) == {"hajin"}
    other = careful.desk(AMAL).rehearse(SavePlaces(((replace(wide(), lat=35.3), 1), (NEW, None))))
    assert set(Known(told, {}).findings_that_hold(other.changes)) == {"new"}


def test_rehearse_writes_nothing(careful: Gazetteer) -> None:
    before = contents(careful.store), careful.history(), careful.store.state()
    for act, _, _ in ACTS.values():
        if not isinstance(act, SettleName):
            careful.desk(CAROL).rehearse(act)
    assert (contents(careful.store), careful.history(), careful.store.state()) == before
