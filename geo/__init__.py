"""Borders, the buffer zone, incidents, map layers and pictures."""

from geo.errors import BorderDataError, GeoError, IncidentDataError, SnapshotError
from geo.incidents import (
    SUB_TYPES_BY_EVENT_TYPE,
    Actor,
    ActorRole,
    Citation,
    Fatalities,
    Incident,
    Involvement,
    ReportedFigure,
    Source,
    TimePrecision,
    Verification,
)
from geo.records import Dataset, load_dataset

__all__ = [
    "SUB_TYPES_BY_EVENT_TYPE",
    "Actor",
    "ActorRole",
    "BorderDataError",
    "Citation",
    "Dataset",
    "Fatalities",
    "GeoError",
    "Incident",
    "IncidentDataError",
    "Involvement",
    "ReportedFigure",
    "SnapshotError",
    "Source",
    "TimePrecision",
    "Verification",
    "load_dataset",
]
