"""Names of places -> places: the gazetteer of Iraq, Syria and their borders."""

from gazetteer.answer_cache import AnswerCache
from gazetteer.check import Problem, check_places
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
from gazetteer.feature_codes import feature_label
from gazetteer.gazetteer import Gazetteer
from gazetteer.geocoder import FallbackGeocoder, GazetteerGeocoder, nominatim
from gazetteer.interchange import PlaceFormat, accepted, format_of, read_places, write_places
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
from gazetteer.place_files import RefusedRow
from gazetteer.place_names import address_of, admin1_name, country_name
from gazetteer.reconcile import reconcile_routes, serve
from gazetteer.record import (
    check_place,
    format_record,
    load_shipped,
    parse_record,
    place_from_record,
    record_from_place,
)
from gazetteer.resolve import Query
from gazetteer.script import script_of
from gazetteer.store import Store
from gazetteer.store_changes import Change, ChangeKind, FieldMerge, merge_fields
from gazetteer.store_import import ImportReport, MergePolicy
from gazetteer.store_read import StoreState
from gazetteer.text import escape

__all__ = [
    "AmbiguousToponymError",
    "AnswerCache",
    "Candidate",
    "Certainty",
    "Change",
    "ChangeKind",
    "Citation",
    "EditConflictError",
    "FallbackGeocoder",
    "FieldMerge",
    "Gazetteer",
    "GazetteerError",
    "GazetteerGeocoder",
    "ImportReport",
    "InvalidPlaceError",
    "MergePolicy",
    "Place",
    "PlaceFileError",
    "PlaceFormat",
    "PlaceNotFoundError",
    "PlaceStatus",
    "Problem",
    "Query",
    "Reason",
    "RefusedRow",
    "RemoteGeocoderError",
    "Resolution",
    "ResolutionStatus",
    "Store",
    "StoreError",
    "StoreState",
    "Toponym",
    "ToponymKind",
    "accepted",
    "address_of",
    "admin1_name",
    "check_place",
    "check_places",
    "country_name",
    "escape",
    "feature_label",
    "format_of",
    "format_record",
    "load_shipped",
    "merge_fields",
    "nominatim",
    "parse_record",
    "place_from_record",
    "read_places",
    "reconcile_routes",
    "record_from_place",
    "script_of",
    "serve",
    "write_places",
]
