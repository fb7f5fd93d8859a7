"""What the page tells the map."""

from base64 import b64decode
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st

from geo import (
    Briefing,
    DrawnArea,
    Facet,
    IncidentFilter,
    MapState,
    MapView,
    Selection,
    ZoneParams,
    apply,
    day_number,
    period_days,
    words,
)
from pages.filters import AREA, END, LISTS, START
from pages.map_component import (
    ASK,
    HEARD,
    KEY,
    Pane,
    _drawn,
    _filtered,
    _framed,
    _mask,
    answered_view,
    ask_for_view,
    zone_query,
)

FAR = 10**6


def judged(briefing: Briefing, wanted: IncidentFilter) -> tuple[Selection, MapState]:
    state = MapState(filter=wanted)
    zone = briefing.zone(state.zone)
    return apply(briefing.index, wanted, zone=zone), state


def rows(mask: str, count: int) -> list[bool]:
    bits = np.frombuffer(b64decode(mask), np.uint8)
    return [bool(bit) for bit in np.unpackbits(bits, bitorder="little")[:count]]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, None),
        (date(1970, 1, 2), None, [1, FAR]),
        (None, date(1970, 1, 3), [-FAR, 2]),
        (date(2019, 1, 16), date(2019, 1, 16), [17912, 17912]),
    ],
)
def test_period_is_two_days_with_open_ends_far_away(
    start: date | None, end: date | None, expected: list[int] | None
) -> None:
    assert period_days(IncidentFilter(start=start, end=end)) == expected


def test_period_counts_days_as_the_columns_do() -> None:
    day = date(2023, 4, 24)
    assert period_days(IncidentFilter(start=day, end=day)) == [day_number(day)] * 2


def test_mask_is_none_while_nothing_is_filtered(briefing: Briefing) -> None:
    assert _mask(briefing, *judged(briefing, IncidentFilter())) is None


def test_mask_holds_the_rows_that_pass(briefing: Briefing) -> None:
    selection, state = judged(briefing, IncidentFilter(countries=frozenset({"SY"})))
    mask = _mask(briefing, selection, state)
    assert mask is not None
    assert rows(mask, len(briefing.table)) == selection.mask.tolist()


@pytest.mark.parametrize(
    "hot",
    [
        {"start": date(2019, 1, 1), "end": date(2019, 12, 31)},
        {"event_types": frozenset({"Battles"})},
        {"verdicts": frozenset({"outside"})},
    ],
)
def test_mask_leaves_to_the_map_what_it_filters_itself(
    briefing: Briefing, hot: dict[str, Any]
) -> None:
    selection, state = judged(briefing, IncidentFilter(**hot))
    assert not selection.mask.all()
    assert _mask(briefing, selection, state) is None
    mask = _mask(briefing, *judged(briefing, IncidentFilter(**hot, countries=frozenset({"SY"}))))
    only_country = judged(briefing, IncidentFilter(countries=frozenset({"SY"})))[0]
    assert mask is not None
    assert rows(mask, len(briefing.table)) == only_country.mask.tolist()


def test_filtered_takes_over_what_was_pressed_and_brushed(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = {
        "heard": 7,
        "period": [day_number(date(2019, 1, 16)), day_number(date(2019, 1, 17))],
        "types": ["Battles", "No such type"],
        "verdicts": ["undetermined"],
    }
    session: dict[str, Any] = {KEY: SimpleNamespace(hot=message)}
    monkeypatch.setattr(st, "session_state", session)
    _filtered(briefing)
    assert session[HEARD] == 7
    assert (session[START], session[END]) == (date(2019, 1, 16), date(2019, 1, 17))
    assert session[LISTS[Facet.EVENT_TYPE]] == ["Battles"]
    assert session[LISTS[Facet.VERDICT]] == ["undetermined"]


@pytest.mark.parametrize(
    "message",
    [
        None,
        {},
        {"heard": "x", "period": [1], "types": "Battles"},
        {"period": ["1", "2"], "verdicts": None},
        {"period": [-(10**9), 10**9]},
    ],
)
def test_filtered_leaves_alone_what_a_wrong_message_says(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch, message: dict[str, Any] | None
) -> None:
    session: dict[str, Any] = {KEY: SimpleNamespace(hot=message)}
    monkeypatch.setattr(st, "session_state", session)
    _filtered(briefing)
    assert session.keys() == {KEY}


def test_filtered_on_one_of_two_maps_tells_its_own_picker(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = {"heard": 3, "period": [17_000, 17_030], "types": ["Battles"]}
    session: dict[str, Any] = {"map_second": SimpleNamespace(hot=message)}
    monkeypatch.setattr(st, "session_state", session)
    taken: list[object] = []
    pane = Pane(key="map_second", title="Map", take_period=taken.append)
    _filtered(briefing, pane)
    assert taken == [[17_000, 17_030]]
    assert session[pane.heard] == 3
    assert session[LISTS[Facet.EVENT_TYPE]] == ["Battles"]
    assert not {HEARD, START, END} & session.keys()


def test_drawn_area_becomes_a_filter_of_what_lies_inside_and_can_be_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session: dict[str, Any] = {KEY: SimpleNamespace(area={"numbers": [36.5, 38, 25]})}
    monkeypatch.setattr(st, "session_state", session)
    _drawn(words("en"), KEY)
    assert session[AREA] == DrawnArea(((36.5, 38.0),), 25.0)
    assert session[LISTS[Facet.AREA]] == ["inside"]
    session[LISTS[Facet.AREA]] = ["undetermined"]
    session[KEY] = SimpleNamespace(area={"numbers": [36, 38, 37, 39, 35, 40]})
    _drawn(words("en"), KEY)
    assert session[AREA].corners == ((36.0, 38.0), (37.0, 39.0), (35.0, 40.0))
    assert session[LISTS[Facet.AREA]] == ["undetermined"]
    session[KEY] = SimpleNamespace(area={"numbers": None})
    _drawn(words("en"), KEY)
    assert (session[AREA], session[LISTS[Facet.AREA]]) == (None, [])


@pytest.mark.parametrize(
    "message",
    [None, {"numbers": "36,38,25"}, {"numbers": ["36", 38, 25]}, {"numbers": [36, 38, 0]}, "x"],
)
def test_drawn_area_that_is_none_leaves_everything_alone(
    message: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {AREA: DrawnArea(((36.5, 38.0),), 25.0), LISTS[Facet.AREA]: ["outside"]}
    session: dict[str, Any] = {KEY: SimpleNamespace(area=message), **before}
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(st, "toast", lambda _text: None)
    _drawn(words("en"), KEY)
    assert {key: session[key] for key in before} == before


def test_drawn_area_that_cannot_be_used_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    crossing = SimpleNamespace(area={"numbers": [36, 38, 37, 39, 36, 39, 37, 38]})
    said: list[str] = []
    monkeypatch.setattr(st, "session_state", {KEY: crossing})
    monkeypatch.setattr(st, "toast", said.append)
    _drawn(words("en"), KEY)
    assert len(said) == 1
    assert "sides of the area cross" in said[0]


def test_zone_query_tells_the_zone_and_nothing_else() -> None:
    state = MapState(
        filter=IncidentFilter(text="x", countries=frozenset({"IQ"})),
        zone=ZoneParams(width_km=40, admin1=frozenset({"SY-RA", "SY-HA"})),
        view=MapView(lat=35, lon=40, zoom=7),
        selected="something",
        language="ar",
    )
    assert zone_query(state) == {"depth": "40", "limit": ["SY-HA", "SY-RA"]}
    assert zone_query(MapState()) == {}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"lat": 36.4, "lon": 38, "zoom": 8}, {"lat": 36.4, "lon": 38, "zoom": 8}),
        ({}, {}),
        ({"lat": "x", "lon": 38, "zoom": 8}, {}),
        (None, None),
    ],
)
def test_view_of_the_map_is_taken_once_and_only_when_it_was_asked_for(
    message: object, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    session: dict[str, Any] = {KEY: SimpleNamespace(view=message)}
    monkeypatch.setattr(st, "session_state", session)
    _framed()
    assert answered_view() is None
    ask_for_view("briefing")
    asked = session[ASK]
    _framed()
    assert answered_view() == expected
    assert answered_view() is None
    ask_for_view("briefing")
    assert session[ASK] == asked + 1
