from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    DrawnArea,
    Facet,
    IncidentFilter,
    Known,
    LinkProblem,
    MapMarks,
    MapState,
    MapView,
    MeasuredLine,
    Rings,
    TwoPeriods,
    ZoneParams,
    from_query,
    to_query,
)
from geo.link_problem import MESSAGES
from geo.link_reader import MAX_VALUE_LENGTH, MAX_VALUES
from tests.geo.made_up import filters

HOSTILE = st.sampled_from(
    ["-", "--", "a,b", "a&type=b", "{{7*7}}", "<script>", "${x}", "%00", "'; --", "\u202e", "é ه\n"]
)
CODES = st.frozensets(st.text(st.characters(codec="utf-8"), max_size=20) | HOSTILE, max_size=5)
KEYS = (
    *("from", "to", "type", "gov", "actor", "precision", "near", "within", "q"),
    *("area", "lies", "compare", "rings", "line", "surface"),
    *("zone", "side", "depth", "limit", "at", "id", "lang", "x"),
)
ANYTHING = st.dictionaries(
    st.sampled_from(KEYS) | st.text(max_size=5),
    st.text(max_size=300) | st.lists(st.text(max_size=30), max_size=4),
)

PERIODS = st.tuples(st.dates(), st.dates()).map(lambda days: (min(days), max(days)))


@st.composite
def areas(draw: st.DrawFn) -> DrawnArea:
    lat, lon = draw(st.floats(20, 45)), draw(st.floats(20, 60))
    if draw(st.booleans()):
        return DrawnArea(((lat, lon),), draw(st.floats(0.1, 1_000)))
    corners = draw(st.integers(3, 60))
    turns = [2 * math.pi * corner / corners for corner in range(corners)]
    return DrawnArea(tuple((lat + math.sin(t), lon + math.cos(t)) for t in turns))


POINTS = st.tuples(st.floats(20, 45), st.floats(20, 60))
RADII = st.lists(st.floats(0.1, 2_000), min_size=1, max_size=12).map(tuple)


@st.composite
def marks(draw: st.DrawFn) -> MapMarks:
    around = st.builds(Rings, RADII, centre=POINTS) | st.builds(
        Rings, RADII, place_id=st.sampled_from(["manbij", "12"])
    )
    lines = st.lists(POINTS, min_size=2, max_size=60).map(tuple)
    surface = draw(st.none() | areas())
    return MapMarks(
        rings=draw(st.none() | around),
        line=draw(st.none() | st.builds(MeasuredLine, lines)),
        surface=None if surface is None or surface.is_circle else surface,
    )


@st.composite
def states(draw: st.DrawFn) -> MapState:
    border_id = draw(st.sampled_from(["SY-TR", "IQ-SY", "IQ-IR"]))
    view = st.builds(
        MapView,
        lat=st.floats(-90, 90),
        lon=st.floats(-180, 180),
        zoom=st.floats(0, 22),
    )
    wanted = replace(
        draw(filters()),
        area=draw(st.none() | areas()),
        actors=draw(CODES),
        sources=draw(CODES),
        event_types=draw(CODES),
        text=draw(st.text(st.characters(codec="utf-8"), max_size=60) | HOSTILE),
    )
    if wanted.border_id is not None:
        wanted = replace(wanted, border_km=draw(st.none() | st.floats(0, 20_000).map(abs)))
    return MapState(
        filter=wanted,
        zone=ZoneParams(
            border_id=border_id,
            side=draw(st.sampled_from(border_id.split("-"))),
            width_km=draw(st.floats(1, 100)),
            admin1=draw(st.frozensets(st.sampled_from(["SY-HL", "SY-RA", "-"]))),
        ),
        view=draw(st.none() | view),
        selected=draw(st.none() | st.text(st.characters(codec="utf-8"), min_size=1, max_size=50)),
        marks=draw(marks()),
        compared=draw(st.none() | st.builds(TwoPeriods, first=PERIODS, second=PERIODS)),
        language=draw(st.sampled_from(["en", "ar"])),
    )


@settings(max_examples=200, deadline=None)
@given(states())
def test_map_state_through_a_link_comes_back(state: MapState) -> None:
    link = urlencode(state.to_query(), doseq=True)
    back, problems = MapState.from_query(parse_qsl(link, keep_blank_values=True))
    assert problems == []
    assert back == state


@given(filters())
def test_from_query_of_to_query_is_the_same_filter(wanted: IncidentFilter) -> None:
    assert from_query(to_query(wanted)) == (wanted, [])


@settings(deadline=None)
@given(ANYTHING)
def test_map_state_from_any_rubbish_is_a_state_that_links_to_itself(
    params: dict[str, str | list[str]],
) -> None:
    state, problems = MapState.from_query(params)
    assert MapState.from_query(state.to_query()) == (state, [])
    for problem in problems:
        assert isinstance(problem, LinkProblem)
        assert problem.template in MESSAGES
        assert problem == problem.template % problem.values
        assert len(problem) < 200


def test_to_query_default_state_is_empty() -> None:
    assert MapState().to_query() == {}
    assert MapState.from_query({}) == (MapState(), [])


def test_to_query_usual_filter_reads_well() -> None:
    wanted = IncidentFilter(
        start=date(2019, 1, 1),
        event_types=frozenset({"Riots", "Battles"}),
        admin1=frozenset({"SY-HL", ""}),
        border_id="SY-TR",
        border_km=50.0,
        text="منبج",
    )
    assert to_query(wanted) == {
        "from": "2019-01-01",
        "gov": ["-", "SY-HL"],
        "type": ["Battles", "Riots"],
        "near": "SY-TR",
        "within": "50",
        "q": "منبج",
    }


@pytest.mark.parametrize(
    ("params", "part"),
    [
        ({"from": "2019-13-01"}, "2019-13-01"),
        ({"from": "20190101"}, "20190101"),
        ({"to": "٢٠١٩-٠١-٠١"}, "date"),
        ({"from": "2020-01-01", "to": "2019-01-01"}, "ends before"),
        ({"precision": ["fuzzy"]}, "fuzzy"),
        ({"verdict": "maybe"}, "maybe"),
        ({"within": "5"}, "no border"),
        ({"near": "sy-tr"}, "sy-tr"),
        ({"near": "SY-TR", "within": "nan"}, "nan"),
        ({"near": "SY-TR", "within": "1e3"}, "1e3"),
        ({"near": "SY-TR", "within": "-1"}, "-1"),
        ({"depth": "0"}, "between 1 and 100"),
        ({"depth": "101"}, "between 1 and 100"),
        ({"side": "IQ"}, "IQ"),
        ({"zone": "nowhere"}, "nowhere"),
        ({"at": "91,0,5"}, "view"),
        ({"at": "1,2"}, "view"),
        ({"at": "nan,2,3"}, "view"),
        ({"lang": "xx"}, "xx"),
        ({"area": "36,38,37,39,36,39,37,38"}, "sides of the area cross"),
        ({"area": "0,179,0,-179,1,180"}, "beyond the map"),
        ({"area": "x" * 2_000}, "too long"),
        ({"lies": "inside"}, "no area"),
        ({"rings": "36,38"}, "(rings) was left out"),
        ({"line": "36,38"}, "(line) was left out"),
        ({"surface": "36,38,25"}, "(surface) was left out"),
        ({"id": "x" * 201}, "too long"),
    ],
)
def test_from_query_damaged_value_gives_the_default_and_a_message(
    params: dict[str, str | list[str]], part: str
) -> None:
    state, problems = MapState.from_query(params)
    expected = replace(MapState(), filter=replace(state.filter, border_id=None))
    assert replace(state, filter=replace(state.filter, border_id=None)) == expected
    assert len(problems) == 1
    assert part in problems[0]


def test_from_query_area_alone_filters_to_what_lies_inside_it() -> None:
    wanted, problems = from_query({"area": "36.5,38,25"})
    assert (wanted.area_verdicts, problems) == (frozenset({"inside"}), [])
    assert Facet.AREA in wanted.active()
    shown, problems = from_query({"area": "36.5,38,25", "lies": "any"})
    assert (shown.area_verdicts, problems) == (frozenset(), [])
    assert to_query(shown) == {"area": "36.5,38,25", "lies": "any"}
    # What cannot be read of it is said, and the area filters as one without it.
    wanted, problems = from_query({"area": "36.5,38,25", "lies": "maybe"})
    assert wanted.area_verdicts == frozenset({"inside"})
    assert len(problems) == 1


def test_from_query_rings_around_an_unknown_place_are_left_out_and_named() -> None:
    state, problems = MapState.from_query({"rings": "@gone,10"}, known=Known(places={"manbij"}))
    assert state.marks == MapMarks()
    assert ["gone" in problem for problem in problems] == [True]
    state, problems = MapState.from_query({"rings": "@manbij,10"}, known=Known(places={"manbij"}))
    assert (state.marks.rings, problems) == (Rings((10.0,), place_id="manbij"), [])


def test_from_query_unknown_codes_are_left_out_and_named() -> None:
    known = Known(
        values={Facet.EVENT_TYPE: {"Battles"}},
        borders={"SY-TR"},
        incidents={"i1"},
        admin1={"SY-HL"},
    )
    params = {
        "type": ["Battles", "Flood", "-"],
        "near": "XX-YY",
        "id": "i2",
        "limit": ["SY-HL", "SY-XX"],
    }
    state, problems = MapState.from_query(params, known=known)
    assert state.filter == IncidentFilter(event_types=frozenset({"Battles", ""}))
    assert state.selected is None
    assert state.zone.admin1 == frozenset({"SY-HL"})
    named = sorted(str(p.values["value"]) for p in problems if isinstance(p, LinkProblem))
    assert named == ["Flood", "SY-XX", "XX-YY", "i2"]


def test_from_query_too_many_and_too_long_values_are_bounded() -> None:
    many = [f"actor {n}" for n in range(MAX_VALUES + 50)]
    wanted, problems = from_query({"actor": many, "source": ["x" * (MAX_VALUE_LENGTH + 1), "ok"]})
    assert len(wanted.actors) == MAX_VALUES
    assert wanted.sources == frozenset({"ok"})
    assert len(problems) == 2


def test_from_query_long_text_is_cut_with_a_message() -> None:
    wanted, problems = from_query({"q": "word " * 100})
    assert len(wanted.text) <= 200
    assert problems == ["The link's search text was shortened."]


def test_from_query_foreign_keys_are_passed_over() -> None:
    assert from_query({"utm_source": "mail", "embed": "true"}) == (IncidentFilter(), [])
