"""The briefing of this process: follows gazetteer and data sets, whoever edits them."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa  # type: ignore[import-untyped]

from gazetteer import (
    Gazetteer,
    GazetteerError,
    Message,
    StoreError,
    StoreFault,
    default_database_url,
)
from geo.borders import load_borders
from geo.briefing import Briefing
from geo.records import Dataset, load_dataset
from geo.state import ZoneParams
from geo.store.incident_store import IncidentStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gazetteer import StoreState
    from geo.store.loading import LoadedSet

_LOG = logging.getLogger(__name__)

# After a failure the database is left alone for so long, in seconds: opening it again costs more
# than looking at it again.
_OPEN_AGAIN_S: Final = 3.0
_LOOK_AGAIN_S: Final = 1.0

# Imported incidents that are read, joined and grouped in about half a second.
MOST_AT_ONCE: Final = 100_000

_WORKERS: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hudud-briefing")

NOT_OPENED: Final = Message(
    "The gazetteer's database cannot be opened, so the map shows the places that ship and nothing "
    "can be edited; the server's log says why."
)
NOT_READ: Final = Message(
    "The gazetteer's database does not answer just now, so the map shows what was last read of it."
)


# What does not pass while the same file is open, or shows that another one has taken its place.
_OPEN_ANEW: Final = frozenset({StoreFault.DAMAGED, StoreFault.FOREIGN, StoreFault.NEWER})


# Number, size and time of a file.
_FileState = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _State:
    """Which state the gazetteer and the data sets are in."""

    places: StoreState
    datasets: StoreState


class LiveBriefing:
    """The briefing of a gazetteer and its data sets as they are now.

    It is the same object as long as nothing changed. Each call looks at the states of both (about
    0.3 ms with SQLite), so an edit of any process shows at the next call; of many threads that wait
    for their look, one looks for all. Where there are very many incidents the next state is made
    ready in the background, and the last one holds until then.
    Without a database it is the briefing of what ships, read-only, with a `problem`; the database
    is tried again later. Safe for several threads.

    Parameters
    ----------
    open_gazetteer
        Opens the gazetteer to follow; called at the first use.
    clock
        Seconds that only grow.
    most_at_once
        Up to so many imported incidents a call waits until the next state is ready.
    """

    def __init__(
        self,
        open_gazetteer: Callable[[], Gazetteer] = Gazetteer.open,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self._open_gazetteer = open_gazetteer
        self._clock = clock
        self._most_at_once = most_at_once
        self._lock = threading.Lock()
        self._store: IncidentStore | None = None
        self._briefing: Briefing | None = None
        self._state: _State | None = None
        self._next: Future[Briefing] | None = None
        self._next_state: _State | None = None
        self._failed = False
        # The damaged file, as it was when that was seen; it is left alone until it is another one.
        self._damaged: tuple[Path, _FileState | None] | None = None
        self._not_before = -float("inf")
        # When the last look at the states began that was answered.
        self._looked_at = -float("inf")

    def current(self) -> Briefing:
        """Return the briefing as it is now, or as it was while the next one is made ready.

        Raises
        ------
        GeoError
            If the incidents or borders that ship cannot be read.
        """
        asked = self._clock()
        held = self._briefing
        ailing = held is not None and held.failure is not None
        # A database that does not answer lets one thread wait, and the others have what there is.
        if not self._lock.acquire(blocking=not ailing):
            if held is not None:
                return held
            self._lock.acquire()
        try:
            known = self._briefing
            if known is not None and self._clock() < self._not_before:
                return known
            # Who waited for the lock while another looked needs no look of their own.
            if known is not None and asked < self._looked_at:
                return known
            looking_since = self._clock()
            if known is None or self._store is None:
                self._briefing = self._open(known)
            else:
                self._briefing = self._follow(self._store, known)
            self._looked_at = looking_since
            return self._briefing
        finally:
            self._lock.release()

    def verify(self) -> None:
        """Read every page of the database's file; what is damaged shows in the next briefing.

        It takes about a second a gigabyte, and nobody waits for it meanwhile.
        """
        store = self._store
        if store is None:
            return
        try:
            store.database.verify()
        except StoreError as error:
            _LOG.exception("the gazetteer's database is not whole: %s", error.message)

    def close(self) -> None:
        """Close the gazetteer; the next call opens it again."""
        with self._lock:
            if self._next is not None:
                wait([self._next])
            if self._store is not None:
                self._store.close()
            self._store = self._briefing = self._state = self._next = None

    def _open(self, known: Briefing | None) -> Briefing:
        if known is not None and self._is_still_damaged():
            self._not_before = self._clock() + _OPEN_AGAIN_S
            return known
        try:
            store, state, briefing = self._opened()
        except (GazetteerError, OSError) as error:
            self._not_before = self._clock() + _OPEN_AGAIN_S
            return _without(known, error)
        self._store, self._state, self._failed, self._damaged = store, state, False, None
        return briefing

    def _opened(self) -> tuple[IncidentStore, _State, Briefing]:
        dataset, borders = load_dataset(), load_borders()
        gazetteer = self._open_gazetteer()
        try:
            if self._damaged is not None:
                gazetteer.store.database.verify()
            store = IncidentStore(gazetteer)
            # Before the places: what is written in between is found at the next look.
            state = _state_of(store)
            given = {"dataset": dataset, **_datasets_of(store, ())}
            briefing = Briefing(gazetteer=gazetteer, borders=borders, incident_store=store, **given)
        except GazetteerError:
            gazetteer.close()
            raise
        return store, state, briefing

    def _is_still_damaged(self) -> bool:
        """Tell whether the file is the one that was damaged, unchanged."""
        return self._damaged is not None and self._damaged[1] == _file_state(self._damaged[0])

    def _follow(self, store: IncidentStore, known: Briefing) -> Briefing:
        try:
            if store.database.damage is not None:
                raise store.database.damage
            if self._next is not None:
                return self._finished(self._next, known)
            state = _state_of(store)
            if state == self._state and not self._failed:
                return known
            if self._is_small(store, known):
                fresh = _renewed(store, known, self._state, state)
            else:
                self._next_state = state
                self._next = _WORKERS.submit(_made_ready, store, known, self._state, state)
                return known
        except GazetteerError as error:
            self._failed, self._not_before = True, self._clock() + _LOOK_AGAIN_S
            if isinstance(error, StoreError) and error.fault in _OPEN_ANEW:
                self._let_go(store, error.fault)
            return _without(known, error)
        self._state, self._failed = state, False
        return fresh

    def _let_go(self, store: IncidentStore, fault: StoreFault) -> None:
        """Close a database that has to be opened anew."""
        path = store.database.path
        if fault is StoreFault.DAMAGED and path is not None:
            self._damaged = (path, _file_state(path))
        store.close()
        self._store = None

    def _finished(self, made: Future[Briefing], known: Briefing) -> Briefing:
        """Return what was made ready, the last state until then."""
        if not made.done():
            return known
        self._next = None
        fresh = made.result()
        self._state, self._failed = self._next_state, False
        return fresh

    def _is_small(self, store: IncidentStore, known: Briefing) -> bool:
        was = sum(map(len, known.imported))
        becomes = sum(info.incidents for info in store.datasets() if info.active)
        return max(was, becomes) <= self._most_at_once


def _without(known: Briefing | None, error: GazetteerError | OSError) -> Briefing:
    """Return what there is without the database: what was last read of it, else what ships."""
    if not isinstance(error, StoreError):
        said = Message("the database refused: %(said)s", said=" ".join(str(error).split()))
        error = StoreError(said)
    if known is not None and known.failure is not None and known.failure.fault is error.fault:
        return known
    _LOG.warning("the gazetteer's database cannot be used: %s", error, exc_info=error)
    if known is None:
        return Briefing(
            gazetteer=Gazetteer.shipped(),
            dataset=load_dataset(),
            borders=load_borders(),
            problem=NOT_OPENED,
            failure=error,
        )
    problem = NOT_OPENED if known.incident_store is None else NOT_READ
    return known.renewed(known.places, problem=problem, failure=error)


def _file_state(path: Path) -> _FileState | None:
    """Return what differs when a file was written or another one took its place."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _state_of(store: IncidentStore) -> _State:
    return _State(store.gazetteer.store.state(), store.state())


def _datasets_of(store: IncidentStore, known: Sequence[LoadedSet]) -> dict[str, Any]:
    """Return the fields of a briefing that follow the data sets; what is loaded is kept."""
    loaded = store.load(known)
    confirmed = store.records()
    return {
        "dataset": joined(load_dataset(), confirmed),
        "confirmed": frozenset(incident.id for incident in confirmed.incidents),
        "imported": loaded,
        "settled": store.settled(loaded),
    }


def joined(shipped: Dataset, confirmed: Dataset) -> Dataset:
    """Return both; what ships goes before a confirmed record of the same id."""
    if not confirmed.incidents:
        return shipped
    taken = {incident.id for incident in shipped.incidents}
    return Dataset(
        sources={**confirmed.sources, **shipped.sources},
        actors={**confirmed.actors, **shipped.actors},
        incidents=(*shipped.incidents, *(i for i in confirmed.incidents if i.id not in taken)),
        figures=shipped.figures,
    )


def _renewed(store: IncidentStore, known: Briefing, before: _State | None, now: _State) -> Briefing:
    places = store.gazetteer.places()
    if before is not None and before.datasets == now.datasets:
        return known.renewed(places, settled=store.settled(known.imported))
    return known.renewed(places, **_datasets_of(store, known.imported))


def _made_ready(
    store: IncidentStore, known: Briefing, before: _State | None, now: _State
) -> Briefing:
    """Return the next briefing with all that a first look at it would wait for."""
    fresh = _renewed(store, known, before, now)
    fresh.table.verdicts(fresh.zone(ZoneParams()))
    for part in fresh.table.searched:
        part.indexes  # noqa: B018 - makes them ready
    pa.default_memory_pool().release_unused()
    return fresh


def current_briefing() -> Briefing:
    """Return the briefing of this process's gazetteer as it is now.

    The gazetteer is the database that HUDUD_DATABASE_URL names, else the user's own file; it is
    opened once in a process, at the first call, and stands in the briefing as `gazetteer`.

    Raises
    ------
    GeoError
        If the incidents or borders that ship cannot be read.
    """
    with _LOCK:
        live = _live(default_database_url())
    return live.current()


def verify_database() -> None:
    """Look whether the database of this process is whole; see `LiveBriefing.verify`."""
    with _LOCK:
        live = _live(default_database_url())
    live.verify()


# Two threads that ask first at the same moment get one gazetteer.
_LOCK = threading.Lock()


@cache
def _live(database_url: str) -> LiveBriefing:
    # A million incidents leave 270 MB less behind than with Arrow's own allocator, which keeps what
    # loading them needed. Source: measured, 880 against 1,156 MB after the first search.
    pa.set_memory_pool(pa.system_memory_pool())
    live = LiveBriefing(partial(Gazetteer.open, database_url))
    atexit.register(live.close)
    return live
