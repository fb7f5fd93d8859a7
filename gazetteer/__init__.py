"""Names of places -> places: the gazetteer of Iraq, Syria and their borders."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from gazetteer.errors import (
    AmbiguousToponymError,
    EditConflictError,
    FindingsError,
    GazetteerError,
    InvalidPlaceError,
    PermissionDeniedError,
    PlaceFileError,
    PlaceNotFoundError,
    RemoteGeocoderError,
    StoreError,
    StoreFault,
)
from gazetteer.message import PLACED, Message, Named, joined, message_of, placed
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
from gazetteer.text import escape, printable, visible

if TYPE_CHECKING:
    from gazetteer.acts import (
        Act,
        DeletePlace,
        DeprecatePlace,
        MergePlaces,
        SavePlaces,
        SettleName,
        SplitPlace,
        UndoChange,
    )
    from gazetteer.answer_cache import AnswerCache
    from gazetteer.bounded_reader import ARCHIVE_FAULTS, BoundedReader
    from gazetteer.cells import guard_formula
    from gazetteer.check import Problem, check_places
    from gazetteer.context import admin1_codes, country_code
    from gazetteer.coordinates import format_dms, format_mgrs, parse_point
    from gazetteer.corrections import Correction, CorrectionKind, FieldDifference, compare
    from gazetteer.desk import Desk
    from gazetteer.edit_checks import Finding, Severity, check_edit
    from gazetteer.feature_codes import KINDS, FeatureKind, feature_label
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.geocoder import FallbackGeocoder, GazetteerGeocoder, nominatim
    from gazetteer.geoparse import Hint, HintKind, Mention, PlaceFinder, TextPlaces, find_places
    from gazetteer.index import NameIndex
    from gazetteer.interchange import PlaceFormat, accepted, format_of, read_places, write_places
    from gazetteer.nearby import Nearby
    from gazetteer.pasted_points import MAX_PASTED_LENGTH, parse_pasted_point
    from gazetteer.place_files import RefusedRow
    from gazetteer.place_names import address_of, admin1_name, country_name
    from gazetteer.place_rules import check_place
    from gazetteer.ranked import Query
    from gazetteer.reconcile import reconcile_routes, serve
    from gazetteer.record import (
        format_record,
        load_shipped,
        parse_record,
        place_from_record,
        record_from_place,
    )
    from gazetteer.store import Store
    from gazetteer.store_changes import Change, ChangeKind
    from gazetteer.store_engine import Database, default_database_url
    from gazetteer.store_faults import readable
    from gazetteer.store_import import ImportReport, MergePolicy
    from gazetteer.store_migrations import climb, schema_version
    from gazetteer.store_read import StoreState
    from gazetteer.store_rehearsal import Ground, Rehearsal
    from gazetteer.store_seals import seal_rows, sealed
    from gazetteer.store_unresolved import put_unresolved, settled_places
    from gazetteer.store_write import moment_after
    from gazetteer.tables import detect_encoding
    from gazetteer.three_way import Choice, FieldConflict, ThreeWay, merge_edits, with_choices

# Modules that are loaded when one of their names is first asked for: with all the libraries that
# stand behind them, they would cost a command that needs few of them half a second.
_LOADED_WHEN_ASKED: Final = {
    "acts": (
        "Act",
        "DeletePlace",
        "DeprecatePlace",
        "MergePlaces",
        "SavePlaces",
        "SettleName",
        "SplitPlace",
        "UndoChange",
    ),
    "answer_cache": ("AnswerCache",),
    "bounded_reader": ("ARCHIVE_FAULTS", "BoundedReader"),
    "cells": ("guard_formula",),
    "check": ("Problem", "check_places"),
    "context": ("admin1_codes", "country_code"),
    "coordinates": ("format_dms", "format_mgrs", "parse_point"),
    "pasted_points": ("MAX_PASTED_LENGTH", "parse_pasted_point"),
    "corrections": ("Correction", "CorrectionKind", "FieldDifference", "compare"),
    "desk": ("Desk",),
    "edit_checks": ("Finding", "Severity", "check_edit"),
    "feature_codes": ("KINDS", "FeatureKind", "feature_label"),
    "gazetteer": ("Gazetteer",),
    "geocoder": ("FallbackGeocoder", "GazetteerGeocoder", "nominatim"),
    "geoparse": ("Hint", "HintKind", "Mention", "PlaceFinder", "TextPlaces", "find_places"),
    "index": ("NameIndex",),
    "interchange": ("PlaceFormat", "accepted", "format_of", "read_places", "write_places"),
    "nearby": ("Nearby",),
    "place_files": ("RefusedRow",),
    "place_names": ("address_of", "admin1_name", "country_name"),
    "ranked": ("Query",),
    "reconcile": ("reconcile_routes", "serve"),
    "place_rules": ("check_place",),
    "record": (
        "format_record",
        "load_shipped",
        "parse_record",
        "place_from_record",
        "record_from_place",
    ),
    "store": ("Store",),
    "store_changes": ("Change", "ChangeKind"),
    "store_engine": ("Database", "default_database_url"),
    "store_faults": ("readable",),
    "store_import": ("ImportReport", "MergePolicy"),
    "store_migrations": ("climb", "schema_version"),
    "store_read": ("StoreState",),
    "store_rehearsal": ("Ground", "Rehearsal"),
    "store_seals": ("seal_rows", "sealed"),
    "store_write": ("moment_after",),
    "store_unresolved": ("put_unresolved", "settled_places"),
    "tables": ("detect_encoding",),
    "three_way": ("Choice", "FieldConflict", "ThreeWay", "merge_edits", "with_choices"),
}
_MODULE_OF: Final = {name: module for module, names in _LOADED_WHEN_ASKED.items() for name in names}

__all__ = [
    "ARCHIVE_FAULTS",
    "KINDS",
    "MAX_PASTED_LENGTH",
    "PLACED",
    "Act",
    "AmbiguousToponymError",
    "AnswerCache",
    "BoundedReader",
    "Candidate",
    "Certainty",
    "Change",
    "ChangeKind",
    "Choice",
    "Citation",
    "Correction",
    "CorrectionKind",
    "Database",
    "DeletePlace",
    "DeprecatePlace",
    "Desk",
    "Draft",
    "EditConflictError",
    "FallbackGeocoder",
    "FeatureKind",
    "FieldConflict",
    "FieldDifference",
    "Finding",
    "FindingsError",
    "Gazetteer",
    "GazetteerError",
    "GazetteerGeocoder",
    "Ground",
    "Hint",
    "HintKind",
    "ImportReport",
    "InvalidPlaceError",
    "Mention",
    "MergePlaces",
    "MergePolicy",
    "Message",
    "NameIndex",
    "Named",
    "Nearby",
    "PermissionDeniedError",
    "Place",
    "PlaceFileError",
    "PlaceFinder",
    "PlaceFormat",
    "PlaceNotFoundError",
    "PlaceStatus",
    "Problem",
    "Proposal",
    "ProposalState",
    "Query",
    "Reason",
    "RefusedRow",
    "Rehearsal",
    "RemoteGeocoderError",
    "Resolution",
    "ResolutionStatus",
    "Role",
    "SavePlaces",
    "SavedEdit",
    "SettleName",
    "Severity",
    "SplitPlace",
    "Store",
    "StoreError",
    "StoreFault",
    "StoreState",
    "TextPlaces",
    "ThreeWay",
    "Toponym",
    "ToponymKind",
    "UndoChange",
    "UnresolvedName",
    "UnresolvedReport",
    "UnresolvedState",
    "User",
    "accepted",
    "address_of",
    "admin1_codes",
    "admin1_name",
    "check_edit",
    "check_place",
    "check_places",
    "climb",
    "compare",
    "country_code",
    "country_name",
    "default_database_url",
    "detect_encoding",
    "escape",
    "feature_label",
    "find_places",
    "format_dms",
    "format_mgrs",
    "format_of",
    "format_record",
    "guard_formula",
    "joined",
    "load_shipped",
    "merge_edits",
    "message_of",
    "moment_after",
    "nominatim",
    "parse_pasted_point",
    "parse_point",
    "parse_record",
    "place_from_record",
    "placed",
    "printable",
    "put_unresolved",
    "read_places",
    "readable",
    "reconcile_routes",
    "record_from_place",
    "schema_version",
    "script_of",
    "seal_rows",
    "sealed",
    "serve",
    "settled_places",
    "visible",
    "with_choices",
    "write_places",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name of the package
    """Return a public name whose module was not loaded yet (PEP 562)."""
    module = _MODULE_OF.get(name)
    if module is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, the modules that are not loaded yet included."""
    return sorted({*globals(), *__all__})
