"""Rows of the queue: names that resolved to nothing, each once in its context, and counted."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text, update

from gazetteer.errors import PlaceNotFoundError
from gazetteer.message import Message
from gazetteer.place_draft import clean_text
from gazetteer.review import UnresolvedName, UnresolvedReport, UnresolvedState
from gazetteer.store_schema import META, UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, RowMapping

    Context = tuple[str, str, str, str]

# Characters of a name or an origin that are kept. Source: own choice; what is longer is a sentence
# that an importer took for a name.
LONGEST_TEXT = 200
# Ends of lines and directional controls, which no name may have: see record.check_place.
_NO_NAME = re.compile("[\u2028-\u202e\u2066-\u2069]")

_UPSERT = text("""
INSERT INTO unresolved (id, name, country, admin1, admin2, origin, count,
    first_seen, last_seen, state, reason)
VALUES (:id, :name, :country, :admin1, :admin2, :origin, :count, :now, :now, 'open', '')
ON CONFLICT (name, country, admin1, admin2) DO UPDATE SET
    origin = excluded.origin, count = unresolved.count + excluded.count,
    last_seen = excluded.last_seen,
    state = CASE unresolved.state WHEN 'resolved' THEN 'open' ELSE unresolved.state END
""")


def put_unresolved(connection: Connection, reports: Iterable[UnresolvedReport]) -> int:
    """Count names in the queue; return how many different ones there were."""
    counts: dict[Context, int] = {}
    origins: dict[Context, str] = {}
    for report in reports:
        context = _context(report)
        if context[0] and report.count > 0:
            counts[context] = counts.get(context, 0) + report.count
            origins[context] = _short(report.origin)
    # PostgreSQL locks this row, so that no two get one number; SQLite has one writer at a time.
    connection.execute(select(META.c.revision).with_for_update())
    last = connection.execute(select(func.max(UNRESOLVED.c.id))).scalar_one()
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    rows = [
        {
            "id": number,
            **dict(zip(("name", "country", "admin1", "admin2"), context, strict=True)),
            "origin": origins[context],
            "count": count,
            "now": now,
        }
        for number, (context, count) in enumerate(counts.items(), start=(last or 0) + 1)
    ]
    if rows:
        connection.execute(_UPSERT, rows)
    return len(rows)


def unresolved_in(
    connection: Connection, state: UnresolvedState, limit: int
) -> list[UnresolvedName]:
    """Return names of the queue in a state, the most frequent first, the newest of these first."""
    query = (
        select(UNRESOLVED)
        .where(UNRESOLVED.c.state == str(state))
        .order_by(UNRESOLVED.c.count.desc(), UNRESOLVED.c.last_seen.desc(), UNRESOLVED.c.id)
        .limit(limit)
    )
    return [_unresolved(row) for row in connection.execute(query).mappings()]


def get_unresolved(connection: Connection, unresolved_id: int) -> UnresolvedName:
    """Return a name of the queue, whatever its state.

    Raises
    ------
    PlaceNotFoundError
        If there is none with this number.
    """
    query = select(UNRESOLVED).where(UNRESOLVED.c.id == unresolved_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise PlaceNotFoundError(
            Message("the queue has no name %(unresolved_id)s", unresolved_id=unresolved_id)
        )
    return _unresolved(row)


def settled_places(connection: Connection, reports: Iterable[UnresolvedReport]) -> list[str | None]:
    """Return for each name in its context the id of the place that an editor settled it on.

    None for one that no editor settled; the id may be that of a place merged or deleted since.
    """
    query = select(
        UNRESOLVED.c.name,
        UNRESOLVED.c.country,
        UNRESOLVED.c.admin1,
        UNRESOLVED.c.admin2,
        UNRESOLVED.c.place_id,
    ).where(UNRESOLVED.c.state == str(UnresolvedState.RESOLVED), UNRESOLVED.c.place_id.is_not(None))
    settled: dict[Context, str] = {
        (row.name, row.country, row.admin1, row.admin2): row.place_id
        for row in connection.execute(query)
    }
    return [settled.get(_context(report)) if settled else None for report in reports]


def close_unresolved(
    connection: Connection,
    unresolved_id: int,
    state: UnresolvedState,
    *,
    user: str,
    reason: str,
    place_id: str | None = None,
) -> None:
    """Take a name out of the queue.

    Raises
    ------
    PlaceNotFoundError
        If there is none with this number.
    """
    closed = connection.execute(
        update(UNRESOLVED)
        .where(UNRESOLVED.c.id == unresolved_id)
        .values(state=str(state), decided_by=user, reason=reason, place_id=place_id)
    )
    if closed.rowcount == 0:
        raise PlaceNotFoundError(
            Message("the queue has no name %(unresolved_id)s", unresolved_id=unresolved_id)
        )


def _short(value: str) -> str:
    return clean_text(clean_text(_NO_NAME.sub(" ", value))[:LONGEST_TEXT])


def _context(report: UnresolvedReport) -> Context:
    name, country, admin1, admin2 = map(
        _short, (report.name, report.country, report.admin1, report.admin2)
    )
    return name, country, admin1, admin2


def _unresolved(row: RowMapping) -> UnresolvedName:
    return UnresolvedName(
        id=row["id"],
        name=row["name"],
        country=row["country"],
        admin1=row["admin1"],
        admin2=row["admin2"],
        origin=row["origin"],
        count=row["count"],
        first_seen=datetime.fromisoformat(row["first_seen"]),
        last_seen=datetime.fromisoformat(row["last_seen"]),
        state=UnresolvedState(row["state"]),
    )
