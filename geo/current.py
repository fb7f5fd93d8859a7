"""The briefing of this process: follows the gazetteer's database, whoever edits it."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from gazetteer import Gazetteer, GazetteerError, default_database_url
from geo.borders import load_borders
from geo.briefing import Briefing
from geo.records import load_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from gazetteer import StoreState

_LOG = logging.getLogger(__name__)

# After a failure the database is left alone for so long, in seconds: opening it again costs more
# than looking at it again.
_OPEN_AGAIN_S: Final = 10.0
_LOOK_AGAIN_S: Final = 1.0

NOT_OPENED: Final = (
    "The gazetteer's database cannot be opened, so the map shows the places that ship and nothing "
    "can be edited; the server's log says why."
)
NOT_READ: Final = (
    "The gazetteer's database does not answer just now, so the map shows what was last read of it."
)


class LiveBriefing:
    """The briefing of a gazetteer as it is now; the same object as long as nothing was edited.

    Each call looks at the store's state (about 0.1 ms with SQLite), so an edit of any process shows
    at the next call. Without a database it is the briefing of what ships, read-only, with a
    `problem`; the database is tried again later. Safe for several threads.

    Parameters
    ----------
    open_gazetteer
        Opens the gazetteer to follow; called at the first use.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        open_gazetteer: Callable[[], Gazetteer] = Gazetteer.open,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_gazetteer = open_gazetteer
        self._clock = clock
        self._lock = threading.Lock()
        self._gazetteer: Gazetteer | None = None
        self._briefing: Briefing | None = None
        self._state: StoreState | None = None
        self._not_before = -float("inf")

    def current(self) -> Briefing:
        """Return the briefing of the gazetteer as it is now.

        Raises
        ------
        GeoError
            If the incidents or borders that ship cannot be read.
        """
        with self._lock:
            known = self._briefing
            if known is not None and self._clock() < self._not_before:
                return known
            if known is None or self._gazetteer is None:
                self._briefing = self._open(known)
            else:
                self._briefing = self._follow(self._gazetteer, known)
            return self._briefing

    def close(self) -> None:
        """Close the gazetteer; the next call opens it again."""
        with self._lock:
            if self._gazetteer is not None:
                self._gazetteer.close()
            self._gazetteer = self._briefing = self._state = None

    def _open(self, known: Briefing | None) -> Briefing:
        dataset, borders = load_dataset(), load_borders()
        try:
            gazetteer = self._open_gazetteer()
            try:
                # Before the places: what is written in between is found at the next look.
                self._state = gazetteer.store.state()
                briefing = Briefing(gazetteer=gazetteer, dataset=dataset, borders=borders)
            except GazetteerError:
                gazetteer.close()
                raise
        except (GazetteerError, OSError) as error:
            self._not_before = self._clock() + _OPEN_AGAIN_S
            if known is not None:
                return known
            _LOG.warning("the gazetteer's database cannot be opened: %s", error)
            shipped = Gazetteer.shipped()
            return Briefing(gazetteer=shipped, dataset=dataset, borders=borders, problem=NOT_OPENED)
        self._gazetteer = gazetteer
        return briefing

    def _follow(self, gazetteer: Gazetteer, known: Briefing) -> Briefing:
        try:
            state = gazetteer.store.state()
            if state == self._state:
                return known
            places = gazetteer.places()
        except GazetteerError as error:
            self._not_before = self._clock() + _LOOK_AGAIN_S
            if self._state is None:
                return known
            _LOG.warning("the gazetteer's database cannot be read: %s", error)
            self._state = None
            return known.renewed(known.places, problem=NOT_READ)
        self._state = state
        return known.renewed(places)


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


# Two threads that ask first at the same moment get one gazetteer.
_LOCK = threading.Lock()


@cache
def _live(database_url: str) -> LiveBriefing:
    live = LiveBriefing(partial(Gazetteer.open, database_url))
    atexit.register(live.close)
    return live
