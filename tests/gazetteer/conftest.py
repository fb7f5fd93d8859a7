"""Databases for the tests: a fresh SQLite file or PostgreSQL schema each time one is asked for."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from gazetteer.store import Store
from tests.gazetteer.desks import BoldGazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gazetteer import Gazetteer

    FreshUrl = Callable[[], str]


def _postgresql_program(name: str) -> str:
    """Return the path of a program of the server; Debian keeps them off the search path."""
    found = shutil.which(name)
    if found is not None:
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not installed:
        pytest.fail("these tests need a PostgreSQL server: apt-get install postgresql")
    return str(installed[-1])


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Start a PostgreSQL server of our own, reachable by a Unix socket only."""
    initdb, pg_ctl = _postgresql_program("initdb"), _postgresql_program("pg_ctl")
    # The server refuses to run as root; Debian's package brings the user postgres for it.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="hudud-pg-"))
    port = random.randint(20_000, 60_000)
    if user is not None:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        done = subprocess.run(
            command, user=user, cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    cluster = ("-D", str(folder / "cluster"))
    run(initdb, *cluster, "-U", "hudud", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-k {folder} -p {port} -c listen_addresses='' -c fsync=off"
    run(pg_ctl, *cluster, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://hudud@/postgres?host={folder}&port={port}"
    finally:
        run(pg_ctl, *cluster, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FreshUrl:
    """Return a function that gives the URL of a database in which nothing is yet."""
    numbers = itertools.count()
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("stores")
        return lambda: f"sqlite:///{folder / f'{next(numbers)}.sqlite'}"
    server: str = request.getfixturevalue("postgresql_url")

    def new_schema() -> str:
        name = f"hudud_{next(numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{server}&options=-csearch_path%3D{name}"

    return new_schema


@pytest.fixture
def store(fresh_url: FreshUrl) -> Iterator[Store]:
    """Give an empty store."""
    with Store(fresh_url(), shipped=False) as opened:
        yield opened


@pytest.fixture
def gazetteer(store: Store) -> Iterator[Gazetteer]:
    """Give an empty gazetteer over a database, at whose desks no finding stops anybody."""
    with BoldGazetteer(store=store) as opened:
        yield opened
