from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import columns_payload, mask_bytes, verdict_payload
from geo import table_from_columns as make
from geo.symbols import OUTLINES, symbol_of
from tests.geo.made_up import Row, rows, table_of


def unpack(payload: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray[Any, Any]]]:
    """Read a buffer as the browser does: aligned views at the offsets that the header gives."""
    assert payload[:4] == b"HUD1"
    length = int.from_bytes(payload[4:8], "little")
    header = json.loads(payload[8 : 8 + length])
    columns = {}
    for column in header["columns"]:
        dtype = np.dtype(column["dtype"])
        assert column["offset"] % 4 == 0
        assert column["offset"] >= 8 + length
        columns[column["name"]] = np.frombuffer(
            payload, dtype, count=column["length"], offset=column["offset"]
        )
    return header, columns


@settings(max_examples=50, deadline=None)
@given(st.lists(rows(), max_size=20))
def test_columns_payload_read_back_gives_the_rows(made: list[Row]) -> None:
    table = table_of(made)
    header, columns = unpack(columns_payload(table))
    assert (header["n"], header["revision"]) == (len(made), table.revision)
    mark = columns["mark"]
    spot = columns["mark_spot"][mark]
    # A metre is at least 9e-6 degrees.
    np.testing.assert_allclose(columns["lon"][spot], table.lon, rtol=0, atol=9e-6)
    np.testing.assert_allclose(columns["lat"][spot], table.lat, rtol=0, atol=9e-6)
    np.testing.assert_array_equal(columns["extents_km"][columns["extent"]], table.extent_km)
    assert columns["start_day"].tolist() == [r.start for r in made]
    assert columns["end_day"].tolist() == [r.start + r.length for r in made]
    names = [told["name"] for told in header["types"]]
    assert [names[t] for t in columns["mark_type"][mark]] == [r.event_type for r in made]
    expected = [65_535 if r.best != r.best else int(r.best) for r in made]
    assert columns["fatalities"].tolist() == expected
    for first, a in enumerate(made):
        for second, b in enumerate(made):
            same = (a.lon, a.lat) == (b.lon, b.lat) or not (a.located or b.located)
            assert (spot[first] == spot[second]) == same
            same_mark = same and a.event_type == b.event_type
            assert (mark[first] == mark[second]) == same_mark
    assert (np.diff(columns["mark_spot"].astype(int)) >= 0).all()


def test_columns_payload_days_before_1970_take_wider_numbers() -> None:
    table = make(
        {"ids": ["a"], "lon": [1.0], "lat": [2.0], "start_day": [-5], "event_type": ["Battles"]}
    )
    _, columns = unpack(columns_payload(table))
    assert columns["start_day"].tolist() == [-5]
    assert columns["start_day"].dtype == np.dtype("<i4")


def test_columns_payload_types_are_those_that_occur_with_their_symbols() -> None:
    types = ["Flood", "Riots", "State-based conflict", "Battles", "Flood"]
    table = make(
        {
            "ids": list("abcde"),
            "lon": [1.0] * 5,
            "lat": [2.0] * 5,
            "start_day": [5] * 5,
            "event_type": types,
        }
    )
    header, columns = unpack(columns_payload(table))
    told = {t["name"]: t for t in header["types"]}
    assert list(told) == ["Battles", "Riots", "State-based conflict", "Flood"]
    assert [list(told)[t] for t in columns["mark_type"][columns["mark"]]] == types
    for name, entry in told.items():
        symbol = symbol_of(name)
        assert (entry["shape"], entry["color"]) == (symbol.shape, symbol.color)
        assert entry["outline"] == [list(corner) for corner in OUTLINES[symbol.shape]]


@pytest.mark.parametrize(("points", "dtype"), [(3, "|u1"), (300, "<u2"), (70_000, "<u4")])
def test_columns_payload_marks_are_numbers_as_narrow_as_may_be(points: int, dtype: str) -> None:
    table = make(
        {
            "ids": [str(i) for i in range(points)],
            "lon": np.linspace(36, 48, points),
            "lat": np.full(points, 33.0),
            "start_day": np.full(points, 5),
            "event_type": ["Battles"] * points,
        }
    )
    _, columns = unpack(columns_payload(table))
    assert columns["mark"].dtype == columns["mark_spot"].dtype == np.dtype(dtype)
    assert columns["mark"].tolist() == list(range(points))


def test_columns_payload_huge_number_of_dead_is_not_taken_for_unknown() -> None:
    table = make(
        {
            "ids": ["a"],
            "lon": [1.0],
            "lat": [2.0],
            "start_day": [5],
            "event_type": ["Battles"],
            "fatalities_best": [90_000.0],
        }
    )
    assert unpack(columns_payload(table))[1]["fatalities"].tolist() == [65_534]


@pytest.mark.parametrize("width_km", [10.0, 30.0])
def test_verdict_payload_zone_gives_its_verdicts(width_km: float) -> None:
    table = make(
        {
            "ids": ["a", "b"],
            "lon": [39.5, 45.0],
            "lat": [36.0, 36.0],
            "start_day": [5, 5],
            "event_type": ["Battles"] * 2,
        },
        judge_zone=lambda lon, _lat, _extent, zone: np.where(np.abs(lon - 40) * 50 <= zone, 1, 0),
    )
    header, columns = unpack(verdict_payload(table, width_km))
    named = [header["verdicts"][code] for code in columns["verdict"]]
    assert named == ["inside" if width_km > 25 else "outside", "outside"]


@given(st.lists(st.booleans(), max_size=40))
def test_mask_bytes_least_bit_first_gives_the_rows(mask: list[bool]) -> None:
    packed = mask_bytes(np.array(mask, np.bool_))
    assert [bool(packed[i >> 3] >> (i & 7) & 1) for i in range(len(mask))] == mask


def test_columns_payload_tells_how_finely_days_are_known() -> None:
    precisions = ["day", "week", "month", "season", "year", "day"]
    table = make(
        {
            "ids": [str(number) for number in range(6)],
            "lon": [38.0] * 6,
            "lat": [36.0] * 6,
            "start_day": [17_000] * 6,
            "event_type": ["Battles"] * 6,
            "time_precision": precisions,
            # Reported as going on: no day is its own.
            "standing": [False] * 5 + [True],
        }
    )
    _, columns = unpack(columns_payload(table))
    assert columns["time"].tolist() == [0, 1, 2, 3, 3, 3]
