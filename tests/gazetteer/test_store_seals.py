"""Seals: the digest beside each line of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from gazetteer import seal_rows, sealed
from gazetteer.store_seals import broken_seals

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gazetteer import Store

VALUES = st.none() | st.integers() | st.text() | st.binary()
ROWS = st.dictionaries(st.text(min_size=1), VALUES, min_size=1, max_size=5)


def test_sealed_row_has_the_digest_of_its_names_and_values() -> None:
    # Written out, so that nobody changes by accident what databases out there are sealed with.
    row = {"id": 1, "at": None, "reason": "سبب", "file": b"\x00", "seal": "whatever"}
    digest = "d67b3804168ceebd298430fe1f9be5881c3c8cab2551b0a79e96995661c2c761"
    assert sealed(row) == {**row, "seal": digest}


@given(ROWS, VALUES)
def test_sealed_row_with_another_value_has_another_seal(row: dict[str, Any], value: object) -> None:
    name = min(row)
    other = {**row, name: value}
    assert (sealed(row)["seal"] == sealed(other)["seal"]) == (row[name] == value)


def test_sealed_row_is_alike_for_each_kind_of_database() -> None:
    assert sealed({"done": True}) == {"done": True, "seal": sealed({"done": 1})["seal"]}
    assert sealed({"x": memoryview(b"a")})["seal"] == sealed({"x": b"a"})["seal"]


def _table(connection: Connection) -> None:
    connection.execute(
        text("CREATE TABLE told (id TEXT, version INTEGER, said TEXT, PRIMARY KEY (id, version))")
    )
    rows = [{"i": name, "v": number} for name in ("b", "ا", "a b") for number in range(700)]
    connection.execute(text("INSERT INTO told VALUES (:i, :v, 'so')"), rows)
    connection.execute(text("ALTER TABLE told ADD COLUMN seal TEXT NOT NULL DEFAULT ''"))


def test_seal_rows_seals_any_table_and_broken_seals_name_what_changed(store: Store) -> None:
    with store.database.write() as connection:
        _table(connection)
        assert len(list(broken_seals(connection))) == 2_100
        seal_rows(connection, "told")
        assert list(broken_seals(connection)) == []
        connection.execute(text("UPDATE told SET said = 'sa' WHERE version = 699"))
        assert sorted(broken_seals(connection)) == [
            ("told", "a b 699"), ("told", "b 699"), ("told", "ا 699"),
        ]  # fmt: skip
        connection.execute(text("DROP TABLE told"))
