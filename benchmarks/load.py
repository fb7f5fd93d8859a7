"""Fifty people filter and five save, all at once, in one dashboard.

Run ``python -m benchmarks.load [--minutes 10] [--viewers 50] [--processes 1] [--postgresql]``. Real
sessions over real sockets (`load_client`), servers as the README starts them, editors logged in at
a provider of OpenID Connect. A viewer, every third in
Arabic, changes a filter or the zone every 4 to 12 s;
an editor opens a place, changes it, says why and saves, every 6 to 14 s, and every fifth time the
same place as all the others. Afterwards every save that the page had acknowledged must stand in the
history, once and under its editor's name, and nothing else; each place must be as its last
acknowledged save left it. It ends with an error at any fault, lost edit or dropped socket.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import quantiles
from typing import Final

import httpx
from websockets.exceptions import ConnectionClosed

from benchmarks.load_client import Measured, VisitError, Visitor
from benchmarks.load_servers import EDITORS, Dashboard, Site, running_site
from gazetteer import Gazetteer

VIEWER_THINKS_S: Final = (4.0, 12.0)
EDITOR_THINKS_S: Final = (6.0, 14.0)
TYPING_S: Final = (0.5, 2.0)
# Everybody comes within this time, in seconds.
ARRIVAL_S: Final = 20.0
OWN_PLACES: Final = 6
SHARED_PLACE: Final = "manbij"
LISTS: Final = (
    "filter_countries",
    "filter_admin1",
    "filter_event_types",
    "filter_sub_types",
    "filter_actors",
    "filter_verdicts",
    "filter_precisions",
    "filter_sources",
)
TEXT, START, DEPTH, RESET = "filter_text", "filter_start", "zone_width", "reset"
WORDS: Final = ("Manbij", "drone", "طريق", "cell", "river", "قصف", "no such word")
SAVED: Final = "Saved"
EXTENT, REASON, SAVE = "Extent (km)", "Why? The history keeps the reason.", "Save"
SETTLE: Final = "Go on with these choices"


@dataclass
class Model:
    """What the editors were told is done, in their order."""

    saves: list[tuple[str, str, float]] = field(default_factory=list)
    conflicts: int = 0
    merged: int = 0
    next_extent: Counter[str] = field(default_factory=Counter)

    def value_for(self, place_id: str) -> float:
        """Return an extent in km that nobody has given this place."""
        self.next_extent[place_id] += 1
        return round(1 + self.next_extent[place_id] / 100, 2)


@dataclass
class Load:
    """One campaign."""

    site: Site
    http: httpx.AsyncClient
    until: float
    measured: Measured = field(default_factory=Measured)
    model: Model = field(default_factory=Model)

    async def visit(self, number: int) -> None:
        """Look at the map and filter until the end."""
        chance = random.Random(number)
        dashboard = self._dashboard(number)
        query = {"lang": "ar"} if number % 3 == 0 else {}
        await asyncio.sleep(chance.uniform(0, ARRIVAL_S))
        visitor = Visitor(dashboard.address, self.http, self.measured, query=query)
        try:
            await visitor.open()
            await visitor.fetch_map()
            while time.monotonic() < self.until:
                await asyncio.sleep(chance.uniform(*VIEWER_THINKS_S))
                change_filter(visitor, chance)
                await visitor.act("filter")
                await visitor.fetch_map()
        except (VisitError, ConnectionClosed, OSError, httpx.HTTPError) as error:
            self.measured.faults.append(f"viewer {number}: {type(error).__name__}: {error}")
        finally:
            await visitor.close()

    async def edit(self, number: int, places: list[str]) -> None:
        """Correct one place after the other until the end."""
        chance = random.Random(1000 + number)
        name = EDITORS[number]
        dashboard = self._dashboard(number)
        await asyncio.sleep(chance.uniform(0, ARRIVAL_S))
        visitor = Visitor(
            dashboard.address,
            self.http,
            self.measured,
            page="gazetteer",
            query={"place": places[0]},
            cookies=self.site.cookies[name],
        )
        try:
            await visitor.open()
            turn = 0
            while time.monotonic() < self.until:
                await asyncio.sleep(chance.uniform(*EDITOR_THINKS_S))
                turn += 1
                place_id = SHARED_PLACE if turn % 5 == 0 else places[turn % len(places)]
                await self._correct(visitor, name, place_id, chance)
        except (VisitError, ConnectionClosed, OSError, httpx.HTTPError) as error:
            self.measured.faults.append(f"editor {name}: {type(error).__name__}: {error}")
        finally:
            await visitor.close()

    async def _correct(
        self, visitor: Visitor, name: str, place_id: str, chance: random.Random
    ) -> None:
        visitor.query = {"place": place_id}
        await visitor.act("open a place")
        value = self.model.value_for(place_id)
        visitor.write(EXTENT, value)
        await visitor.act("change a field")
        await asyncio.sleep(chance.uniform(*TYPING_S))
        while True:
            visitor.write(REASON, f"load {value}")
            await visitor.act("give the reason")
            visitor.press(SAVE)
            await visitor.act("save")
            if not visitor.has(SETTLE):
                break
            self.model.conflicts += 1
            visitor.press(SETTLE)
            await visitor.act("settle a conflict")
        said = [toast for toast in visitor.page.toasts if toast.startswith(SAVED)]
        if not said:
            alerts = [alert.body for alert in visitor.page.alerts]
            raise VisitError(f"{place_id}: {value} was not acknowledged: {alerts}")
        self.model.merged += "together" in said[0]
        self.model.saves.append((place_id, name, value))

    def _dashboard(self, number: int) -> Dashboard:
        # A browser stays with its dashboard, as behind the proxy.
        return self.site.dashboards[number % len(self.site.dashboards)]


def change_filter(visitor: Visitor, chance: random.Random) -> None:
    """Note one change that a person could make to what the map shows."""
    act = chance.choice([*LISTS, TEXT, START, DEPTH, RESET])
    if act == RESET:
        visitor.press(RESET)
    elif act == TEXT:
        visitor.write(TEXT, chance.choice(WORDS))
    elif act == START:
        visitor.write(START, [f"201{chance.randint(4, 9)}-0{chance.randint(1, 9)}-01"])
    elif act == DEPTH:
        visitor.write(DEPTH, [float(chance.choice((5, 10, 23, 30, 40)))])
    else:
        options = visitor.options(act)
        visitor.write(act, chance.sample(options, min(len(options), chance.randint(0, 2))))


def lost_edits(database: str, model: Model) -> list[str]:
    """Return what the history and the places say otherwise than the editors were told."""
    told = defaultdict(list)
    for place_id, name, value in model.saves:
        told[place_id].append((name, value))
    faults = []
    with Gazetteer.open(database) as gazetteer:
        for place_id, saves in told.items():
            history = [
                (change.editor.partition("@")[0], change.after.extent_km)
                for change in reversed(gazetteer.history(place_id, limit=10_000))
                if change.after is not None and change.reason.startswith("load ")
            ]
            if Counter(history) != Counter(saves):
                faults.append(f"{place_id}: told {saves}, history {history}")
            if gazetteer.get(place_id).extent_km != history[-1][1]:
                faults.append(f"{place_id}: stands otherwise than its history ends")
            if place_id != SHARED_PLACE and history != saves:
                faults.append(f"{place_id}: the order differs")
    return faults


async def hold(site: Site, *, viewers: int, seconds: float) -> tuple[Load, list[str]]:
    """Let everybody work for so long; return what was met, and the memory as lines."""
    own = own_places(site.database)
    # A server closes a connection that nothing came over for 5 s, and a browser asks again then.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(timeout=60, limits=limits) as http:
        load = Load(site, http, time.monotonic() + seconds)
        empty = [dashboard.collect() for dashboard in site.dashboards]
        work = [load.visit(number) for number in range(viewers)]
        work += [load.edit(number, places) for number, places in enumerate(own)]
        watching = asyncio.create_task(watch(site))
        began, spent = time.monotonic(), sum(d.cpu_seconds() for d in site.dashboards)
        await asyncio.gather(*work)
        taken = time.monotonic() - began
        spent = sum(d.cpu_seconds() for d in site.dashboards) - spent
        watching.cancel()
        full = await watching
        visiting = time.process_time() / taken
        lines = [
            f"processor: dashboards {spent / taken:.2f} cores, visitors {visiting:.2f} cores",
            f"memory before anybody came {mib(empty)}, while all were there {full}",
        ]
        lines += await cost_of_a_cached_run(load)
        if len(site.dashboards) > 1:
            lines += await seen_elsewhere(load)
    return load, lines


async def seen_elsewhere(load: Load, saves: int = 20) -> list[str]:
    """Return how long it takes until every dashboard knows of a save by another process."""
    seconds = []
    with Gazetteer.open(load.site.database) as gazetteer:
        # The editors change populated places alone.
        hill = next(p.id for p in gazetteer.places().values() if p.feature_class == "T")
        for number in range(saves):
            place = gazetteer.get(hill)
            changed = replace(place, extent_km=place.extent_km + 0.1 + number / 100)
            gazetteer.store.save(
                changed, editor="benchmark", reason="seen elsewhere", based_on=place.version
            )
            began = time.monotonic()
            for dashboard in load.site.dashboards:
                address = f"{dashboard.address}/hudud/places?revision={gazetteer.revision}"
                while (await load.http.get(address)).status_code != 200:
                    await asyncio.sleep(0.01)
            seconds.append(time.monotonic() - began)
    told = f"{sorted(seconds)[saves // 2]:.2f} s, at most {max(seconds):.2f} s"
    return [f"a save by another process is in the answers of all dashboards after {told}"]


async def watch(site: Site) -> str:
    """Return, when cancelled, the most memory that each process has held."""
    most = [0.0 for _ in site.dashboards]
    try:
        while True:
            most = [max(m, d.rss_mib()) for m, d in zip(most, site.dashboards, strict=True)]
            await asyncio.sleep(5)
    except asyncio.CancelledError:
        return mib(most)


async def cost_of_a_cached_run(load: Load, runs: int = 40) -> list[str]:
    """Return what a run of the map costs when nothing has changed and nobody else is there."""
    dashboard = load.site.dashboards[0]
    alone = Measured()
    visitor = Visitor(dashboard.address, load.http, alone)
    await visitor.open()
    await visitor.act("first")
    spent = dashboard.cpu_seconds()
    for _ in range(runs):
        await visitor.act("again")
    spent = (dashboard.cpu_seconds() - spent) / runs
    await visitor.close()
    middle, spent = 1000 * sorted(alone.seconds["again"])[runs // 2], 1000 * spent
    size = alone.received["again"] / runs / 1024
    told = f"{middle:.0f} ms, of it processor {spent:.0f} ms, {size:.0f} KiB"
    return [f"a run in which nothing changed: {told}"]


def own_places(database: str) -> list[list[str]]:
    """Return for each editor places that only they change."""
    with Gazetteer.open(database) as gazetteer:
        towns = sorted(
            place.id
            for place in gazetteer.places().values()
            if place.feature_class == "P" and place.id != SHARED_PLACE
        )
    chosen = random.Random(1).sample(towns, OWN_PLACES * len(EDITORS))
    return [chosen[n * OWN_PLACES : (n + 1) * OWN_PLACES] for n in range(len(EDITORS))]


def mib(sizes: list[float]) -> str:
    """Return sizes of processes in words."""
    return " + ".join(f"{size:.0f}" for size in sizes) + " MiB"


def table(measured: Measured) -> list[str]:
    """Return the seconds of each kind of act as lines."""
    lines = [f"{'':<20}{'n':>7}{'p50':>8}{'p95':>8}{'p99':>8}{'most':>8}  ms{'KiB each':>12}"]
    for kind, seconds in sorted(measured.seconds.items()):
        cuts = quantiles(seconds, n=100) if len(seconds) > 1 else [seconds[0]] * 99
        figures = (cuts[49], cuts[94], cuts[98], max(seconds))
        told = "".join(f"{1000 * figure:>8.0f}" for figure in figures)
        size = measured.received[kind] / len(seconds) / 1024
        lines.append(f"{kind:<20}{len(seconds):>7}{told}    {size:>12.1f}")
    return lines


def main() -> int:
    """Run the campaign and print what it found; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        before = os.getloadavg()
        with running_site(
            Path(folder), processes=asked.processes, postgresql=asked.postgresql
        ) as site:
            load, lines = asyncio.run(hold(site, viewers=asked.viewers, seconds=60 * asked.minutes))
            faults = load.measured.faults + lost_edits(site.database, load.model)
            after = [dashboard.collect() for dashboard in site.dashboards]
    model = load.model
    print(
        f"{asked.viewers} viewers, {len(EDITORS)} editors, {asked.minutes:g} min, "
        f"{asked.processes} of {'PostgreSQL' if asked.postgresql else 'SQLite'}; "
        f"load of the machine {before[0]:.1f} before, {os.getloadavg()[0]:.1f} after"
    )
    print("\n".join([*table(load.measured), *lines]))
    print(f"memory when all had left {mib(after)}")
    print(
        f"{len(model.saves)} saves acknowledged, {model.conflicts} conflicts settled, "
        f"{model.merged} put together; faults: {len(faults)}"
    )
    print("\n".join(faults[:20]), file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
