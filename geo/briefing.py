"""The briefing: gazetteer, borders and incidents of one moment, joined for maps and tables."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gazetteer import Message
from geo.base_map import (
    FOCUS_COUNTRIES,
    base_layers,
    border_names,
    governorate_names,
    layers_version,
)
from geo.borders import BOUNDARY_ATTRIBUTION, BOUNDARY_DISCLAIMER
from geo.build import build_table
from geo.joining import concat_incidents
from geo.listing import incident_of
from geo.selection import FilterIndex, facet_values
from geo.store.changes import ARTICLES, CONFIRMED
from geo.store.loading import imported_incident
from geo.store.placing import place_sets
from geo.towns import Towns
from geo.zone import VERDICTS, Zone, make_zone, zone_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Self

    from gazetteer import Gazetteer, Place, StoreError
    from geo.borders import Borders
    from geo.columns import Float64Array
    from geo.filters import Facet
    from geo.incidents import Incident
    from geo.records import Dataset
    from geo.state import ZoneParams
    from geo.store.incident_store import IncidentStore
    from geo.store.loading import ImportedIncident, LoadedSet
    from geo.store.placing import PlacedSet
    from geo.table import IncidentTable

# The data sets of records: what ships from the articles, and what people confirmed since.
DATASET_NAMES: Mapping[str, tuple[str, str]] = {
    ARTICLES: ("News articles", "مقالات صحفية"),
    CONFIRMED: ("Confirmed incidents", "أحداث مؤكدة"),
}
_FOCUS_LAYERS = ("countries", "governorates")
# How many zones keep the list of their towns.
_KEPT_ZONES = 8
# How many deleted places the problem of a briefing names.
_MOST_NAMED = 10


@dataclass(frozen=True, eq=False, kw_only=True)
class Briefing:
    """Everything that one state of the data says; pages and routes read from it, nobody writes.

    `places` is one state of the gazetteer, taken once: whatever is edited later, everything here
    agrees. An incident whose place was merged belongs to the one it became; one whose place was
    deleted has no point, and `problem` says so.

    Parameters
    ----------
    gazetteer
        Where the places come from; its `places` are read once.
    dataset
        Incidents, sources, actors and reported figures.
    borders
        Countries, governorates, borders and water.
    confirmed
        Ids of those incidents in `dataset` that people confirmed; the others ship.
    imported
        The rows of the imported data sets that are switched on.
    settled
        For each of `imported` by its id: the places on which editors settled its unplaced names.
    incident_store
        The data sets that are imported, to change them; None without a database.
    problem
        One sentence about what is wrong with the data as a whole, None when nothing is.
    failure
        Why the database cannot be used just now; None when it can be, or when there is none.
    snapshot
        The places by id, for a caller that has them; the gazetteer's as they are now when None.
    """

    gazetteer: Gazetteer
    dataset: Dataset
    borders: Borders
    confirmed: frozenset[str] = frozenset()
    imported: tuple[LoadedSet, ...] = ()
    settled: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    incident_store: IncidentStore | None = None
    problem: Message | None = None
    failure: StoreError | None = None
    places: Mapping[str, Place] = field(init=False)
    snapshot: InitVar[Mapping[str, Place] | None] = None

    def __post_init__(self, snapshot: Mapping[str, Place] | None) -> None:
        places = self.gazetteer.places() if snapshot is None else snapshot
        object.__setattr__(self, "places", places)
        if self.problem is not None:
            return
        named = self._named_ids.union(*(each.unplaced.place_ids for each in self.imported))
        missing = sorted(place_id for place_id in named if place_id and place_id not in places)
        if missing:
            named_ids = ", ".join(missing[:_MOST_NAMED]) + (", …" if missing[_MOST_NAMED:] else "")
            problem = Message(
                "Incidents have no point because their place was deleted: %(ids)s.", ids=named_ids
            )
            object.__setattr__(self, "problem", problem)

    @cached_property
    def _named_ids(self) -> frozenset[str]:
        """The ids of places that incidents name, as they name them."""
        return frozenset(i.place_id for i in self.dataset.incidents if i.place_id is not None)

    def renewed(self, places: Mapping[str, Place], **changes: Any) -> Self:  # noqa: ANN401
        """Return the briefing of another state of the data; what is equal is shared.

        Parameters
        ----------
        places
            The places by id.
        changes
            Fields of the briefing that are other than they were. `problem` and `failure` are none
            unless given.
        """
        fresh = replace(self, snapshot=places, **{"problem": None, "failure": None, **changes})
        known = self.__dict__
        if "index" not in known:
            return fresh
        made = fresh.__dict__
        made["placed_sets"] = fresh._place_sets(self.placed_sets)
        if (
            fresh.dataset is self.dataset
            and fresh.confirmed == self.confirmed
            and fresh.dataset_names == self.dataset_names
            and all(places.get(i) is self.places.get(i) for i in self._named_ids)
        ):
            made["_records"] = self._records
        pairs = itertools.zip_longest(fresh._tables, self._tables)
        if all(a is b for a, b in pairs):
            made["index"] = self.index
        return fresh

    @cached_property
    def placed_sets(self) -> tuple[PlacedSet, ...]:
        """The imported data sets, on their places."""
        return self._place_sets(())

    def _place_sets(self, known: Sequence[PlacedSet]) -> tuple[PlacedSet, ...]:
        return place_sets(self.imported, self.settled, self.places, self.locate, known=known)

    @cached_property
    def _records(self) -> IncidentTable:
        """The recorded incidents, those that ship and then those that people confirmed."""
        records = self.incidents.values()
        shipped = [record for record in records if record.id not in self.confirmed]
        confirmed = [record for record in records if record.id in self.confirmed]
        tables = [self.table_of(shipped, self.places, dataset=ARTICLES)]
        if confirmed:
            tables.append(self.table_of(confirmed, self.places, dataset=CONFIRMED))
        return concat_incidents(tables)

    @property
    def _tables(self) -> list[IncidentTable]:
        return [self._records, *(each.table for each in self.placed_sets)]

    def locate(self, lon: Float64Array, lat: Float64Array) -> tuple[list[str], list[str]]:
        """Return country and governorate of points, "" for none; degrees, EPSG:4326."""
        country, admin1 = self.borders.locate(lon, lat)
        return country.tolist(), admin1.tolist()

    @cached_property
    def dataset_names(self) -> Mapping[str, tuple[str, str]]:
        """English and Arabic name of each data set on the map."""
        own = {loaded.info.id: (loaded.info.name, loaded.info.name) for loaded in self.imported}
        return {**DATASET_NAMES, **own}

    @cached_property
    def table(self) -> IncidentTable:
        """The incidents as columns: those of `dataset`, then those of each imported data set."""
        return self.index.table

    @cached_property
    def index(self) -> FilterIndex:
        """The incidents as columns, made ready for filters."""
        return FilterIndex.build(concat_incidents(self._tables))

    def incident(self, incident_id: str) -> Incident:
        """Return an incident of the map, one of `incidents` or an imported one.

        An imported one has no citations and involvements; the table and `imported_incident` tell
        its sources and actors.

        Raises
        ------
        KeyError
            If there is no such incident.
        """
        recorded = self.incidents.get(incident_id)
        return recorded or incident_of(self.table, self.table.row_of[incident_id])

    def imported_incident(self, incident_id: str) -> ImportedIncident | None:
        """Return what the database says of an imported incident; None for one of `incidents`.

        Raises
        ------
        KeyError
            If there is no such incident on the map.
        StoreError
            If the database cannot be read.
        """
        row = self.table.row_of[incident_id] - len(self._records)
        for loaded in self.imported:
            if 0 <= row < len(loaded) and self.incident_store is not None:
                return imported_incident(self.incident_store.database, loaded, row)
            row -= len(loaded)
        return None

    def table_of(
        self,
        incidents: Iterable[Incident],
        places: Mapping[str, Place],
        *,
        dataset: str = ARTICLES,
    ) -> IncidentTable:
        """Return incidents as columns, with the borders and names of this briefing.

        Raises
        ------
        IncidentDataError
            If an incident names a place that is not in `places`.
        """
        borders = self.borders
        names = {
            column: {row[0]: (row[1], row[2]) for row in frame[fields].itertuples(index=False)}
            for column, frame, fields in (
                ("country", borders.countries, ["country_code", "name", "name_ar"]),
                ("admin1", borders.governorates, ["admin1", "name", "name_ar"]),
            )
        }
        return build_table(
            incidents,
            places,
            actors=self.dataset.actors,
            sources=self.dataset.sources,
            locate=self.locate,
            measure_distance=borders.distance_to_border_km,
            judge_zone=zone_verdicts,
            names={**names, "dataset": self.dataset_names},
            dataset=dataset,
        )

    @cached_property
    def incidents(self) -> Mapping[str, Incident]:
        """The recorded incidents by id; those of a merged place name the one it became."""
        return {i.id: settled(i, self.places) for i in self.dataset.incidents}

    def place_of(self, incident: Incident) -> Place | None:
        """Return the gazetteer's entry for where it happened; None when there is none."""
        return None if incident.place_id is None else self.places.get(incident.place_id)

    def incidents_by_source(self) -> Mapping[str, int]:
        """Return how many incidents cite each source, by its id."""
        return Counter(
            source
            for incident in self.dataset.incidents
            for source in {citation.source_id for citation in incident.citations}
        )

    @cached_property
    def incidents_by_place(self) -> Mapping[str, int]:
        """How many incidents take their point or name from each place, by its id."""
        place = self.table.place
        counts = np.bincount(place.codes, minlength=len(place.values)).tolist()
        pairs = zip(place.values, counts, strict=True)
        return Counter({value: count for value, count in pairs if value in self.places})

    def incidents_at(self, place_id: str, limit: int) -> list[Incident]:
        """Return incidents that take their point from a place, at most `limit`."""
        place = self.table.place
        if place_id not in place.values:
            return []
        rows = np.flatnonzero(place.codes == place.values.index(place_id))[:limit]
        return [self.incident(self.table.ids[row].as_py()) for row in rows.tolist()]

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return every value of a facet that occurs, the most frequent first; "" for none."""
        return self._values[facet]

    @cached_property
    def _values(self) -> Mapping[Facet, tuple[str, ...]]:
        return facet_values(self.table)

    def zone(self, wanted: ZoneParams) -> Zone:
        """Return the zone that `wanted` describes.

        Raises
        ------
        BorderDataError
            If the border, side or a governorate is unknown.
        """
        return make_zone(
            self.borders,
            border_id=wanted.border_id,
            side=wanted.side,
            width_m=wanted.width_km * 1000,
            admin1=wanted.admin1,
        )

    def verdict(self, incident_id: str, zone: ZoneParams) -> str:
        """Return whether an incident lies inside a zone: a value of `ZoneVerdict`."""
        code = self.table.verdicts(self.zone(zone))[self.table.row_of[incident_id]]
        return str(VERDICTS[code])

    @cached_property
    def border_names(self) -> Mapping[str, tuple[str, str]]:
        """English and Arabic name of each shared border, those of `FOCUS_COUNTRIES` first."""
        return border_names(self.borders)

    @cached_property
    def governorates(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        """By country code, then by admin1 code: English and Arabic name of each governorate."""
        return governorate_names(self.borders)

    def nearest_borders(self, incident_id: str, count: int) -> list[tuple[str, str, float]]:
        """Return English name, Arabic name and distance in km of the borders nearest an incident.

        Only borders of `FOCUS_COUNTRIES`; empty for an incident without a point.
        """
        row = self.table.row_of[incident_id]
        if not self.table.located[row]:
            return []
        measured = [
            (name, name_ar, float(self.table.distance_km(border_id)[row]))
            for border_id, (name, name_ar) in self.border_names.items()
            if set(border_id.split("-")) & set(FOCUS_COUNTRIES)
        ]
        return sorted(measured, key=lambda entry: entry[2])[:count]

    def populated_places_in(self, zone: Zone) -> list[Place]:
        """Return the gazetteer's populated places whose point lies in `zone`, largest first."""
        return list(self._populated(zone))

    @cached_property
    def _populated(self) -> Callable[[Zone], tuple[Place, ...]]:
        return lru_cache(maxsize=_KEPT_ZONES)(Towns(self.places.values()).inside)

    @property
    def disclaimer(self) -> str:
        """What the boundaries on the map do not mean."""
        return BOUNDARY_DISCLAIMER

    @property
    def attribution(self) -> str:
        """Who has to be named for the data on the map."""
        return f"{BOUNDARY_ATTRIBUTION}; places after GeoNames (CC BY 4.0)"

    @property
    def short_attribution(self) -> str:
        """The same, as briefly as fits into the corner of the map."""
        return "© OpenStreetMap contributors, geoBoundaries, GSHHG, GeoNames"

    @cached_property
    def _base_layers(self) -> Mapping[str, bytes]:
        named = frozenset(i.place_id for i in self.incidents.values() if i.place_id)
        return base_layers(self.borders, self.places.values(), named)

    def base_layer(self, layer: str) -> bytes:
        """Return a layer of the base map as GeoJSON (its labels as a JSON list), UTF-8.

        With DETAILED after its name it is the same layer in full detail.
        """
        return self._base_layers[layer]

    @cached_property
    def base_version(self) -> str:
        """A short hash of the base map, for addresses that may be cached for ever."""
        return layers_version(self._base_layers)


def settled(incident: Incident, places: Mapping[str, Place]) -> Incident:
    """Return `incident` with the id that its place has in `places` now, None when it is gone."""
    if incident.place_id is None:
        return incident
    place = places.get(incident.place_id)
    place_id = None if place is None else place.id
    return incident if place_id == incident.place_id else replace(incident, place_id=place_id)
