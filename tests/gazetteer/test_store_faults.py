"""A database that fails: named in one line, nothing half written, and in use again afterwards."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import event, text

from gazetteer import Gazetteer, Role, Store, StoreError, StoreFault, User
from gazetteer import store_write as writing
from gazetteer.__main__ import main
from gazetteer.store_migrations import MIGRATIONS
from gazetteer.store_rescue import restore_database
from tests.gazetteer.places import contents, village
from tests.postgresql import new_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from gazetteer import Place

AMAL = User("Amal", Role.EDITOR)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one village and its backup beside it, closed."""
    path = tmp_path / "g.sqlite"
    with Store(str(path), shipped=False) as store:
        store.save(village("hajin"), editor="Amal", reason="found", based_on=None)
        store.backup(tmp_path / "backup.sqlite")
    return path


def many(count: int = 500) -> list[tuple[Place, int | None]]:
    return [(village(f"v-{n}"), None) for n in range(count)]


@contextmanager
def no_page_more(store: Store) -> Iterator[None]:
    """Let the file of a store grow no further: what SQLite meets on a full disk."""
    with store.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def lift(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    event.listen(store.database.writer, "begin", limit)
    yield
    event.remove(store.database.writer, "begin", limit)
    event.listen(store.database.writer, "begin", lift)


def overwrite(path: Path, content: bytes, at: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (address TEXT)")
        connection.commit()


def newer_release(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET schema_version = 99")
        connection.commit()


def emptied(path: Path) -> None:
    with Gazetteer(store=Store(str(path), shipped=False)) as gazetteer:
        gazetteer.resolve("Hajin")
    path.write_bytes(b"")


def edited_by_hand(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE place SET record = replace(record, 'Hajin', 'Hajim')")
        connection.commit()


BROKEN: dict[str, tuple[Callable[[Path], None], StoreFault]] = {
    "header": (lambda path: overwrite(path, b"x" * 100), StoreFault.DAMAGED),
    "pages": (lambda path: overwrite(path, b"\xff" * 9000, at=4096), StoreFault.DAMAGED),
    "cut off": (cut, StoreFault.DAMAGED),
    "emptied": (emptied, StoreFault.DAMAGED),
    "edited by hand": (edited_by_hand, StoreFault.DAMAGED),
    "another program's": (another_program, StoreFault.FOREIGN),
    "newer": (newer_release, StoreFault.NEWER),
}


def altered(path: Path, statement: str) -> None:
    """Change rows past everything that forbids it, as a failing disk does."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = [sql for (sql,) in connection.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
        )]  # fmt: skip
        for guarded in ("update", "delete"):
            connection.execute(f"DROP TRIGGER change_no_{guarded}")
        connection.execute(statement)
        for trigger in triggers:
            connection.execute(trigger)
        connection.commit()


def look(path: Path) -> None:
    with Store(str(path), shipped=False) as store:
        store.verify()


@pytest.mark.parametrize("name", BROKEN)
def test_file_that_is_broken_is_named_and_a_backup_takes_its_place(
    path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    damage, fault = BROKEN[name]
    damage(path)
    for _ in range(2):
        with pytest.raises(StoreError, match=str(path)) as caught:
            look(path)
        assert caught.value.fault is fault
    assert main(["check", "--database-only", "--database", str(path)]) == 1
    said = capfd.readouterr().err
    assert said.startswith("error: ")
    assert str(path) in said
    assert said.count("\n") == 1
    backup = str(path.parent / "backup.sqlite")
    assert main(["restore", backup, "--database", str(path)]) == 0
    with Store(str(path), shipped=False) as store:
        store.verify()
        assert set(contents(store)) == {"hajin"}
        assert store.save(village("new"), editor="A", reason="r", based_on=None).version == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("revision", 7),
        ("at", "2026-11-21T09:30:00.000000+00:00"),
        ("editor", "Amel"),
        ("kind", "update"),
        ("after", '{"id":"hajin"}'),
        ("redirect_to", "hajin"),
        ("reason", "fount"),
        ("undoes", 1),
        ("overridden", "in-sea"),
        ("seal", "0" * 64),
    ],
)
def test_changed_letter_in_the_history_is_told_with_the_change(
    path: Path, capfd: pytest.CaptureFixture[str], field: str, value: str | int
) -> None:
    with Store(str(path), shipped=False) as store:
        store.save(village("second"), editor="Amal", reason="found", based_on=None)
    quoted = str(value).replace("'", "''")
    altered(path, f"UPDATE change SET {field} = '{quoted}' WHERE id = 1")  # noqa: S608 - our own
    assert main(["check", "--database-only", "--database", str(path)]) == 1
    said = capfd.readouterr().err
    assert "of the history, change 1: not as it was written" in said
    assert said.count("\n") == 1


def test_history_that_is_damaged_in_many_lines_names_the_first(path: Path) -> None:
    with Store(str(path), shipped=False) as store:
        store.save_all(many(), editor="Amal", reason="all")
    altered(path, "UPDATE change SET editor = 'x' WHERE id > 490")
    first = ", ".join(f"change {number}" for number in range(491, 496))
    with pytest.raises(StoreError, match=f"{first} and more: not as it was written"):
        look(path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE toponym SET name = 'Hajim'",
        "DELETE FROM toponym",
        "UPDATE place SET country_code = 'IQ'",
        "INSERT INTO link VALUES ('hajin', 0, 'geonames:1')",
    ],
)
def test_what_is_searched_of_a_place_and_differs_from_its_record_is_told(
    path: Path, statement: str
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    with pytest.raises(StoreError, match="what is searched of the place hajin"):
        look(path)


def test_restore_of_a_damaged_file_keeps_it_and_the_drafts_in_it(path: Path) -> None:
    with Gazetteer(store=Store(str(path), shipped=False)) as gazetteer:
        gazetteer.desk(AMAL).keep_draft(village("drafted"), based_on=None)
        with gazetteer.store.database.read() as connection:
            query = text("SELECT rootpage FROM sqlite_master WHERE name = 'change'")
            page = connection.execute(query).scalar_one()
    before = path.read_bytes()
    overwrite(path, b"\xff" * 4096, at=(page - 1) * 4096)
    _revision, aside = restore_database(str(path), path.parent / "backup.sqlite")
    assert aside is not None
    assert len(aside.read_bytes()) == len(before)
    with Gazetteer(store=Store(str(path), shipped=False)) as gazetteer:
        assert [d.place_id for d in gazetteer.desk(AMAL).drafts()] == ["drafted"]


def test_restore_of_a_damaged_file_that_somebody_has_open_leaves_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gazetteer.store_rescue._LET_GO_S", 0.0)
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('SELECT * FROM meta').fetchall(); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        newer_release(path)
        with pytest.raises(StoreError, match="stop it first"):
            restore_database(str(path), path.parent / "backup.sqlite")
        assert sorted(p.name for p in path.parent.glob("*damaged*")) == []
        other.communicate(b"\n")
    assert restore_database(str(path), path.parent / "backup.sqlite")[1] is not None


def test_file_without_its_write_ahead_log_is_told_by_the_index_beside_it(path: Path) -> None:
    before = path.read_bytes()
    with Gazetteer(store=Store(str(path), shipped=False)) as gazetteer:
        gazetteer.store.save(village("later"), editor="A", reason="r", based_on=None)
        gazetteer.resolve("Hajin")
        gazetteer.store.verify()
    path.write_bytes(before)
    with pytest.raises(StoreError, match="its -wal is missing") as caught:
        look(path)
    assert caught.value.fault is StoreFault.DAMAGED


def test_database_that_a_newer_release_migrates_meanwhile_is_used_no_more(path: Path) -> None:
    with Store(str(path), shipped=False) as store:
        assert store.revision == 1
        newer_release(path)
        with pytest.raises(StoreError, match="newer release") as caught:
            store.state()
        assert caught.value.fault is StoreFault.NEWER


def test_record_that_is_no_json_is_told_as_damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE place SET record = '{'")
        connection.commit()
    with (
        Store(str(path), shipped=False) as store,
        pytest.raises(StoreError, match="the record of a place") as caught,
    ):
        store.get("hajin")
    assert caught.value.fault is StoreFault.DAMAGED


def test_disk_full_writes_nothing_and_goes_on_when_there_is_room(path: Path) -> None:
    with Store(str(path), shipped=False) as store:
        with no_page_more(store), pytest.raises(StoreError, match="is full") as caught:
            store.save_all(many(), editor="Amal", reason="all")
        assert caught.value.fault is StoreFault.FULL
        assert set(contents(store)) == {"hajin"}
        assert len(store.save_all(many(), editor="Amal", reason="all")) == 500
        store.verify()


_LIMITED = """
import resource, signal, sys
from gazetteer.__main__ import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[1:]))
"""


def test_command_without_room_says_so_in_one_line(path: Path, tmp_path: Path) -> None:
    rows = [f"v-{n},Village {n},P,PPL,SY,35.0,40.0" for n in range(10)]
    table = tmp_path / "places.csv"
    head = "id,name,feature_class,feature_code,country_code,lat,lon"
    table.write_text("\n".join([head, *rows]))
    command = ["import", str(table), "--database", str(path), "--editor", "Amal"]
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"error: the disk of {path} is full")
    assert done.stderr.count("\n") == 1
    assert main(command) == 0


def test_writing_while_another_program_writes_waits_as_long_as_it_was_told(path: Path) -> None:
    with (
        Gazetteer(store=Store(str(path), shipped=False)) as gazetteer,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(StoreError, match="another program writes") as caught,
            gazetteer.store.database.write(wait_s=0.0),
        ):
            pass
        assert caught.value.fault is StoreFault.LOCKED
        assert gazetteer.store.get("hajin").id == "hajin"
        other.execute("ROLLBACK")
        gazetteer.desk(AMAL).keep_draft(village("drafted"), based_on=None)


def test_file_that_can_only_be_read_is_read_and_says_so_when_written(path: Path) -> None:
    with Store(str(path), shipped=False) as store:

        def forbid(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA query_only = ON")

        event.listen(store.database.writer, "begin", forbid)
        with pytest.raises(StoreError, match="can only be read") as caught:
            store.save(village("new"), editor="A", reason="r", based_on=None)
        assert caught.value.fault is StoreFault.READ_ONLY
        assert set(contents(store)) == {"hajin"}


def test_file_that_is_gone_is_missed_and_never_made_anew(path: Path) -> None:
    with Store(str(path), shipped=False) as store:
        away = path.with_name("away.sqlite")
        path.rename(away)
        with pytest.raises(StoreError, match="missing") as caught:
            store.get("hajin")
        assert caught.value.fault is StoreFault.MISSING
        assert not path.exists()
        away.rename(path)
        assert store.get("hajin").id == "hajin"


def test_another_file_in_its_place_is_opened_without_the_log_of_the_former(path: Path) -> None:
    with Store(str(path), shipped=False) as store:
        store.save_all(many(), editor="Amal", reason="all")
        assert path.with_name("g.sqlite-wal").stat().st_size > 0
        (path.parent / "backup.sqlite").replace(path)
        assert set(contents(store)) == {"hajin"}
        store.verify()


def test_history_stays_in_order_when_the_clock_is_put_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = datetime.now(UTC)
    shift = timedelta(0)

    class Clock(datetime):
        @classmethod
        def now(cls, _zone: object = None) -> Clock:
            moved = real + shift
            return cls.fromisoformat(moved.isoformat())

    monkeypatch.setattr(writing, "datetime", Clock)
    store.save(village("first"), editor="A", reason="r", based_on=None)
    shift = timedelta(hours=-2)
    store.save(village("second"), editor="A", reason="r", based_on=None)
    shift = timedelta(days=-400)
    store.save(village("third"), editor="A", reason="r", based_on=None)
    third, second, first = store.history()
    assert first.at == second.at == real
    assert third.at == real - timedelta(days=400)
    assert store.revision_at(real) == 3


def test_server_that_ends_a_transaction_is_said_not_to_answer_and_used_again(
    postgresql_url: str,
) -> None:
    url = new_schema(postgresql_url)
    with Store(url, shipped=False) as store:
        store.save(village("hajin"), editor="A", reason="r", based_on=None)

        def write() -> None:
            with store.edit("Amal", "lost") as writer:
                writer.put(village("lost"), None)
                writer.flush()
                pid = writer.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
                with psycopg.connect(postgresql_url, autocommit=True) as other:
                    other.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))

        with pytest.raises(StoreError, match="does not answer") as caught:
            write()
        assert caught.value.fault is StoreFault.UNREACHABLE
        assert set(contents(store)) == {"hajin"}
        store.save(village("new"), editor="A", reason="r", based_on=None)


def test_migration_of_a_killed_process_leaves_the_old_version(path: Path) -> None:
    old = path.with_name("old.sqlite")
    script = f"""
import os, signal, sys
from gazetteer.store_engine import Database
from gazetteer import store_migrations as steps
database = Database(sys.argv[1])
steps.migrate(database, migrations=steps.MIGRATIONS[:2])
def dies(connection):
    connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
    os.kill(os.getpid(), signal.{signal.SIGKILL.name})
steps.migrate(database, migrations=(*steps.MIGRATIONS[:2], dies))
"""
    done = subprocess.run([sys.executable, "-c", script, str(old)], check=False)
    assert done.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("SELECT schema_version FROM meta").fetchone() == (2,)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert "half" not in tables
    with Store(str(old), shipped=False) as store, store.database.read() as connection2:
        version = connection2.exec_driver_sql("SELECT schema_version FROM meta").scalar_one()
        assert version == len(MIGRATIONS)


def test_resolve_on_the_command_line_tells_a_damaged_database_in_one_line(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    overwrite(path, b"x" * 100)
    assert main(["resolve", "Hajin", "--database", str(path)]) == 1
    said = capfd.readouterr()
    assert said.err.startswith(f"error: {path} is damaged")
    assert said.err.count("\n") == 1
    assert not said.out
