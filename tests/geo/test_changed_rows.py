"""The incidents that differ between two versions, with what differs in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]

from geo import STORED_COLUMNS, DatasetInfo, IncidentStore, changed_rows
from tests.geo.uploads.conftest import EDITOR

if TYPE_CHECKING:
    from pathlib import Path


def table(rows: list[dict[str, object]]) -> pa.Table:
    base = {"start_day": 17912, "end_day": 17912, "time_precision": "day", "event_type": "Battles"}
    return pa.Table.from_pylist([{**base, **row} for row in rows], STORED_COLUMNS)


def test_changed_rows_tell_kind_and_columns_of_each(tmp_path: Path) -> None:
    info = DatasetInfo(id="own", name="Own")
    first = [
        {"id": "same", "lon": 38.0, "lat": 36.0},
        {"id": "gone", "lon": 38.0, "lat": 36.0, "place_name": "Manbij"},
        {"id": "fixed", "lon": 38.0, "lat": 36.0, "fatalities_best": 1.0, "summary": "x" * 90},
        {"id": "moved", "lon": 38.0, "lat": 36.0},
    ]
    second = [
        first[0],
        {**first[2], "fatalities_best": 4.0, "start_day": 17911, "summary": None},
        {**first[3], "lon": 38.5},
        {"id": "new", "lon": 38.0, "lat": 36.0},
    ]
    with IncidentStore.open(str(tmp_path / "x.sqlite")) as store:
        for rows in (first, second):
            store.put(info, [table(rows)], user=EDITOR, reason="why")
        found = changed_rows(store, "own", 1, 2, first=5)
        none = changed_rows(store, "own", 1, 2, first=0)
    assert found.counts == {"added": 1, "corrected": 1, "moved": 1, "withdrawn": 1}
    assert (none.counts, none.rows) == (found.counts, ())
    assert [(r.kind, r.id) for r in found.rows] == [
        ("added", "new"),
        ("corrected", "fixed"),
        ("moved", "moved"),
        ("withdrawn", "gone"),
    ]
    assert found.rows[3].place == "Manbij"
    changes = {c.column: (c.before, c.after) for c in found.rows[1].changes}
    assert changes["start_day"] == ("2019-01-16", "2019-01-15")
    assert changes["fatalities_best"] == ("1", "4")
    assert changes["summary"] == ("x" * 79 + "…", "")
    assert [c.column for c in found.rows[2].changes] == ["lon"]
