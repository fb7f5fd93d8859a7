"""The name index of a store: kept on disk beside it, opened without rebuilding, edited along."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from gazetteer.errors import GazetteerError
from gazetteer.index import NameIndex

if TYPE_CHECKING:
    from gazetteer.store import Store
    from gazetteer.store_read import StoreState

_LOG = logging.getLogger(__name__)

# Past so many changed places, building anew is quicker than applying them one by one.
# Source: measured at 2,000 places, where a build takes as long as some 200 updates.
_MOST_UPDATES = 200
# After so many applied changes the index is written to disk, so that the next start has few to do.
_UPDATES_PER_SAVE = 50


def index_folder(store: Store) -> Path:
    """Return where the index of a store is kept: beside its file, or in the user's cache."""
    path = store.database.path
    if path is not None:
        return path.with_name(f"{path.name}.index")
    url = store.database.url.set(password=None).render_as_string()
    digest = hashlib.sha256(url.encode()).hexdigest()[:16]
    return Path(platformdirs.user_cache_dir("hudud", appauthor=False)) / "index" / digest


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """Return a digest of this package's code and rules; an index of others is not opened.

    Keys in an index are right only for the rules that made them, and a stale one would be wrong
    without a sign.
    """
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(
        (*package.glob("*.py"), *package.glob("rules/*"), *package.glob("data/*.json"))
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class LiveIndex:
    """The index of a store, brought to the store's present state each time it is asked for.

    Not safe for use by several threads at once; `Gazetteer` holds a lock around it.

    Parameters
    ----------
    store
        The store to follow.
    folder
        Where the index is kept; made when it is first saved.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._index: NameIndex | None = None
        self._state: StoreState | None = None
        self._unsaved = 0

    def current(self) -> NameIndex:
        """Return the index of the store as it is now."""
        state = self._store.state()
        index = self._open(state) if self._index is None else self._index
        if index is not None and self._state != state:
            index = self._follow(index)
        self._index = self._build() if index is None else index
        return self._index

    def close(self) -> None:
        """Save what was applied since the last time."""
        if self._index is not None and self._unsaved:
            self._save(self._index)

    def _open(self, now: StoreState) -> NameIndex | None:
        """Return the newest index on disk that belongs to this line of history and these rules."""
        for revision, path in sorted(self._files(now.epoch), reverse=True):
            if revision > now.revision:
                continue
            try:
                index = NameIndex.open(path)
            except (GazetteerError, OSError) as error:
                _LOG.info("the index %s is built anew: %s", path.name, error)
                continue
            self._state = replace(now, revision=revision)
            return index
        return None

    def _follow(self, index: NameIndex) -> NameIndex | None:
        """Apply what changed since; None when that is too much or not possible."""
        if self._state is None:
            return None
        delta = self._store.delta_since(self._state, at_most=_MOST_UPDATES)
        if delta is None:
            return None
        for place_id, place in sorted(delta.places.items()):
            if place is None:
                index.remove(place_id)
            else:
                index.update(place)
        self._state = delta.state
        self._unsaved += len(delta.places)
        if self._unsaved >= _UPDATES_PER_SAVE:
            self._save(index)
        return index

    def _build(self) -> NameIndex:
        # What is written while it is built is applied at the next call: updates may be repeated.
        self._state = self._store.state()
        index = NameIndex.build(self._store.iter_places())
        self._save(index)
        return index

    def _files(self, epoch: str) -> list[tuple[int, Path]]:
        pattern = f"{epoch[:12]}-{rules_digest()}-*.names"
        found = self._folder.glob(pattern) if self._folder.is_dir() else ()
        return [(int(path.stem.rpartition("-")[2]), path) for path in found]

    def _save(self, index: NameIndex) -> None:
        if self._state is None:
            return
        name = f"{self._state.epoch[:12]}-{rules_digest()}-{self._state.revision}.names"
        try:
            index.save(self._folder / name)
            for path in self._folder.glob("*.names"):
                if path.name != name:
                    path.unlink(missing_ok=True)
        except OSError as error:
            # A folder that cannot be written costs the next start some time and nothing else.
            _LOG.info("the index cannot be kept in %s: %s", self._folder, error)
        self._unsaved = 0
