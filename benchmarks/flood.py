"""One client asks for far more than its share while a visitor works: who is refused, and how long.

Run ``python -m benchmarks.flood [SECONDS]``. One after the other, fifty connections of one address
ask an address of the map's server as fast as they are answered (every fiftieth time with a query
that is too long), then the dashboard's page, then open sessions and keep them. Meanwhile a visitor
behind another address (as a proxy tells it) filters the map. Refusals must be 429 or 414 with the
seconds to wait, before any handshake; the visitor must meet none; the flooding client must be
served again after those seconds, and the figures must tell what was refused.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from benchmarks.load import change_filter, table
from benchmarks.load_client import Measured, Visitor
from benchmarks.load_servers import wait_until_prepared
from pages.limits import SESSION_RATE
from tests.browser.conftest import running

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from websockets.asyncio.client import ClientConnection

CONNECTIONS: Final = 50
TOO_LONG: Final = "/hudud/zone?" + "x" * 20_000
# Another client than the one that floods; told as a proxy would tell it.
VISITOR: Final = {"X-Forwarded-For": "203.0.113.9"}
# Of one connection that opens sessions, in seconds between two attempts.
PAUSE_S: Final = 0.2


class Flood:
    """What the flooding client got."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers = Counter[int]()
        self.wait = 0.0
        self.sockets: list[ClientConnection] = []

    def refused(self, answer_headers: httpx.Headers | object) -> None:
        """Note how many seconds a refusal says to wait."""
        self.wait = float(answer_headers["Retry-After"])  # type: ignore[index]  # either client's

    async def ask(self, path: str, until: float) -> None:
        """Ask without a pause."""
        chance = random.Random(1)
        async with httpx.AsyncClient(timeout=60) as http:
            while time.monotonic() < until:
                asked = TOO_LONG if chance.random() < 0.02 else path
                answer = await http.get(self.address + asked)
                self.answers[answer.status_code] += 1
                if answer.status_code == 429:
                    self.refused(answer.headers)

    async def open_sessions(self, until: float) -> None:
        """Open sessions and keep them."""
        while time.monotonic() < until:
            try:
                self.sockets.append(
                    await connect(
                        f"ws://{self.address.partition('://')[2]}/_stcore/stream",
                        subprotocols=["streamlit"],  # type: ignore[list-item]  # a text of its own type
                        ping_interval=None,
                        open_timeout=60,
                    )
                )
                self.answers[101] += 1
            except InvalidStatus as refused:
                self.answers[refused.response.status_code] += 1
                self.refused(refused.response.headers)
            await asyncio.sleep(PAUSE_S)

    async def leave(self) -> None:
        """Close what was kept open."""
        await asyncio.gather(*(socket.close() for socket in self.sockets))


async def look(address: str, until: float, measured: Measured) -> None:
    """Filter the map meanwhile."""
    chance = random.Random(2)
    async with httpx.AsyncClient(timeout=60, headers=VISITOR) as http:
        visitor = Visitor(address, http, measured, headers=VISITOR)
        await visitor.open()
        while time.monotonic() < until:
            change_filter(visitor, chance)
            await visitor.act("filter")
            await visitor.fetch_map()
            await asyncio.sleep(1)
        await visitor.close()


async def flooded(
    address: str, name: str, act: Callable[[Flood, float], Awaitable[None]], seconds: float
) -> list[str]:
    """Flood one way and look; return what went wrong."""
    measured, flood = Measured(), Flood(address)
    until = time.monotonic() + seconds
    looking = asyncio.create_task(look(address, until, measured))
    await asyncio.gather(*(act(flood, until) for _ in range(CONNECTIONS)))
    await looking
    open_sessions = len(flood.sockets)
    await flood.leave()
    await asyncio.sleep(flood.wait)
    async with httpx.AsyncClient() as http:
        after = {
            path: (await http.get(address + path)).status_code
            for path in ("/reconcile", "/", "/_stcore/health")
        }
    print(f"{name}: {dict(flood.answers)} in {seconds:g} s", *table(measured), sep="\n")
    print(f"{open_sessions} sessions open; {flood.wait:g} s later: {after}")
    wrong = list(measured.faults)
    if set(flood.answers) - {101, 200, 414, 429}:
        wrong.append(f"{name}: answers {dict(flood.answers)}")
    if set(after.values()) != {200} or not flood.answers[429]:
        wrong.append(f"{name}: the client was not refused, or not served again")
    if open_sessions > SESSION_RATE.burst:
        wrong.append(f"{name}: {open_sessions} sessions of one client at once")
    return wrong


async def campaign(address: str, seconds: float) -> list[str]:
    """Flood in every way; return what went wrong."""
    quiet = Measured()
    await look(address, time.monotonic() + 10, quiet)
    print("before the floods", *table(quiet), sep="\n")
    ways: dict[str, Callable[[Flood, float], Awaitable[None]]] = {
        "/reconcile": partial(_ask, "/reconcile"),
        "the page": partial(_ask, "/"),
        "sessions": Flood.open_sessions,
    }
    wrong = quiet.faults
    for name, act in ways.items():
        wrong += await flooded(address, name, act, seconds)
    async with httpx.AsyncClient() as http:
        told = (await http.get(f"{address}/metrics")).text.splitlines()
    refused = [line for line in told if line.startswith("hudud_refused_total")]
    print(*refused, sep="\n")
    kinds = ("reconcile", "pages", "sessions")
    wrong += [f"no figure of {k}" for k in kinds if not any(k in line for line in refused)]
    return wrong


async def _ask(path: str, flood: Flood, until: float) -> None:
    await flood.ask(path, until)


def main(arguments: list[str]) -> int:
    """Run the campaign; return the exit code."""
    seconds = float(arguments[0]) if arguments else 60
    with tempfile.TemporaryDirectory() as folder:
        variables = {"FORWARDED_ALLOW_IPS": "127.0.0.1,::1"}
        server = Path(folder) / "server"
        with running("dashboard.py", server, variables=variables) as address:
            wait_until_prepared(address)
            wrong = asyncio.run(campaign(address, seconds))
        told = (server / "log").read_text(encoding="utf-8").splitlines()
    print(*(line for line in told if "asks for too much" in line), sep="\n")
    print("\n".join(wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
