"""The columns in which the incidents of an imported data set are read, stored and loaded again.

One row an incident, in the order of the file. Every reader of `geo.imports` gives these columns,
the store keeps them as Parquet, and the briefing makes its table of them.
"""

from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]

_CODED_TEXT = pa.dictionary(pa.int32(), pa.string())

# Null stands for unknown or none, except where a line says otherwise.
STORED_COLUMNS: pa.Schema = pa.schema(
    [
        # The publisher's id, unique within the data set; never null.
        pa.field("id", pa.string(), nullable=False),
        # Degrees, EPSG:4326; both or neither. Null when `place_id` gives the point.
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        # Radius of location precision in km; null takes the place's, or 0.
        ("extent_km", pa.float32()),
        # The gazetteer's place, where the name was resolved and no point is given.
        ("place_id", _CODED_TEXT),
        # The place as the publisher writes it.
        ("place_name", _CODED_TEXT),
        # Country (ISO 3166-1 alpha-2) and governorate of the row's own point, computed; of a row
        # without a point, what the publisher says: the gazetteer's queue asks the name with them.
        ("country", _CODED_TEXT),
        ("admin1", _CODED_TEXT),
        # Days since 1970-01-01, both inclusive; never null.
        pa.field("start_day", pa.int32(), nullable=False),
        pa.field("end_day", pa.int32(), nullable=False),
        # A value of `TimePrecision`; never null.
        pa.field("time_precision", _CODED_TEXT, nullable=False),
        pa.field("event_type", _CODED_TEXT, nullable=False),
        ("sub_type", _CODED_TEXT),
        # Names as the publisher writes them, without doubles.
        ("actors", pa.list_(pa.string())),
        ("sources", pa.list_(pa.string())),
        ("fatalities_low", pa.float32()),
        ("fatalities_best", pa.float32()),
        ("fatalities_high", pa.float32()),
        ("injured", pa.float32()),
        # A value of `Verification`; null is reported.
        ("verification", _CODED_TEXT),
        ("summary", pa.string()),
        ("summary_ar", pa.string()),
        # What an analyst should look at, as codes separated by spaces, such as "place-disagrees".
        ("flags", _CODED_TEXT),
        # Everything else that the publisher says of the row: a JSON object of texts.
        ("details", pa.string()),
    ]
)
