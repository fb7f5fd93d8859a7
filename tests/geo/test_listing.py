from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    FilterIndex,
    IncidentTable,
    SortKey,
    incident_labels,
    records,
    table_from_columns,
    table_page,
)
from tests.geo.made_up import Row, rows, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS: dict[SortKey, Callable[[Row], Any]] = {
    SortKey.START: lambda r: r.start,
    SortKey.END: lambda r: r.start + r.length,
    SortKey.EVENT_TYPE: lambda r: r.event_type.casefold(),
    SortKey.COUNTRY: lambda r: r.country.casefold() or None,
    SortKey.FATALITIES: lambda r: None if r.best != r.best else r.best,
    SortKey.EXTENT: lambda r: r.extent_km if r.located else None,
}


@settings(max_examples=80, deadline=None)
@given(st.lists(rows(), max_size=20), st.sampled_from(list(KEYS)), st.booleans(), st.data())
def test_table_page_all_pages_together_are_the_sorted_rows(
    made: list[Row], sort: SortKey, descending: bool, data: st.DataObject
) -> None:
    mask = np.array([data.draw(st.booleans()) for _ in made], np.bool_)
    index = FilterIndex.build(table_of(made))
    first = table_page(index, mask, sort=sort, descending=descending, size=3)
    shown = [
        row
        for page in range(first.pages)
        for row in table_page(
            index, mask, sort=sort, descending=descending, page=page, size=3
        ).rows.tolist()
    ]
    key = KEYS[sort]
    known = [n for n in np.flatnonzero(mask).tolist() if key(made[n]) is not None]
    unknown = [n for n in np.flatnonzero(mask).tolist() if key(made[n]) is None]
    # Python's reverse keeps equal elements in their order, as the table does.
    expected = sorted(known, key=lambda n: key(made[n]), reverse=descending) + unknown
    assert shown == expected
    assert first.total == len(expected)


@pytest.mark.parametrize(("page", "shown"), [(-5, 0), (1, 1), (99, 1)])
def test_table_page_beyond_the_pages_gives_the_nearest(page: int, shown: int) -> None:
    index = FilterIndex.build(_two_places())
    found = table_page(index, np.ones(2, np.bool_), page=page, size=1)
    assert (found.page, found.pages, found.rows.size) == (shown, 2, 1)


@pytest.mark.parametrize(("language", "first"), [("en", "a"), ("ar", "b")])
def test_table_page_names_sort_in_the_language_asked_for(language: str, first: str) -> None:
    table = _two_places()
    page = table_page(
        FilterIndex.build(table),
        np.ones(2, np.bool_),
        sort=SortKey.PLACE,
        descending=False,
        language=language,
    )
    assert table.ids[int(page.rows[0])].as_py() == first


def test_records_row_has_names_in_both_languages_and_plain_values() -> None:
    (record,) = records(_two_places(), [1])
    assert record["place"] == {"en": "Manbij", "ar": "أ"}
    assert (record["start"], record["end"]) == (date(1970, 1, 3), date(1970, 1, 3))
    assert (record["fatalities_best"], record["injured"]) == (4, None)
    assert record["summary"] == {"en": "Second", "ar": ""}
    assert record["actors"] == [{"en": "sdf", "ar": "sdf"}]


def test_incident_labels_row_has_what_a_symbol_says() -> None:
    (label,) = incident_labels(_two_places(), np.array([0]))
    assert (label["row"], label["id"]) == (0, "a")
    assert label["place"] == {"en": "Aleppo", "ar": "ب"}
    assert label["event_type"] == {"en": "Battles", "ar": "Battles"}


def _two_places() -> IncidentTable:
    return table_from_columns(
        {
            "ids": ["a", "b"],
            "lon": [37.0, 38.0],
            "lat": [36.0, 36.5],
            "start_day": [1, 2],
            "event_type": ["Battles", "Riots"],
            "place": ["aleppo", "manbij"],
            "actors": [[], ["sdf"]],
            "fatalities_best": [float("nan"), 4.0],
            "summary": ["First", "Second"],
        },
        names={"place": {"aleppo": ("Aleppo", "ب"), "manbij": ("Manbij", "أ")}},
    )
