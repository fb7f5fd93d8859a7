"""The reader's language: chosen in the address or by the switch, remembered by the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.routing import Route

from pages.cookies import answer_nothing, answer_with_cookie, asking_html
from pages.words import LANGUAGES, Words, words

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PARAMETER: Final = "lang"
COOKIE: Final = "hudud_language"
# What the session heard last; Streamlit drops the address's parameters on the way to another page,
# and to the login and back the whole session.
_CHOSEN: Final = "language-chosen"
_ADDRESS: Final = "/hudud/language"
# What Streamlit's page says of its language, and what a browser asks with for a copy that it keeps.
_ROOT: Final = b'<html lang="%s"'
# By this its page is told from all others; what the page begins with is put in its place.
_TITLE: Final = b"<title>Streamlit</title>"
# The colours of `.streamlit/config.toml` before any script has run: no white flash in the dark.
_FIRST_COLORS: Final = (
    "html{background:#fbfaf7;color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){html{background:#15191d}}"
)
# Pages that run from left to right set its name, whatever this page began as.
_FIRST_RTL: Final = ".stApp{direction:var(--hudud-direction,rtl)}"
_OF_A_COPY: Final = (b"if-none-match", b"if-modified-since")
# How the keys of the widgets begin that pages restore by themselves.
WIDGETS: Final = ("filter_", "zone_", "gazetteer_", "data_", "article_", "snapshot_")


def current_words() -> Words:
    """Return the words of the reader's language.

    That of the address (``?lang=ar``), else what this session or this browser chose before, else
    the browser's own language, else English.
    """
    asked = st.query_params.get(PARAMETER)
    if asked in LANGUAGES:
        st.session_state[_CHOSEN] = asked
    return words(_chosen() or _of_the_browser())


def language_query() -> dict[str, str]:
    """Return what a link to another page carries on, so that whoever gets it reads the same."""
    return {PARAMETER: current_words().language} if PARAMETER in st.query_params else {}


def language_switch() -> None:
    """Draw the switch between the languages at the head of the sidebar."""
    now = current_words().language

    def remember() -> None:
        st.query_params[PARAMETER] = st.session_state["language"] or now
        # A browser holds the labels of the old language; without state, widgets are drawn anew.
        for key in [k for k in st.session_state if str(k).startswith(WIDGETS)]:
            del st.session_state[key]

    st.session_state["language"] = now
    with st.sidebar:
        st.segmented_control(
            "Language / اللغة",
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="language",
            on_change=remember,
            label_visibility="collapsed",
            width="stretch",
        )
        if _chosen() not in {None, st.context.cookies.get(COOKIE)}:
            st.html(asking_html(f"{_ADDRESS}?{PARAMETER}={now}"))


def language_routes() -> list[BaseRoute]:
    """Return the route by which the browser remembers the language."""
    return [Route(_ADDRESS, remember_language)]


def remember_language(request: Request) -> Response:
    """Answer with nothing but a cookie that holds the language; without one for any other word."""
    language = request.query_params.get(PARAMETER)
    return answer_with_cookie(COOKIE, language) if language in LANGUAGES else answer_nothing()


def _chosen() -> str | None:
    chosen = st.session_state.get(_CHOSEN) or st.context.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else None


def _of_the_browser() -> str:
    return (st.context.locale or "en").split("-")[0]


class PageLanguage:
    """ASGI middleware that lets the page begin in the language, direction and colours of ours.

    Screen readers speak by the language that it names. Streamlit says English of every page, and is
    white and runs from left to right until the first run is over.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back as it is to begin for who asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language = _of_a_request(scope)
        if language != "en":
            # The copy that a browser keeps may be in the other language.
            fresh = [pair for pair in scope["headers"] if pair[0] not in _OF_A_COPY]
            scope = {**scope, "headers": fresh}
        start: Message | None = None

        async def send_begun(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                if _TITLE in message.get("body", b""):
                    message = _begun(start, message, language)
                await send(start)
                start = None
            await send(message)

        await self._app(scope, receive, send_begun)


def _begun(start: Message, message: Message, language: str) -> Message:
    """Return the body of Streamlit's page as it is to begin; `start` gets the headers for it."""
    told = message["body"]
    body = told.replace(_ROOT % b"en", _ROOT % language.encode(), 1)
    body = body.replace(_TITLE, _first(language), 1)
    headers = MutableHeaders(scope=start)
    if "content-length" in headers:
        headers["content-length"] = str(int(headers["content-length"]) + len(body) - len(told))
    if language != "en":
        del headers["etag"]
    headers.add_vary_header("Cookie, Accept-Language")
    return {**message, "body": body}


@cache
def _first(language: str) -> bytes:
    """Return what the page begins with: the styles of its first run come long after it is drawn."""
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    direction = _FIRST_RTL if words(language).direction == "rtl" else ""
    return f"<title>Hudud</title><style>{_FIRST_COLORS}{direction}\n{style}</style>".encode()


def _of_a_request(scope: Scope) -> str:
    """Return the language of who asks for a page; English for all other requests."""
    if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
        return "en"
    request = Request(scope)
    told = (
        request.query_params.get(PARAMETER),
        request.cookies.get(COOKIE),
        request.headers.get("accept-language", "").partition(",")[0].partition("-")[0],
    )
    return next((language for language in told if language in LANGUAGES), "en")
