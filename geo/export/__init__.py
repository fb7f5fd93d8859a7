"""Data files of the map as it is filtered: for other programs, for spreadsheets, for a phone."""

from geo.export.content import Licence, MapExport, SourceNote
from geo.export.csv_file import read_csv
from geo.export.figures import kept_export, repeated_export
from geo.export.files import FORMATS, write_export
from geo.export.packed import packed_ending, packed_export

__all__ = [
    "FORMATS",
    "Licence",
    "MapExport",
    "SourceNote",
    "kept_export",
    "packed_ending",
    "packed_export",
    "read_csv",
    "repeated_export",
    "write_export",
]
