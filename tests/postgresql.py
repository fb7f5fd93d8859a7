"""A PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


def program(name: str) -> str:
    """Return the path of a program of the server; Debian keeps them off the search path."""
    found = shutil.which(name)
    if found is not None:
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not installed:
        pytest.fail("these tests need a PostgreSQL server: apt-get install postgresql")
    return str(installed[-1])


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Run a server that is reachable by a Unix socket only; yields the URL of a database."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
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


def new_schema(server: str) -> str:
    """Make a schema in which nothing is yet; return the URL that leads into it."""
    name = f"hudud_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server}&options=-csearch_path%3D{name}"
