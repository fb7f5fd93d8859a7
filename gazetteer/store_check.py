"""Looking whether what the tables say agrees: places with their history, names with places."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from gazetteer.store_rows import decode, link_rows, place_row, toponym_rows
from gazetteer.store_schema import CHANGE, LINK, PLACE, TOPONYM
from gazetteer.store_seals import broken_seals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row, Table

# How many places are compared with their names at once.
_FETCH = 500
# So many broken seals are named; the rest is "more".
_NAMED = 5


def disagreements(connection: Connection) -> Iterator[str]:
    """Yield what does not agree in a database whose pages are whole, each as part of a sentence.

    Raises
    ------
    StoreError
        If the record of a place cannot be read.
    """
    broken = [f"{table} {key}" for table, key in islice(broken_seals(connection), _NAMED + 1)]
    if broken:
        named = ", ".join(broken[:_NAMED]) + (" and more" if len(broken) > _NAMED else "")
        yield f"of the history, {named}: not as it was written"
    for place_id in _differing_places(connection):
        yield f"the place {place_id} is not what the history says of it"
    for place_id in _astray_places(connection):
        yield f"what is searched of the place {place_id} is not what its record says"


def _differing_places(connection: Connection) -> Iterator[str]:
    """Yield the ids of places that are not as their last change left them."""
    lasts = select(func.max(CHANGE.c.id)).group_by(CHANGE.c.place_id)
    changed = select(CHANGE.c.place_id, CHANGE.c.after).where(CHANGE.c.id.in_(lasts)).subquery()
    stored = PLACE.outerjoin(changed, changed.c.place_id == PLACE.c.id)
    # A tombstone keeps the last state of its place, and its last change says that it has none.
    held = case((PLACE.c.deleted, None), else_=PLACE.c.record)
    differs = held.is_distinct_from(changed.c.after)
    query = select(PLACE.c.id).select_from(stored).where(differs).order_by(PLACE.c.id)
    yield from connection.scalars(query, execution_options={"yield_per": 1})


def _astray_places(connection: Connection) -> Iterator[str]:
    """Yield the ids of places whose columns, names or links differ from their record."""
    last = ""
    query = select(PLACE).order_by(PLACE.c.id).limit(_FETCH)
    while rows := connection.execute(query.where(PLACE.c.id > last)).all():
        ids = [row.id for row in rows]
        names, links = (_rows_of(connection, table, ids) for table in (TOPONYM, LINK))
        for row in rows:
            if not _agrees(row, names[row.id], links[row.id]):
                yield row.id
        last = ids[-1]


def _agrees(
    row: Row[Any], names: Sequence[dict[str, Any]], links: Sequence[dict[str, Any]]
) -> bool:
    place = decode(row.record)
    told = place_row(place, deleted=row.deleted, editor=row.changed_by) | {"record": row.record}
    if told != dict(row._mapping):
        return False
    if row.deleted:
        return not names and not links
    return names == toponym_rows(place) and links == link_rows(place)


def _rows_of(
    connection: Connection, table: Table, ids: Sequence[str]
) -> defaultdict[str, list[dict[str, Any]]]:
    """Return the rows of a table by the place to which they belong, in their order."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    query = select(table).where(table.c.place_id.in_(ids)).order_by(table.c.position)
    for row in connection.execute(query).mappings():
        found[row["place_id"]].append(dict(row))
    return found
