"""Open and close two thousand sessions and see whether the server's memory stays where it was.

Run ``python -m benchmarks.open_close [SESSIONS] [--postgresql]``. Each session opens the map, the
gazetteer or the page of figures, changes a filter if there is one, and leaves; four at a time. The
memory is read after garbage was collected. Streamlit keeps up to 128 sessions that have left for
two minutes, in case they come back: the first lines grow until so many are kept.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path
from typing import Final

import httpx

from benchmarks.load import change_filter, mib
from benchmarks.load_client import Measured, Visitor
from benchmarks.load_servers import Dashboard, running_site

AT_ONCE: Final = 4
EVERY: Final = 200
PAGES: Final = ("", "", "gazetteer", "figures")
# All come from one address, faster than the people behind one address would.
MANY_PEOPLE: Final = {"HUDUD_PEOPLE_PER_ADDRESS": "1000"}
# Longer than Streamlit keeps a session that has left, in seconds.
FORGOTTEN_S: Final = 130


async def come_and_go(dashboard: Dashboard, sessions: int) -> tuple[Measured, list[str]]:
    """Open and close so many sessions; return what was met, and the memory as lines."""
    measured, lines = Measured(), [f"{0:>6} sessions {mib([dashboard.collect()])}"]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        chance = random.Random(number)
        async with gate:
            visitor = Visitor(dashboard.address, http, measured, page=chance.choice(PAGES))
            await visitor.open()
            if visitor.has("reset"):
                change_filter(visitor, chance)
                await visitor.act("filter")
            await visitor.close()

    async with httpx.AsyncClient() as http:
        for first in range(0, sessions, EVERY):
            numbers = range(first, min(first + EVERY, sessions))
            await asyncio.gather(*(one(number) for number in numbers))
            memory = await asyncio.to_thread(dashboard.collect)
            lines.append(f"{numbers.stop:>6} sessions {mib([memory])}")
            print(lines[-1], flush=True)
    await asyncio.sleep(FORGOTTEN_S)
    # What is forgotten goes when the next one leaves.
    async with httpx.AsyncClient() as http:
        gate = asyncio.Semaphore(AT_ONCE)
        await one(sessions)
    lines.append(f"two minutes later {mib([await asyncio.to_thread(dashboard.collect)])}")
    return measured, lines


def main() -> int:
    """Run the campaign and print what it found; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sessions", type=int, nargs="?", default=2000)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(
            Path(folder), processes=1, postgresql=asked.postgresql, variables=MANY_PEOPLE
        ) as site,
    ):
        measured, lines = asyncio.run(come_and_go(site.dashboards[0], asked.sessions))
    print("\n".join(lines))
    print("\n".join(measured.faults[:20]), file=sys.stderr)
    return int(bool(measured.faults))


if __name__ == "__main__":
    sys.exit(main())
