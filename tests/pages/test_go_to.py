from __future__ import annotations

import pytest

from geo import Briefing, words
from pages.go_to import MOST_CANDIDATES, MOST_CHARACTERS, answer, area_answer

EN = words("en")


@pytest.mark.parametrize("text", ["36.5 37.95", "36°30'N 37°57'E", "٣٦٫٥ ٣٧٫٩٥", "37SDA0596539920"])
def test_answer_point_in_any_notation_is_gone_to(briefing: Briefing, text: str) -> None:
    found = answer(briefing.gazetteer, text, EN)
    (point,) = found["candidates"]
    assert found["sure"]
    assert (point["lat"], point["lon"]) == pytest.approx((36.5, 37.95), abs=1e-4)
    assert point["certainty"].startswith("37S DA")


def test_answer_name_that_resolves_is_gone_to_and_says_how_sure_it_is(briefing: Briefing) -> None:
    found = answer(briefing.gazetteer, "منبج", EN)
    assert found["sure"]
    assert found["said"].startswith("Resolved · confidence 9")
    assert found["candidates"][0]["name"] == "Manbij · منبج"
    assert found["candidates"][0]["more"].endswith("Aleppo Governorate, Syria")


def test_answer_ambiguous_name_offers_candidates_and_goes_to_none(briefing: Briefing) -> None:
    found = answer(briefing.gazetteer, "Qayem", words("ar"))
    assert not found["sure"]
    assert 1 < len(found["candidates"]) <= MOST_CANDIDATES
    assert found["candidates"][0]["name"] == "القائم · al-Qaim"


def test_answer_point_that_can_be_read_in_two_ways_says_what_to_write_instead(
    briefing: Briefing,
) -> None:
    found = answer(briefing.gazetteer, "36,5 37", EN)
    assert found["candidates"] == []
    assert "decimal sign" in found["said"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 10 * MOST_CHARACTERS, "<b>", "\x00"])
def test_answer_nothing_to_find_goes_nowhere(briefing: Briefing, text: str) -> None:
    assert not answer(briefing.gazetteer, text, EN)["sure"]


def test_area_answer_circle_around_a_name_and_polygon_of_mixed_corners(briefing: Briefing) -> None:
    circle = area_answer(
        briefing.gazetteer, {"shape": "circle", "centre": "منبج", "radius": "٢٥ كم"}, EN
    )
    manbij = briefing.places["manbij"]
    assert circle["numbers"] == pytest.approx([manbij.lat, manbij.lon, 25.0], abs=1e-5)
    corners = "منبج\n37SDA0596539920\n36°00'N 38°30'E"
    polygon = area_answer(briefing.gazetteer, {"shape": "polygon", "corners": corners}, EN)
    assert polygon["numbers"][2:] == pytest.approx([36.5, 37.95, 36.0, 38.5], abs=1e-4)
    assert polygon["said"] == ""


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"shape": "circle", "centre": "", "radius": "5"}, "no name and no point"),
        ({"shape": "circle", "centre": "36.5, 38", "radius": "x"}, "no radius"),
        ({"shape": "circle", "centre": "xyzzyx", "radius": "5"}, "neither a known place"),
        ({"shape": "polygon", "corners": "36, 38\n37, 39\nxyzzyx"}, "corner 3"),
        ({"shape": "polygon", "corners": "36, 38\n37, 39\n36, 39\n37, 38"}, "cross"),
        ({}, "corners"),
    ],
)
def test_area_answer_what_cannot_be_read_is_said(
    briefing: Briefing, asked: dict[str, str], says: str
) -> None:
    for language in ("en", "ar"):
        found = area_answer(briefing.gazetteer, asked, words(language))
        assert found["numbers"] is None
        assert (says in found["said"]) == (language == "en")


def test_area_answer_ambiguous_centre_offers_candidates(briefing: Briefing) -> None:
    asked = {"shape": "circle", "centre": "Qayem", "radius": "5"}
    found = area_answer(briefing.gazetteer, asked, EN)
    assert found["numbers"] is None
    assert "may mean several places" in found["said"]
    assert 1 < len(found["candidates"]) <= MOST_CANDIDATES
