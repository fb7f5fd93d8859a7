"""What an edit of the gazetteer would move, told before it is saved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyproj import Geod

from geo.briefing import settled
from geo.joining import concat_incidents
from geo.store.placing import placed_table
from geo.zone import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gazetteer import Place
    from geo.briefing import Briefing
    from geo.columns import Coded
    from geo.incidents import Incident
    from geo.state import ZoneParams
    from geo.table import IncidentTable

    Point = tuple[float, float]
    # What a place is and what it becomes; None where it does not exist.
    PlaceChange = tuple[Place | None, Place | None]

_GEOD: Final = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentMove:
    """An incident whose point changes.

    `before` and `after` are (lat, lon) in degrees on WGS84, None for no point; `distance_km` is
    geodesic, None unless there are both.
    """

    incident_id: str
    before: Point | None
    after: Point | None
    distance_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """An incident whose verdict, country or governorate changes; "" for none."""

    incident_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMove:
    """A name that resolves elsewhere: ids of places, None where it resolves to no single one."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditImpact:
    """What changes with an edit, incidents in the order of the data set, names as they were asked.

    False when nothing does.
    """

    incidents_that_move: tuple[IncidentMove, ...] = ()
    verdicts_that_flip: tuple[ValueChange, ...] = ()
    countries_that_change: tuple[ValueChange, ...] = ()
    governorates_that_change: tuple[ValueChange, ...] = ()
    names_that_move: tuple[NameMove, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.incidents_that_move
            or self.verdicts_that_flip
            or self.countries_that_change
            or self.governorates_that_change
            or self.names_that_move
        )


def edit_impact(
    briefing: Briefing,
    before: Place | None,
    after: Place | None,
    *,
    zone: ZoneParams,
    queries: Iterable[str] = (),
) -> EditImpact:
    """Return what saving `after` in the place of `before` would change.

    Parameters
    ----------
    briefing
        The state that the edit starts from.
    before, after
        The place as it is and as it would be; None for one that is made or deleted.
    zone
        The zone whose verdicts count.
    queries
        Further names to look at, such as those asked most; the place's own are always looked at.

    Raises
    ------
    BorderDataError
        If `zone` names what is not on the map.
    StoreError
        If the database cannot be read.
    """
    return changes_impact(briefing, [(before, after)], zone=zone, queries=queries)


def changes_impact(
    briefing: Briefing,
    changes: Sequence[PlaceChange],
    *,
    zone: ZoneParams,
    redirects: Mapping[str, str] | None = None,
    queries: Iterable[str] = (),
    tell: Callable[[int, int], object] | None = None,
) -> EditImpact:
    """Return what several changes saved together would change: a merge, a split, an import.

    Of a merge these are the kept place as it becomes and the one that goes, and a redirect from the
    second to the first. Parameters and errors are otherwise those of `edit_impact`.

    Parameters
    ----------
    briefing
        The state that the changes start from.
    changes
        Each place as it is and as it would be, each place once.
    zone
        The zone whose verdicts count.
    redirects
        Ids of places that become others by these changes, and the ids of those.
    queries
        Further names to look at.
    tell
        Is told before each name how many are looked up, and of how many; what it raises ends it.
    """
    places = _PlacesAfter(briefing.places, changes, redirects or {})
    touched = [i for i in briefing.dataset.incidents if _is_touched(i, briefing.places, places)]
    old, new = (_joined(briefing, touched, state, places) for state in (briefing.places, places))
    ids = old.ids.to_pylist()
    judged = briefing.zone(zone)
    verdicts = ([VERDICTS[c] for c in table.verdicts(judged).tolist()] for table in (old, new))
    return EditImpact(
        incidents_that_move=tuple(_moves(ids, old, new)),
        verdicts_that_flip=tuple(_value_changes(ids, *verdicts)),
        countries_that_change=tuple(_value_changes(ids, _texts(old.country), _texts(new.country))),
        governorates_that_change=tuple(_value_changes(ids, _texts(old.admin1), _texts(new.admin1))),
        names_that_move=tuple(_names_that_move(briefing, changes, queries, tell)),
    )


class _PlacesAfter(Mapping[str, "Place"]):
    """The places as they would be after changes."""

    def __init__(
        self,
        places: Mapping[str, Place],
        changes: Sequence[PlaceChange],
        redirects: Mapping[str, str],
    ) -> None:
        self._places = places
        self._redirects = redirects
        self.edits: dict[str, Place | None] = _edits_of(changes)

    def __getitem__(self, place_id: str) -> Place:
        # An id may lead to another one already, and that one to a third after these changes.
        for _ in range(len(self._redirects) + 2):
            if place_id not in self.edits:
                found = self._places[place_id]
                if found.id not in self.edits:
                    return found
                place_id = found.id
            place = self.edits[place_id]
            if place is not None:
                return place
            place_id = self._redirects[place_id]
        raise KeyError(place_id)

    def __iter__(self) -> Iterator[str]:
        yield from (place_id for place_id in self._places if place_id not in self.edits)
        yield from (place_id for place_id, place in self.edits.items() if place is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _edits_of(changes: Iterable[PlaceChange]) -> dict[str, Place | None]:
    """Return the places as they would be by id, None for those that would be gone.

    As in the store, what says the same as before is no edit.
    """
    edits: dict[str, Place | None] = {}
    for before, after in changes:
        if before and after and replace(after, version=before.version) == before:
            continue
        if before is not None and (after is None or after.id != before.id):
            edits[before.id] = None
        if after is not None:
            edits[after.id] = after
    return edits


def _joined(
    briefing: Briefing,
    touched: Sequence[Incident],
    state: Mapping[str, Place],
    after: Mapping[str, Place],
) -> IncidentTable:
    """Return the touched records and imported rows as they are in one `state` of the places."""
    tables = [briefing.table_of([settled(i, state) for i in touched], state)]
    before = briefing.places
    for each in briefing.placed_sets:
        rows = each.rows_at(lambda place_id: before.get(place_id) is not after.get(place_id))
        found = [state.get(place_id) for place_id in each.ids]
        tables.append(placed_table(rows, found, briefing.locate))
    return concat_incidents(tables)


def _is_touched(
    incident: Incident, before: Mapping[str, Place], after: Mapping[str, Place]
) -> bool:
    if incident.place_id is None:
        return False
    return before.get(incident.place_id) is not after.get(incident.place_id)


def _moves(ids: Sequence[str], old: IncidentTable, new: IncidentTable) -> Iterator[IncidentMove]:
    points = zip(ids, _points(old), _points(new), strict=True)
    for incident_id, before, after in points:
        if before == after:
            continue
        distance_km = None
        if before is not None and after is not None:
            metres = _GEOD.inv(before[1], before[0], after[1], after[0])[2]
            distance_km = float(metres) / 1000
        yield IncidentMove(
            incident_id=incident_id, before=before, after=after, distance_km=distance_km
        )


def _points(table: IncidentTable) -> Iterator[Point | None]:
    for lat, lon in zip(table.lat.tolist(), table.lon.tolist(), strict=True):
        yield None if math.isnan(lat) else (lat, lon)


def _texts(column: Coded) -> list[str]:
    return [column.values[code] for code in column.codes.tolist()]


def _value_changes(
    ids: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> Iterator[ValueChange]:
    for incident_id, was, becomes in zip(ids, before, after, strict=True):
        if was != becomes:
            yield ValueChange(incident_id=incident_id, before=str(was), after=str(becomes))


def _told(names: Sequence[str], tell: Callable[[int, int], object] | None) -> Iterator[str]:
    """Yield the names, and tell before each how many there were."""
    for done, name in enumerate(names):
        if tell is not None:
            tell(done, len(names))
        yield name


def _names_that_move(
    briefing: Briefing,
    changes: Sequence[PlaceChange],
    queries: Iterable[str],
    tell: Callable[[int, int], object] | None,
) -> Iterator[NameMove]:
    own = [t.name for change in changes for place in change if place for t in place.toponyms]
    names = list(dict.fromkeys([*own, *queries]))
    pairs = briefing.gazetteer.resolve_if(_told(names, tell), _edits_of(changes))
    for name, (before, after) in zip(names, pairs, strict=True):
        if before != after:
            yield NameMove(name=name, before=before, after=after)
