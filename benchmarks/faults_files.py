"""Damage the file of a database in many ways; look what each command says, and restore it."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, Final

from benchmarks.faults_table import Row, required
from benchmarks.kill_writer import village
from gazetteer import Gazetteer, Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Damage = Callable[[Path, random.Random], None]

_PAGE: Final = 4096
# The small database in which many single bytes are changed.
VILLAGES: Final = 100
REASONS: Final = ("found on the map", "counted", "counted anew by the governorate", "corrected")
CHANGED_BYTES: Final = 2_000
# A command for each way in which the command line opens a database.
COMMANDS: Final = (
    ("gazetteer", "resolve", "Hajin"),
    ("gazetteer", "check", "--database-only"),
    ("gazetteer", "history"),
    ("gazetteer", "export", "{folder}/out.json"),
    ("gazetteer", "backup", "{folder}/out.sqlite"),
    ("gazetteer", "undo", "--revision", "1"),
    ("geo", "export", "--format", "csv", "--out", "{folder}/out"),
    ("geo", "snapshot", "--out", "{folder}/out"),
    ("geo", "figures"),
)

# Processes that have loaded what commands need; Python and its libraries take seconds to start.
_READY: Final = multiprocessing.get_context("forkserver")
_READY.set_forkserver_preload([
    "__main__", "gazetteer.__main__", "gazetteer.cli_resolve", "gazetteer.cli_check",
    "gazetteer.cli_history", "gazetteer.cli_transfer", "geo.__main__", "geo.cli_export",
    "geo.cli_snapshot", "geo.cli_figures",
])  # fmt: skip
_PATIENCE_S: Final = 300.0


def flip_byte(path: Path, source: random.Random) -> None:
    """Change one byte of the file, whichever."""
    with path.open("r+b") as file:
        at = source.randrange(path.stat().st_size)
        file.seek(at)
        old = file.read(1)[0]
        file.seek(at)
        file.write(bytes([old ^ source.randrange(1, 256)]))


def spoil_page(path: Path, source: random.Random) -> None:
    """Write noise over one page."""
    with path.open("r+b") as file:
        file.seek(source.randrange(path.stat().st_size // _PAGE) * _PAGE)
        file.write(source.randbytes(_PAGE))


def spoil_header(path: Path, source: random.Random) -> None:
    """Write noise over the first hundred bytes."""
    with path.open("r+b") as file:
        file.write(source.randbytes(100))


def cut_off(path: Path, source: random.Random) -> None:
    """End the file early."""
    with path.open("r+b") as file:
        file.truncate(source.randrange(1, path.stat().st_size))


def empty(path: Path, _source: random.Random) -> None:
    """Leave nothing in the file."""
    path.write_bytes(b"")


def other_text(path: Path, source: random.Random) -> None:
    """Put a file of another kind in its place."""
    path.write_bytes(source.randbytes(50_000))


def other_program(path: Path, _source: random.Random) -> None:
    """Put the database of another program in its place."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (address TEXT)")
        connection.commit()


def newer_release(path: Path, _source: random.Random) -> None:
    """Let it say that a later release made it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET schema_version = 99")
        connection.commit()


DAMAGES: Final[dict[str, tuple[Damage, int]]] = {
    "one byte changed": (flip_byte, 100),
    "one page overwritten": (spoil_page, 60),
    "header overwritten": (spoil_header, 10),
    "file cut off": (cut_off, 20),
    "file of no bytes": (empty, 2),
    "file of another kind": (other_text, 2),
    "another program's database": (other_program, 2),
    "a newer release's database": (newer_release, 2),
}


class Ground:
    """A database with an index beside it, its backup, and what it says; damaged again and again."""

    def __init__(self, folder: Path, *, villages: int = 0) -> None:
        self.path = folder / "damaged.sqlite"
        self.backup = folder / "backup.sqlite"
        self._whole = folder / "whole.sqlite"
        store = Store(str(self.path), shipped=not villages)
        for text in REASONS if villages else ():
            held = {place.id: place.version for place in store.iter_places()}
            places = (village(f"v-{n}", len(held) + len(text)) for n in range(villages))
            edits = [(place, held.get(place.id)) for place in places]
            store.save_all(edits, editor="Amal", reason=text)
        with Gazetteer(store=store) as gazetteer:
            gazetteer.resolve("Hajin")
            gazetteer.store.backup(self.backup)
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.path, self._whole)
        self.says = self.look()

    def mend(self) -> None:
        """Put the whole file back."""
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        for aside in self.path.parent.glob(f"{self.path.name}.damaged-*"):
            aside.unlink()
        shutil.copy(self._whole, self.path)

    def look(self) -> tuple[str, str]:
        """Check the database; return all that places and history say."""
        with Store(str(self.path), shipped=False) as store:
            store.verify()
            return str(list(store.iter_places())), str(store.history())


def damage_files(folder: Path, share: float) -> list[Row]:
    """Damage the file and restore it; return a row for each kind of damage."""
    source, ground, rows = random.Random(7), Ground(folder), []
    for name, (damage, count) in DAMAGES.items():
        times, found, said = max(1, round(count * share)), Counter[str](), ""
        for _ in range(times):
            ground.mend()
            damage(ground.path, source)
            try:
                found["same" if ground.look() == ground.says else "silent"] += 1
            except StoreError as error:
                found["told"] += 1
                said = str(error)
                required(str(ground.path) in said, f"{name}: the database is not named: {said}")
        command = ("gazetteer", "restore", str(ground.backup))
        done = run(command, ground.path, folder)
        required(done.returncode == 0, f"{name}: not restored: {done.stderr}")
        required(ground.look()[0] == ground.says[0], f"{name}: restored to something else")
        outcome = f"{found['told']} told, {found['same']} without effect, {found['silent']} unseen"
        text = said.replace(str(ground.path), "FILE")
        rows.append(Row(name, "bytes of the file", times, text, outcome, "one command"))
    return rows


def change_bytes(folder: Path, share: float) -> list[Row]:
    """Change one byte after the other of a small file, whose history is most of it."""
    source, ground, found = random.Random(11), Ground(folder, villages=VILLAGES), Counter[str]()
    times, last = max(1, round(CHANGED_BYTES * share)), ""
    for _ in range(times):
        ground.mend()
        flip_byte(ground.path, source)
        try:
            found["same" if ground.look() == ground.says else "silent"] += 1
        except StoreError as error:
            found["history" if "of the history" in str(error) else "told"] += 1
            last = str(error).replace(str(ground.path), "FILE")
    told = f"{found['history']} told with the change, {found['told']} told"
    outcome = f"{told}, {found['same']} without effect, {found['silent']} unseen"
    return [Row("one byte of a small file", "bytes of the file", times, last, outcome, "-")]


def run_commands(folder: Path) -> list[Row]:
    """Run each command on each kind of broken file: one line, no traceback, exit code 1."""
    source, ground, rows = random.Random(8), Ground(folder), []
    damages = {n: d for n, (d, _) in DAMAGES.items() if not n.startswith("one ")}
    damages["its folder cannot be made"] = lambda path, _source: path.unlink()
    for name, damage in damages.items():
        last = ""
        for command in COMMANDS:
            ground.mend()
            damage(ground.path, source)
            at = ground.path / "in" / "it" if name.startswith("its folder") else ground.path
            if at is not ground.path:
                ground.path.write_text("a file in the way")
            done = run(command, at, folder)
            told = f"{name}, {' '.join(command)}: {done.stderr or done.stdout}"
            required(done.returncode == 1, f"exit code {done.returncode}: {told}")
            required(done.stderr.startswith("error: "), told)
            required(done.stderr.count("\n") == 1, told)
            last = done.stderr.strip().replace(str(ground.path), "FILE")
        rows.append(Row(name, "commands", len(COMMANDS), last, "one line each, exit 1", "-"))
    return rows


def run(command: tuple[str, ...], path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of ``python -m`` on a database, in a process of its own."""
    package, *words = (word.replace("{folder}", str(folder)) for word in command)
    out, errors = folder / "said-out", folder / "said-errors"
    process = _READY.Process(
        target=_run_here, args=(package, [*words, "--database", str(path)], out, errors)
    )
    process.start()
    process.join(_PATIENCE_S)
    if process.exitcode is None:
        process.kill()
        required(False, f"{' '.join(command)} does not end within {_PATIENCE_S} s")
    return subprocess.CompletedProcess(
        words, process.exitcode or 0, out.read_text("utf-8"), errors.read_text("utf-8")
    )


def _run_here(package: str, arguments: list[str], out: Path, errors: Path) -> None:
    for stream, path in ((1, out), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    sys.exit(import_module(f"{package}.__main__").main(arguments))
