"""Reading the features of GeoJSON one by one, so that a file of any size fits in memory."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from gazetteer.errors import PlaceFileError
from gazetteer.message import Message, message_of
from gazetteer.place_files import RefusedRow, decoded_lines, refused_row

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from pathlib import Path

# The largest single feature, in characters; a country's outline at full resolution has about 10^7.
MAX_FEATURE_CHARS = 16 * 2**20
_CHUNK_CHARS = 256 * 1024
_SPACE = re.compile(r"[ \t\n\r]*")
_AFTER_VALUE = re.compile(r"[ \t\n\r,\]}]")
# Source: RFC 8142, GeoJSON text sequences: each text stands between this and a line feed.
_RECORD_SEPARATOR = "\x1e"


def iter_features(path: Path, stream: io.BufferedReader) -> Iterator[tuple[int, Any]]:
    """Yield what stands in the place of each feature, with its number from 1.

    Takes a FeatureCollection, one Feature, one feature a line (GeoJSONL), and GeoJSON text
    sequences. A line that is no JSON comes as a `RefusedRow`; the others are read on.

    Raises
    ------
    PlaceFileError
        If the file is no JSON, or JSON that ends or breaks off within a collection.
    """
    if _is_one_a_line(stream.peek(_CHUNK_CHARS)):
        yield from _features_of_lines(path, stream)
    else:
        yield from _CollectionReader(path, stream).features()


def _is_one_a_line(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(_RECORD_SEPARATOR.encode()):
        return True
    first, newline, rest = text.partition(b"\n")
    if not newline or not rest.strip():
        return False
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "features" not in value


def _features_of_lines(path: Path, stream: io.BufferedReader) -> Iterator[tuple[int, Any]]:
    for number, line in decoded_lines(path, stream):
        if isinstance(line, RefusedRow):
            yield number, line
            continue
        text = line.strip().removeprefix(_RECORD_SEPARATOR)
        if not text:
            continue
        try:
            yield number, json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            yield (
                number,
                refused_row(
                    path,
                    number,
                    "line",
                    text,
                    Message("is not JSON: %(problem)s", problem=message_of(error)),
                ),
            )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


class _CollectionReader:
    """A window that moves over one JSON object and decodes its features one by one."""

    def __init__(self, path: Path, stream: io.BufferedReader) -> None:
        self._path = path
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)
        self._read = _decoded_chunks(path, stream)
        self._text = ""
        self._at = 0
        self._feature = 0
        self._is_done = False

    def features(self) -> Iterator[tuple[int, Any]]:
        """Yield the features; the other members of the collection are skipped."""
        self._expect("{")
        members: dict[str, Any] = {}
        found = False
        while self._peek() != "}":
            if members or found:
                self._expect(",")
            name = self._value()
            if not isinstance(name, str):
                self._fail("a name must stand here")
            self._expect(":")
            if name == "features" and not found:
                found = True
                yield from self._array()
            else:
                members[name] = self._value()
        self._expect("}")
        if self._peek():
            self._fail("there is more after the end of the collection")
        if not found:
            if members.get("type") != "Feature":
                self._fail("it is neither a FeatureCollection nor a Feature")
            yield 1, members

    def _array(self) -> Iterator[tuple[int, Any]]:
        self._expect("[")
        while self._peek() != "]":
            if self._feature:
                self._expect(",")
            self._feature += 1
            yield self._feature, self._value()
        self._expect("]")

    def _more(self) -> bool:
        """Take another chunk into the window, as much again as it holds; False at the end."""
        text = [self._text[self._at :]]
        self._at = 0
        wanted = max(_CHUNK_CHARS, len(text[0]))
        if wanted > MAX_FEATURE_CHARS:
            self._fail(f"one feature has more than {MAX_FEATURE_CHARS} characters")
        while wanted > 0 and not self._is_done:
            chunk = next(self._read, "")
            self._is_done = not chunk
            text.append(chunk)
            wanted -= len(chunk)
        self._text = "".join(text)
        return len(self._text) > len(text[0])

    def _peek(self) -> str:
        """Return the next character that is no space, empty at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _expect(self, character: str) -> None:
        if self._peek() != character:
            self._fail(f"{character!r} must stand here")
        self._at += 1

    def _value(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._more():
                    continue
                self._at = min(error.pos, len(self._text))
                self._fail(error.msg)
            except (ValueError, RecursionError) as error:
                self._fail(str(error))
            # A number may go on in the next chunk; whatever else ends, ends with its bracket.
            goes_on = isinstance(value, int | float) and not _AFTER_VALUE.match(self._text, end)
            if goes_on and self._more():
                continue
            self._at = end
            return value

    def _fail(self, reason: str) -> NoReturn:
        shown = self._text[self._at : self._at + 40]
        raise PlaceFileError(
            Message(
                "is not the JSON of a FeatureCollection: %(reason)s, before %(shown)r",
                reason=reason,
                shown=shown,
            ),
            path=self._path,
            row=self._feature or None,
        )


def _decoded_chunks(path: Path, stream: io.BufferedReader) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while chunk := stream.read(_CHUNK_CHARS):
            # Never empty before the end, or it would look like the end.
            if text := decoder.decode(chunk):
                yield text
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise PlaceFileError(
            Message("is not UTF-8: %(reason)s", reason=error.reason), path=path
        ) from error
