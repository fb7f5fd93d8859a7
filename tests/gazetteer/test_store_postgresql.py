"""What a PostgreSQL database must be able to hold."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from gazetteer import Store, StoreError


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_database_that_cannot_hold_arabic_is_refused_with_the_way_out(
    postgresql_url: str, encoding: str
) -> None:
    name = f"hudud_{uuid.uuid4().hex}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'"
        )
    try:
        said = f"^the database '{name}' is in {encoding} .*make it anew with ENCODING 'UTF8'$"
        with pytest.raises(StoreError, match=said):
            Store(postgresql_url.replace("/postgres?", f"/{name}?"))
    finally:
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
