"""One client asks for far more than its share while a visitor works: who is refused, and how long.

Run ``python -m benchmarks.flood [SECONDS]``. Fifty connections of one address ask as fast as they
are answered, every fiftieth time with a query that is too long, while a visitor behind another
address (as a proxy tells it) filters the map. Refusals must be 429 or 414 with the seconds to wait,
the visitor must meet none, and the flooding client must be served again after those seconds.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

import httpx

from benchmarks.load import change_filter, table
from benchmarks.load_client import Measured, Visitor
from benchmarks.load_servers import wait_until_prepared
from tests.browser.conftest import running

CONNECTIONS: Final = 50
ASKED: Final = "/reconcile"
TOO_LONG: Final = "/hudud/zone?" + "x" * 20_000
# Another client than the one that floods; told as a proxy would tell it.
VISITOR: Final = {"X-Forwarded-For": "203.0.113.9"}


async def flood(address: str, until: float, answers: Counter[int]) -> float:
    """Ask without a pause; return how many seconds the last refusal says to wait."""
    wait = 0.0
    chance = random.Random(1)
    async with httpx.AsyncClient(timeout=60) as http:
        while time.monotonic() < until:
            path = TOO_LONG if chance.random() < 0.02 else ASKED
            answer = await http.get(address + path)
            answers[answer.status_code] += 1
            if answer.status_code == 429:
                wait = float(answer.headers["Retry-After"])
    return wait


async def look(address: str, until: float, measured: Measured) -> None:
    """Filter the map meanwhile."""
    chance = random.Random(2)
    async with httpx.AsyncClient(timeout=60, headers=VISITOR) as http:
        visitor = Visitor(address, http, measured)
        await visitor.open()
        while time.monotonic() < until:
            change_filter(visitor, chance)
            await visitor.act("filter")
            await visitor.fetch_map()
            await asyncio.sleep(1)
        await visitor.close()


async def campaign(address: str, seconds: float) -> list[str]:
    """Flood and look; return what went wrong."""
    quiet, flooded, answers = Measured(), Measured(), Counter[int]()
    await look(address, time.monotonic() + 10, quiet)
    until = time.monotonic() + seconds
    looking = asyncio.create_task(look(address, until, flooded))
    wait = max(await asyncio.gather(*(flood(address, until, answers) for _ in range(CONNECTIONS))))
    await looking
    await asyncio.sleep(wait)
    async with httpx.AsyncClient() as http:
        after = (await http.get(address + ASKED)).status_code
    print("before the flood", *table(quiet), "in the flood", *table(flooded), sep="\n")
    print(f"{dict(answers)} in {seconds:g} s; {wait:g} s later: {after}")
    wrong = [f"answers {dict(answers)}"] if set(answers) - {200, 414, 429} else []
    if after != 200 or not answers[429]:
        wrong.append("the client was not refused, or not served again")
    return [*wrong, *quiet.faults, *flooded.faults]


def main(arguments: list[str]) -> int:
    """Run the campaign; return the exit code."""
    seconds = float(arguments[0]) if arguments else 30
    with tempfile.TemporaryDirectory() as folder:
        variables = {"FORWARDED_ALLOW_IPS": "127.0.0.1,::1"}
        with running("dashboard.py", Path(folder) / "server", variables=variables) as address:
            wait_until_prepared(address)
            wrong = asyncio.run(campaign(address, seconds))
    print("\n".join(wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
