"""The command `resolve`: a name, or lines of names, to the places they mean."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from gazetteer.cli_common import NOTHING_OR_PROBLEMS, OK, UsageError, add_command, positive
from gazetteer.errors import InvalidPlaceError
from gazetteer.gazetteer import Gazetteer
from gazetteer.message import Message
from gazetteer.place import Reason, Resolution, ResolutionStatus
from gazetteer.ranked import Query

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from gazetteer.cli_common import Subparsers
    from gazetteer.place import Candidate, Place

_DESCRIPTION = """\
Find the place that a name means, in Arabic or Latin script, in any usual spelling.

Without NAME, reads UTF-8 lines from standard input, one name each, and writes one JSON object a
line, in the same order and as soon as it is known:

  name<TAB>country<TAB>admin1<TAB>admin2        (the last three may be left out or empty)

The country is a code (SY) or a name; admin1 is a governorate's code (SY-DY) or any of its names.
Both only help to choose: a name is found even when its governorate is wrong.

Each object has query, status (resolved, ambiguous, not found), confidence (0 to 1, the calibrated
chance that the place is right), id, name, name_ar, lat, lon (degrees), extent_km (the radius within
which the thing lies), kind (GeoNames code), country, admin1, reasons and candidates. When the
status is ambiguous, they tell of the likeliest candidate; when it is not found, they are null. A
line that cannot be read gives "not found" with the reason.

Exit code: 0 when a place was found (for at least one line), 1 when none was, 2 for wrong usage."""

_EXAMPLES = """\
  python -m gazetteer resolve "Deir ez Zor"
  python -m gazetteer resolve الباغوز --country SY
  python -m gazetteer resolve "near Hajin" --kind P --format jsonl
  printf 'Raqqa\\tSY\\nal-Qaim\\tIQ\\tAnbar\\n' | python -m gazetteer resolve
  cut -f3 places.tsv | python -m gazetteer resolve > resolved.jsonl"""

# The most columns that a line of input has: name, country, admin1, admin2.
_COLUMNS = 4


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "resolve",
        run,
        summary="find the places that names mean",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the name; else lines are read")
    parser.add_argument("--country", help="for lines: the country of those that name none")
    parser.add_argument("--admin1", help="the governorate, a code or a name")
    parser.add_argument("--admin2", help="the district")
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        help="a GeoNames class or code that is wanted (P, ADM1, STM); may be repeated",
    )
    parser.add_argument("--limit", type=positive, default=5, help="candidates shown (default: 5)")
    parser.add_argument(
        "--format",
        choices=("table", "jsonl"),
        help="table is the default with NAME, jsonl without",
    )


def run(args: argparse.Namespace) -> int:
    """Resolve the name of the command line, or the lines of standard input."""
    if args.name is None and args.format == "table":
        raise UsageError("lines are answered as jsonl; a table is made for one NAME")
    with Gazetteer.open(args.database) as gazetteer:
        if args.name is None:
            found = False
            out = sys.stdout.buffer
            for record in resolve_lines(gazetteer, sys.stdin.buffer, args):
                found = found or record["status"] != ResolutionStatus.NOT_FOUND
                out.write(_json_line(record))
                out.flush()
            return OK if found else NOTHING_OR_PROBLEMS
        resolution = gazetteer.resolve(
            _clean(args.name),
            country=args.country,
            admin1=args.admin1,
            admin2=args.admin2,
            kinds=args.kind,
            limit=args.limit,
        )
    if args.format == "jsonl":
        sys.stdout.buffer.write(_json_line(resolution_record(resolution)))
    else:
        sys.stdout.buffer.write(resolution_table(resolution).encode())
    sys.stdout.buffer.flush()
    missing = resolution.status is ResolutionStatus.NOT_FOUND
    return NOTHING_OR_PROBLEMS if missing else OK


@dataclass(frozen=True, slots=True)
class _BadLine:
    """A line that is no query, and why."""

    text: str
    why: str


def resolve_lines(
    gazetteer: Gazetteer, lines: IO[bytes], args: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    """Yield the record of each line, in order; a bad line gives one, too.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    lines
        UTF-8 lines of up to four columns.
    args
        The options of the command, which hold where a line says nothing.
    """
    # One run of resolve_many, fed line by line, looks for edits now and then; a run a line always.
    waiting: list[Query] = []
    resolutions = gazetteer.resolve_many(iter(waiting.pop, None), limit=args.limit)
    for line in lines:
        query = _read_line(line, args)
        if isinstance(query, _BadLine):
            why = Reason(code="bad_line", message=query.why)
            nothing = ResolutionStatus.NOT_FOUND
            resolution = Resolution(query=query.text, status=nothing, reasons=(why,))
        else:
            waiting.append(query)
            resolution = next(resolutions)
        yield resolution_record(resolution)


def _read_line(line: bytes, args: argparse.Namespace) -> Query | _BadLine:
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        shown = line.decode("utf-8", "replace").rstrip("\r\n")
        return _BadLine(shown, f"The line is not UTF-8: {error.reason}.")
    columns = [column.strip() for column in text.split("\t")]
    while len(columns) > _COLUMNS and not columns[-1]:
        columns.pop()
    if len(columns) > _COLUMNS:
        why = f"The line has {len(columns)} columns; at most {_COLUMNS} are known."
        return _BadLine(text, why)
    name, country, admin1, admin2 = (*columns, *[""] * (_COLUMNS - len(columns)))
    if not name:
        return _BadLine(text, "The line has no name.")
    return Query(
        text=name,
        country=country or args.country,
        admin1=admin1 or args.admin1,
        admin2=admin2 or args.admin2,
        kinds=frozenset(args.kind),
    )


def resolution_record(resolution: Resolution) -> dict[str, Any]:
    """Return a resolution as plain JSON values, always with the same keys."""
    best = resolution.candidates[0] if resolution.candidates else None
    if resolution.status is ResolutionStatus.NOT_FOUND:
        best = None
    place = None if best is None else best.place
    reasons = (*(best.reasons if best else ()), *resolution.reasons)
    return {
        "query": resolution.query,
        "status": str(resolution.status),
        "confidence": round(resolution.confidence, 4),
        **_place_values(place, extent_km=resolution.extent_km),
        "reasons": [reason.message for reason in reasons],
        "candidates": [_candidate_record(candidate) for candidate in resolution.candidates],
    }


def _place_values(place: Place | None, *, extent_km: float) -> dict[str, Any]:
    return {
        "id": place and place.id,
        "name": place and place.preferred("en"),
        "name_ar": place and _arabic_name(place),
        "lat": place and place.lat,
        "lon": place and place.lon,
        "extent_km": None if place is None else round(extent_km, 3),
        "kind": place and place.feature_code,
        "country": place and place.country_code,
        "admin1": place and place.admin1,
    }


def _candidate_record(candidate: Candidate) -> dict[str, Any]:
    return {
        **_place_values(candidate.place, extent_km=candidate.place.extent_km),
        "score": round(candidate.score, 4),
        "matched": candidate.toponym.name,
        "reasons": [reason.message for reason in candidate.reasons],
    }


def _arabic_name(place: Place) -> str | None:
    """Return the preferred Arabic name; None when no name is Arabic."""
    return place.preferred("ar") if any(t.language == "ar" for t in place.toponyms) else None


def resolution_table(resolution: Resolution) -> str:
    """Return a resolution as text for a terminal: the answer, why, and the candidates."""
    lines = [f"{resolution.status}, confidence {resolution.confidence:.2f}"]
    best = resolution.candidates[0] if resolution.candidates else None
    reasons = (*(best.reasons if best else ()), *resolution.reasons)
    lines += [f"  {reason.message}" for reason in reasons]
    if resolution.candidates:
        head = ("score", "id", "name", "kind", "in", "lat, lon", "extent", "Arabic name")
        rows: list[tuple[str, ...]] = [head]
        for rank, candidate in enumerate(resolution.candidates):
            place = candidate.place
            extent = place.extent_km if rank else resolution.extent_km
            rows.append(
                (
                    f"{candidate.score:.2f}",
                    place.id,
                    place.preferred("en"),
                    f"{place.feature_class}.{place.feature_code}",
                    place.admin1 or place.country_code or "",
                    "" if place.lat is None else f"{place.lat:.4f}, {place.lon:.4f}",
                    f"{extent:g} km",
                    _arabic_name(place) or "",
                )
            )
        lines += ["", *_columns(rows)]
    return "\n".join(lines) + "\n"


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Return how many cells of a terminal a text takes: marks above letters take none."""
    return sum(not unicodedata.combining(character) for character in text)


def _clean(argument: str) -> str:
    """Return an argument of the command line as proper text.

    Raises
    ------
    InvalidPlaceError
        If it is blank.
    """
    text = argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    if not text:
        raise InvalidPlaceError(Message("the name is blank"), field="name")
    return text


def _json_line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, allow_nan=False).encode() + b"\n"
