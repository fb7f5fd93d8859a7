"""Break the database under a running dashboard, with an editor at work in a real Chromium."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect, sync_playwright

from benchmarks.faults_files import newer_release, other_program, run, spoil_header
from benchmarks.faults_table import Row, required
from gazetteer import Database, Gazetteer, Role, Store, User
from tests.browser.conftest import answers, chromium_path, free_port
from tests.browser.gazetteer_page import GazetteerPage
from tests.postgresql import new_schema, program, running_postgresql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).parents[1]
PLACE: Final = "hajin"
# The name that the page object gives when it is asked.
EDITOR: Final = User("Hiba", Role.EDITOR)
_SAID: Final = re.compile(r"just now \(")
_WAIT_MS: Final = 90_000


class Dashboard:
    """A running dashboard on a database, an editor in it, and what was acknowledged to them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.path = Database(url).path or folder
        self.written: list[str] = []
        self._log: list[str] = []
        self._port = free_port()
        self.address = f"http://localhost:{self._port}"

    def __enter__(self) -> Dashboard:
        self.folder.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self._port)],
            cwd=ROOT,
            env={
                **os.environ,
                "HUDUD_DATABASE_URL": self.url,
                "XDG_CACHE_HOME": str(self.folder / "cache"),
                "XDG_CONFIG_HOME": str(self.folder / "config"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read_log, daemon=True).start()
        while not answers(f"{self.address}/_stcore/health"):
            required(self.process.poll() is None, "the dashboard did not start")
            time.sleep(0.2)
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(20)

    def _read_log(self) -> None:
        # A pipe, since a limit on the size of files would hold for a file of the log, too.
        for line in self.process.stdout or ():
            self._log.append(line)

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return "".join(self._log)

    def write(self) -> None:
        """Have the store acknowledge a change."""
        with Store(self.url) as store:
            place = store.get(PLACE)
            number = len(self.written) + 1
            changed = replace(place, population=number)
            store.save(changed, editor="Karim", reason=f"write {number}", based_on=place.version)
            self.written.append(f"write {number}")

    def lost(self) -> int:
        """Return how many of the acknowledged changes are gone."""
        with Store(self.url) as store:
            held = {change.reason for change in store.history(PLACE)}
        return len(set(self.written) - held)

    def draft(self) -> str | None:
        """Return the district in the editor's draft."""
        with Gazetteer.open(self.url) as gazetteer:
            kept = gazetteer.desk(EDITOR).draft(PLACE)
        return None if kept is None else kept.place.admin2


@contextmanager
def locked(board: Dashboard) -> Iterator[None]:
    """Hold the write lock."""
    with closing(sqlite3.connect(board.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(board: Dashboard) -> Iterator[None]:
    """Let the server write no further into any file, as a full disk does."""
    _soft, hard = resource.prlimit(board.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(board.process.pid, resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.prlimit(board.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def gone(board: Dashboard) -> Iterator[None]:
    """Move the file away and back."""
    away = board.path.with_name("away")
    board.path.rename(away)
    yield
    away.rename(board.path)


@contextmanager
def read_only(board: Dashboard) -> Iterator[None]:
    """Make the disk one that can only be read."""
    disk = str(board.path.parent)
    _mount("-o", "remount,ro", disk)
    yield
    _mount("-o", "remount,rw", disk)


def damaged(damage: Callable[[Path, random.Random], None]) -> Callable[[Dashboard], object]:
    """Return a fault that ends with the command that restores a backup."""

    @contextmanager
    def broken(board: Dashboard) -> Iterator[None]:
        backup = board.folder / "backup.sqlite"
        with Store(board.url) as store:
            store.backup(backup)
        copy = board.path.with_name("broken")
        with closing(sqlite3.connect(board.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(board.path, copy)
        damage(copy, random.Random(3))
        copy.replace(board.path)
        yield
        done = run(("gazetteer", "restore", str(backup)), board.path, board.folder)
        required(done.returncode == 0, done.stderr)

    return broken


@contextmanager
def restarted(board: Dashboard) -> Iterator[None]:
    """Restart PostgreSQL at once, in the middle of a transaction; it stays away for a while."""
    lost = "in the middle"
    with Store(board.url) as store:
        try:
            with store.edit("Karim", lost) as writer:
                writer.put(replace(store.get(PLACE), population=0), None)
                _control(board, "stop", "-m", "immediate")
                writer.flush()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at
            required("does not answer" in str(error), f"the writer was told: {error!r}")
        else:
            raise SystemExit("a write was acknowledged by a server that is not there")
    yield
    _control(board, "start", "-l", str(_cluster(board).parent / "log"))
    with Store(board.url) as store:
        required(all(c.reason != lost for c in store.history(PLACE)), "half a change is written")


def _cluster(board: Dashboard) -> Path:
    host = parse_qs(urlsplit(board.url).query)["host"][0]
    return Path(host) / "cluster"


def _control(board: Dashboard, verb: str, *more: str) -> None:
    cluster = _cluster(board)
    opts = (cluster / "postmaster.opts").read_text().partition(" ")[2].replace('"', "'")
    options = ["-o", " ".join(re.findall(r"'-[kpc]' '[^']*'", opts))] if verb == "start" else []
    subprocess.run(
        [program("pg_ctl"), "-D", str(cluster), "-w", verb, *options, *more],
        user="postgres" if os.geteuid() == 0 else None,
        cwd=cluster.parent,
        capture_output=True,
        check=True,
    )


def _mount(*words: str) -> None:
    subprocess.run(["/bin/mount", *words], check=True, capture_output=True)


SQLITE: Final[dict[str, tuple[Callable[[Dashboard], object], str]]] = {
    "locked": (locked, "another connection holds the lock"),
    "disk full": (full, "RLIMIT_FSIZE of the running server"),
    "file gone": (gone, "moved away and back"),
    "header overwritten": (damaged(spoil_header), "file replaced; restore"),
    "another program's file": (damaged(other_program), "file replaced; restore"),
    "a newer release's file": (damaged(newer_release), "file replaced; restore"),
}


def break_dashboards(folder: Path) -> list[Row]:
    """Break each database under a dashboard in each way; return a row for each."""
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        stack.callback(browser.close)
        board = stack.enter_context(Dashboard(f"sqlite:///{folder}/g.sqlite", folder / "own"))
        rows = [_break(board, browser, n, fault, how) for n, (fault, how) in SQLITE.items()]
        server = stack.enter_context(running_postgresql())
        board = stack.enter_context(Dashboard(new_schema(server), folder / "server"))
        how = "pg_ctl stop -m immediate in a transaction; start"
        rows.append(_break(board, browser, "PostgreSQL restarted", restarted, how))
        if os.geteuid() == 0:
            rows.append(_start_read_only(folder, browser))
        return rows


def _break(
    board: Dashboard, browser: Browser, name: str, fault: Callable[[Dashboard], object], how: str
) -> Row:
    """Break the database while somebody types; everything must be as before afterwards."""
    before = len(board.log)
    typed = f"District {len(board.written) + 1}"
    with closing(browser.new_context(viewport={"width": 1400, "height": 1100})) as context:
        context.set_default_timeout(_WAIT_MS)
        page = GazetteerPage(context.new_page(), board.address).open(f"?place={PLACE}")
        board.write()
        page.page.reload()
        page.drawn()
        sentence = page.page.get_by_text(_SAID)
        with fault(board):  # type: ignore[attr-defined]  # a context manager
            page.box("District").fill(typed)
            page.box("District").press("Tab")
            expect(sentence.first).to_be_visible(timeout=_WAIT_MS)
            said = sentence.first.inner_text()
            shown = page.page.locator("body").inner_text()
            required("Traceback" not in shown and str(board.path) not in shown, shown)
        began = time.perf_counter()
        expect(sentence).to_have_count(0, timeout=_WAIT_MS)
        back_s = time.perf_counter() - began
        expect(page.box("District")).to_have_value(typed)
        for _ in range(100):
            if board.draft() == typed:
                break
            page.page.wait_for_timeout(200)
        required(board.draft() == typed, f"{name}: the draft is {board.draft()!r}, not {typed!r}")
    required(board.process.poll() is None, f"{name}: the dashboard ended")
    required("Traceback" in board.log[before:], f"{name}: the log does not tell why")
    required(board.lost() == 0, f"{name}: {board.lost()} acknowledged writes are gone")
    return Row(name, how, 1, said, "0 lost; typed text and draft kept", f"{back_s:.1f} s")


def _start_read_only(folder: Path, browser: Browser) -> Row:
    """Start a dashboard on a disk that can only be read, and let it be written later."""
    disk = folder / "disk"
    disk.mkdir()
    _mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk))
    with ExitStack() as stack:
        stack.callback(subprocess.run, ["/bin/umount", "-l", str(disk)], check=True)
        url = f"sqlite:///{disk}/g.sqlite"
        Store(url).close()
        with closing(browser.new_context()) as context:
            _mount("-o", "remount,ro", str(disk))
            board = stack.enter_context(Dashboard(url, folder / "read-only"))
            page = context.new_page()
            page.goto(f"{board.address}/?lang=en")
            sentence = page.get_by_text(_SAID)
            expect(sentence.first).to_be_visible(timeout=_WAIT_MS)
            said = sentence.first.inner_text()
            _mount("-o", "remount,rw", str(disk))
            began = time.perf_counter()
            expect(sentence).to_have_count(0, timeout=_WAIT_MS)
            back_s = time.perf_counter() - began
        board.write()
        required(board.lost() == 0, "a write is gone")
    how = "tmpfs mounted read-only at the start; remounted"
    return Row("read-only disk", how, 1, said, "0 lost", f"{back_s:.1f} s")
