from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cells import guard_formula, join_values, split_values, unguard_formula
from tests.payloads import hostile_texts

TRICKY = st.text(alphabet="ab;|\\'=-+@ \t\n\u200b＝")
BLANK = " \u00a0\u200b\ufeff"


@given(st.lists(st.text() | TRICKY, min_size=1))
def test_split_values_of_joined_gives_them_back(values: list[str]) -> None:
    expected = [] if values == [""] else values
    assert split_values(join_values(values, ";"), ";") == expected


@given(hostile_texts(broken=True) | TRICKY)
def test_unguard_formula_of_guarded_gives_the_text(text: str) -> None:
    guarded = guard_formula(text)
    assert unguard_formula(guarded) == text
    assert guarded.lstrip(BLANK)[:1] not in set("=+-@|%＝＋－＠")
    assert guarded[:1] not in {"\t", "\r", "\n"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("", []), ("a;b", ["a", "b"]), (";", ["", ""]), (r"a\;b;c\\", ["a;b", "c\\"]), ("a\\", ["a"])],
)
def test_split_values_known_cells(cell: str, expected: list[str]) -> None:
    assert split_values(cell, ";") == expected
