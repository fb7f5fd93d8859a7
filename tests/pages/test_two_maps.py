"""Two periods beside each other on the map page, driven without a browser."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo import DrawnArea, TwoPeriods, day_number
from pages.two_maps import _taker
from pages.two_periods import FIRST, ON, SECOND, read_periods, widget_values

Open = Callable[..., AppTest]

LINK = "2017-01-01,2017-12-31,2019-01-01,2019-12-31"
YEARS = TwoPeriods(
    first=(date(2017, 1, 1), date(2017, 12, 31)), second=(date(2019, 1, 1), date(2019, 12, 31))
)


def spoken(at: AppTest) -> str:
    return " ".join(markdown.value for markdown in at.markdown)


def test_link_with_two_periods_shows_both_with_counts_and_the_difference_in_words(
    open_page: Open,
) -> None:
    at = open_page(compare=LINK)
    assert at.toggle(key=ON).value
    assert at.date_input(key=FIRST).value == YEARS.first
    assert at.date_input(key=SECOND).value == YEARS.second
    said = spoken(at)
    assert "**33 incidents**" in said
    assert "**42 incidents**" in said
    assert "The second period has 9 incidents more than the first." in said
    assert at.query_params["compare"] in (LINK, [LINK])
    # The key figures are of both periods, none of the filter's own.
    assert "Incidents" not in [metric.label for metric in at.metric]
    table = next(html.proto.body for html in at.get("html") if "Key figures" in html.proto.body)
    cells = re.findall(r"<t[hd][^>]*>(?:<span[^>]*>)?([^<]*)", table)
    row = cells.index("Incidents")
    assert cells[row : row + 4] == ["Incidents", "33", "42", "\u200e+9"]
    assert any("filter's own period: Whole period" in caption.value for caption in at.caption)


def test_switch_starts_with_the_halves_of_what_is_shown_and_ends_with_one_map(
    open_page: Open,
) -> None:
    at = open_page(**{"from": "2018-01-01", "to": "2019-12-31"})
    at.toggle(key=ON).set_value(True).run()
    assert at.date_input(key=FIRST).value == (date(2018, 1, 1), date(2018, 12, 31))
    assert at.date_input(key=SECOND).value == (date(2019, 1, 1), date(2019, 12, 31))
    at.button(key="periods_years").click().run()
    assert at.date_input(key=SECOND).value == (date(2022, 4, 25), date(2023, 4, 24))
    at.toggle(key=ON).set_value(False).run()
    assert not at.exception
    assert "compare" not in at.query_params
    assert FIRST not in [picker.key for picker in at.date_input]


def test_drawn_area_in_a_link_filters_and_is_removed_by_its_button(open_page: Open) -> None:
    area = DrawnArea(((36.53, 37.95),), 60.0).to_text()
    # A link that says no more filters to what lies inside.
    at = open_page(area=area, rings="@manbij,10,25")
    assert at.query_params["lies"] in ("inside", ["inside"])
    assert at.query_params["rings"] in ("@manbij,10,25", ["@manbij,10,25"])
    figures = next(m.value for m in at.metric if m.label == "Incidents")
    assert 0 < int(figures.split()[0]) < 115
    assert "circle of 60 km" in " ".join(caption.value for caption in at.caption)
    at.button(key="remove_area").click().run()
    assert next(m.value for m in at.metric if m.label == "Incidents") == "115 of 115"
    assert not {"area", "lies"} & at.query_params.keys()


@pytest.mark.parametrize("half", [(), (date(2020, 1, 1),), None])
def test_read_periods_half_chosen_stays_as_it_was(
    half: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    session: dict[str, Any] = widget_values(YEARS) | {FIRST: half}
    monkeypatch.setattr(st, "session_state", session)
    assert read_periods(YEARS) == YEARS
    assert read_periods(None) is None


def test_period_brushed_on_a_map_fills_its_picker(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", session)
    take = _taker(SECOND)
    for wrong in (None, [1], ["1", "2"], [10**9, 10**9]):
        take(wrong)
    assert session == {}
    take([day_number(day) for day in YEARS.second])
    assert session == {SECOND: YEARS.second}
