"""Kill processes in the middle of what they write, and let several migrate one database at once.

``python -m benchmarks.faults_killed --write KIND URL`` is the process that is killed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.faults_table import Row, required
from gazetteer import Database, Gazetteer, Store
from gazetteer.store_migrations import MIGRATIONS, migrate
from geo import FigureRegister, IncidentStore
from tests.geo.store.rows import ACLED, AMAL, event, table
from tests.geo.store.test_made import FIGURE
from tests.geo.store.test_records import INCIDENT, add
from tests.postgresql import new_schema, running_postgresql

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).parents[1]
KILLS: Final = 40
# Several parts of a data set, so that a kill falls between them.
IMPORTED: Final = 45_000
TOGETHER: Final = 4
ROUNDS: Final = 10
# A writer lives no longer than this after its first word, in seconds.
_LIVES_S: Final = {"import": 2.0, "confirm": 0.4, "figure": 0.2}
_STARTS_WITHIN_S: Final = 2.5

_OPEN: Final = """
import sys
from gazetteer import Gazetteer
from geo import IncidentStore
with IncidentStore(Gazetteer.open(sys.argv[1])) as sets:
    print(sets.gazetteer.store.state(), sets.state(), len(sets.gazetteer.places()))
"""


def write_forever(kind: str, url: str) -> None:
    """Write one thing after the other and tell the number of each once the store has it."""
    with IncidentStore(Gazetteer(store=Store(url, shipped=False))) as sets:
        number = count_of(kind, sets)
        row = event("0")
        print("begins", flush=True)
        while True:
            number += 1
            if kind == "import":
                rows = [row | {"id": str(n), "fatalities_best": number} for n in range(IMPORTED)]
                sets.put(ACLED, [table(*rows)], user=AMAL, reason=f"import {number}")
            elif kind == "confirm":
                add(sets, replace(INCIDENT, id=f"attack-{number}"))
            else:
                FigureRegister(sets.database).keep(replace(FIGURE, id=f"F{number:07d}"))
            print(number, flush=True)


def count_of(kind: str, sets: IncidentStore) -> int:
    """Return how many writes of a kind the store holds; end if one of them is half."""
    if kind == "figure":
        return len(FigureRegister(sets.database).figures(limit=10_000))
    if kind == "confirm":
        held = len(sets.records().incidents)
        told = [info.incidents for info in sets.datasets()]
        required(told in ([], [held]), f"{held} incidents are held and {told} counted")
        return held
    if not sets.datasets():
        return 0
    (loaded,) = sets.load(())
    numbers = set(loaded.table.fatalities_best.tolist())
    required(len(loaded.table) == IMPORTED, f"{len(loaded.table)} rows of a whole file")
    required(len(numbers) == 1, f"rows of the imports {numbers} are mixed")
    return int(numbers.pop())


def kill_writers(folder: Path, share: float) -> list[Row]:
    """Kill writers of each kind on both databases, and processes that migrate."""
    kills, rows = max(2, round(KILLS * share)), []
    with running_postgresql() as server:
        for name, fresh in databases(folder, server).items():
            for kind, lives_s in _LIVES_S.items():
                rows.append(_kill_writers(kind, name, fresh(), kills, lives_s))
            rows.append(_kill_migrations(name, fresh, kills))
    return rows


def databases(folder: Path, server: str) -> dict[str, Callable[[], str]]:
    """Return what gives the URL of an empty database, by the name of its kind."""
    source = random.Random(3)
    return {
        "SQLite": lambda: f"sqlite:///{folder}/{source.randrange(10**9)}.sqlite",
        "PostgreSQL": lambda: new_schema(server),
    }


def _kill_writers(kind: str, database: str, url: str, kills: int, lives_s: float) -> Row:
    source, told, unannounced = random.Random(5), 0, 0
    Store(url, shipped=False).close()
    for _ in range(kills):
        lines = _kill_one(
            [sys.executable, "-m", __spec__.name, "--write", kind, url], source, lives_s
        )
        told = max([told, *(int(line) for line in lines if line.endswith("\n"))])
        with IncidentStore(Gazetteer(store=Store(url, shipped=False))) as sets:
            with sets.database.write():
                pass  # a server may still be ending the killed writer's transaction
            sets.gazetteer.store.verify()
            held = count_of(kind, sets)
        required(held in {told, told + 1}, f"{kind}: {told} were acknowledged, {held} are held")
        unannounced += held > told
        told = held
    lost = f"0 of {told} acknowledged lost, {unannounced} done but not told"
    return Row(f"{kind} killed, {database}", "SIGKILL", kills, "-", lost, "next start")


def _kill_one(command: list[str], source: random.Random, lives_s: float) -> list[str]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        if writer.stdout is None or writer.stdout.readline() != "begins\n":
            raise SystemExit("the writer could not open the store")
        time.sleep(source.uniform(0, lives_s))
        os.kill(writer.pid, signal.SIGKILL)
        return writer.stdout.readlines()


def _kill_migrations(name: str, fresh: Callable[[], str], kills: int) -> Row:
    """Kill processes that open a database of the first version, and open it again."""
    source, unfinished = random.Random(9), 0
    for _ in range(kills):
        url = fresh()
        _make_first_version(url)
        with subprocess.Popen(
            [sys.executable, "-c", _OPEN, url], stdout=subprocess.DEVNULL, cwd=ROOT
        ) as opener:
            time.sleep(source.uniform(0.8, 0.8 + _STARTS_WITHIN_S))
            unfinished += opener.poll() is None
            opener.kill()
        with IncidentStore(Gazetteer.open(url)) as sets:
            sets.gazetteer.store.verify()
            required(len(sets.gazetteer.places()) > 1000, "what ships is not there")
    lost = f"{unfinished} before they were done, none half migrated"
    return Row(f"migration killed, {name}", "SIGKILL", kills, "-", lost, "next start")


def _make_first_version(url: str) -> None:
    database = Database(url)
    migrate(database, migrations=MIGRATIONS[:1])
    database.close()


def migrate_together(folder: Path, share: float) -> list[Row]:
    """Let processes that start at the same time migrate and fill one database."""
    rounds, rows = max(1, round(ROUNDS * share)), []
    with running_postgresql() as server:
        for name, fresh in databases(folder, server).items():
            for _ in range(rounds):
                url = fresh()
                _make_first_version(url)
                said = _open_together(url)
                required(len(set(said)) == 1, f"they see different states: {said}")
            injected = f"{TOGETHER} processes at once, from version 1"
            rows.append(
                Row(f"migrations at once, {name}", injected, rounds, "-", "made once", "at once")
            )
    return rows


def _open_together(url: str) -> list[str]:
    command = [sys.executable, "-c", _OPEN, url]
    running = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(TOGETHER)
    ]
    said = []
    for process in running:
        out, errors = process.communicate()
        required(process.returncode == 0, errors)
        said.append(out.strip())
    return said


if __name__ == "__main__":
    write_forever(sys.argv[2], sys.argv[3])
