"""The reader's language: of the address, of the session, of the browser."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from pages.language import COOKIE, PARAMETER, PageLanguage, language_routes, remember_language

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


PAGE = b'<!DOCTYPE html>\n<html lang="en">\n<title>Streamlit</title>\n<p lang="en">'


def page_of(headers: list[tuple[bytes, bytes]], query: bytes = b"") -> bytes:
    """Return what a server behind the middleware answers with to who asks for a page."""
    sent: list[Any] = []
    asked: list[dict[bytes, bytes]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert await receive()
        asked.append(dict(scope["headers"]))
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(PAGE)), (b"etag", b"a copy")],
            }
        )
        await send({"type": "http.response.body", "body": PAGE})

    async def send(message: Any) -> None:  # noqa: ANN401 - any message of the protocol
        sent.append(message)

    async def receive() -> Any:  # noqa: ANN401 - any message of the protocol
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "query_string": query, "headers": headers}
    asyncio.run(PageLanguage(app)(scope, receive, send))
    body = bytes(sent[-1]["body"])
    answered = dict(sent[0]["headers"])
    assert answered[b"content-length"] == b"%d" % len(body)
    # A copy that the browser keeps may be in the other language.
    assert (b"if-none-match" in asked[0]) == (b"etag" in answered) == (b'<html lang="en"' in body)
    return body


@pytest.mark.parametrize(
    ("headers", "query", "language"),
    [
        ([(b"accept", b"text/html")], b"lang=ar", b"ar"),
        ([(b"accept", b"text/html"), (b"cookie", b"hudud_language=ar")], b"", b"ar"),
        ([(b"accept", b"text/html"), (b"cookie", b"hudud_language=ar")], b"lang=en", b"en"),
        ([(b"accept", b"text/html"), (b"accept-language", b"ar-IQ,en;q=0.5")], b"", b"ar"),
        ([(b"accept", b"text/html"), (b"accept-language", b"fr")], b"", b"en"),
        ([(b"accept", b"application/json")], b"lang=ar", b"en"),
    ],
)
def test_page_names_the_language_of_who_asks(
    headers: list[tuple[bytes, bytes]], query: bytes, language: bytes
) -> None:
    page = page_of([*headers, (b"if-none-match", b"an older copy")], query)
    begins, rest = page.split(b"</style>")
    assert begins.startswith(b'<!DOCTYPE html>\n<html lang="%s">\n<title>Hudud</title>' % language)
    assert rest == b'\n<p lang="en">'
    assert (b"--hudud-direction" in begins) == (language == b"ar")
