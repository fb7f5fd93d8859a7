"""The gazetteer as everybody uses it: one object that finds, lists and edits places."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from gazetteer.errors import PlaceNotFoundError
from gazetteer.record import load_shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gazetteer.place import Place


class Gazetteer:
    """Places by id and by name.

    `Gazetteer.shipped()` holds what the project ships, in memory and read-only.

    Parameters
    ----------
    places
        The places it holds; a later one with the same id wins.
    revision
        The number of the state these places are in; caches take it as their key.
    """

    def __init__(self, places: Iterable[Place], *, revision: int = 0) -> None:
        self._places: Mapping[str, Place] = MappingProxyType({p.id: p for p in places})
        self._revision = revision

    @classmethod
    def shipped(cls) -> Self:
        """Return the gazetteer that ships with the project: in memory, read-only, revision 0."""
        return cls(load_shipped())

    @property
    def revision(self) -> int:
        """The number of the state that the places are in; every edit raises it."""
        return self._revision

    def places(self) -> Mapping[str, Place]:
        """Return all places by id, a read-only snapshot of this revision."""
        return self._places

    def get(self, place_id: str) -> Place:
        """Return the place with this id.

        Raises
        ------
        PlaceNotFoundError
            If there is none.
        """
        try:
            return self._places[place_id]
        except KeyError:
            raise PlaceNotFoundError(f"no place has the id {place_id!r}") from None
