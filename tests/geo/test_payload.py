from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import SUB_TYPES_BY_EVENT_TYPE, columns_payload, mask_bytes, verdict_payload
from geo import table_from_columns as make
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
    # A metre is at least 9e-6 degrees.
    np.testing.assert_allclose(columns["lon"], table.lon, rtol=0, atol=9e-6)
    np.testing.assert_allclose(columns["lat"], table.lat, rtol=0, atol=9e-6)
    assert columns["start_day"].tolist() == [r.start for r in made]
    assert columns["end_day"].tolist() == [r.start + r.length for r in made]
    assert [header["event_types"][t] for t in columns["type"]] == [r.event_type for r in made]
    expected = [65_535 if r.best != r.best else int(r.best) for r in made]
    assert columns["fatalities"].tolist() == expected
    for first, a in enumerate(made):
        for second, b in enumerate(made):
            together = columns["group"][first] == columns["group"][second]
            same = (a.lon, a.lat) == (b.lon, b.lat) or not (a.located or b.located)
            assert together == same


def test_columns_payload_days_before_1970_take_wider_numbers() -> None:
    table = make(
        {"ids": ["a"], "lon": [1.0], "lat": [2.0], "start_day": [-5], "event_type": ["Battles"]}
    )
    _, columns = unpack(columns_payload(table))
    assert columns["start_day"].tolist() == [-5]
    assert columns["start_day"].dtype == np.dtype("<i4")


def test_columns_payload_unheard_type_stands_after_the_known_ones() -> None:
    table = make(
        {"ids": ["a"], "lon": [1.0], "lat": [2.0], "start_day": [5], "event_type": ["Flood"]}
    )
    header, columns = unpack(columns_payload(table))
    assert header["event_types"] == [*SUB_TYPES_BY_EVENT_TYPE, "Flood"]
    assert columns["type"].tolist() == [len(SUB_TYPES_BY_EVENT_TYPE)]


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
