"""Names of places -> places: the gazetteer of Iraq, Syria and their borders."""

from gazetteer.answer_cache import AnswerCache
from gazetteer.check import Problem, check_places
from gazetteer.coordinates import format_dms, format_mgrs, parse_point
from gazetteer.corrections import Correction, CorrectionKind, FieldDifference, compare
from gazetteer.desk import Desk
from gazetteer.errors import (
    AmbiguousToponymError,
    EditConflictError,
    GazetteerError,
    InvalidPlaceError,
    PermissionDeniedError,
    PlaceFileError,
    PlaceNotFoundError,
    RemoteGeocoderError,
    StoreError,
)
from gazetteer.feature_codes import KINDS, FeatureKind, feature_label
from gazetteer.gazetteer import Gazetteer
from gazetteer.geocoder import FallbackGeocoder, GazetteerGeocoder, nominatim
from gazetteer.index import NameIndex
from gazetteer.interchange import PlaceFormat, accepted, format_of, read_places, write_places
from gazetteer.nearby import Nearby
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
from gazetteer.review import (
    Draft,
    Proposal,
    ProposalState,
    SavedEdit,
    UnresolvedName,
    UnresolvedReport,
    UnresolvedState,
)
from gazetteer.roles import Role, User
from gazetteer.script import script_of
from gazetteer.store import Store
from gazetteer.store_changes import Change, ChangeKind
from gazetteer.store_engine import default_database_url
from gazetteer.store_import import ImportReport, MergePolicy
from gazetteer.store_read import StoreState
from gazetteer.text import escape
from gazetteer.three_way import Choice, FieldConflict, ThreeWay, merge_edits, with_choices

__all__ = [
    "KINDS",
    "AmbiguousToponymError",
    "AnswerCache",
    "Candidate",
    "Certainty",
    "Change",
    "ChangeKind",
    "Choice",
    "Citation",
    "Correction",
    "CorrectionKind",
    "Desk",
    "Draft",
    "EditConflictError",
    "FallbackGeocoder",
    "FeatureKind",
    "FieldConflict",
    "FieldDifference",
    "Gazetteer",
    "GazetteerError",
    "GazetteerGeocoder",
    "ImportReport",
    "InvalidPlaceError",
    "MergePolicy",
    "NameIndex",
    "Nearby",
    "PermissionDeniedError",
    "Place",
    "PlaceFileError",
    "PlaceFormat",
    "PlaceNotFoundError",
    "PlaceStatus",
    "Problem",
    "Proposal",
    "ProposalState",
    "Query",
    "Reason",
    "RefusedRow",
    "RemoteGeocoderError",
    "Resolution",
    "ResolutionStatus",
    "Role",
    "SavedEdit",
    "Store",
    "StoreError",
    "StoreState",
    "ThreeWay",
    "Toponym",
    "ToponymKind",
    "UnresolvedName",
    "UnresolvedReport",
    "UnresolvedState",
    "User",
    "accepted",
    "address_of",
    "admin1_name",
    "check_place",
    "check_places",
    "compare",
    "country_name",
    "default_database_url",
    "escape",
    "feature_label",
    "format_dms",
    "format_mgrs",
    "format_of",
    "format_record",
    "load_shipped",
    "merge_edits",
    "nominatim",
    "parse_point",
    "parse_record",
    "place_from_record",
    "read_places",
    "reconcile_routes",
    "record_from_place",
    "script_of",
    "serve",
    "with_choices",
    "write_places",
]
