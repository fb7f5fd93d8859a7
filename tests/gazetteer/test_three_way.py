from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import (
    Certainty,
    Choice,
    Citation,
    Place,
    Toponym,
    ToponymKind,
    check_place,
    merge_edits,
    with_choices,
)
from tests.gazetteer.place_strategies import places
from tests.gazetteer.places import village

BASE = village(version=3)


def name(text: str, kind: ToponymKind = ToponymKind.VARIANT) -> Toponym:
    return Toponym(name=text, language="en", script="Latn", kind=kind)


def names(*toponyms: Toponym) -> Place:
    return replace(BASE, toponyms=toponyms)


def test_merge_edits_of_different_fields_takes_both() -> None:
    mine = replace(BASE, lat=34.7, lon=40.9)
    theirs = replace(BASE, certainty=Certainty.UNCERTAIN, admin2="Abu Kamal", version=5)
    merge = merge_edits(BASE, mine, theirs)
    assert merge.conflicts == ()
    assert merge.place == replace(theirs, lat=34.7, lon=40.9)


@pytest.mark.parametrize(
    ("field", "mine", "theirs", "values"),
    [
        ("point", {"lat": 34.7}, {"lon": 40.9}, ((34.69, 40.83), (34.7, 40.83), (34.69, 40.9))),
        ("note", {"note": "a"}, {"note": "b"}, ("", "a", "b")),
        (
            "feature",
            {"feature_code": "PPLA"},
            {"feature_class": "A", "feature_code": "ADM2"},
            (("P", "PPL"), ("P", "PPLA"), ("A", "ADM2")),
        ),
        (
            "area",
            {"admin1": "SY-HA"},
            {"country_code": "IQ", "admin1": "IQ-AN"},
            (("SY", "SY-DY", None), ("SY", "SY-HA", None), ("IQ", "IQ-AN", None)),
        ),
    ],
)
def test_merge_edits_of_one_field_conflict_and_keep_theirs_until_chosen(
    field: str, mine: dict[str, Any], theirs: dict[str, Any], values: tuple[Any, ...]
) -> None:
    my_place, their_place = replace(BASE, **mine), replace(BASE, **theirs)
    merge = merge_edits(BASE, my_place, their_place)
    (conflict,) = merge.conflicts
    assert (conflict.field, conflict.name) == (field, field)
    assert (conflict.base, conflict.mine, conflict.theirs) == values
    assert merge.place == their_place
    assert with_choices(merge, {field: "mine"}) == my_place
    assert with_choices(merge, {field: "theirs"}) == their_place


def test_merge_edits_both_made_the_same_change_is_no_conflict() -> None:
    edit = replace(BASE, note="checked", toponyms=(*BASE.toponyms, name("Hagin")))
    merge = merge_edits(BASE, edit, replace(edit, version=4))
    assert (merge.place, merge.conflicts) == (replace(edit, version=4), ())


def test_merge_edits_added_and_removed_items_merge_one_by_one() -> None:
    old, mine_new, theirs_new = name("Old"), name("Mine"), name("Theirs")
    base = names(*BASE.toponyms, old)
    mine = replace(base, toponyms=(*BASE.toponyms, mine_new), links=("wikidata:Q1",))
    theirs = replace(base, toponyms=(*base.toponyms, theirs_new), links=("geonames:1",))
    merge = merge_edits(base, mine, theirs)
    assert merge.conflicts == ()
    assert merge.place.toponyms == (*BASE.toponyms, theirs_new, mine_new)
    assert set(merge.place.links) == {"wikidata:Q1", "geonames:1"}


def test_merge_edits_of_one_name_differently_conflict_on_that_name_alone() -> None:
    base = names(*BASE.toponyms, name("Hagin"))
    mine = names(*BASE.toponyms, name("Hagin", ToponymKind.HISTORICAL), name("Haggin"))
    theirs = names(*BASE.toponyms, name("Hagin", ToponymKind.EXONYM))
    merge = merge_edits(base, mine, theirs)
    (conflict,) = merge.conflicts
    assert conflict.field == "toponyms/Hagin/en"
    assert conflict.name == "toponyms"
    assert merge.place.toponyms == (*theirs.toponyms, name("Haggin"))
    assert with_choices(merge, {conflict.field: "mine"}).toponyms == mine.toponyms


def test_merge_edits_removed_here_and_changed_there_conflict() -> None:
    citation = Citation(source="Gazette", locator="p. 4")
    base = replace(BASE, citations=(citation,))
    theirs = replace(BASE, citations=(replace(citation, note="seen"),))
    merge = merge_edits(base, BASE, theirs)
    (conflict,) = merge.conflicts
    assert (conflict.field, conflict.mine) == ("citations/Gazette/p. 4", None)
    assert merge.place.citations == theirs.citations
    assert with_choices(merge, {conflict.field: "mine"}).citations == ()


def test_merge_edits_two_preferred_names_conflict_and_one_stays_preferred() -> None:
    was = BASE.toponyms[0]
    plain = replace(was, kind=ToponymKind.VARIANT)
    mine = names(plain, name("Hagin", ToponymKind.PREFERRED))
    theirs = names(plain, name("Hajeen", ToponymKind.PREFERRED))
    merge = merge_edits(BASE, mine, theirs)
    (conflict,) = merge.conflicts
    assert (conflict.field, conflict.name) == ("preferred/en/Latn", "preferred")
    assert conflict.base == was
    check_place(merge.place)
    assert merge.place.preferred("en") == "Hajeen"
    chosen = with_choices(merge, {"preferred/en/Latn": "mine"})
    check_place(chosen)
    assert chosen.preferred("en") == "Hagin"
    assert {t.name for t in chosen.toponyms} == {"Hajin", "Hagin", "Hajeen"}


def test_merge_edits_each_removed_what_the_other_left_conflicts_as_a_whole() -> None:
    base = names(name("A"), name("B"))
    merge = merge_edits(base, names(name("A")), names(name("B")))
    (conflict,) = merge.conflicts
    assert conflict.field == "toponyms"
    assert with_choices(merge, {"toponyms": "mine"}).toponyms == (name("A"),)


def test_merge_edits_order_comes_from_whoever_changed_it() -> None:
    a, b, c, new = name("A"), name("B"), name("C"), name("New")
    merge = merge_edits(names(a, b, c), names(c, b, a), names(a, b, c, new))
    assert merge.place.toponyms == (c, b, a, new)
    merge = merge_edits(names(a, b, c), names(a, b, c, new), names(c, b, a))
    assert merge.place.toponyms == (c, b, a, new)
    merge = merge_edits(names(a, b, c), names(b, a, c), names(c, b, a))
    assert [conflict.field for conflict in merge.conflicts] == ["toponyms"]


@given(base=places(), edit=places())
def test_merge_edits_with_one_side_unchanged_gives_the_other(base: Place, edit: Place) -> None:
    edit = replace(edit, id=base.id, version=base.version)
    assert merge_edits(base, edit, base).place == edit
    assert merge_edits(base, base, edit).place == edit
    assert merge_edits(base, edit, edit).place == edit


@given(base=places(), mine=places(), theirs=places(), data=st.data())
def test_merge_edits_any_three_states_give_a_valid_place_and_lose_nothing_silently(
    base: Place, mine: Place, theirs: Place, data: st.DataObject
) -> None:
    mine, theirs = (replace(p, id=base.id, version=4) for p in (mine, theirs))
    merge = merge_edits(base, mine, theirs)
    check_place(merge.place)
    choices: dict[str, Choice] = {
        c.field: data.draw(st.sampled_from(["mine", "theirs"])) for c in merge.conflicts
    }
    chosen = with_choices(merge, choices)
    check_place(chosen)
    assert (chosen.id, chosen.version) == (base.id, theirs.version)
    for side, other in ((mine, theirs), (theirs, mine)):
        added = {t.name for t in side.toponyms} - {t.name for t in base.toponyms}
        conflicting = {c.name for c in merge.conflicts}
        if "toponyms" not in conflicting:
            assert added <= {t.name for t in merge.place.toponyms}
        assert other.lat in {base.lat, merge.place.lat} or "point" in conflicting
