"""The reader's language: of the address, of the session, of the browser."""

from collections.abc import Callable

import pytest
from starlette.requests import Request
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from pages.language import COOKIE, PARAMETER, language_routes, remember_language

Open = Callable[..., AppTest]
FIGURES = {"en": ["Reported figures"], "ar": ["الأرقام المذكورة"]}


def titles(at: AppTest) -> list[str]:
    return [title.value for title in at.title]


def asking(at: AppTest) -> list[str]:
    """Return what the page asks the browser to fetch so that it remembers the language."""
    return [html.proto.body for html in at.get("html") if "/hudud/language" in html.proto.body]


@pytest.fixture
def cookie(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda language: monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: language})


def test_language_stays_when_the_way_to_another_page_drops_it_from_the_address(
    open_page: Open,
) -> None:
    at = open_page(lang="ar")
    del at.query_params[PARAMETER]
    at.switch_page("pages/figures_page.py").run()
    assert titles(at) == FIGURES["ar"]


def test_language_of_an_earlier_visit_goes_before_that_of_the_browser(
    open_page: Open, cookie: Callable[[str], None]
) -> None:
    cookie("ar")
    at = open_page("figures")
    assert titles(at) == FIGURES["ar"]
    assert asking(at) == []


def test_language_of_the_address_goes_before_that_of_an_earlier_visit(
    open_page: Open, cookie: Callable[[str], None]
) -> None:
    cookie("ar")
    at = open_page("figures", lang="en")
    assert titles(at) == FIGURES["en"]


def test_language_of_a_damaged_cookie_is_that_of_the_browser(
    open_page: Open, cookie: Callable[[str], None]
) -> None:
    cookie("tlh")
    assert titles(open_page("figures")) == FIGURES["en"]


def test_language_that_is_chosen_is_remembered_by_the_browser(open_page: Open) -> None:
    assert asking(open_page("figures")) == []
    (picture,) = asking(open_page("figures", lang="ar"))
    assert 'src="/hudud/language?lang=ar"' in picture


@pytest.mark.parametrize(("query", "kept"), [("lang=ar", "ar"), ("lang=tlh", None), ("", None)])
def test_remember_language_sets_a_cookie_for_a_language_that_there_is(
    query: str, kept: str | None
) -> None:
    (route,) = language_routes()
    answer = remember_language(
        Request({"type": "http", "query_string": query.encode(), "headers": []})
    )
    assert route.path == "/hudud/language"  # type: ignore[attr-defined]
    assert answer.status_code == 204
    said = answer.headers.get("set-cookie", "")
    assert said.startswith(f"{COOKIE}={kept};") if kept else not said
    assert not kept or ("HttpOnly" in said and "SameSite=lax" in said)
