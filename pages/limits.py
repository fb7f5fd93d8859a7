"""How much one client may ask for: requests of each kind, sessions opened and sessions open."""

from __future__ import annotations

import math
import time
from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse

from geo import escape
from pages.clients import (
    PEOPLE,
    PEOPLE_VARIABLE,
    Allowance,
    Rate,
    Refusals,
    client_of,
    number_from,
)
from pages.words import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from pages.words import Words

# Source: own choice; the longest that the map asks, 200 rows of labels, is 2 kB.
MAX_QUERY_BYTES: Final = 16 * 2**10
# Source: own choice; a full batch of OpenRefine with long names is about 100 kB.
MAX_BODY_BYTES: Final = 2**20
# All that has no rate of its own: pages, their pictures, and what Streamlit asks for first.
PAGES: Final = "pages"
# By the beginning of the address; the first that fits holds.
# Source: own choice. A first look at the map asks for about 30 files of its own and 130 of
# Streamlit's, which the browser keeps; a save makes every map that is open ask for incidents and
# verdicts anew, so five editors who save every ten seconds cause 25 requests of each a second;
# OpenRefine sends its batches of ten names one after the other.
RATES: Final = {
    "/hudud/zone": Rate(burst=500, per_second=50),
    "/hudud/incidents/verdicts": Rate(burst=500, per_second=50),
    "/hudud": Rate(burst=2_000, per_second=200),
    "/reconcile": Rate(burst=200, per_second=20),
    "/healthz": Rate(burst=200, per_second=20),
    "/metrics": Rate(burst=200, per_second=20),
    "/_stcore/upload_file": Rate(burst=300, per_second=10),
    "/static": Rate(burst=10_000, per_second=100),
    PAGES: Rate(burst=1_000, per_second=50),
}
# Of these, who reads a body bounds it: Streamlit.
_UNBOUNDED: Final = {"/_stcore/upload_file", "/static", PAGES}

SESSIONS: Final = "sessions"
SESSIONS_VARIABLE: Final = "HUDUD_SESSIONS"
# Source: own choice; a session costs 2 to 3 MiB (benchmarks/README.md, Load).
MAX_SESSIONS: Final = 600
# Tabs that one person has open.
# Source: own choice.
TABS: Final = 5
# All come back at once when a server starts again.
SESSION_RATE: Final = Rate(burst=PEOPLE * TABS, per_second=5)
# What Streamlit's page asks for before it opens its session, and shows the answer of.
_BEFORE_A_SESSION: Final = "/_stcore/health"
# It shows them in lines of so many signs.
_WIDTH: Final = 50
# In how many seconds to look again whether somebody has left.
_LOOK_AGAIN_S: Final = 15


def refuse_wrong_bounds() -> None:
    """End the program, in one line, when the environment states a bound that is no number.

    The middleware below is made at the first request, which is too late to say so.
    """
    try:
        number_from(PEOPLE_VARIABLE, PEOPLE)
        number_from(SESSIONS_VARIABLE, MAX_SESSIONS)
    except ValueError as error:
        raise SystemExit(f"error: {error}") from None


class RequestLimits:
    """ASGI middleware that answers 414, 413 or 429 where a request is too much.

    A body that does not say how long it is passes; who reads one (`gazetteer.reconcile`) stops.

    Each process counts for itself, by `client_of` a request. `refused` is called with the kind of
    each request that is refused.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        refused: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._allowance = Allowance(clock)
        self._refusals = Refusals(refused, clock)
        people = number_from(PEOPLE_VARIABLE, PEOPLE)
        self._rates = {kind: rate.of(people) for kind, rate in RATES.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that keeps within the limits."""
        answer = self._refusal(scope) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        kind, client = kind_of(scope["path"]), client_of(scope)
        if kind not in _UNBOUNDED and (too_long := _too_long(scope)):
            self._refusals.note(kind, client)
            return too_long
        wait = self._allowance.take(kind, client, self._rates[kind])
        if not wait:
            return None
        self._refusals.note(kind, client)
        seconds = math.ceil(wait)
        if "text/html" in Headers(scope=scope).get("accept", ""):
            return _said_to_a_person(too_much, seconds)
        return _refused(429, f"too many requests; ask again in {seconds} s", seconds)


class SessionLimits:
    """ASGI middleware that refuses sockets before the handshake, where a session is too much.

    One client may open sessions at a rate and have so many open, all clients together
    `MAX_SESSIONS`. Streamlit's page asks for the server's health before, which is answered with
    the reason: the page shows it and tries again by itself until it may.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        refused: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._allowance = Allowance(clock)
        self._refusals = Refusals(refused, clock)
        self._open = Counter[str]()
        people = number_from(PEOPLE_VARIABLE, PEOPLE)
        self._rate = SESSION_RATE.of(people)
        self._most_of_one = people * TABS
        self._most = number_from(SESSIONS_VARIABLE, MAX_SESSIONS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a socket on that keeps within the limits, and count it until it is closed."""
        if scope["type"] == "websocket":
            await self._hold(scope, receive, send)
            return
        answer = None
        if scope["type"] == "http" and scope["path"].endswith(_BEFORE_A_SESSION):
            client = client_of(scope)
            if answer := self._refusal(client):
                self._refusals.note(SESSIONS, client)
        await (answer or self._app)(scope, receive, send)

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = client_of(scope)
        if refusal := self._refusal(client):
            self._refusals.note(SESSIONS, client)
            await _deny(refusal, scope, receive, send)
            return
        self._allowance.take(SESSIONS, client, self._rate)
        self._open[client] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]

    def _refusal(self, client: str) -> Response | None:
        if self._open.total() >= self._most:
            return _said(503, server_full, _LOOK_AGAIN_S)
        if self._open[client] >= self._most_of_one:
            return _said(429, too_many_open, _LOOK_AGAIN_S)
        wait = self._allowance.wait(SESSIONS, client, self._rate)
        return _said(429, too_much, math.ceil(wait)) if wait else None


def kind_of(path: str) -> str:
    """Return of which of the `RATES` a request takes."""
    return next((p for p in RATES if path == p or path.startswith(f"{p}/")), PAGES)


def too_much(_: Words) -> str:
    """Return what is said to somebody whose address asks faster than it may."""
    return _("Your address asks this server for too much at once. Wait a few seconds.")


def too_many_open(_: Words) -> str:
    """Return what is said to somebody whose address has too many pages open."""
    return _("Too many pages of this server are open at your address. Close some of them.")


def server_full(_: Words) -> str:
    """Return what is said to somebody for whom there is no room."""
    return _("Too many people use this server at this moment. It goes on when some have left.")


def _too_long(scope: Scope) -> Response | None:
    if len(scope["query_string"]) > MAX_QUERY_BYTES:
        return _refused(414, f"the address holds more than {MAX_QUERY_BYTES} bytes of query")
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if not declared.isdigit() or int(declared[:20]) > MAX_BODY_BYTES:
        return _refused(413, f"the body has more than {MAX_BODY_BYTES} bytes")
    return None


def _refused(status: int, message: str, seconds: int | None = None) -> Response:
    # Any site may read the refusal, as it may read the answers of the reconciliation.
    told = {**_headers(seconds), "Access-Control-Allow-Origin": "*"}
    return JSONResponse({"error": message}, status, told)


def _said(status: int, sentence: Callable[[Words], str], seconds: int) -> Response:
    said = (wrap(sentence(words(language)), _WIDTH) for language in LANGUAGES)
    # Isolated, since the full stop of an Arabic line else goes to its beginning.
    text = "\n".join(f"\u2068{line}\u2069" for lines in said for line in lines)
    # Streamlit's page shows what it can read as JSON, which a text alone is, too.
    return JSONResponse(text, status, _headers(seconds))


def _said_to_a_person(sentence: Callable[[Words], str], seconds: int) -> Response:
    lines = (
        f'<p lang="{language}" dir="auto">{escape(sentence(words(language)))}</p>'
        for language in LANGUAGES
    )
    page = f'<!DOCTYPE html><meta charset="utf-8"><title>Hudud</title>{"".join(lines)}'
    return HTMLResponse(page, 429, _headers(seconds))


def _headers(seconds: int | None) -> dict[str, str]:
    again = {} if seconds is None else {"Retry-After": str(seconds)}
    return {"Cache-Control": "no-store", **again}


async def _deny(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a socket before it is accepted; with 403 where the server knows no other answer."""
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        await answer(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1013})
