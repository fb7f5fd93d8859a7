"""Kill a process with SIGKILL while it writes, again and again, and look what the store holds then.

Run ``python -m benchmarks.kill_writer [KILLS] [DATABASE_URL]`` (200 kills and a SQLite file unless
given). The writer saves two places in one transaction, imports a batch in one transaction, keeps a
draft and hands in a proposal, in turns, and tells each thing it has done only after the store said
so. After each kill the store must open, hold the old or the new state of what was being written
(never a half), hold everything that had been acknowledged, and agree with the replay of its
history. The script ends with an error at the first thing that is not so.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from gazetteer import Citation, Gazetteer, Place, Role, Store, Toponym, ToponymKind, User
from gazetteer.store_changes import replay

DEFAULT_KILLS = 200
BATCH = 30
# The writer is killed at a random moment within this time after its first word, in seconds.
LONGEST_LIFE_S = 0.25
EDITOR = User("Amal", Role.EDITOR)
# What a made-up name holds, in letters that an Arabic name may hold.
_ARABIC_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz-0123456789", "ابكدهفغحيجقلمنوبقرستعفوكيزا" + "بتثجحخدذرز"
)


def village(place_id: str, population: int = 0) -> Place:
    """Return a made-up village; its population is the number of the write that made it."""
    return Place(
        id=place_id,
        toponyms=(
            Toponym(
                name=f"Village {place_id}",
                language="en",
                script="Latn",
                kind=ToponymKind.PREFERRED,
            ),
            Toponym(
                name=f"قرية {place_id.translate(_ARABIC_LETTERS)}",
                language="ar",
                script="Arab",
                kind=ToponymKind.PREFERRED,
            ),
        ),
        feature_class="P",
        feature_code="PPL",
        country_code="SY",
        lat=35.0,
        lon=40.0,
        population=population,
        citations=(Citation(source="made up"),),
    )


def write_forever(url: str) -> None:
    """Write in turns and print the number of each write once the store has taken it."""
    with Store(url, shipped=False) as store, Gazetteer(store=store) as gazetteer:
        desk = gazetteer.desk(EDITOR)
        number = store.get("left").population
        print("begins", flush=True)
        while True:
            number += 1
            left, right = store.get("left"), store.get("right")
            pair = [(replace(p, population=number), p.version) for p in (left, right)]
            desk.keep_draft(pair[0][0], based_on=left.version)
            print(f"draft {number}", flush=True)
            desk.save_all(pair, reason=f"write {number}")
            print(f"pair {number}", flush=True)
            batch = [village(f"v-{i}", number) for i in range(BATCH)]
            desk.save_all(
                [
                    (p, known.version if (known := gazetteer.places().get(p.id)) else None)
                    for p in batch
                ],
                reason=f"batch {number}",
            )
            print(f"batch {number}", flush=True)
            desk.propose(village("left", number), reason="seen", based_on=left.version)
            print(f"proposal {number}", flush=True)


class Acknowledged:
    """The number of the last write of each kind that the writer was told is done."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.proposals = 0

    def read(self, lines: list[str]) -> None:
        """Take in what the writer printed; its last line may be cut off."""
        for line in lines:
            kind, _, number = line.partition(" ")
            if line.endswith("\n") and number.strip():
                self.last[kind] = int(number)
                self.proposals += kind == "proposal"


def kill_once(url: str, source: random.Random) -> list[str]:
    """Start a writer, kill it at a random moment, and return the lines it had printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.kill_writer", "--write", url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    ) as writer:
        if writer.stdout is None or writer.stdout.readline() != "begins\n":
            raise SystemExit("the writer could not open the store")
        time.sleep(source.uniform(0, LONGEST_LIFE_S))
        os.kill(writer.pid, signal.SIGKILL)
        return writer.stdout.readlines()


def check(url: str, acknowledged: Acknowledged) -> bool:
    """Check the store after a kill; tell whether a write was done that nobody was told of."""
    with Store(url, shipped=False) as store, Gazetteer(store=store) as gazetteer:
        with store.edit(EDITOR.name, "look"):
            pass  # a server may still be ending the killed writer's transaction: wait for its lock
        places = {place.id: place for place in store.iter_places()}
        state = replay(reversed(store.history()))
        _require(state.places == places, "the state is not the replay of the history")
        pair = {places[i].population for i in ("left", "right")}
        batch = [p.population for i, p in places.items() if i.startswith("v-")]
        _require(len(pair) == 1, f"half of a pair is written: {pair}")
        _require(len(batch) in {0, BATCH} and len(set(batch)) <= 1, "half of a batch is written")
        held = {"pair": pair.pop(), "batch": batch[0] if batch else 0}
        proposals = len(gazetteer.proposals())
        ahead = proposals - acknowledged.proposals
        _require(ahead in {0, 1}, f"{acknowledged.proposals} proposals told, {proposals} held")
        told = {kind: acknowledged.last.get(kind, 0) for kind in held}
        # A writer that is killed between the two leaves out the number of a batch.
        possible = {
            "pair": {told["pair"], told["pair"] + 1},
            "batch": {told["batch"], held["pair"]},
        }
        for kind, number in held.items():
            _require(number in possible[kind], f"{kind} {told[kind]} was told, {number} is held")
        drafted = {d.place.population for d in gazetteer.desk(EDITOR).drafts()}
        _require(drafted <= {held["pair"] + 1}, f"a draft of {drafted} beside {held['pair']}")
        unsaved = acknowledged.last.get("draft", 0) > held["pair"]
        _require(bool(drafted) or not unsaved, "a draft that was kept is gone")
        unannounced = ahead or any(held[kind] > told[kind] for kind in held)
        acknowledged.last |= held
        acknowledged.proposals = proposals
        return bool(unannounced)


def _require(condition: bool, problem: str) -> None:
    if not condition:
        raise SystemExit(problem)


def main() -> None:
    """Kill writers and print what was found."""
    if sys.argv[1:2] == ["--write"]:
        write_forever(sys.argv[2])
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_KILLS
    source, started = random.Random(7), perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/killed.sqlite"
        with Store(url, shipped=False) as store:
            pair = [(village(i), None) for i in ("left", "right")]
            store.save_all(pair, editor="Amal", reason="found")
        acknowledged, told, new, nothing = Acknowledged(), 0, 0, 0
        for _ in range(kills):
            lines = kill_once(url, source)
            acknowledged.read(lines)
            told += len(lines)
            nothing += not lines
            new += check(url, acknowledged)
    seconds = perf_counter() - started
    print(f"{kills} kills in {seconds:.0f} s: the store opened each time, no write was halved")
    print(f"{told} writes acknowledged, none lost; {nothing} writers killed before their first")
    print(f"{new} killed after the store had a write but before they could tell")


if __name__ == "__main__":
    main()
