"""The command `find-places`: a text to the places that it names."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.cli_common import NOTHING_OR_PROBLEMS, OK, UsageError, add_command, say
from gazetteer.context import country_code
from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparse import find_places

if TYPE_CHECKING:
    import argparse

    from gazetteer.cli_common import Subparsers
    from gazetteer.geoparse import Mention, TextPlaces

_DESCRIPTION = """\
Find every place that a text names, Arabic or English, and what each mention means.

FILE is UTF-8; "-" reads standard input. One JSON object is written for each mention, in the order
of the text: start, end (characters of the file's text, type words and qualifiers included),
name_start, name_end (the name alone), text (the name as written), status (resolved, ambiguous, not
found), id, name, name_ar, lat, lon (degrees), extent_km (the radius within which the thing meant
lies, widened by words such as "near"), qualification, border (two country codes when a line
between countries is meant), kind (GeoNames code), country, admin1, confidence (0 to 1), reasons,
candidates.

Names inside names of persons, institutes, forces, operations and media are no mentions, nor are
adjectives of nationality; --hints writes them, too, with status "hint" and their kind.

Exit code: 0 when a place was found, 1 when none was, 2 for wrong usage."""

_EXAMPLES = """\
  python -m gazetteer find-places article.txt
  python -m gazetteer find-places article.txt --context-country SY --context-country IQ
  echo 'قصف على ريف حلب الشرقي' | python -m gazetteer find-places - --format table"""


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "find-places",
        run,
        summary="find the places that a text names",
        description=_DESCRIPTION,
        examples=_EXAMPLES,
    )
    parser.add_argument("file", metavar="FILE", help='a UTF-8 text; "-" for standard input')
    parser.add_argument(
        "--context-country",
        action="append",
        default=[],
        metavar="COUNTRY",
        help="a code or name of a country that the text is about; may be repeated",
    )
    parser.add_argument("--hints", action="store_true", help="write names that are hints only, too")
    parser.add_argument("--format", choices=("jsonl", "table"), default="jsonl")


def run(args: argparse.Namespace) -> int:
    """Find the places of the file and write them."""
    for country in args.context_country:
        if country_code(country) is None:
            raise UsageError(f"--context-country {country}: no country has this code or name")
    text = read_text(args.file)
    with Gazetteer.open(args.database) as gazetteer:
        found = find_places(text, gazetteer, context_countries=args.context_country)
    if args.format == "table":
        for line in text_places_table(found):
            say(line)
    else:
        lines = _json_lines(found, args.hints)
        sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode())
    sys.stdout.buffer.flush()
    return OK if found.mentions else NOTHING_OR_PROBLEMS


def read_text(file: str) -> str:
    """Return the text of a file, or of standard input when it is "-".

    Raises
    ------
    UsageError
        If it is not UTF-8.
    OSError
        If it cannot be read.
    """
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8: byte {error.start}: {error.reason}") from None


def _json_lines(found: TextPlaces, with_hints: bool) -> list[str]:
    records = [mention_record(mention) for mention in found.mentions]
    if with_hints:
        records += [
            {
                "start": hint.start,
                "end": hint.end,
                "text": hint.text,
                "status": "hint",
                "kind": str(hint.kind),
                "country": hint.country,
                "ids": list(hint.place_ids),
            }
            for hint in found.hints
        ]
        records.sort(key=lambda record: int(record["start"]))
    return [json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records]


def mention_record(mention: Mention) -> dict[str, Any]:
    """Return a mention as plain JSON values, always with the same keys."""
    place = mention.place
    is_arabic = place is not None and any(t.language == "ar" for t in place.toponyms)
    return {
        "start": mention.start,
        "end": mention.end,
        "name_start": mention.name_start,
        "name_end": mention.name_end,
        "text": mention.text,
        "status": str(mention.status),
        "id": place and place.id,
        "name": place and place.preferred("en"),
        "name_ar": place.preferred("ar") if place is not None and is_arabic else None,
        "lat": place and place.lat,
        "lon": place and place.lon,
        "extent_km": None if place is None else round(mention.extent_km, 3),
        "qualification": mention.qualification or None,
        "border": mention.border and list(mention.border),
        "kind": place and place.feature_code,
        "country": place and place.country_code,
        "admin1": place and place.admin1,
        "confidence": round(mention.confidence, 4),
        "reasons": [reason.message for reason in mention.reasons],
        "candidates": [
            {"id": one.place.id, "score": round(one.score, 4)} for one in mention.candidates
        ],
    }


def text_places_table(found: TextPlaces) -> list[str]:
    """Return the mentions as lines for a terminal."""
    lines = [f"{'start':>7}  {'sure':>4}  {'status':<10}  {'id':<28}  {'extent':>8}  text"]
    lines += [
        f"{m.start:>7}  {m.confidence:>4.2f}  {m.status:<10}  "
        f"{m.place.id if m.place else '-':<28}  {m.extent_km:>5.0f} km  {m.text}"
        for m in found.mentions
    ]
    return lines
