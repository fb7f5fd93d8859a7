"""The fields of incidents out of the texts of a file: days, points, numbers, names.

Every function takes the rows of a chunk, refuses those that it cannot read, and returns arrays as
long as the chunk; what stands in a refused row means nothing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import InvalidPlaceError, Message, message_of, parse_point
from geo.imports.dates import CLOCK, EARLIEST, DateOrder, Span, parse_span
from geo.imports.fields import Field
from geo.imports.profiles import Extent
from geo.imports.texts import (
    OnceRead,
    numbers,
    parse_degrees,
    parse_number,
    taken,
    whole_figures,
)
from geo.incidents import SUB_TYPES_BY_EVENT_TYPE, TimePrecision, Verification
from geo.symbols import UNSPECIFIED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.columns import Float64Array, Int32Array
    from geo.imports.profiles import Profile
    from geo.imports.rows import Rows

# The most people that one row may say were killed or injured. Source: own choice; above the
# largest battle of the century, below what a shifted column holds.
MOST_CASUALTIES: Final = 1_000_000
# The largest extent of a row in km. Source: own choice; half the width of the map.
MOST_EXTENT_KM: Final = 2_000.0

_EPOCH: Final = date(1970, 1, 1)
_PRECISIONS: Final = list(TimePrecision)
_WKT: Final = re.compile(
    r"\s*POINT\s*Z?\s*\(\s*([-+\d.eE]+)\s+([-+\d.eE]+)(?:\s+[-+\d.eE]+)?\s*\)\s*", re.IGNORECASE
)
_LIST_BREAK: Final = re.compile("[\x1f;؛|]")
_SUB_TYPES: Final = {
    sub.casefold(): sub for subs in SUB_TYPES_BY_EVENT_TYPE.values() for sub in subs
}


def _why(read: Callable[[str], object]) -> Callable[[str], Message]:
    """Return what tells why a text is refused."""

    def told(text: str) -> Message:
        try:
            read(text)
        except ValueError as error:
            said = error.args[0]
            if isinstance(said, Message):
                return said
        return Message("cannot be read")

    return told


class Reader:
    """Reads fields; what it learnt of a text it keeps for the next chunk.

    Parameters
    ----------
    profile
        The publisher's codes, None for a file of nobody we know.
    order
        Which of two figures of a date is the day.
    today
        The day after which only tomorrow is believed, for reports come from other time zones.
    """

    def __init__(self, profile: Profile | None, order: DateOrder | None, today: date) -> None:
        self._profile = profile
        self._latest = (today + timedelta(days=1) - _EPOCH).days
        self._earliest = (EARLIEST - _EPOCH).days
        self._parse_span = lambda text: parse_span(text, order)
        self._spans: OnceRead[Span] = OnceRead(self._parse_span)
        self._degrees = OnceRead(parse_degrees)
        self._numbers = OnceRead(parse_number)
        self._points = OnceRead(_point_of)
        self._time = OnceRead(self._time_precision)
        self._extents = OnceRead(self._extent)
        self._types = OnceRead(self._event_type)
        self._verifications = OnceRead(_verification)

    # -- when ------------------------------------------------------------------------------------

    def days(self, rows: Rows) -> tuple[Int32Array, Int32Array, Int32Array]:
        """Return first and last day and time precision (its number in `TimePrecision`)."""
        texts = rows.text(Field.START)
        rows.refuse(
            rows.heading(Field.START), texts.is_null(), Message("is empty; a day is needed")
        )
        start, start_last, precision = self._read_days(rows, Field.START, texts)
        end = start_last
        if rows.has(Field.END):
            end_texts = rows.text(Field.END)
            _, last, end_precision = self._read_days(rows, Field.END, end_texts)
            given = end_texts.is_valid().to_numpy(zero_copy_only=False)
            end = np.where(given, last, start_last)
            precision = np.where(given, np.maximum(precision, end_precision), precision)
            reason = Message("lies before the start")
            rows.refuse(rows.heading(Field.END), given & (end < start), reason, end_texts)
        return start, end, self._precisions(rows, precision)

    def _read_days(
        self, rows: Rows, field: Field, texts: pa.Array
    ) -> tuple[Int32Array, Int32Array, Int32Array]:
        heading = rows.heading(field)
        if pc.any(pc.match_substring(texts, ":")).as_py():
            days = pc.replace_substring_regex(texts, CLOCK, "")
        else:
            days = texts
        found, at = self._spans(days)
        rows.refuse(heading, _wrong(found, at), _why(self._parse_span), texts)
        spans = [Span(0, 0, TimePrecision.DAY) if isinstance(s, ValueError) else s for s in found]
        first, last = ([getattr(span, name) for span in spans] for name in ("first", "last"))
        precision = [_PRECISIONS.index(span.precision) for span in spans]
        starts, ends, precisions = (taken(v, at, np.int32, 0) for v in (first, last, precision))
        given = at >= 0
        early = given & (starts < self._earliest)
        rows.refuse(
            heading,
            early,
            Message("lies before %(day)s", day=EARLIEST.isoformat()),
            texts,
        )
        rows.refuse(heading, given & (starts > self._latest), Message("lies in the future"), texts)
        return starts, np.minimum(ends, np.maximum(starts, self._latest)), precisions

    def _precisions(self, rows: Rows, of_days: Int32Array) -> Int32Array:
        if not rows.has(Field.TIME_PRECISION):
            return of_days
        texts = whole_figures(rows.text(Field.TIME_PRECISION))
        found, at = self._time(texts)
        rows.refuse(
            rows.heading(Field.TIME_PRECISION), _wrong(found, at), _why(self._time_precision), texts
        )
        codes = [0 if isinstance(v, ValueError) else _PRECISIONS.index(v) for v in found]
        return np.where(at >= 0, taken(codes, at, np.int32, 0), of_days)

    def _time_precision(self, text: str) -> TimePrecision:
        codes: Mapping[str, TimePrecision] = {str(p): p for p in TimePrecision}
        if self._profile is not None:
            codes = {**codes, **self._profile.time_precisions}
        if text.casefold() not in codes:
            raise ValueError(Message("is none of %(choices)s", choices=", ".join(codes)))
        return codes[text.casefold()]

    # -- where -----------------------------------------------------------------------------------

    def points(self, rows: Rows) -> tuple[Float64Array, Float64Array]:
        """Return lon and lat in degrees, nan where a row has no point."""
        if rows.has(Field.LAT):
            lon, lat = self._two_columns(rows)
            field, shown = Field.LAT, rows.text(Field.LAT)
        elif rows.has(Field.POINT):
            field, shown = Field.POINT, rows.text(Field.POINT)
            found, at = self._points(shown)
            rows.refuse(rows.heading(field), _wrong(found, at), _why(_point_of), shown)
            pairs = [(np.nan, np.nan) if isinstance(p, ValueError) else p for p in found]
            lat, lon = (taken([p[i] for p in pairs], at, np.float64, np.nan) for i in (0, 1))
        else:
            return np.full(len(rows), np.nan), np.full(len(rows), np.nan)
        nowhere = (lat == 0) & (lon == 0)
        rows.refuse(
            rows.heading(field), nowhere, Message("and 0 stand for an unknown point"), shown
        )
        return lon, lat

    def _two_columns(self, rows: Rows) -> tuple[Float64Array, Float64Array]:
        texts = {field: rows.text(field) for field in (Field.LAT, Field.LON)}
        values: dict[Field, Float64Array] = {}
        bad = {}
        for field, column in texts.items():
            values[field], bad[field] = numbers(column, self._degrees)
        written = bad[Field.LAT] & bad[Field.LON]
        if written.any():
            self._read_written(texts, values, bad, written)
        for field, column in texts.items():
            rows.refuse(rows.heading(field), bad[field], _why(parse_degrees), column)
        lat, lon = values[Field.LAT], values[Field.LON]
        for field, other in ((Field.LAT, Field.LON), (Field.LON, Field.LAT)):
            alone = np.isnan(values[field]) & ~np.isnan(values[other])
            reason = Message("is empty while the other coordinate is given")
            rows.refuse(rows.heading(field), alone, reason, texts[field])
        swapped = (np.abs(lat) > 90) & (np.abs(lon) <= 90) & (np.abs(lat) <= 180)
        reason = Message("is no latitude; latitude and longitude seem to be swapped")
        rows.refuse(rows.heading(Field.LAT), swapped, reason, texts[Field.LAT])
        for field, limit in ((Field.LAT, 90), (Field.LON, 180)):
            outside = np.abs(values[field]) > limit
            reason = Message("is not between -%(limit)s and %(limit)s degrees", limit=limit)
            rows.refuse(rows.heading(field), outside, reason, texts[field])
        return lon, lat

    def _read_written(
        self,
        texts: Mapping[Field, pa.Array],
        values: Mapping[Field, Float64Array],
        bad: Mapping[Field, Any],
        written: Any,  # noqa: ANN401 - flags, shape (n,)
    ) -> None:
        """Read coordinates that are written out, such as 36°30'N and 37°57'E, in two columns."""
        pairs = pc.binary_join_element_wise(texts[Field.LAT], texts[Field.LON], "; ")
        found, at = self._points(pc.if_else(pa.array(written), pairs, None))
        for row in np.flatnonzero(written).tolist():
            point = found[at[row]]
            if not isinstance(point, ValueError):
                values[Field.LAT][row], values[Field.LON][row] = point
                bad[Field.LAT][row] = bad[Field.LON][row] = False

    def extents(self, rows: Rows) -> tuple[Float64Array, pa.Array]:
        """Return the radius in km, nan for none, and the unit that is meant whole ("" for none)."""
        texts = whole_figures(rows.text(Field.EXTENT_KM))
        found, at = self._extents(texts)
        heading = rows.heading(Field.EXTENT_KM)
        rows.refuse(heading, _wrong(found, at), _why(self._extent), texts)
        good = [Extent(np.nan) if isinstance(e, ValueError) else e for e in found]
        km = taken([extent.km for extent in good], at, np.float64, np.nan)
        return km, taken([extent.unit for extent in good], at, object, "")

    def _extent(self, text: str) -> Extent:
        if self._profile is not None:
            if text not in self._profile.extents:
                raise ValueError(
                    Message("is none of %(choices)s", choices=", ".join(self._profile.extents))
                )
            return self._profile.extents[text]
        km = parse_number(text)
        if not 0 <= km <= MOST_EXTENT_KM:
            raise ValueError(
                Message(
                    "is not between 0 and %(most)s km",
                    most=f"{MOST_EXTENT_KM:g}",
                )
            )
        return Extent(km)

    # -- what ------------------------------------------------------------------------------------

    def types(self, rows: Rows) -> tuple[pa.Array, pa.Array]:
        """Return event type and sub-type."""
        texts = whole_figures(rows.text(Field.EVENT_TYPE))
        found, at = self._types(texts)
        heading = rows.heading(Field.EVENT_TYPE)
        rows.refuse(heading, _wrong(found, at), _why(self._event_type), texts)
        good = [(UNSPECIFIED, "") if isinstance(t, ValueError) else t for t in found]
        types = coded([kind for kind, _ in good] + [UNSPECIFIED], np.where(at < 0, len(good), at))
        implied = coded([sub for _, sub in good], at)
        given = rows.text(Field.SUB_TYPE).dictionary_encode()
        names = [_SUB_TYPES.get(s.casefold(), s) for s in given.dictionary.to_pylist()]
        own = coded(names, pc.fill_null(given.indices, -1).to_numpy())
        subs = pc.coalesce(own.cast(pa.string()), implied.cast(pa.string()))
        return types, subs.dictionary_encode()

    def _event_type(self, text: str) -> tuple[str, str]:
        known = {} if self._profile is None else self._profile.event_types
        if text.casefold() in known:
            return known[text.casefold()]
        if self._profile is not None and self._profile.event_types_are_codes:
            raise ValueError(Message("is none of %(choices)s", choices=", ".join(known)))
        for name in SUB_TYPES_BY_EVENT_TYPE:
            if name.casefold() == text.casefold():
                return name, ""
        return text, ""

    def casualties(self, rows: Rows) -> dict[str, pa.Array]:
        """Return the four numbers of dead and injured, null where unknown; low <= best <= high."""
        fields = (
            Field.FATALITIES_LOW,
            Field.FATALITIES_BEST,
            Field.FATALITIES_HIGH,
            Field.INJURED,
        )
        values = {field: self._counts(rows, field) for field in fields}
        low, best, high, _ = values.values()
        for field, less, more in (
            (Field.FATALITIES_LOW, low, best),
            (Field.FATALITIES_BEST, best, high),
            (Field.FATALITIES_LOW, low, high),
        ):
            if rows.has(field):
                reason = Message(
                    "is more than the next higher number; it must be low <= best <= high"
                )
                rows.refuse(rows.heading(field), less > more, reason, rows.text(field))
        return {
            str(field): pa.array(column.astype(np.float32), from_pandas=True)
            for field, column in values.items()
        }

    def _counts(self, rows: Rows, field: Field) -> Float64Array:
        texts = rows.text(field)
        values, bad = numbers(texts, self._numbers)
        heading = rows.heading(field)
        rows.refuse(heading, bad, _why(parse_number), texts)
        broken = (values < 0) | (values != np.floor(values)) & ~np.isnan(values)
        rows.refuse(heading, broken, Message("is not a whole number of at least 0"), texts)
        rows.refuse(
            heading,
            values > MOST_CASUALTIES,
            Message("is more than %(most)s", most=f"{MOST_CASUALTIES:,}"),
            texts,
        )
        return values

    def verifications(self, rows: Rows) -> pa.Array:
        """Return how well each incident is verified, null where the file does not say."""
        texts = rows.text(Field.VERIFICATION)
        found, at = self._verifications(texts)
        heading = rows.heading(Field.VERIFICATION)
        rows.refuse(heading, _wrong(found, at), _why(_verification), texts)
        return coded(["" if isinstance(v, ValueError) else str(v) for v in found], at)


def lists(rows: Rows, field: Field) -> pa.Array:
    """Return the names that the columns of a field hold, each once in a row, null for none."""
    headings = rows.mapping.columns.get(field, ())
    columns = [rows.columns[heading] for heading in headings]
    constant = rows.mapping.constants.get(field)
    if constant is not None:
        columns.append(pa.array([constant] * len(rows), pa.string()))
    kind = pa.list_(pa.string())
    if not columns:
        return pa.nulls(len(rows), kind)
    filled = [pc.fill_null(column, "") for column in columns]
    joined = pc.binary_join_element_wise(*filled, "\x1f").dictionary_encode()
    sets = []
    for text in joined.dictionary.to_pylist():
        names = dict.fromkeys(part.strip() for part in _LIST_BREAK.split(text))
        names.pop("", None)
        sets.append(list(names) or None)
    return pa.array(sets, kind).take(joined.indices)


def coded(values: list[str], codes: Any) -> pa.DictionaryArray:  # noqa: ANN401 - integers, shape (n,)
    """Return a coded column; null where the code is -1 or the value is empty."""
    distinct = {value: code for code, value in enumerate(dict.fromkeys(filter(None, values)))}
    again = np.array([*(distinct.get(value, -1) for value in values), -1], np.int32)[codes]
    indices = pa.array(again, pa.int32(), mask=again < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(distinct), pa.string()))


def _wrong(found: list[Any], at: Any) -> Any:  # noqa: ANN401 - flags, shape (n,)
    return taken([isinstance(value, ValueError) for value in found], at, np.bool_, False)


def _point_of(text: str) -> tuple[float, float]:
    """Return (lat, lon) of a point in one text: WKT, decimal degrees, degrees-minutes or MGRS."""
    if found := _WKT.fullmatch(text):
        lon, lat = parse_degrees(found[1]), parse_degrees(found[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise ValueError(Message("is no point on the Earth"))
        return lat, lon
    try:
        return parse_point(text)
    except InvalidPlaceError as error:
        raise ValueError(Message("is no point: %(problem)s", problem=message_of(error))) from error


def _verification(text: str) -> Verification:
    try:
        return Verification(text.casefold())
    except ValueError:
        raise ValueError(
            Message("is none of %(choices)s", choices=", ".join(Verification))
        ) from None
