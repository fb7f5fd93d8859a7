"""Rows of drafts: one for each user and place, replaced as the edit goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, text

from gazetteer.record import format_draft
from gazetteer.review import Draft
from gazetteer.store_rows import chunks, decode
from gazetteer.store_schema import DRAFT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from gazetteer.place import Place

# Both databases read this alike, and it needs no lock: two tabs of one user may keep at once.
_UPSERT = text("""
INSERT INTO draft (editor, place_id, record, based_on, updated)
VALUES (:editor, :place_id, :record, :based_on, :updated)
ON CONFLICT (editor, place_id) DO UPDATE SET
    record = excluded.record, based_on = excluded.based_on, updated = excluded.updated
""")


def put_draft(connection: Connection, user: str, place: Place, based_on: int | None) -> Draft:
    """Keep a draft in the place of the user's last one of the same place, and return it."""
    updated = datetime.now(UTC)
    row = {
        "editor": user,
        "place_id": place.id,
        "record": format_draft(place),
        "based_on": based_on,
        "updated": updated.isoformat(timespec="microseconds"),
    }
    connection.execute(_UPSERT, row)
    return Draft(user=user, place_id=place.id, place=place, based_on=based_on, updated=updated)


def drafts_of(connection: Connection, user: str, place_id: str | None = None) -> list[Draft]:
    """Return the drafts of a user, the newest first; only that of one place if it is given."""
    query = select(DRAFT).where(DRAFT.c.editor == user)
    if place_id is not None:
        query = query.where(DRAFT.c.place_id == place_id)
    rows = connection.execute(query.order_by(DRAFT.c.updated.desc(), DRAFT.c.place_id))
    return [
        Draft(
            user=row.editor,
            place_id=row.place_id,
            place=decode(row.record),
            based_on=row.based_on,
            updated=datetime.fromisoformat(row.updated),
        )
        for row in rows
    ]


def drop_drafts(connection: Connection, user: str, place_ids: Iterable[str]) -> None:
    """Remove the drafts of a user of these places."""
    for chunk in chunks(place_ids):
        connection.execute(delete(DRAFT).where(DRAFT.c.editor == user, DRAFT.c.place_id.in_(chunk)))
