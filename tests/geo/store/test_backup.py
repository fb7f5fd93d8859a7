"""The gazetteer's backup carries the data sets, between both kinds of database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, text

from gazetteer import Gazetteer, Message, Store, StoreError, schema_version
from geo import DatasetInfo, IncidentStore
from geo.store.changes import encode_info
from geo.store.migrations import MIGRATIONS, TABLE, migrate
from geo.store.schema import METADATA
from tests.geo.store.rows import ACLED, AMAL, event, table
from tests.geo.store.test_records import INCIDENT
from tests.geo.store.test_records import add as add_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection


def fill(sets: IncidentStore) -> None:
    rows = [event(str(n)) for n in range(6)]
    sets.put(ACLED, [table(*rows)], user=AMAL, reason="first")
    sets.put(ACLED, [table(*rows[1:])], user=AMAL, reason="second")
    add_record(sets)


def test_backup_restored_into_another_database_holds_every_version(
    sets: IncidentStore, fresh_url: Callable[[], str], tmp_path: Path
) -> None:
    fill(sets)
    sets.gazetteer.store.backup(tmp_path / "b.sqlite")
    with IncidentStore(Gazetteer(store=Store(fresh_url(), shipped=False))) as other:
        other.put(ACLED, [table(event("lost"))], user=AMAL, reason="r")
        other.gazetteer.store.restore(tmp_path / "b.sqlite")
        for version in (1, 2):
            assert other.read("acled", version).equals(sets.read("acled", version))
        assert other.history() == sets.history()
        assert other.records() == sets.records()
        assert other.record_history(INCIDENT.id) == sets.record_history(INCIDENT.id)
        assert other.state().epoch != sets.state().epoch
        other.put(ACLED, [table(event("9"))], user=AMAL, reason="goes on")
        assert other.get("acled").version == 3


def test_restore_of_a_backup_without_data_sets_leaves_none(
    sets: IncidentStore, fresh_url: Callable[[], str], tmp_path: Path
) -> None:
    with Store(fresh_url(), shipped=False) as plain:
        plain.backup(tmp_path / "b.sqlite")
    fill(sets)
    sets.gazetteer.store.restore(tmp_path / "b.sqlite")
    again = IncidentStore(sets.gazetteer)
    assert again.datasets() == []


def test_migrate_all_steps_make_the_tables_of_the_schema(sets: IncidentStore) -> None:
    with sets.database.read() as connection:
        seen = inspect(connection)
        assert set(METADATA.tables) <= set(seen.get_table_names())
        for described in METADATA.tables.values():
            columns = {c["name"]: bool(c["nullable"]) for c in seen.get_columns(described.name)}
            assert columns == {c.name: bool(c.nullable) for c in described.columns}
            indexes = {index["name"] for index in seen.get_indexes(described.name)}
            assert indexes == {index.name for index in described.indexes}


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_migrate_from_each_version_keeps_the_data_sets(
    fresh_url: Callable[[], str], version: int
) -> None:
    with Gazetteer(store=Store(fresh_url(), shipped=False)) as gazetteer:
        database = gazetteer.store.database
        migrate(database, migrations=MIGRATIONS[:version])
        info = DatasetInfo(id="old", name="Old", edition=1)
        with database.write() as connection:
            statement = "INSERT INTO data_set VALUES ('old', 1, 0, :record)"
            connection.execute(text(statement), {"record": encode_info(info)})
        sets = IncidentStore(gazetteer)
        assert sets.datasets() == [info]
        add_record(sets)
        sets.put(replace(info, id="new"), [table(event("1"))], user=AMAL, reason="r")
        assert sets.records().incidents == (INCIDENT,)


def test_migrate_step_that_fails_leaves_the_old_version(sets: IncidentStore) -> None:
    def fails(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise StoreError(Message("half way"))

    with pytest.raises(StoreError, match="half way"):
        migrate(sets.database, migrations=(*MIGRATIONS, fails))
    with sets.database.read() as connection:
        assert schema_version(connection, TABLE) == len(MIGRATIONS)
        assert not inspect(connection).has_table("half")
