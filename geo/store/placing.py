"""Imported rows on the places of the gazetteer, as long as these stay the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.joining import take_incidents, take_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gazetteer import Place
    from geo.build import Locate
    from geo.store.loading import LoadedSet
    from geo.table import IncidentTable


@dataclass(frozen=True, slots=True, eq=False)
class PlacedSet:
    """A data set with what its rows take from one state of the gazetteer.

    `ids` holds for each name of ``loaded.unplaced`` the id of its place, "" for none, and `places`
    the places themselves. `table` has the rows of ``loaded.table``.
    """

    loaded: LoadedSet
    ids: tuple[str, ...]
    places: tuple[Place | None, ...]
    table: IncidentTable

    def rows_at(self, wanted: Callable[[str], bool]) -> LoadedSet:
        """Return the rows alone that take their point from a wanted place, without that point."""
        unplaced = self.loaded.unplaced
        flags = [bool(place_id) and wanted(place_id) for place_id in self.ids]
        chosen = np.array([*flags, False], np.bool_)[unplaced.codes]
        rows = unplaced.rows[chosen]
        fewer = replace(
            unplaced,
            rows=np.arange(rows.size),
            codes=unplaced.codes[chosen],
            extent_km=unplaced.extent_km[chosen],
        )
        return replace(self.loaded, table=take_incidents(self.loaded.table, rows), unplaced=fewer)


def place_sets(
    imported: Sequence[LoadedSet],
    settled: Mapping[str, Sequence[str | None]],
    places: Mapping[str, Place],
    locate: Locate,
    *,
    known: Sequence[PlacedSet] = (),
) -> tuple[PlacedSet, ...]:
    """Return data sets on their places.

    Parameters
    ----------
    imported
        The data sets.
    settled
        By data set, for each of its unplaced names: the place on which an editor settled it.
    places
        Gazetteer places by id.
    locate
        Finds country and governorate of points.
    known
        What was placed before; a set of which nothing changed is the same object again.
    """
    held = {id(each.loaded.table): each for each in known}
    sets = []
    for loaded in imported:
        names = loaded.unplaced.place_ids
        chosen = settled.get(loaded.info.id) or (None,) * len(names)
        ids = tuple(a or b or "" for a, b in zip(names, chosen, strict=True))
        found = tuple(places.get(place_id) for place_id in ids)
        same = held.get(id(loaded.table))
        if same is not None and all(a is b for a, b in zip(found, same.places, strict=True)):
            kept = same.loaded is loaded and same.ids == ids
            sets.append(same if kept else replace(same, loaded=loaded, ids=ids))
        else:
            sets.append(PlacedSet(loaded, ids, found, placed_table(loaded, found, locate)))
    return tuple(sets)


def placed_table(
    loaded: LoadedSet, places: Sequence[Place | None], locate: Locate
) -> IncidentTable:
    """Return the rows of a data set with point, area and name of the `places` of its names."""
    unplaced = loaded.unplaced
    if not any(places):
        return loaded.table
    known = np.array([place is not None for place in places], np.bool_)[unplaced.codes]
    return take_places(
        loaded.table,
        places,
        locate,
        rows=unplaced.rows[known],
        codes=unplaced.codes[known],
        extent_km=unplaced.extent_km[known],
    )
