"""How many sessions one client may open and have open: refused before the handshake."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from pages.clients import PEOPLE_VARIABLE
from pages.limits import (
    SESSION_RATE,
    SESSIONS,
    SESSIONS_VARIABLE,
    TABS,
    SessionLimits,
    refuse_wrong_bounds,
)
from tests.pages.asking import Asking, Clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Message
    from starlette.websockets import WebSocket

OFFICE = "203.0.113.9"


async def session(socket: WebSocket) -> None:
    await socket.accept()
    async for text in socket.iter_text():
        if text == "fail":
            raise ValueError(text)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def refused() -> list[str]:
    return []


@pytest.fixture
def served(clock: Clock, refused: list[str]) -> SessionLimits:
    return limits(clock, refused)


def limits(clock: Clock, refused: list[str] | None = None) -> SessionLimits:
    told = [] if refused is None else refused
    routes = [
        WebSocketRoute("/_stcore/stream", session),
        Route("/_stcore/health", lambda _request: PlainTextResponse("ok")),
        Route("/", lambda _request: PlainTextResponse("ok")),
    ]
    return SessionLimits(Starlette(routes=routes), refused=told.append, clock=clock)


class Socket:
    """A client's end of a socket."""

    def __init__(self, *, knows_answers: bool = True) -> None:
        self.extensions: dict[str, Any] = {"websocket.http.response": {}} if knows_answers else {}
        self.sent = asyncio.Queue[Any]()
        self.received = asyncio.Queue[Any]()
        self.answer: Message = {}

    @property
    def is_open(self) -> bool:
        return bool(self.answer["type"] == "websocket.accept")


@asynccontextmanager
async def opened(
    served: SessionLimits, client: str = OFFICE, *, knows_answers: bool = True, last: str = ""
) -> AsyncIterator[Socket]:
    """Open a socket and say `last` in the end, or leave; yields when it is answered."""
    socket = Socket(knows_answers=knows_answers)
    scope = {
        "type": "websocket",
        "path": "/_stcore/stream",
        "headers": [],
        "client": (client, 1),
        "extensions": socket.extensions,
    }
    socket.sent.put_nowait({"type": "websocket.connect"})
    running = asyncio.create_task(served(scope, socket.sent.get, socket.received.put))
    socket.answer = await socket.received.get()
    try:
        yield socket
    finally:
        if last:
            socket.sent.put_nowait({"type": "websocket.receive", "text": last})
        socket.sent.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.gather(running, return_exceptions=True)


async def come_and_go(served: SessionLimits, count: int, client: str = OFFICE) -> list[bool]:
    found = []
    for _ in range(count):
        async with opened(served, client) as socket:
            found.append(socket.is_open)
    return found


def test_sessions_of_fifty_people_with_all_their_tabs_pass_and_the_next_is_refused(
    served: SessionLimits, refused: list[str], clock: Clock
) -> None:
    async def ask() -> None:
        sockets = [opened(served) for _ in range(SESSION_RATE.burst)]
        assert all([(await socket.__aenter__()).is_open for socket in sockets])
        # Enough that only those that are open count.
        clock.now += 1_000
        async with opened(served) as one_more:
            assert one_more.answer["type"] == "websocket.http.response.start"
            assert one_more.answer["status"] == 429
            body = json.loads((await one_more.received.get())["body"])
            assert body.count("of them.") == body.count("بعضها") == 1
        async with opened(served, "203.0.113.10") as of_another:
            assert of_another.is_open
        await sockets[0].__aexit__(None, None, None)
        async with opened(served) as again:
            assert again.is_open
        for socket in sockets[1:]:
            await socket.__aexit__(None, None, None)

    assert SESSION_RATE.burst == 50 * TABS
    asyncio.run(ask())
    assert refused == [SESSIONS]


def test_sessions_that_are_opened_too_fast_are_told_when_to_come_again(
    served: SessionLimits, clock: Clock, refused: list[str]
) -> None:
    async def ask() -> None:
        assert all(await come_and_go(served, SESSION_RATE.burst))
        async with opened(served) as socket:
            headers = dict(socket.answer["headers"])
            assert socket.answer["status"] == 429
            assert headers[b"retry-after"] == b"1"
        clock.now += 1
        again = int(SESSION_RATE.per_second)
        assert await come_and_go(served, again + 1) == [True] * again + [False]

    asyncio.run(ask())
    assert refused == [SESSIONS] * 2


def test_sessions_that_are_refused_cost_nothing(served: SessionLimits, clock: Clock) -> None:
    async def ask() -> None:
        await come_and_go(served, SESSION_RATE.burst)
        assert not any(await come_and_go(served, 100))
        clock.now += 1
        assert (await come_and_go(served, 1)) == [True]

    asyncio.run(ask())


def test_sessions_of_all_clients_are_bounded_together(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SESSIONS_VARIABLE, "2")

    async def ask() -> None:
        served = limits(clock)
        async with (
            opened(served, "10.0.0.1"),
            opened(served, "10.0.0.2"),
            opened(served, "10.0.0.3") as third,
        ):
            assert third.answer["status"] == 503
            assert "when some have left" in json.loads((await third.received.get())["body"])
        assert (await come_and_go(served, 1)) == [True]

    asyncio.run(ask())


def test_sessions_that_end_with_an_error_are_no_longer_counted(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SESSIONS_VARIABLE, "1")

    async def ask() -> None:
        served = limits(clock)
        async with opened(served, last="fail") as failing:
            assert failing.is_open
        assert (await come_and_go(served, 1)) == [True]

    asyncio.run(ask())


def test_session_of_a_server_that_knows_no_answers_is_closed_before_the_handshake(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SESSIONS_VARIABLE, "1")

    async def ask() -> None:
        served = limits(clock)
        async with opened(served), opened(served, knows_answers=False) as second:
            assert second.answer == {"type": "websocket.close", "code": 1013}

    asyncio.run(ask())


def test_page_that_may_not_open_a_session_is_told_why_and_other_addresses_answer(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, refused: list[str]
) -> None:
    monkeypatch.setenv(PEOPLE_VARIABLE, "1")
    served = limits(clock, refused)
    assert Asking(served, client=OFFICE).get("/_stcore/health").status_code == 200
    asyncio.run(come_and_go(served, TABS))
    told = Asking(served, client=OFFICE).get("/_stcore/health")
    assert told.status_code == 429
    # In how many seconds one person may open another page.
    assert told.headers["retry-after"] == "10"
    lines = [line.strip("\u2068\u2069") for line in told.json().splitlines()]
    assert {lines[0].split()[0], lines[2].split()[0]} == {"Your", "يطلب"}
    assert max(map(len, lines)) <= 50
    assert Asking(served, client=OFFICE).get("/").status_code == 200
    assert Asking(served, client="10.0.0.1").get("/_stcore/health").status_code == 200
    assert refused == [SESSIONS]


@pytest.mark.parametrize("variable", [PEOPLE_VARIABLE, SESSIONS_VARIABLE])
def test_bound_that_is_no_number_ends_the_start_in_one_line(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_wrong_bounds()
    monkeypatch.setenv(variable, "many")
    with pytest.raises(SystemExit, match=f"^error: {variable} must be [^\n]*, not 'many'$"):
        refuse_wrong_bounds()
