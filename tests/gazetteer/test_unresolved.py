from __future__ import annotations

from dataclasses import replace

import pytest

from gazetteer import (
    Citation,
    EditConflictError,
    Gazetteer,
    InvalidPlaceError,
    PlaceNotFoundError,
    Toponym,
    ToponymKind,
    UnresolvedReport,
    UnresolvedState,
)
from tests.gazetteer.desks import AMAL, CAROL
from tests.gazetteer.places import add, village


@pytest.fixture
def filled(gazetteer: Gazetteer) -> Gazetteer:
    add(gazetteer.store, village(), village("baghouz", "Baghouz"))
    return gazetteer


def test_report_unresolved_counts_each_name_in_its_context(filled: Gazetteer) -> None:
    reports = [
        UnresolvedReport(name=" Hajeyn ", country="SY", origin="a.csv"),
        UnresolvedReport(name="الشعفة", count=4),
        UnresolvedReport(name="Hajeyn", country="IQ"),
        UnresolvedReport(name="Hajeyn", country="SY", origin="b.csv", count=2),
        UnresolvedReport(name="  "),
        UnresolvedReport(name="none", count=0),
    ]
    before = filled.revision
    assert filled.desk(CAROL).report_unresolved(iter(reports)) == 3
    queue = filled.unresolved()
    assert [(u.name, u.country, u.count) for u in queue] == [
        ("الشعفة", "", 4),
        ("Hajeyn", "SY", 3),
        ("Hajeyn", "IQ", 1),
    ]
    assert queue[1].origin == "b.csv"
    assert (
        filled.desk(CAROL).report_unresolved(
            [UnresolvedReport(name="Hajeyn", country="SY", count=9)]
        )
        == 1
    )
    (first, *_) = filled.unresolved(limit=1)
    assert (first.id, first.name, first.count) == (queue[1].id, "Hajeyn", 12)
    assert first.first_seen == queue[1].first_seen <= first.last_seen
    assert len(filled.unresolved(limit=1)) == 1
    assert filled.revision == before
    assert filled.desk(CAROL).report_unresolved([]) == 0


def test_report_unresolved_text_that_is_no_name_becomes_one_that_can_be_stored(
    filled: Gazetteer,
) -> None:
    filled.desk(CAROL).report_unresolved(
        [UnresolvedReport(name="\u202eHa\x00jeyn\ud800\u2028" + "n" * 500)]
    )
    (name,) = filled.unresolved()
    place = filled.desk(AMAL).settle_unresolved(name.id, place_id="hajin", reason="spelt so")
    assert place.toponyms[-1].name == name.name
    assert len(name.name) <= 200


def test_unresolved_names_come_with_suggestions_of_the_resolver(filled: Gazetteer) -> None:
    filled.desk(CAROL).report_unresolved(
        [UnresolvedReport(name="Baghoutz", country="SY", admin1="SY-DY")]
    )
    (name,) = filled.unresolved()
    assert name.suggestions[0].place.id == "baghouz"
    expected = filled.resolve("Baghoutz", country="SY", admin1="SY-DY", limit=3)
    assert name.suggestions == expected.candidates


def test_settle_unresolved_as_a_variant_resolves_from_then_on(filled: Gazetteer) -> None:
    filled.desk(CAROL).report_unresolved([UnresolvedReport(name="الباغوز", origin="Report of May")])
    (name,) = filled.unresolved()
    place = filled.desk(AMAL).settle_unresolved(name.id, place_id="baghouz", reason="same village")
    assert place.toponyms[-1] == Toponym(
        name="الباغوز",
        language="ar",
        script="Arab",
        kind=ToponymKind.VARIANT,
        citation=Citation(source="Report of May"),
    )
    assert filled.resolve("الباغوز").place == place == filled.get("baghouz")
    assert filled.unresolved() == []
    assert [u.id for u in filled.unresolved(state=UnresolvedState.RESOLVED)] == [name.id]
    (change, *_) = filled.history()
    assert (change.editor, change.reason) == ("Amal", "same village")
    filled.desk(CAROL).report_unresolved([UnresolvedReport(name="الباغوز")])
    assert [u.count for u in filled.unresolved()] == [2]
    before = filled.revision
    again = filled.desk(AMAL).settle_unresolved(name.id, place_id="baghouz", reason="still")
    assert (again, filled.revision) == (place, before)


def test_settle_unresolved_through_the_id_of_a_merged_place_names_the_one_it_became(
    filled: Gazetteer,
) -> None:
    filled.desk(AMAL).merge(("hajin", 1), ("baghouz", 1), reason="one place")
    filled.desk(CAROL).report_unresolved([UnresolvedReport(name="Hajeyn")])
    (name,) = filled.unresolved()
    place = filled.desk(AMAL).settle_unresolved(
        name.id, place_id="baghouz", reason="spelt so", language="ku"
    )
    assert (place.id, place.toponyms[-1].language) == ("hajin", "ku")


def test_settle_unresolved_as_a_new_place_creates_it_with_the_name(filled: Gazetteer) -> None:
    filled.desk(CAROL).report_unresolved([UnresolvedReport(name="Shafah")])
    (name,) = filled.unresolved()
    new = village("al-shafah", "Al-Shafah")
    place = filled.desk(AMAL).settle_unresolved(name.id, new_place=new, reason="missing")
    shafah = Toponym(name="Shafah", script="Latn")
    assert place == replace(new, toponyms=(*new.toponyms, shafah), version=1)
    assert filled.unresolved() == []


def test_settle_unresolved_that_fails_leaves_the_name_in_the_queue(filled: Gazetteer) -> None:
    filled.desk(CAROL).report_unresolved([UnresolvedReport(name="Shafah")])
    queue = filled.unresolved()
    desk, number = filled.desk(AMAL), queue[0].id
    with pytest.raises(EditConflictError):
        desk.settle_unresolved(number, new_place=village(), reason="r")
    with pytest.raises(PlaceNotFoundError):
        desk.settle_unresolved(number, place_id="nowhere", reason="r")
    with pytest.raises(PlaceNotFoundError):
        desk.settle_unresolved(99, place_id="hajin", reason="r")
    with pytest.raises(InvalidPlaceError):
        desk.settle_unresolved(number, reason="r")
    with pytest.raises(InvalidPlaceError):
        desk.settle_unresolved(number, place_id="hajin", new_place=village("new"), reason="r")
    with pytest.raises(InvalidPlaceError):
        desk.settle_unresolved(number, place_id="hajin", language="?", reason="r")
    assert filled.unresolved() == queue
    assert filled.revision == 1


def test_ignore_unresolved_stays_out_of_the_queue_when_it_comes_again(filled: Gazetteer) -> None:
    report = UnresolvedReport(name="the existing")
    filled.desk(CAROL).report_unresolved([report])
    (name,) = filled.unresolved()
    filled.desk(AMAL).ignore_unresolved(name.id, reason="a word, no name")
    filled.desk(CAROL).report_unresolved([report])
    assert filled.unresolved() == []
    (ignored,) = filled.unresolved(state=UnresolvedState.IGNORED)
    assert (ignored.name, ignored.count) == ("the existing", 2)
    with pytest.raises(PlaceNotFoundError):
        filled.desk(AMAL).ignore_unresolved(99, reason="r")
