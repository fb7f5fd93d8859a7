"""What was measured on the map reaches the session, and damaged messages do not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from geo import Briefing, DrawnArea, MapMarks, MeasuredLine, Rings, words
from pages.measured import MARKS, take_marks

LINE = [[36.0, 38.0], [36.0, 40.0]]
TRIANGLE = [[36.0, 38.0], [37.0, 39.0], [35.0, 40.0]]


def taken(
    briefing: Briefing, message: object, monkeypatch: pytest.MonkeyPatch
) -> tuple[object, list[str]]:
    """Return what the session holds after a message, and what was said."""
    said: list[str] = []
    session: dict[str, Any] = {"map": SimpleNamespace(marks=message)}
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(st, "toast", said.append)
    take_marks(briefing, "map", words("en"))
    return session.get(MARKS), said


def test_take_marks_what_was_measured_is_kept(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    rings = {"lat": 36.5, "lon": 38, "km": [10, 25], "place": "", "name": ""}
    message = {"rings": rings, "line": LINE, "surface": TRIANGLE}
    kept, said = taken(briefing, message, monkeypatch)
    assert kept == MapMarks(
        rings=Rings((10.0, 25.0), centre=(36.5, 38.0)),
        line=MeasuredLine(((36.0, 38.0), (36.0, 40.0))),
        surface=DrawnArea(((36.0, 38.0), (37.0, 39.0), (35.0, 40.0))),
    )
    assert said == []
    named, _said = taken(briefing, {"rings": rings | {"place": "manbij"}}, monkeypatch)
    assert named == MapMarks(rings=Rings((10.0, 25.0), place_id="manbij"))
    removed, _said = taken(briefing, {"rings": None, "line": None, "surface": None}, monkeypatch)
    assert removed == MapMarks()


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ({"rings": {"lat": 99, "lon": 38, "km": [10]}}, "beyond the map"),
        ({"rings": {"lat": 36, "lon": 38, "km": [0]}}, "away"),
        ({"line": [[36, 38]]}, "2 to 60"),
        ({"surface": [[36, 38], [37, 39], [36, 39], [37, 38]]}, "cross"),
    ],
)
def test_take_marks_what_cannot_be_kept_is_said(
    briefing: Briefing, message: object, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, said = taken(briefing, message, monkeypatch)
    assert kept is None
    assert [problem in text for text in said] == [True]


@pytest.mark.parametrize("message", [None, "x", [1], {"rings": {"km": [5], "place": "gone"}}])
def test_take_marks_a_message_that_is_none_changes_nothing(
    briefing: Briefing, message: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taken(briefing, message, monkeypatch) == (None, [])


@pytest.mark.parametrize(
    "message",
    [
        {"rings": "x"},
        {"rings": {"lat": "36", "lon": 38, "km": [5]}},
        {"rings": {"lat": 36, "lon": 38, "km": [True]}},
        {"line": [["36", 38], [36, 40]]},
        {"line": [[36, 38]] * 61},
        {"surface": [[36]]},
    ],
)
def test_take_marks_a_part_that_is_none_is_left_out(
    briefing: Briefing, message: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taken(briefing, message, monkeypatch) == (MapMarks(), [])
