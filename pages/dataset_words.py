"""What formats, fields, flags and changes of data sets are called in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer import StoreError
from geo import DatasetChangeKind, DatasetConflictError, GeoError, imports
from pages.store_words import refused_text
from pages.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from gazetteer import GazetteerError


def format_names(_: Words) -> Mapping[imports.ImportFormat, str]:
    """Return how people call each format."""
    formats = imports.ImportFormat
    return {
        formats.ACLED: _("ACLED export"),
        formats.UCDP: _("UCDP GED"),
        formats.CSV: _("Table (CSV, TSV)"),
        formats.XLSX: _("Spreadsheet (XLSX)"),
        formats.PARQUET: _("Parquet table"),
        formats.GEOJSON: _("GeoJSON map file"),
        formats.GPKG: _("GeoPackage map file"),
        formats.KML: _("KML or KMZ map file"),
        formats.SHAPEFILE: _("Zipped shapefile"),
    }


def field_names(_: Words) -> Mapping[imports.Field, str]:
    """Return what a column can hold, as the person with the file would say it."""
    fields = imports.Field
    return {
        fields.START: _("Day (first day)"),
        fields.END: _("Last day"),
        fields.TIME_PRECISION: _("How exact the day is"),
        fields.PLACE: _("Name of the place"),
        fields.ADMIN2: _("District"),
        fields.ADMIN1: _("Governorate"),
        fields.COUNTRY: _("Country"),
        fields.LAT: _("Latitude"),
        fields.LON: _("Longitude"),
        fields.POINT: _("Point in one column (lat, lon or grid)"),
        fields.EXTENT_KM: _("How exact the place is (km)"),
        fields.EVENT_TYPE: _("Event type"),
        fields.SUB_TYPE: _("Event sub-type"),
        fields.ACTORS: _("Actors"),
        fields.SOURCES: _("Sources"),
        fields.FATALITIES_BEST: _("Killed"),
        fields.FATALITIES_LOW: _("Killed, at least"),
        fields.FATALITIES_HIGH: _("Killed, at most"),
        fields.INJURED: _("Injured"),
        fields.VERIFICATION: _("Verification"),
        fields.SUMMARY: _("Summary"),
        fields.SUMMARY_AR: _("Summary, written in Arabic"),
        fields.ID: _("The publisher's id"),
    }


def column_names(_: Words) -> Mapping[str, str]:
    """Return what the columns of a stored incident are called; most are fields of a file."""
    fields = field_names(_)
    return {
        **{str(field): name for field, name in fields.items()},
        "start_day": fields[imports.Field.START],
        "end_day": fields[imports.Field.END],
        "place_name": fields[imports.Field.PLACE],
        "place_id": _("Place in the gazetteer"),
        "flags": _("To be checked"),
        "details": _("Further details"),
    }


def flag_names(_: Words) -> Mapping[str, str]:
    """Return what the import found doubtful in a row, as sentences."""
    return {
        "place-disagrees": _("The point lies farther from the named place than both allow."),
        "country-disagrees": _("The point does not lie in the country that the publisher names."),
        "outside-map": _("The point lies in none of the countries of the map."),
    }


def change_names(_: Words) -> Mapping[DatasetChangeKind, str]:
    """Return what a change did to a data set, in a word or two."""
    return {
        DatasetChangeKind.IMPORT: _("file imported"),
        DatasetChangeKind.DESCRIBE: _("description changed"),
        DatasetChangeKind.SWITCH_ON: _("shown on the map"),
        DatasetChangeKind.SWITCH_OFF: _("hidden from the map"),
        DatasetChangeKind.REMOVE: _("removed"),
        DatasetChangeKind.UNDO: _("undone"),
        DatasetChangeKind.RECORDS: _("incidents confirmed or changed"),
    }


def moment_text(at: datetime, _: Words) -> str:
    """Return day and time."""
    return _("%(day)s, %(time)s UTC", day=_.date(at.date()), time=f"{at:%H:%M}")


def size_text(count: int, _: Words) -> str:
    """Return a number of bytes as people say it."""
    if count < 10**5:
        return _("%(size)s kB", size=_.number(max(count, 100) / 10**3, 1))
    return _("%(size)s MB", size=_.number(count / 10**6, 1))


def dataset_refusal(error: GazetteerError | GeoError, _: Words) -> str:
    """Return why something could not be done, as one sentence."""
    if isinstance(error, DatasetConflictError):
        return _("Somebody else changed this data set meanwhile; look at it again, then repeat.")
    if isinstance(error, StoreError):
        return refused_text(error, _)
    return _("This could not be done: %(problem)s", problem=_.said(error.message))


def refused_rows_csv(refusals: Iterable[imports.Refusal], _: Words) -> bytes:
    """Return refused rows as a CSV file in the reader's language."""
    return imports.refusals_csv(
        refusals,
        header=(_("File"), _("Row"), _("Field"), _("Value"), _("Reason")),
        say=Words(_.language).said,
    )
