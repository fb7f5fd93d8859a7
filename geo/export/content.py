"""What goes into a data file: the incidents of one state of the map, and where they come from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np

from geo.borders import BOUNDARY_ATTRIBUTION
from geo.described import filter_words, zone_words
from geo.export.columns import incident_columns, subset
from geo.selection import apply
from geo.words import words

if TYPE_CHECKING:
    from datetime import datetime

    import numpy.typing as npt
    import pyarrow as pa  # type: ignore[import-untyped]

    from geo.briefing import Briefing
    from geo.state import MapState
    from geo.store.made import DataState
    from geo.table import IncidentTable
    from geo.words import Words
    from geo.zone import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """The terms of one part of the data, and who has to be named for it."""

    part: str
    name: str
    url: str
    attribution: str


# Source: geo/data/README.md and gazetteer/data/README.md.
RECORDED = Licence(
    part="incidents",
    name="MIT",
    url="https://spdx.org/licenses/MIT.html",
    attribution="Facts from the articles named as sources, told in the project's own words; "
    "names of event types are ACLED's",
)
LICENCES: tuple[Licence, ...] = (
    Licence(
        part="places",
        name="CC BY 4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
        attribution="Places after GeoNames",
    ),
    Licence(
        part="borders and zone",
        name="ODbL 1.0",
        url="https://opendatacommons.org/licenses/odbl/1-0/",
        attribution=BOUNDARY_ATTRIBUTION,
    ),
)


# Sources that a reader is told one by one; the columns name all.
MOST_NAMED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """A source of the exported incidents, and how many of them name it.

    `published` is an ISO date, empty when the source shows none.
    """

    id: str
    publisher: str
    title: str
    published: str
    url: str
    incidents: int


@dataclass(frozen=True, eq=False, kw_only=True)
class MapExport:
    """The incidents that a state of the map shows, with everything that a reader must know.

    `made_at` is the moment as of which the data are, in UTC: two exports of equal data, state and
    moment are equal to the byte. `data` names the state of the data where there is a database, and
    `figure` is the id under which the export is kept in it. Where there are `views`, the incidents
    are those that any of them shows, and of `state` count language and zone.
    """

    briefing: Briefing
    state: MapState
    made_at: datetime
    data: DataState | None = None
    figure: str = ""
    views: tuple[MapState, ...] = ()

    @cached_property
    def words(self) -> Words:
        """The words of the state's language."""
        return words(self.state.language)

    @cached_property
    def zone(self) -> Zone:
        """The zone of the state."""
        return self.briefing.zone(self.state.zone)

    @cached_property
    def rows(self) -> npt.NDArray[np.int64]:
        """The exported rows of the briefing's table, shape (n,)."""
        briefing = self.briefing
        chosen = np.zeros(len(briefing.table), bool)
        for state in self.views or (self.state,):
            zone = briefing.zone(state.zone)
            chosen |= apply(briefing.index, state.filter, zone=zone).mask
        return np.flatnonzero(chosen)

    @cached_property
    def table(self) -> IncidentTable:
        """The exported incidents alone."""
        return subset(self.briefing.table, self.rows)

    @cached_property
    def columns(self) -> pa.Table:
        """The exported incidents as typed columns; see `geo.export.columns`."""
        whole = self.briefing.table
        return incident_columns(
            self.table,
            whole.verdicts(self.zone).take(self.rows),
            whole.distance_km(self.zone.border_id).take(self.rows),
            self.briefing.incidents,
        )

    @cached_property
    def event_types(self) -> tuple[str, ...]:
        """The event types of the exported incidents, sorted; "" for none known."""
        column = self.table.event_type
        return tuple(sorted(column.values[code] for code in np.unique(column.codes)))

    @property
    def title(self) -> str:
        """What the file is, in the state's language."""
        return self.words("Incidents in Iraq and Syria")

    @property
    def as_of(self) -> str:
        """The moment of the data, ISO 8601 in UTC."""
        return self.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def revision(self) -> str:
        """What the data are known by: revisions of the database, and a hash of the incidents."""
        known = f"incidents {self.briefing.table.revision}"
        if self.data is None:
            return known
        return f"gazetteer {self.data.places}, data sets {self.data.datasets}, {known}"

    @cached_property
    def link(self) -> str:
        """The part of a dashboard's address that shows the same, from the question mark on."""
        return "?" + urlencode(self.state.to_query(), doseq=True)

    @cached_property
    def filters(self) -> list[tuple[str, str]]:
        """Name and content of each filter and of the zone, in the state's language."""
        _ = self.words
        if self.views:
            count = len(self.views)
            said = _.plural(
                "what %(count)s view of the map shows",
                "what %(count)s views of the map show",
                count,
            )
            return [(_("Incidents"), said)]
        told = filter_words(self.briefing, self.state.filter, _) or [(_("Filters"), _("none"))]
        return [*told, (_("Zone"), zone_words(self.briefing, self.state.zone, _))]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many incidents are in the file, and how many of them and of all are not shown."""
        verdict = self.columns["zone_verdict"].to_pylist()
        return {
            "incidents": len(self.rows),
            "left_out_by_filters": len(self.briefing.table) - len(self.rows),
            "without_point": int(np.count_nonzero(~self.table.located)),
            "undetermined": verdict.count("undetermined"),
        }

    @cached_property
    def sources(self) -> list[SourceNote]:
        """The sources of the exported incidents, the most frequent first."""
        column, known = self.table.sources, self.briefing.dataset.sources
        per_set = np.bincount(column.codes, minlength=column.set_count)
        weights = np.repeat(per_set, np.diff(column.offsets))
        counts = np.bincount(column.members, weights=weights, minlength=len(column.values))
        notes = []
        for code in np.argsort(-counts, kind="stable").tolist():
            if not counts[code]:
                break
            source_id = column.values[code]
            source = known.get(source_id)
            arabic = self.words.language == "ar"
            title = self.table.name("source", source_id)[arabic]
            publisher = published = url = ""
            if source is not None:
                publisher = source.publisher_ar if arabic else source.publisher
                published = str(source.published or "")
                url = source.url
            notes.append(
                SourceNote(
                    id=source_id,
                    publisher=publisher,
                    title=title,
                    published=published,
                    url=url,
                    incidents=int(counts[code]),
                )
            )
        return notes

    def source_lines(self) -> list[str]:
        """Return the sources in words, a line each; of very many only the most frequent."""
        lines = [
            " · ".join(filter(None, (source.publisher, source.title, source.published)))
            for source in self.sources[:MOST_NAMED]
        ]
        if len(self.sources) > MOST_NAMED:
            _ = self.words
            more = _.number(len(self.sources) - MOST_NAMED)
            lines.append(_("%(count)s more sources, named with their incidents", count=more))
        return lines

    @cached_property
    def licences(self) -> tuple[Licence, ...]:
        """The terms of every part of the data: of each data set in the file, places, borders."""
        column = self.table.dataset
        present = {column.values[code] for code in np.unique(column.codes).tolist()}
        infos = [loaded.info for loaded in self.briefing.imported if loaded.info.id in present]
        imported = tuple(
            Licence(
                part=f"incidents of {info.name}",
                name=info.licence or "not stated",
                url=info.link,
                attribution=info.citation or info.publisher or info.name,
            )
            for info in infos
        )
        recorded = () if present <= {info.id for info in infos} else (RECORDED,)
        return (*recorded, *imported, *LICENCES)

    @property
    def disclaimer(self) -> str:
        """What the boundaries do not mean, in the state's language."""
        return self.words(self.briefing.disclaimer)

    def notice(self) -> dict[str, object]:
        """Return everything that a file says about its data, ready for JSON."""
        return {
            "title": self.title,
            "language": self.state.language,
            "as_of": self.as_of,
            "data_revision": self.revision,
            "figure": self.figure,
            "filters": dict(self.filters),
            "link": self.link,
            "counts": self.counts,
            "sources": [asdict(source) for source in self.sources],
            "licences": [asdict(licence) for licence in self.licences],
            "disclaimer": self.disclaimer,
        }
