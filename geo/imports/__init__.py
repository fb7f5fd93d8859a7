"""Files of incidents, read into the columns of the store.

Formats
    ACLED (31 columns of today, older spellings of headings, `inter1` as text or number), UCDP GED
    (49, 41 and other numbers of columns, with or without a heading, ids written as floats), any
    CSV, TSV (plain, gzipped or zipped), XLSX or Parquet, GeoJSON, KML and KMZ, GeoPackage, zipped
    shapefile. What a file is, is told by its content, not by its name.
Mapping
    The columns of ACLED and UCDP are known. Of any other file they are guessed from headings in
    English and Arabic and from the shape of the values; a `ColumnMapping` can be shown with the
    first rows (`preview_incidents`), corrected and kept as JSON.
Rules
    A row is refused, with its number, field, value and the reason, when: it has no day, or one that
    does not exist, lies before 1900 or after tomorrow, or can be read in two ways and nothing in
    the file tells which; it has one coordinate of two, one off the Earth, 0 and 0, or one that lies
    in the named country only when turned round; low <= best <= high does not hold; a number is
    none; a code is not the publisher's; its id stood before. Everything else is taken as it is.
    A row without an id gets one of its content. A name without coordinates is looked up; what is
    ambiguous or not found stays without a point.
"""

from geo.imports.dates import DateOrder
from geo.imports.fields import MANY, Field
from geo.imports.formats import ENDINGS, ImportFormat
from geo.imports.mapping import ColumnMapping
from geo.imports.placing import FLAGS
from geo.imports.profiles import Publication
from geo.imports.reading import IncidentBatch, Preview, preview_incidents, read_incidents
from geo.imports.refusals import Refusal, Refusals, kept_refusals, refusals_csv
from geo.imports.tables import ImportCancelledError

__all__ = [
    "ENDINGS",
    "FLAGS",
    "MANY",
    "ColumnMapping",
    "DateOrder",
    "Field",
    "ImportCancelledError",
    "ImportFormat",
    "IncidentBatch",
    "Preview",
    "Publication",
    "Refusal",
    "Refusals",
    "kept_refusals",
    "preview_incidents",
    "read_incidents",
    "refusals_csv",
]
