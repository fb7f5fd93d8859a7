"""The briefing: gazetteer, borders and incidents of one moment, joined for maps and tables."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from gazetteer import Gazetteer
from geo.borders import BOUNDARY_ATTRIBUTION, BOUNDARY_DISCLAIMER, load_borders
from geo.build import build_table
from geo.filters import Facet
from geo.labels import map_labels
from geo.records import load_dataset
from geo.selection import FilterIndex
from geo.table import PRECISIONS
from geo.zone import VERDICTS, Zone, make_zone, places_inside, zone_verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gazetteer import Place
    from geo.borders import Borders
    from geo.incidents import Incident
    from geo.records import Dataset
    from geo.state import ZoneParams
    from geo.table import IncidentTable

# The countries whose borders and governorates the map is about.
FOCUS_COUNTRIES: tuple[str, ...] = ("IQ", "SY")
_FOCUS_LAYERS = ("countries", "governorates")


@dataclass(frozen=True, eq=False, kw_only=True)
class Briefing:
    """Everything that one state of the data says; pages and routes read from it, nobody writes."""

    gazetteer: Gazetteer
    dataset: Dataset
    borders: Borders

    @cached_property
    def table(self) -> IncidentTable:
        """The incidents as columns."""
        return self.index.table

    @cached_property
    def index(self) -> FilterIndex:
        """The incidents as columns, made ready for filters."""
        borders = self.borders
        names = {
            column: {row[0]: (row[1], row[2]) for row in frame[fields].itertuples(index=False)}
            for column, frame, fields in (
                ("country", borders.countries, ["country_code", "name", "name_ar"]),
                ("admin1", borders.governorates, ["admin1", "name", "name_ar"]),
            )
        }
        table = build_table(
            self.dataset.incidents,
            self.gazetteer.places(),
            actors=self.dataset.actors,
            sources=self.dataset.sources,
            locate=lambda lon, lat: tuple(c.tolist() for c in borders.locate(lon, lat)),
            measure_distance=borders.distance_to_border_km,
            judge_zone=zone_verdicts,
            names=names,
        )
        return FilterIndex.build(table)

    @cached_property
    def incidents(self) -> Mapping[str, Incident]:
        """The incidents by id."""
        return {incident.id: incident for incident in self.dataset.incidents}

    def place_of(self, incident: Incident) -> Place | None:
        """Return the gazetteer's entry for where it happened; None when it has its own point."""
        if incident.place_id is None:
            return None
        return self.gazetteer.get(incident.place_id)

    def incidents_by_source(self) -> Mapping[str, int]:
        """Return how many incidents cite each source, by its id."""
        return Counter(
            source
            for incident in self.dataset.incidents
            for source in {citation.source_id for citation in incident.citations}
        )

    @cached_property
    def span(self) -> tuple[date, date]:
        """The first start and the last end of all incidents."""
        incidents = self.dataset.incidents
        return min(i.start for i in incidents), max(i.end for i in incidents)

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
        towns = [
            place
            for place in self.gazetteer.places().values()
            if place.feature_class == "P" and place.lon is not None and place.lat is not None
        ]
        lon = np.array([place.lon for place in towns], np.float64)
        lat = np.array([place.lat for place in towns], np.float64)
        return sorted(places_inside(zone, towns, lon, lat), key=lambda p: (-p.population, p.id))

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
        named = frozenset(i.place_id for i in self.dataset.incidents if i.place_id)
        labels = map_labels(self.gazetteer.places().values(), named)
        layers = {"labels": json.dumps(labels, ensure_ascii=False, separators=(",", ":"))}
        for layer in ("countries", "governorates", "borders", "rivers", "lakes"):
            layers[layer] = self.borders.display(layer)
        return {layer: text.encode() for layer, text in layers.items()}

    def base_layer(self, layer: str) -> bytes:
        """Return a layer of the base map as GeoJSON (its labels as a JSON list), UTF-8."""
        return self._base_layers[layer]

    @cached_property
    def base_version(self) -> str:
        """A short hash of the base map, for addresses that may be cached for ever."""
        digest = sha256()
        for layer, content in self._base_layers.items():
            digest.update(layer.encode() + content)
        return digest.hexdigest()[:12]


@cache
def current_briefing() -> Briefing:
    """Return the briefing of what ships."""
    return Briefing(gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders())
