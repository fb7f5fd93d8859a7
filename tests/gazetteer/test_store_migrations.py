from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, select, text

from gazetteer import Message, StoreError, load_shipped, sealed
from gazetteer.store import Store
from gazetteer.store_changes import replay
from gazetteer.store_engine import Database
from gazetteer.store_migrations import MIGRATIONS, migrate, schema_version
from gazetteer.store_schema import METADATA
from tests.gazetteer.places import contents, run_at_once, village

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

DATA = Path(__file__).parent / "data"


def _as_now(table: str, row: dict[str, object]) -> dict[str, object]:
    """Return a row with what later versions say in the columns that they added to its table."""
    return sealed({"overridden": "", **row}) if table == "change" else row


def _text(row: dict[str, object]) -> str:
    return str(sorted(row.items()))


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_migrate_from_each_released_version_keeps_everything(
    fresh_url: Callable[[], str], version: int
) -> None:
    url = fresh_url()
    tables = json.loads((DATA / f"store_version_{version}.json").read_text(encoding="utf-8"))
    database = Database(url)
    migrate(database, migrations=MIGRATIONS[:version])
    with database.write() as connection:
        connection.execute(text("DELETE FROM meta"))
        for table, rows in tables.items():
            for row in rows:
                names = ", ".join(row)
                values = ", ".join(f":{name}" for name in row)
                statement = f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608
                connection.execute(text(statement), row)
    database.close()
    with Store(url, shipped=False) as store:
        store.verify()
        assert store.revision == 5
        assert store.get("hajin").preferred("ar") == "هجين"
        assert store.get("hagin") == store.get("hajin")
        kinds = ["delete", "create", "merge", "merge", "create", "create"]
        assert [c.kind for c in store.history()] == kinds
        history = replay(reversed(store.history()))
        assert history.places == contents(store)
        with store.database.read() as connection:
            for name in tables.keys() - {"meta"}:
                table = METADATA.tables[name]
                query = select(table).order_by(*table.primary_key.columns)
                kept = [dict(row) for row in connection.execute(query).mappings()]
                told = [_as_now(name, row) for row in tables[name]]
                assert sorted(kept, key=_text) == sorted(told, key=_text)
        saved = store.save(village("new"), editor="Amal", reason="still works", based_on=None)
        assert saved.version == 1


def test_migrate_step_that_fails_leaves_the_old_version(fresh_url: Callable[[], str]) -> None:
    def fails(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise StoreError(Message("half way"))

    database = Database(fresh_url())
    migrate(database)
    with pytest.raises(StoreError, match="half way"):
        migrate(database, migrations=(*MIGRATIONS, fails))
    with database.read() as connection:
        assert schema_version(connection) == len(MIGRATIONS)
        assert not inspect(connection).has_table("half")
    database.close()


def test_migrate_database_of_a_newer_release_is_refused(fresh_url: Callable[[], str]) -> None:
    url = fresh_url()
    with Store(url, shipped=False) as store, store.database.write() as connection:
        connection.execute(text("UPDATE meta SET schema_version = 99"))
    with pytest.raises(StoreError, match="newer release"):
        Store(url)


def test_migrate_all_steps_make_the_tables_of_the_schema(store: Store) -> None:
    with store.database.read() as connection:
        seen = inspect(connection)
        assert set(seen.get_table_names()) == set(METADATA.tables)
        for table in METADATA.tables.values():
            columns = {c["name"]: bool(c["nullable"]) for c in seen.get_columns(table.name)}
            assert columns == {c.name: bool(c.nullable) for c in table.columns}
            indexes = {index["name"] for index in seen.get_indexes(table.name)}
            assert indexes == {index.name for index in table.indexes}


_OPEN = """
import sys
from gazetteer.store import Store
with Store(sys.argv[1]) as store:
    print(store.state())
"""


def test_store_opened_by_processes_at_once_is_made_and_filled_once(
    fresh_url: Callable[[], str],
) -> None:
    url = fresh_url()
    states = run_at_once(_OPEN, [[url]] * 3)
    assert len(set(states)) == 1
    with Store(url) as store:
        assert store.revision == 1
        assert len(contents(store)) == len(store.history()) == len(load_shipped())
