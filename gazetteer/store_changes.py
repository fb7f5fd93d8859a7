"""What the history says: changes, their replay, and merging two edits of one place by field."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gazetteer.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# The editor whose changes a later release of the shipped data may overwrite. No person can use it.
SHIPPED_EDITOR = "shipped"

# Fields that mean something only together; an edit of one is an edit of all.
_UNITS = (
    ("lat", "lon"),
    ("feature_class", "feature_code"),
    ("country_code", "admin1", "admin2"),
)
_LISTS = ("toponyms", "citations", "links")
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
    was merged into; `undoes` is the id of the change that this one takes back. `at` is in UTC.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMerge:
    """Two edits of one place put together; where both changed a field, `place` has theirs."""

    place: Place
    conflicts: tuple[str, ...]


def merge_fields(base: Place, mine: Place, theirs: Place) -> FieldMerge:
    """Merge two edits that started from the same state.

    A field that one of them changed takes the change. Names, citations and links merge item by
    item. Coordinates, feature class and code, and the administrative fields each move as one.

    Parameters
    ----------
    base
        The state that both edits started from.
    mine
        The edit that is to be applied.
    theirs
        The state that is stored now; the result carries its version.

    Returns
    -------
    FieldMerge
        The merged place, and the names of the fields that both changed differently.
    """
    values: dict[str, Any] = {}
    conflicts: list[str] = []
    in_units = {name for unit in _UNITS for name in unit}
    singles = [(f.name,) for f in fields(Place) if f.name not in {*in_units, *_FIXED}]
    for unit in (*_UNITS, *singles):
        was, my, their = (tuple(getattr(p, n) for n in unit) for p in (base, mine, theirs))
        if my in (was, their):
            continue
        if their == was:
            values.update(zip(unit, my, strict=True))
        elif unit[0] in _LISTS and (merged := _merge_lists(was[0], my[0], their[0])) is not None:
            values[unit[0]] = merged
        else:
            conflicts.extend(unit)
    return FieldMerge(place=replace(theirs, **values), conflicts=tuple(conflicts))


def _merge_lists(
    base: tuple[Any, ...], mine: tuple[Any, ...], theirs: tuple[Any, ...]
) -> tuple[Any, ...] | None:
    """Merge two edits of a list of distinct items; None when that cannot tell what was meant."""
    removed = [item for item in base if item not in mine]
    added = [item for item in mine if item not in base]
    both_removed = any(item not in theirs for item in removed)
    they_added = any(item not in base for item in theirs)
    only_reordered = not removed and not added
    if only_reordered or (both_removed and added and they_added):
        return None
    kept = [item for item in theirs if item not in removed]
    return (*kept, *(item for item in added if item not in kept))
