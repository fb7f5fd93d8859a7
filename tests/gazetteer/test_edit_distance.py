"""Weighted edit distance against a plain dynamic programme, and what it should say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.edit_distance import change_costs, distances
from gazetteer.phonetic import ARABIC_SYMBOLS, LATIN_SYMBOLS, is_arabic_form
from gazetteer.segment import FIRST_ARABIC_CODE, encode_form
from gazetteer.type_words import take_apart

LATIN_FORM = st.text(alphabet=LATIN_SYMBOLS, max_size=9)
ARABIC_FORM = st.text(alphabet=ARABIC_SYMBOLS, max_size=9)
FORM = st.one_of(LATIN_FORM, ARABIC_FORM)


def measured(query: str, forms: list[str]) -> list[float]:
    matrix = np.zeros((len(forms), max(map(len, forms), default=0)), dtype=np.uint8)
    for row, form in enumerate(forms):
        matrix[row, : len(form)] = list(encode_form(form))
    arabic = np.array([is_arabic_form(form) for form in forms], dtype=bool)
    return [float(d) for d in distances(encode_form(query), matrix, arabic)]


def plainly(query: str, form: str) -> float:
    """Return the distance by the textbook's double loop."""
    costs, a, b = change_costs(), encode_form(query), encode_form(form)
    query_arabic = int(any(code >= FIRST_ARABIC_CODE for code in a))
    form_arabic = int(is_arabic_form(form))
    rows = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            options = []
            if i and j:
                options.append(rows[i - 1][j - 1] + float(costs.change[a[i - 1], b[j - 1]]))
            if i:
                options.append(rows[i - 1][j] + float(costs.gap[form_arabic, a[i - 1]]))
            if j:
                options.append(rows[i][j - 1] + float(costs.gap[query_arabic, b[j - 1]]))
            rows[i][j] = min(options, default=0.0)
    return rows[-1][-1]


@given(query=FORM, forms=st.lists(FORM, min_size=1, max_size=6))
def test_distances_agree_with_the_double_loop(query: str, forms: list[str]) -> None:
    assert measured(query, forms) == pytest.approx([plainly(query, f) for f in forms], abs=1e-3)


@given(form=FORM)
def test_distances_of_a_form_to_itself_is_nothing(form: str) -> None:
    assert measured(form, [form]) == [0.0]


@pytest.mark.parametrize(
    ("query", "meant", "other"),
    [
        ("Telbeiseh", "تلبيسة", "تل بيضا"),
        ("منبج", "Manbij", "Anbar"),
        ("Khan Cheikhoun", "Khān Shaykhūn", "Khan Sahlun"),
        ("Girê Spî", "گرێ سپی", "كري بشار"),
        ("القامشلي", "Kamishly", "Qasmiya"),
    ],
)
def test_distances_across_spellings_are_less_than_to_another_name(
    query: str, meant: str, other: str
) -> None:
    forms = [take_apart(name).full_form for name in (meant, other)]
    near, far = measured(take_apart(query).full_form, forms)
    assert near < far / 2


def test_change_costs_have_no_price_below_nothing() -> None:
    costs = change_costs()
    assert costs.change.min() >= 0.0
    assert costs.gap[:, 1:].min() > 0.0
    assert np.array_equal(costs.change[1:, 1:], costs.change[1:, 1:].T)
