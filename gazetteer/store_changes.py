"""What the history says: changes, and the state that they lead to."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gazetteer.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# The editor whose changes a later release of the shipped data may overwrite. No person can use it.
SHIPPED_EDITOR = "shipped"

_FIXED = ("id", "version")


class ChangeKind(StrEnum):
    """What a change did to its place."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the history.

    `before` is None when the place did not exist, `after` is None when it no longer does.
    Changes of one transaction share their `revision`. `redirect_to` is the place that `place_id`
    was merged into; `undoes` is the id of the change that this one takes back. `overridden` are the
    codes of the warnings in spite of which it was made. `at` is in UTC.
    """

    id: int
    revision: int
    at: datetime
    editor: str
    place_id: str
    kind: ChangeKind
    before: Place | None
    after: Place | None
    reason: str
    redirect_to: str | None = None
    undoes: int | None = None
    overridden: tuple[str, ...] = ()

    @property
    def changed_fields(self) -> tuple[str, ...]:
        """Names of the fields that differ between `before` and `after`; all when one is None."""
        names = [f.name for f in fields(Place) if f.name not in _FIXED]
        if self.before is None or self.after is None:
            return tuple(names)
        return tuple(n for n in names if getattr(self.before, n) != getattr(self.after, n))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The state that a history leads to: live places and redirects, both by id."""

    places: dict[str, Place]
    redirects: dict[str, str]


def replay(changes: Iterable[Change]) -> Replay:
    """Return the state after `changes`, which run from the oldest to the newest."""
    places: dict[str, Place] = {}
    redirects: dict[str, str] = {}
    for change in changes:
        if change.after is None:
            places.pop(change.place_id, None)
        else:
            places[change.place_id] = change.after
        if change.redirect_to is None:
            redirects.pop(change.place_id, None)
        else:
            redirects[change.place_id] = change.redirect_to
    return Replay(places=places, redirects=redirects)


def same_content(one: Place, other: Place) -> bool:
    """Tell whether two states of a place say the same, whatever their versions."""
    return replace(one, version=other.version) == other
