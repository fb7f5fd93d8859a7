"""What a database says when it fails, as one sentence that names it, and what is to be done."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError, NoResultFound, SQLAlchemyError

from gazetteer.errors import StoreError, StoreFault
from gazetteer.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

# The lowest eight bits of SQLite's extended codes tell the kind.
# Source: https://www.sqlite.org/rescode.html#extended_result_code_list
_KIND = 0xFF
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: StoreFault.FULL,
    sqlite3.SQLITE_READONLY: StoreFault.READ_ONLY,
    sqlite3.SQLITE_BUSY: StoreFault.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreFault.LOCKED,
    sqlite3.SQLITE_CANTOPEN: StoreFault.MISSING,
    sqlite3.SQLITE_PERM: StoreFault.MISSING,
    sqlite3.SQLITE_CORRUPT: StoreFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: StoreFault.DAMAGED,
    sqlite3.SQLITE_IOERR: StoreFault.DISK,
}
# A page that ends before its end: the file was cut off.
_SQLITE_CUT_OFF: Final = sqlite3.SQLITE_IOERR_SHORT_READ
# What the driver says without a code of SQLite, and what SQLite says with its code for anything.
_SAID: Final = {
    "could not decode to utf-8": StoreFault.DAMAGED,
    "no such table": StoreFault.FOREIGN,
    "no such column": StoreFault.FOREIGN,
}
# Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: Final = {
    "53100": StoreFault.FULL,
    "25006": StoreFault.READ_ONLY,
    "55P03": StoreFault.LOCKED,
    "57P01": StoreFault.UNREACHABLE,
    "57P02": StoreFault.UNREACHABLE,
    "57P03": StoreFault.UNREACHABLE,
    "53300": StoreFault.UNREACHABLE,
    "58030": StoreFault.DISK,
    "XX001": StoreFault.DAMAGED,
    "XX002": StoreFault.DAMAGED,
    "42P01": StoreFault.FOREIGN,
    "42703": StoreFault.FOREIGN,
}
_CONNECTION_CLASS: Final = "08"


def fault_of(error: SQLAlchemyError) -> StoreFault:
    """Return what kind of failure a database reported."""
    if isinstance(error, NoResultFound):
        # Only rows are asked for in this way that each database of ours has.
        return StoreFault.DAMAGED
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return _sqlite_fault(cause)
    state = str(getattr(cause, "sqlstate", None) or "")
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    if state.startswith(_CONNECTION_CLASS):
        return StoreFault.UNREACHABLE
    # psycopg gives no state when the connection broke, or never came about.
    broken = isinstance(error, DBAPIError) and error.connection_invalidated
    if broken or (not state and type(cause).__name__ == "OperationalError"):
        return StoreFault.UNREACHABLE
    return StoreFault.REFUSED


def _sqlite_fault(cause: sqlite3.Error) -> StoreFault:
    said = str(cause).casefold()
    for part, fault in _SAID.items():
        if part in said:
            return fault
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None:
        return StoreFault.REFUSED
    if code == _SQLITE_CUT_OFF:
        return StoreFault.DAMAGED
    return _SQLITE.get(code & _KIND, StoreFault.REFUSED)


def store_error(error: SQLAlchemyError, database: str) -> StoreError:
    """Return what is raised in the place of an error of SQLAlchemy: one line, no statement.

    Parameters
    ----------
    error
        What SQLAlchemy raised.
    database
        The file, or host and name of a server's database; never a password.
    """
    cause = getattr(error, "orig", None) or error
    said = " ".join(str(cause).split()) or type(cause).__name__
    fault = fault_of(error)
    return StoreError(_sentence(fault, database, said), fault=fault)


def _sentence(fault: StoreFault, database: str, said: str) -> Message:
    """Return what is wrong with a database; `said` are the words of the database itself."""
    known = {"database": database, "said": said}
    sentences = {
        StoreFault.FULL: Message("the disk of %(database)s is full: %(said)s", **known),
        StoreFault.READ_ONLY: Message("%(database)s can only be read: %(said)s", **known),
        StoreFault.LOCKED: Message(
            "%(database)s is locked, another program writes to it; try again later: %(said)s",
            **known,
        ),
        StoreFault.UNREACHABLE: Message("%(database)s does not answer: %(said)s", **known),
        StoreFault.MISSING: Message(
            "%(database)s is missing or cannot be opened: %(said)s", **known
        ),
        StoreFault.FOREIGN: Message("%(database)s is no database of Hudud: %(said)s", **known),
        StoreFault.DISK: Message(
            "the disk of %(database)s is full or fails; look at its space first: %(said)s", **known
        ),
    }
    if fault is StoreFault.DAMAGED:
        return damage(database, said)
    return sentences.get(fault) or Message("the database refused: %(said)s", said=said)


def damage(database: str, said: str) -> Message:
    """Return that a database is damaged, how that shows, and how it is mended."""
    return Message(
        "%(database)s is damaged (%(said)s);"
        ' put a backup in its place: "python -m gazetteer restore FILE"',
        database=database,
        said=said,
    )


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Take what cannot be decoded, though it was checked when it was written, for damage.

    Parameters
    ----------
    what
        What is decoded, for the message: "the record of a place".

    Raises
    ------
    StoreError
        If decoding raises what wrong content makes it raise.
    """
    try:
        yield
    except (ValueError, KeyError, TypeError, OSError) as error:
        said = f"{what}: {type(error).__name__} {' '.join(str(error).split())[:80]}"
        raise StoreError(damage("the database", said), fault=StoreFault.DAMAGED) from error
