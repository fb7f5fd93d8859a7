"""The gazetteer as everybody uses it: one object that finds and lists places, and gives a desk."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from gazetteer import nearby
from gazetteer.desk import Desk
from gazetteer.errors import PlaceNotFoundError, StoreError, StoreFault
from gazetteer.index import NameIndex
from gazetteer.live_index import LiveIndex, index_folder
from gazetteer.message import Message
from gazetteer.ranked import Query
from gazetteer.record import load_shipped
from gazetteer.resolve import resolve_query, resolved_id
from gazetteer.review import UnresolvedState
from gazetteer.store import Store
from gazetteer.store_proposals import proposals_in
from gazetteer.store_unresolved import unresolved_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from gazetteer.nearby import Nearby
    from gazetteer.place import Place, Resolution
    from gazetteer.review import Proposal, ProposalState, UnresolvedName
    from gazetteer.roles import User
    from gazetteer.store_changes import Change
    from gazetteer.store_read import StoreState
    from gazetteer.store_rehearsal import Ground


# Places offered for a name in the queue.
_SUGGESTIONS = 3
# How often a long run of queries looks whether somebody edited, in seconds.
_LOOK_AGAIN_S = 0.5


class PlaceMap(Mapping[str, "Place"]):
    """Places by id; the id of a merged place gives the one it became but is not iterated."""

    __slots__ = ("_places", "_redirects")

    def __init__(self, places: dict[str, Place], redirects: Mapping[str, str]) -> None:
        self._places = places
        self._redirects = redirects

    def __getitem__(self, place_id: str) -> Place:
        while place_id not in self._places and place_id in self._redirects:
            place_id = self._redirects[place_id]
        return self._places[place_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def as_dict(self) -> dict[str, Place]:
        """Return the places alone, in a dictionary of the caller's own."""
        return self._places.copy()

    def __len__(self) -> int:
        return len(self._places)


class Gazetteer:
    """Places by id and by name, in memory or in a database.

    `Gazetteer.open()` works on a database and sees every edit, its own and others', at the next
    call; `Gazetteer.shipped()` holds what the project ships, in memory and read-only. One object
    may be used by several threads.

    Parameters
    ----------
    places
        The places of a gazetteer in memory; a later one with the same id wins.
    store
        The database of one that can be edited; `places` are not read then.
    """

    def __init__(self, places: Iterable[Place] = (), *, store: Store | None = None) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._places = PlaceMap({}, {})
        self._state: StoreState | None = None
        self._index: NameIndex | None = None
        self._live = None if store is None else LiveIndex(store, index_folder(store))
        if store is None:
            self._places = PlaceMap({place.id: place for place in places}, {})

    @classmethod
    def shipped(cls) -> Self:
        """Return the gazetteer that ships with the project: in memory, read-only, revision 0."""
        return cls(load_shipped())

    @classmethod
    def open(cls, database_url: str | None = None) -> Self:
        """Return the gazetteer of a database, made and filled with what ships if it is new.

        Parameters
        ----------
        database_url
            ``sqlite:///path``, a bare path or ``postgresql://…``; when None, the environment
            variable HUDUD_DATABASE_URL, else the user's own file.

        Raises
        ------
        StoreError
            If the database cannot be opened.
        """
        return cls(store=Store(database_url))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Keep the index for the next time and close the database."""
        with self._lock:
            if self._live is not None:
                self._live.close()
            if self._store is not None:
                self._store.close()

    # -- reading ---------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """The number of the present state; each edit raises it, and caches take it as their key."""
        return 0 if self._store is None else self._store.revision

    def get(self, place_id: str) -> Place:
        """Return the place with this id; the id of a merged place leads to the one it became.

        Raises
        ------
        PlaceNotFoundError
            If there is none, or it was deleted.
        """
        if self._store is not None:
            return self._store.get(place_id)
        try:
            return self._places[place_id]
        except KeyError:
            raise PlaceNotFoundError(
                Message("no place has the id %(place_id)r", place_id=place_id)
            ) from None

    def places(self) -> Mapping[str, Place]:
        """Return all places by id, a snapshot that no later edit changes.

        Looking up the id of a merged place gives the one it became; iterating gives each place
        once. The same revision gives the same object.
        """
        if self._store is None:
            return self._places
        with self._lock:
            if self._state != self._store.state():
                self._refresh_places(self._store)
            return self._places

    def places_at(self, revision: int) -> Mapping[str, Place]:
        """Return all places by id as they were at an earlier revision; see `places`.

        Raises
        ------
        StoreError
            If there is no such revision.
        """
        if self._store is None and revision == 0:
            return self._places
        past = self.store.snapshot_at(revision)
        return PlaceMap({i: p for i, p in past.places.items() if p is not None}, past.redirects)

    def _refresh_places(self, store: Store) -> None:
        """Take the snapshot forward by what changed, or read it anew."""
        delta = None if self._state is None else store.delta_since(self._state)
        news = delta or store.snapshot()
        places = self._places.as_dict() if delta else {}
        for place_id, place in news.places.items():
            if place is None:
                places.pop(place_id, None)
            else:
                places[place_id] = place
        self._places = PlaceMap(places, news.redirects)
        self._state = news.state

    # -- resolving -------------------------------------------------------------------------------

    def resolve(
        self,
        text: str,
        *,
        country: str | None = None,
        admin1: str | None = None,
        admin2: str | None = None,
        near: tuple[float, float] | None = None,
        kinds: Iterable[str] | None = None,
        limit: int = 10,
    ) -> Resolution:
        """Return what a name resolves to: the places it may mean, how sure that is, and why.

        All context is soft: a candidate that contradicts it goes down, it does not vanish.

        Parameters
        ----------
        text
            A name in Arabic or Latin script, with or without type words and qualifications.
        country
            ISO 3166-1 alpha-2 code or name.
        admin1
            ISO 3166-2 code or any name of the governorate.
        admin2
            Name of the district.
        near
            (lat, lon) in degrees on WGS84 near which the place is thought to lie.
        kinds
            GeoNames classes or codes that are wanted: ``{"P"}``, ``{"ADM1"}``.
        limit
            Candidates returned, at most.
        """
        query = Query(
            text=text,
            country=country,
            admin1=admin1,
            admin2=admin2,
            near=near,
            kinds=frozenset(kinds or ()),
        )
        with self._lock:
            return resolve_query(self._names(), query, limit=limit)

    def resolve_many(self, rows: Iterable[Query | str], *, limit: int = 10) -> Iterator[Resolution]:
        """Yield the resolution of each row, in order and one at a time, whatever their number.

        Parameters
        ----------
        rows
            Names, or queries that carry their context.
        limit
            Candidates of each, at most.
        """
        index, due = None, 0.0
        for row in rows:
            query = Query(text=row) if isinstance(row, str) else row
            with self._lock:
                if index is None or time.monotonic() >= due:
                    index, due = self._names(), time.monotonic() + _LOOK_AGAIN_S
                resolution = resolve_query(index, query, limit=limit)
            yield resolution

    def resolve_if(
        self, names: Iterable[str], edits: Mapping[str, Place | None]
    ) -> list[tuple[str | None, str | None]]:
        """Return which place each name resolves to now, and would resolve to after edits.

        Ids, None where a name resolves to no single place. Nothing is saved, nobody else's queries
        see the edits, and nobody waits for the answer but who asked.

        Parameters
        ----------
        names
            Names without context, taken one after the other as they are looked up.
        edits
            Places by id as they would be; None for one that would be gone.
        """
        with self._lock:
            index = self._names().with_edits({})
        edited = index.with_edits(edits)
        queries = (Query(text=name) for name in names)
        return [(resolved_id(index, query), resolved_id(edited, query)) for query in queries]

    def near(
        self,
        lat: float,
        lon: float,
        *,
        limit: int = 5,
        within_km: float = math.inf,
        kinds: Iterable[str] | None = None,
    ) -> list[Nearby]:
        """Return the places nearest to a point, the nearest first, with distance and direction.

        Parameters
        ----------
        lat, lon
            The point, degrees on WGS84.
        limit
            Places returned, at most.
        within_km
            Geodesic distance beyond which a place is not near.
        kinds
            GeoNames classes or codes; populated places unless given.

        Raises
        ------
        InvalidPlaceError
            If `lat` or `lon` is no coordinate.
        """
        with self._lock:
            return nearby.near(
                self._names(), lat, lon, limit=limit, within_km=within_km, kinds=kinds
            )

    def _names(self) -> NameIndex:
        """Return the index as the store is now; the lock must be held."""
        if self._live is not None:
            return self._live.current()
        if self._index is None:
            self._index = NameIndex.build(self._places.values())
        return self._index

    # -- editing ---------------------------------------------------------------------------------

    @property
    def store(self) -> Store:
        """The database behind this gazetteer, which knows no roles.

        It is for the command line, whose user owns the database anyway. What serves other people
        changes the gazetteer through `desk` alone.

        Raises
        ------
        StoreError
            If there is none: what ships is read-only.
        """
        if self._store is None:
            raise StoreError(
                Message("the shipped gazetteer is read-only; open a database to edit it"),
                fault=StoreFault.READ_ONLY,
            )
        return self._store

    def history(
        self, place_id: str | None = None, *, limit: int | None = None, before: int | None = None
    ) -> list[Change]:
        """Return changes of a place, or of all, the newest first; see `Store.history`."""
        if self._store is None:
            return []
        return self._store.history(place_id, limit=limit, before=before)

    # -- the desk --------------------------------------------------------------------------------

    def desk(self, user: User, *, ground: Ground | None = None) -> Desk:
        """Return what a user may do; people change the gazetteer through it.

        Parameters
        ----------
        user
            Who is at the desk.
        ground
            What lies where, for the checks of an edit.
        """
        return Desk(self, user, ground)

    def proposals(self, state: ProposalState | None = None) -> list[Proposal]:
        """Return the proposals in a state, or all, the oldest first."""
        if self._store is None:
            return []
        with self._store.database.read() as connection:
            return proposals_in(connection, state)

    def unresolved(
        self, limit: int = 50, *, state: UnresolvedState = UnresolvedState.OPEN
    ) -> list[UnresolvedName]:
        """Return the names of the queue, the most frequent first, each with suggestions."""
        if self._store is None:
            return []
        with self._store.database.read() as connection:
            names = unresolved_in(connection, state, limit)
        queries = [
            Query(
                text=name.name,
                country=name.country or None,
                admin1=name.admin1 or None,
                admin2=name.admin2 or None,
            )
            for name in names
        ]
        resolutions = self.resolve_many(queries, limit=_SUGGESTIONS)
        return [
            replace(name, suggestions=resolution.candidates)
            for name, resolution in zip(names, resolutions, strict=True)
        ]
