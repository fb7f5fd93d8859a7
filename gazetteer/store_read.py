"""Reading the store: places, states, what changed since, and the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from gazetteer.errors import PlaceNotFoundError, StoreError
from gazetteer.message import Message
from gazetteer.store_migrations import MIGRATIONS, newer_release
from gazetteer.store_rows import change_of, decode, redirect_target, stored_places
from gazetteer.store_schema import CHANGE, META, PLACE, REDIRECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from gazetteer.place import Place
    from gazetteer.store_changes import Change
    from gazetteer.store_engine import Database

# Rows that a stream of places fetches at once.
_FETCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreState:
    """Which state a store is in. Equal states hold equal places.

    `revision` counts the transactions of one line of history; `epoch` names that line and changes
    when a backup takes its place.
    """

    epoch: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What is different in `state`, the newer one: places by id, None for those that are gone."""

    state: StoreState
    places: dict[str, Place | None]
    redirects: dict[str, str]


class StoreReader:
    """The reading half of `gazetteer.store.Store`.

    Parameters
    ----------
    database
        A database with the newest schema.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def revision(self) -> int:
        """The number of the last transaction that changed something."""
        return self.state().revision

    def state(self) -> StoreState:
        """Return epoch and revision, the key of every cache of this store."""
        with self.database.ask() as connection:
            return state_in(connection)

    def get(self, place_id: str) -> Place:
        """Return the place with this id; the id of a merged place leads to the one it became.

        Raises
        ------
        PlaceNotFoundError
            If there is none, or it was deleted.
        """
        with self.database.read() as connection:
            target = redirect_target(connection, place_id)
            stored = stored_places(connection, [target]).get(target)
        if stored is None or stored.deleted:
            raise PlaceNotFoundError(Message("no place has the id %(place_id)r", place_id=place_id))
        return stored.place

    def iter_places(self) -> Iterator[Place]:
        """Yield all places by id, all from one revision, without holding them in memory."""
        query = select(PLACE.c.record).where(~PLACE.c.deleted).order_by(PLACE.c.id)
        with self.database.read() as connection:
            rows = connection.execute(query, execution_options={"yield_per": _FETCH})
            for row in rows:
                yield decode(row.record)

    def snapshot(self) -> Delta:
        """Return all places and redirects of one state."""
        with self.database.read() as connection:
            records = connection.scalars(select(PLACE.c.record).where(~PLACE.c.deleted))
            return Delta(
                state=state_in(connection),
                places={place.id: place for place in map(decode, records)},
                redirects=_redirects(connection),
            )

    def delta_since(self, state: StoreState, *, at_most: int | None = None) -> Delta | None:
        """Return what changed since a state.

        None when the store went over to another line of history, or when more than `at_most` places
        changed: reading all anew is the way then.
        """
        with self.database.read() as connection:
            now = state_in(connection)
            if now.epoch != state.epoch or now.revision < state.revision:
                return None
            changed = select(CHANGE.c.place_id).where(CHANGE.c.revision > state.revision).distinct()
            if at_most is not None:
                count = select(func.count()).select_from(changed.limit(at_most + 1).subquery())
                if connection.execute(count).scalar_one() > at_most:
                    return None
            query = select(PLACE.c.id, PLACE.c.deleted, PLACE.c.record)
            rows = connection.execute(query.where(PLACE.c.id.in_(changed)))
            places = {row.id: None if row.deleted else decode(row.record) for row in rows}
            return Delta(state=now, places=places, redirects=_redirects(connection))

    def snapshot_at(self, revision: int) -> Delta:
        """Return all places and redirects as they were once `revision` had been written.

        What did not change since is read from the present state, the rest from the history.

        Raises
        ------
        StoreError
            If there is no such revision yet.
        """
        with self.database.read() as connection:
            now = state_in(connection)
            if not 0 <= revision <= now.revision:
                raise StoreError(
                    Message(
                        "there is no revision %(revision)s; the last one is %(last)s",
                        revision=revision,
                        last=now.revision,
                    )
                )
            since = CHANGE.c.revision > revision
            records = connection.execute(select(PLACE.c.id, PLACE.c.record).where(~PLACE.c.deleted))
            places = {row.id: row.record for row in records}
            redirects = _redirects(connection)
            firsts = select(func.min(CHANGE.c.id)).where(since).group_by(CHANGE.c.place_id)
            undone = select(CHANGE.c.place_id, CHANGE.c.before).where(CHANGE.c.id.in_(firsts))
            for row in connection.execute(undone):
                places.pop(row.place_id, None)
                redirects.pop(row.place_id, None)
                if row.before is not None:
                    places[row.place_id] = row.before
            redirects |= _redirects_at(connection, revision)
        return Delta(
            state=StoreState(epoch=now.epoch, revision=revision),
            places={place_id: decode(record) for place_id, record in places.items()},
            redirects=redirects,
        )

    def revision_at(self, moment: datetime) -> int:
        """Return the last revision that was written up to `moment`; 0 for none.

        Parameters
        ----------
        moment
            With its time zone.
        """
        at = moment.astimezone(UTC).isoformat(timespec="microseconds")
        query = select(func.max(CHANGE.c.revision)).where(CHANGE.c.at <= at)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one() or 0)

    def history(
        self, place_id: str | None = None, *, limit: int | None = None, before: int | None = None
    ) -> list[Change]:
        """Return changes from the newest to the oldest.

        Parameters
        ----------
        place_id
            Only those of this place; of all places when None.
        limit
            At most so many.
        before
            Only those with a smaller id, for the next page.
        """
        query = select(CHANGE).order_by(CHANGE.c.id.desc()).limit(limit)
        if place_id is not None:
            query = query.where(CHANGE.c.place_id == place_id)
        if before is not None:
            query = query.where(CHANGE.c.id < before)
        with self.database.read() as connection:
            return [change_of(row) for row in connection.execute(query).mappings()]


def state_in(connection: Connection) -> StoreState:
    """Return epoch and revision as a transaction sees them."""
    columns = (META.c.epoch, META.c.revision, META.c.schema_version)
    row = connection.execute(select(*columns)).one()
    if row.schema_version > len(MIGRATIONS):
        # A newer release has migrated it while this process had it open.
        raise newer_release("the database", row.schema_version, len(MIGRATIONS))
    return StoreState(epoch=row.epoch, revision=row.revision)


def _redirects_at(connection: Connection, revision: int) -> dict[str, str]:
    """Return the redirects, as of a revision, of the places that changed since."""
    changed = select(CHANGE.c.place_id).where(CHANGE.c.revision > revision)
    lasts = (
        select(func.max(CHANGE.c.id))
        .where(CHANGE.c.revision <= revision, CHANGE.c.place_id.in_(changed))
        .group_by(CHANGE.c.place_id)
    )
    query = select(CHANGE.c.place_id, CHANGE.c.redirect_to).where(CHANGE.c.id.in_(lasts))
    rows = connection.execute(query)
    return {row.place_id: row.redirect_to for row in rows if row.redirect_to is not None}


def _redirects(connection: Connection) -> dict[str, str]:
    return {row.id: row.target for row in connection.execute(select(REDIRECT))}
