from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.columns import Coded, CodedSets, join_codes

SETS = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4), max_size=20)


@given(st.lists(st.text(max_size=3)))
def test_coded_encode_texts_come_back(texts: list[str]) -> None:
    column = Coded.encode(texts)
    assert [column.text(row) for row in range(len(texts))] == texts


@given(SETS)
def test_coded_sets_encode_doubles_count_once(rows: list[list[str]]) -> None:
    column = CodedSets.encode(rows)
    assert [column.texts(n) for n in range(len(rows))] == [tuple(sorted(set(r))) for r in rows]


@given(SETS)
def test_coded_sets_same_set_shares_one_code(rows: list[list[str]]) -> None:
    column = CodedSets.encode(rows)
    assert column.set_count == len({frozenset(row) for row in rows})


@given(SETS)
def test_coded_sets_from_rows_agrees_with_encode(rows: list[list[str]]) -> None:
    values = ("a", "b", "c", "d")
    offsets = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    codes = np.array([values.index(v) for row in rows for v in row], np.int32)
    column = CodedSets.from_rows(values, offsets, codes)
    assert [column.texts(n) for n in range(len(rows))] == [tuple(sorted(set(r))) for r in rows]


@given(SETS, st.frozensets(st.sampled_from(["a", "b", "c", "d"])))
def test_sets_with_any_wanted_value_is_found(rows: list[list[str]], wanted: frozenset[str]) -> None:
    column = CodedSets.encode(rows)
    flags = np.array([value in wanted for value in column.values], np.bool_)
    assert column.sets_with(flags).take(column.codes).tolist() == [
        bool(wanted & set(r)) for r in rows
    ]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 9))))
def test_join_codes_combinations_come_back(rows: list[tuple[int, int, int]]) -> None:
    columns = np.array(rows, np.int32).reshape(-1, 3).T
    codes, parts = join_codes((columns[0], 5), (columns[1], 3), (columns[2], 10))
    assert [tuple(int(part[code]) for part in parts) for code in codes] == rows
    assert sorted(set(codes.tolist())) == list(range(len(set(rows))))
