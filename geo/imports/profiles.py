"""How the publishers that everybody uses write their files: ACLED and UCDP GED.

A profile names the column of each field in all spellings that the publisher had, and what the
publisher's codes mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.imports.dates import DateOrder
from geo.imports.fields import MANY, Field, heading_key
from geo.incidents import SUB_TYPES_BY_EVENT_TYPE, TimePrecision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Publication:
    """Who publishes a file, under which licence and how it wants to be cited."""

    publisher: str = ""
    licence: str = ""
    citation: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """The radius that a code of location precision stands for.

    `unit` is ``admin1`` or ``country`` when the whole unit round the point is meant; `km` then
    serves where the map has no such unit.
    """

    km: float
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One publisher's way of writing.

    `columns` gives for each field the spellings of its headings, newest first; for a field of
    `MANY`, every one that is there counts. `telling` are the headings by which a file is known. The
    codes are texts; a code that is not among them refuses the row. `inter` are the columns in which
    ACLED writes the kind of an actor as a number.
    """

    name: str
    publication: Publication
    columns: Mapping[Field, tuple[str, ...]]
    telling: frozenset[str]
    extents: Mapping[str, Extent]
    time_precisions: Mapping[str, TimePrecision]
    event_types: Mapping[str, tuple[str, str]]
    event_types_are_codes: bool = False
    left_out: frozenset[str] = frozenset()
    codes_in: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_order: DateOrder | None = None

    def knows(self, header: Sequence[str]) -> bool:
        """Tell whether a file with these headings is this publisher's."""
        keys = {heading_key(heading) for heading in header}
        return self.telling <= keys

    def mapped(self, header: Sequence[str]) -> dict[Field, tuple[str, ...]]:
        """Return which columns of a file hold what."""
        by_key = {heading_key(heading): heading for heading in reversed(header)}
        found: dict[Field, tuple[str, ...]] = {}
        for name, spellings in self.columns.items():
            present = tuple(by_key[s] for s in map(heading_key, spellings) if s in by_key)
            if present:
                found[name] = present if name in MANY else present[:1]
        return found


# Source: ACLED codebook (2023), "geo-precision code": 1 the town and its coordinates are known; 2 a
# part of a region, georeferenced to a town in it; 3 a larger region, to its capital. ACLED gives no
# distances: 1 km is the width of a village, 25 km that of a district (the circle round a Syrian
# one, Natural Earth), 3 is the whole governorate.
_ACLED_EXTENTS: Final = {"1": Extent(1.0), "2": Extent(25.0), "3": Extent(150.0, "admin1")}
# Source: ACLED codebook (2023), "time precision": 1 the day; 2 the week; 3 the month.
_ACLED_TIME: Final = {
    "1": TimePrecision.DAY,
    "2": TimePrecision.WEEK,
    "3": TimePrecision.MONTH,
}
# Source: ACLED codebook (2023), actor types; files after 2024 write the names themselves.
_ACLED_INTER: Final = {
    "0": "None", "1": "State forces", "2": "Rebel group", "3": "Political militia",
    "4": "Identity militia", "5": "Rioters", "6": "Protesters", "7": "Civilians",
    "8": "External/Other forces",
}  # fmt: skip
# Source: ACLED's guide to the change of event types in 2019; the left side is what files before
# it have in `event_type`, the right side event type and sub-type of today.
_ACLED_BEFORE_2019: Final = {
    "battle-no change of territory": ("Battles", "Armed clash"),
    "battle-government regains territory": ("Battles", "Government regains territory"),
    "battle-non-state actor overtakes territory": (
        "Battles",
        "Non-state actor overtakes territory",
    ),
    "remote violence": ("Explosions/Remote violence", ""),
    "riots/protests": ("Riots", ""),
    "strategic development": ("Strategic developments", ""),
    "headquarters or base established": (
        "Strategic developments",
        "Headquarters or base established",
    ),
    "non-violent transfer of territory": (
        "Strategic developments",
        "Non-violent transfer of territory",
    ),
}

ACLED: Final = Profile(
    name="acled",
    publication=Publication(
        publisher="Armed Conflict Location & Event Data (ACLED)",
        licence="ACLED Terms of Use",
        citation="Armed Conflict Location & Event Data (ACLED), www.acleddata.com.",
        link="https://acleddata.com",
    ),
    columns={
        # `data_id` changed with every download: it serves only where nothing better is there.
        # Source: ACLED, guide to the column changes of 2023.
        Field.ID: ("event_id_cnty", "event_id", "data_id", "event_id_no_cnty"),
        Field.LAT: ("latitude",),
        Field.LON: ("longitude",),
        Field.EXTENT_KM: ("geo_precision", "geo_precis"),
        Field.PLACE: ("location",),
        Field.COUNTRY: ("country",),
        Field.ADMIN1: ("admin1",),
        Field.ADMIN2: ("admin2",),
        Field.START: ("event_date",),
        Field.TIME_PRECISION: ("time_precision", "time_preci"),
        Field.EVENT_TYPE: ("event_type",),
        Field.SUB_TYPE: ("sub_event_type", "sub_event_"),
        Field.ACTORS: (
            "actor1", "assoc_actor_1", "ally_actor_1", "actor2", "assoc_actor_2", "ally_actor_2",
        ),
        Field.SOURCES: ("source",),
        Field.FATALITIES_BEST: ("fatalities",),
        Field.SUMMARY: ("notes",),
    },
    telling=frozenset({"event date", "event type", "actor1", "notes", "fatalities"}),
    extents=_ACLED_EXTENTS,
    time_precisions=_ACLED_TIME,
    event_types={
        **{name.casefold(): (name, "") for name in SUB_TYPES_BY_EVENT_TYPE},
        **_ACLED_BEFORE_2019,
    },
    left_out=frozenset({"latitude", "longitude", "year"}),
    codes_in={"inter1": _ACLED_INTER, "inter2": _ACLED_INTER},
    date_order=DateOrder.DAY_FIRST,
)  # fmt: skip

# Source: UCDP GED codebook 25.1, `where_prec`: 1 the place itself; 2 within about 25 km of the
# point; 3 the district; 4 the governorate; 5 a line or a vague part of a country; 6 the country;
# 7 international waters or airspace. 25 km for a district is the circle round a Syrian one
# (Natural Earth); 100 and 250 km, for which UCDP gives no distance, are our own choice.
_UCDP_EXTENTS: Final = {
    "1": Extent(1.0),
    "2": Extent(25.0),
    "3": Extent(25.0),
    "4": Extent(150.0, "admin1"),
    "5": Extent(100.0),
    "6": Extent(500.0, "country"),
    "7": Extent(250.0),
}
# Source: UCDP GED codebook 25.1, `date_prec`: 1 the day; 2 a span of 2 to 6 days; 3 the week; 4 a
# span of 8 to 30 days; 5 a longer span, up to the year.
_UCDP_TIME: Final = {
    "1": TimePrecision.DAY,
    "2": TimePrecision.WEEK,
    "3": TimePrecision.WEEK,
    "4": TimePrecision.MONTH,
    "5": TimePrecision.YEAR,
}
# Source: UCDP GED codebook 25.1, `type_of_violence`.
_UCDP_TYPES: Final = {
    "1": ("State-based conflict", ""),
    "2": ("Non-state conflict", ""),
    "3": ("One-sided violence", ""),
}

UCDP: Final = Profile(
    name="ucdp",
    publication=Publication(
        publisher="Uppsala Conflict Data Program (UCDP)",
        licence="CC BY 4.0",
        citation=(
            "Sundberg, Ralph, and Erik Melander (2013): Introducing the UCDP Georeferenced Event"
            " Dataset. Journal of Peace Research 50(4)."
        ),
        link="https://ucdp.uu.se",
    ),
    columns={
        Field.ID: ("id",),
        Field.LAT: ("latitude",),
        Field.LON: ("longitude",),
        Field.EXTENT_KM: ("where_prec",),
        Field.PLACE: ("where_coordinates",),
        Field.COUNTRY: ("country",),
        Field.ADMIN1: ("adm_1",),
        Field.ADMIN2: ("adm_2",),
        Field.START: ("date_start",),
        Field.END: ("date_end",),
        Field.TIME_PRECISION: ("date_prec",),
        Field.EVENT_TYPE: ("type_of_violence",),
        Field.ACTORS: ("side_a", "side_b"),
        Field.SOURCES: ("source_office",),
        Field.FATALITIES_LOW: ("low", "low_est"),
        Field.FATALITIES_BEST: ("best", "best_est"),
        Field.FATALITIES_HIGH: ("high", "high_est"),
        Field.SUMMARY: ("source_headline",),
    },
    telling=frozenset({"type of violence", "where prec", "date start", "latitude"}),
    extents=_UCDP_EXTENTS,
    time_precisions=_UCDP_TIME,
    event_types=_UCDP_TYPES,
    event_types_are_codes=True,
    left_out=frozenset({"latitude", "longitude", "geom wkt", "year"}),
)

PROFILES: Final = {profile.name: profile for profile in (ACLED, UCDP)}

# Columns of files that come without a heading, by their number.
# Source: UCDP GED codebook 25.1 (49 columns), and the 41 that copies of version 19.1 have.
UCDP_WITHOUT_HEADING: Final = {
    49: (
        "id", "relid", "year", "active_year", "code_status", "type_of_violence",
        "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id",
        "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id",
        "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
        "source_date", "source_headline", "source_original", "where_prec", "where_coordinates",
        "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
        "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec",
        "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown",
        "best", "high", "low", "gwnoa", "gwnob",
    ),
    41: (
        "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name",
        "dyad_new_id", "dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "gwnob",
        "side_b", "number_of_sources", "source_article", "source_office", "source_date",
        "source_headline", "source_original", "where_prec", "where_coordinates", "adm_1",
        "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id",
        "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a",
        "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high",
    ),
}  # fmt: skip
