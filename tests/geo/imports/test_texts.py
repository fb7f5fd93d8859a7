import json

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.imports.texts import (
    OnceRead,
    cleaned,
    json_objects,
    numbers,
    parse_degrees,
    parse_number,
    whole_figures,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("٣٦٫٥", 36.5), ("36,5", 36.5), ("−3", -3), ("1 200", 1200), ("1e3", 1000)],
)
def test_parse_number_understands_figures_of_both_scripts(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["1,234", "nan", "inf", "", "12a", "1_000", "1.2.3"])
def test_parse_number_refuses_what_is_none_or_has_two_meanings(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a number|two different"):
        parse_number(text)


def test_parse_degrees_takes_a_comma_for_a_decimal_one() -> None:
    assert parse_degrees("36,123") == 36.123


def test_numbers_of_a_mixed_column_flags_only_what_is_wrong() -> None:
    column = pa.array(["1", None, "٢", "x", "-inf"])
    values, bad = numbers(column, OnceRead(parse_number))
    assert bad.tolist() == [False, False, False, True, True]
    assert values[[0, 2]].tolist() == [1, 2]
    assert np.isnan(values[1])


def test_numbers_of_a_clean_column_flags_infinity() -> None:
    values, bad = numbers(pa.array(["1", "inf", None]), OnceRead(parse_number))
    assert bad.tolist() == [False, True, False]
    assert values[0] == 1


def test_whole_figures_drops_decimals_of_whole_numbers_alone() -> None:
    column = pa.array(["214797.0", "2.5", "v1.0", "0.0", None])
    assert whole_figures(column).to_pylist() == ["214797", "2.5", "v1.0", "0", None]


def test_cleaned_trims_and_drops_control_characters() -> None:
    column = pa.array(["  a\x00b ", "\t", None, "one\ntwo", "\u00a0x"])
    assert cleaned(column).to_pylist() == ["a b", None, None, "one\ntwo", "x"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_json_objects_of_any_texts_are_read_back(rows: list[tuple[str, str]]) -> None:
    columns = {
        name: cleaned(pa.array([row[number] for row in rows], pa.string()).slice(0))
        for number, name in enumerate(['a "quoted" \\ name', "ب"])
    }
    found = json_objects(columns, len(rows)).to_pylist()
    for number, text in enumerate(found):
        said = {n: c[number].as_py() for n, c in columns.items() if c[number].as_py() is not None}
        assert (json.loads(text) if text else {}) == said


def test_json_objects_of_a_slice_escape_what_the_slice_holds() -> None:
    column = pa.array(['"', "plain", "back\\slash"]).slice(1)
    assert [json.loads(t) for t in json_objects({"k": column}, 2).to_pylist()] == [
        {"k": "plain"},
        {"k": "back\\slash"},
    ]
