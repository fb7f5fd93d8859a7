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
    "escape",
]
