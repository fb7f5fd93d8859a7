"""The engine of a PostgreSQL database: how it is reached, and what it must be able to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.exc import NoSuchModuleError

from gazetteer.errors import StoreError
from gazetteer.message import Message

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine import URL
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

# A server that does not answer is given up after so long, in seconds, and so is a connection over
# which nothing comes back: a page waits for it meanwhile. Parameters of libpq, unless the URL has
# others. Source: own choice; a restart of PostgreSQL takes about one second.
_CONNECTING: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# Others hold no Arabic, or give bytes instead of text.
_ENCODING: Final = "UTF8"


def postgresql_engine(url: URL) -> Engine:
    """Return an engine; nothing is connected yet.

    Raises
    ------
    StoreError
        If the driver is missing; at the first connection, if the database is not in UTF-8.
    """
    try:
        connecting = {k: v for k, v in _CONNECTING.items() if k not in url.query}
        engine = sqlalchemy.create_engine(url, pool_pre_ping=True, connect_args=connecting)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(
            Message("PostgreSQL needs one more package: pip install 'psycopg[binary]'")
        ) from error
    # Before SQLAlchemy itself, which fails where the server answers in bytes.
    event.listen(engine, "connect", _refuse_other_encodings, insert=True)
    return engine


def _refuse_other_encodings(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    info = connection.info
    encoding = info.parameter_status("server_encoding")
    if encoding != _ENCODING:
        message = Message(
            "the database %(name)r is in %(encoding)s and cannot hold every script;"
            " make it anew with ENCODING 'UTF8'",
            name=info.dbname,
            encoding=encoding,
        )
        raise StoreError(message)
