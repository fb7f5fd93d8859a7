"""The briefing: gazetteer, borders and incidents of one moment, joined for maps and tables."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.borders import BOUNDARY_ATTRIBUTION, BOUNDARY_DISCLAIMER, DISPLAY_LAYERS
from geo.build import build_table
from geo.filters import Facet
from geo.joining import concat_incidents
from geo.labels import map_labels
from geo.selection import FilterIndex
from geo.store.loading import imported_incident, place_ids, placed, rows_at
from geo.table import PRECISIONS
from geo.zone import VERDICTS, Zone, make_zone, places_inside, zone_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Self

    from gazetteer import Gazetteer, Place
    from geo.borders import Borders
    from geo.columns import Float64Array
    from geo.incidents import Incident
    from geo.records import Dataset
    from geo.state import ZoneParams
    from geo.store.incident_store import IncidentStore
    from geo.store.loading import ImportedIncident, LoadedSet
    from geo.table import IncidentTable

# What stands after the name of a base layer in full detail.
DETAILED = "-detailed"

# The countries whose borders and governorates the map is about.
FOCUS_COUNTRIES: tuple[str, ...] = ("IQ", "SY")
# The data sets of records: what ships from the articles, and what people confirmed since.
ARTICLES = "articles"
CONFIRMED = "confirmed"
DATASET_NAMES: Mapping[str, tuple[str, str]] = {
    ARTICLES: ("News articles", "مقالات صحفية"),
    CONFIRMED: ("Confirmed incidents", "أحداث مؤكدة"),
}
_FOCUS_LAYERS = ("countries", "governorates")
# How many zones keep the list of their towns.
_KEPT_ZONES = 8


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
    problem: str | None = None
    places: Mapping[str, Place] = field(init=False)
    snapshot: InitVar[Mapping[str, Place] | None] = None

    def __post_init__(self, snapshot: Mapping[str, Place] | None) -> None:
        places = self.gazetteer.places() if snapshot is None else snapshot
        object.__setattr__(self, "places", places)
        if self.problem is not None:
            return
        named = self._named_ids.union(*(self._imported_ids(loaded) for loaded in self.imported))
        missing = sorted(place_id for place_id in named if place_id and place_id not in places)
        if missing:
            problem = (
                f"Incidents have no point because their place was deleted: {', '.join(missing)}."
            )
            object.__setattr__(self, "problem", problem)

    @cached_property
    def _named_ids(self) -> frozenset[str]:
        """The ids of places that incidents name, as they name them."""
        return frozenset(i.place_id for i in self.dataset.incidents if i.place_id is not None)

    def _imported_ids(self, loaded: LoadedSet) -> list[str]:
        """Return the ids of the places that the unplaced names of a data set mean, "" for none."""
        settled = self.settled.get(loaded.info.id) or (None,) * len(loaded.unplaced.names)
        return place_ids(loaded, settled)

    def renewed(self, places: Mapping[str, Place], **changes: Any) -> Self:  # noqa: ANN401
        """Return the briefing of another state of the data; what is equal is shared.

        Parameters
        ----------
        places
            The places by id.
        changes
            Fields of the briefing that are other than they were. `problem` is none unless given.
        """
        fresh = replace(self, snapshot=places, **{"problem": None, **changes})
        if "index" not in self.__dict__:
            return fresh
        fresh.__dict__["_pieces"] = self._shared_pieces(fresh)
        pairs = zip(fresh._pieces, self._pieces, strict=False)
        if len(fresh._pieces) == len(self._pieces) and all(a is b for a, b in pairs):
            fresh.__dict__["index"] = self.index
        return fresh

    def _shared_pieces(self, fresh: Self) -> tuple[IncidentTable, ...]:
        """Return the pieces of `fresh`, those of this briefing where they say the same."""
        is_same = partial(_is_same_place, self.places, fresh.places)
        records = self._pieces[0]
        if not (
            fresh.dataset is self.dataset
            and fresh.confirmed == self.confirmed
            and fresh.dataset_names == self.dataset_names
            and all(map(is_same, self._named_ids))
        ):
            records = fresh._records_table()
        known = {id(loaded.table): n for n, loaded in enumerate(self.imported, start=1)}
        pieces = [records]
        for loaded in fresh.imported:
            number = known.get(id(loaded.table))
            ids = fresh._imported_ids(loaded)
            if (
                number is not None
                and ids == self._imported_ids(self.imported[number - 1])
                and all(map(is_same, set(ids)))
            ):
                pieces.append(self._pieces[number])
            else:
                pieces.append(fresh._placed_table(loaded))
        return tuple(pieces)

    @cached_property
    def _pieces(self) -> tuple[IncidentTable, ...]:
        """The records, and the rows of each imported data set."""
        return (self._records_table(), *map(self._placed_table, self.imported))

    def _records_table(self) -> IncidentTable:
        records = self.incidents.values()
        shipped = [record for record in records if record.id not in self.confirmed]
        confirmed = [record for record in records if record.id in self.confirmed]
        tables = [self.table_of(shipped, self.places, dataset=ARTICLES)]
        if confirmed:
            tables.append(self.table_of(confirmed, self.places, dataset=CONFIRMED))
        return concat_incidents(tables)

    def _placed_table(self, loaded: LoadedSet) -> IncidentTable:
        return placed(loaded, self.places, self._imported_ids(loaded), self.locate)

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
        return FilterIndex.build(concat_incidents(self._pieces))

    def imported_incident(self, incident_id: str) -> ImportedIncident | None:
        """Return what the database says of an imported incident; None for one of `incidents`.

        Raises
        ------
        KeyError
            If there is no such incident on the map.
        StoreError
            If the database cannot be read.
        """
        row = self.table.row_of[incident_id] - len(self._pieces[0])
        for loaded in self.imported:
            if 0 <= row < len(loaded) and self.incident_store is not None:
                return imported_incident(self.incident_store.database, loaded, row)
            row -= len(loaded)
        return None

    def imported_rows_at(self, wanted: Callable[[str], bool]) -> list[tuple[LoadedSet, list[str]]]:
        """Return the imported rows that take their point from a wanted place, by data set.

        Each with the ids of the places that its unplaced names mean.
        """
        found = []
        for loaded in self.imported:
            ids = self._imported_ids(loaded)
            found.append((rows_at(loaded, ids, wanted), ids))
        return found

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

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return every value of a facet that occurs, the most frequent first; "" for none."""
        return self._values[facet]

    @cached_property
    def _values(self) -> Mapping[Facet, tuple[str, ...]]:
        table = self.table
        columns = {
            Facet.COUNTRY: table.country,
            Facet.ADMIN1: table.admin1,
            Facet.EVENT_TYPE: table.event_type,
            Facet.SUB_TYPE: table.sub_type,
            Facet.DATASET: table.dataset,
        }
        found = {}
        for facet, column in columns.items():
            counts = np.bincount(column.codes, minlength=len(column.values))
            found[facet] = tuple(column.values[code] for code in np.argsort(-counts, kind="stable"))
        for facet, sets in ((Facet.ACTOR, table.actors), (Facet.SOURCE, table.sources)):
            per_set = np.bincount(sets.codes, minlength=sets.set_count)
            weights = np.repeat(per_set, np.diff(sets.offsets))
            counts = np.bincount(sets.members, weights=weights, minlength=len(sets.values))
            found[facet] = tuple(sets.values[code] for code in np.argsort(-counts, kind="stable"))
        present = np.unique(table.precision)
        found[Facet.PRECISION] = tuple(PRECISIONS[code] for code in present)
        found[Facet.VERDICT] = tuple(str(verdict) for verdict in VERDICTS)
        return found

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
        shared = self.borders.shared[["border_id", "name", "name_ar"]]
        rows = sorted(
            shared.itertuples(index=False, name=None),
            key=lambda row: (not set(row[0].split("-")) & set(FOCUS_COUNTRIES), row[1]),
        )
        return {border_id: (name, name_ar) for border_id, name, name_ar in rows}

    @cached_property
    def governorates(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        """By country code, then by admin1 code: English and Arabic name of each governorate."""
        frame = self.borders.governorates[["country_code", "admin1", "name", "name_ar"]]
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for country_code, admin1, name, name_ar in frame.itertuples(index=False, name=None):
            found.setdefault(country_code, {})[admin1] = (name, name_ar)
        return found

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
        return lru_cache(maxsize=_KEPT_ZONES)(self._find_populated)

    def _find_populated(self, zone: Zone) -> tuple[Place, ...]:
        towns, lon, lat = self._towns
        found = places_inside(zone, towns, lon, lat)
        return tuple(sorted(found, key=lambda place: (-place.population, place.id)))

    @cached_property
    def _towns(self) -> tuple[list[Place], Float64Array, Float64Array]:
        """The populated places that have a point, with lon and lat."""
        towns = [
            place
            for place in self.places.values()
            if place.feature_class == "P" and place.lon is not None and place.lat is not None
        ]
        lon = np.array([place.lon for place in towns], np.float64)
        lat = np.array([place.lat for place in towns], np.float64)
        return towns, lon, lat

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
        labels = map_labels(self.places.values(), named)
        layers = {"labels": json.dumps(labels, ensure_ascii=False, separators=(",", ":"))}
        for layer in DISPLAY_LAYERS:
            layers[layer] = self.borders.display(layer)
            layers[f"{layer}{DETAILED}"] = self.borders.detailed(layer)
        return {layer: text.encode() for layer, text in layers.items()}

    def base_layer(self, layer: str) -> bytes:
        """Return a layer of the base map as GeoJSON (its labels as a JSON list), UTF-8.

        With DETAILED after its name it is the same layer in full detail.
        """
        return self._base_layers[layer]

    @cached_property
    def base_version(self) -> str:
        """A short hash of the base map, for addresses that may be cached for ever."""
        digest = sha256()
        for layer, content in self._base_layers.items():
            digest.update(layer.encode() + content)
        return digest.hexdigest()[:12]


def _is_same_place(before: Mapping[str, Place], after: Mapping[str, Place], place_id: str) -> bool:
    return before.get(place_id) is after.get(place_id)


def settled(incident: Incident, places: Mapping[str, Place]) -> Incident:
    """Return `incident` with the id that its place has in `places` now, None when it is gone."""
    if incident.place_id is None:
        return incident
    place = places.get(incident.place_id)
    place_id = None if place is None else place.id
    return incident if place_id == incident.place_id else replace(incident, place_id=place_id)
