"""Names of places -> places: the gazetteer of Iraq, Syria and their borders."""

from gazetteer.errors import (
    AmbiguousToponymError,
    EditConflictError,
    GazetteerError,
    InvalidPlaceError,
    PlaceFileError,
    PlaceNotFoundError,
    RemoteGeocoderError,
    StoreError,
)
from gazetteer.gazetteer import Gazetteer
from gazetteer.place import (
    Candidate,
    Certainty,
    Citation,
    Place,
    PlaceStatus,
    Reason,
    Resolution,
    ResolutionStatus,
    Toponym,
    ToponymKind,
)
from gazetteer.record import (
    check_place,
    format_record,
    load_shipped,
    parse_record,
    place_from_record,
    record_from_place,
)
from gazetteer.script import script_of
from gazetteer.text import escape

__all__ = [
    "AmbiguousToponymError",
    "Candidate",
    "Certainty",
    "Citation",
    "EditConflictError",
    "Gazetteer",
    "GazetteerError",
    "InvalidPlaceError",
    "Place",
    "PlaceFileError",
    "PlaceNotFoundError",
    "PlaceStatus",
    "Reason",
    "RemoteGeocoderError",
    "Resolution",
    "ResolutionStatus",
    "StoreError",
    "Toponym",
    "ToponymKind",
    "check_place",
    "escape",
    "format_record",
    "load_shipped",
    "parse_record",
    "place_from_record",
    "record_from_place",
    "script_of",
]
