"""Places by the beginning of their names, for suggestions while somebody types."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from gazetteer.merging import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gazetteer.place import Place


class NamePrefixes:
    """The names of some places in order; made once, asked often.

    Parameters
    ----------
    places
        The places; those with many inhabitants come first among names of one beginning.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        names = [
            (key, -place.population, place.id)
            for place in places
            for key in {name_key(t.name) for t in place.toponyms}
            if key
        ]
        names.sort()
        self._keys = [key for key, _, _ in names]
        self._ranks = [(rank, place_id) for _, rank, place_id in names]

    def starting_with(self, prefix: str, *, skip: int = 0, limit: int = 10) -> list[str]:
        """Return ids of places with a name that begins so: whole names first, then by inhabitants.

        Parameters
        ----------
        prefix
            As typed; nothing gives nothing.
        skip
            How many to leave out at the beginning.
        limit
            How many to return, at most.
        """
        key = name_key(prefix)
        if not key:
            return []
        # Of a very short beginning only the first thousands of names are looked at.
        found = sorted(islice(self._matches(key), 5_000))
        ids = dict.fromkeys(place_id for _, _, place_id in found)
        return list(islice(ids, skip, skip + limit))

    def _matches(self, key: str) -> Iterator[tuple[bool, int, str]]:
        at = bisect_left(self._keys, key)
        while at < len(self._keys) and self._keys[at].startswith(key):
            rank, place_id = self._ranks[at]
            yield self._keys[at] != key, rank, place_id
            at += 1
