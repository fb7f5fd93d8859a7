"""Help on every page, and the tour."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from pages.help_text import page_help, tour_steps
from pages.tour import COOKIE, tour_routes
from pages.words import words
from tests.pages.asking import Asking

ADDRESSES = (
    *("", "snapshot", "stories", "gazetteer", "article", "data", "figures", "guide", "about"),
)
Open = Callable[..., AppTest]


SCRIPT = """
from pages.tour import draw_help, draw_tour
from pages.words import words

pages = dict.fromkeys(("article", "snapshot"), "http://localhost/elsewhere")
draw_help("", words("en"))
draw_tour(pages, "", words("en"))
"""


@pytest.fixture
def at() -> AppTest:
    """What stands around every page; the harness runs it once only, and then the page alone."""
    return AppTest.from_string(SCRIPT).run()


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_has_help_and_every_step_leads_to_a_page(language: str) -> None:
    said = words(language)
    for address in ADDRESSES:
        assert len(page_help(address, said)) >= 2
    assert len(tour_steps(said)) == 5
    assert {step.page for step in tour_steps(said)} <= set(ADDRESSES)


def test_first_visit_is_offered_the_tour_and_can_decline_it(at: AppTest) -> None:
    assert {"tour_take", "tour_skip", "tour_again"} <= keys(at)
    at.button(key="tour_skip").click().run()
    assert "tour_take" not in keys(at)
    assert "tour_again" in keys(at)


def test_tour_goes_step_by_step_and_can_be_begun_again(at: AppTest) -> None:
    at.button(key="tour_take").click().run()
    titles = [step.title for step in tour_steps(words("en"))]
    for number, title in enumerate(titles):
        assert title in [subheader.value for subheader in at.subheader]
        if number + 1 < len(titles):
            at.button(key="tour_next").click().run()
    at.button(key="tour_stop").click().run()
    assert not set(titles) & {subheader.value for subheader in at.subheader}
    at.button(key="tour_again").click().run()
    assert titles[0] in [subheader.value for subheader in at.subheader]


@pytest.mark.parametrize("query", [{"country": "IQ"}, {"lang": "ar"}])
def test_who_follows_a_link_is_not_offered_the_tour(open_page: Open, query: dict[str, str]) -> None:
    assert "tour_take" not in keys(open_page(**query))


def test_browser_that_was_offered_the_tour_is_not_again(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Asking(Starlette(routes=tour_routes())).get("/hudud/toured")
    assert answer.status_code == 204
    assert answer.cookies.get(COOKIE) == "1"
    monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: "1"})
    at = open_page()
    assert "tour_take" not in keys(at)
    assert "tour_again" in keys(at)
