from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from geo import CARD_PARTS, IncidentCard, merge_cards

BASE = IncidentCard(id="d1", paragraph=2, start=date(2021, 3, 9), unstated=("place", "casualties"))
OF_THE_STORE = {
    "id", "sentence", "words", "confidence", "is_edited", "state", "incident_id", "unstated",
    "version", "by",
}  # fmt: skip


def test_card_parts_name_each_field_that_a_person_fills_in_once() -> None:
    named = [field for part in CARD_PARTS.values() for field in part]
    assert sorted(named) == sorted({f.name for f in fields(IncidentCard)} - OF_THE_STORE)


def test_merge_cards_of_different_fields_puts_both_together() -> None:
    mine = replace(BASE, injured=9, unstated=("place",))
    theirs = replace(BASE, summary="A clash.", version=4, by="Sana")
    whole, differing = merge_cards(BASE, mine, theirs)
    assert (whole.injured, whole.summary, whole.version) == (9, "A clash.", 4)
    assert (differing, whole.unstated, whole.is_edited) == ((), ("place",), True)


def test_merge_cards_of_one_field_names_it_and_keeps_whose_is_wanted() -> None:
    mine, theirs = replace(BASE, injured=9), replace(BASE, injured=7, version=4)
    assert merge_cards(BASE, mine, theirs)[0].injured == 7
    whole, differing = merge_cards(BASE, mine, theirs, keep=["injured"])
    assert (whole.injured, differing) == (9, ("injured",))


def test_merge_cards_both_ends_of_one_date_count_as_one_part() -> None:
    mine = replace(BASE, start=date(2021, 3, 8))
    theirs = replace(BASE, end=date(2021, 3, 9))
    whole, differing = merge_cards(BASE, mine, theirs)
    assert (whole.start, differing) == (BASE.start, ("date",))


def test_merge_cards_same_change_by_both_is_no_conflict() -> None:
    same = replace(BASE, injured=9)
    assert merge_cards(BASE, same, same)[1] == ()
