"""Changes to small valid files that keep enough of their structure to get deep into a reader.

Every function takes a `random.Random`, so that a seed, or Hypothesis, decides what is changed.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import stat
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeAlias

Mutate: TypeAlias = Callable[[Random, bytes], bytes]


# Values that somebody's code did not expect.
NASTY: Final = (
    "", " ", "0", "-1", "1e999", "-1e999", "NaN", "nan", "inf", "-Infinity", "1e-320", "181", "-91",
    "99999999999999999999", "1" * 400, "1,5", "٣٦٫٥", "0x1F", "1_0", "36.5.1", "2019-02-30",
    "1899-12-31", "9999-12-31", "0000-00-00", "2019-13-01", "31/12/2019", "01/02/2019", "-2019-1-1",
    "2019-01-01T00:00:00+99", "null", "true", "None", "=1+1", "@SUM(A1)", "\0", "a\0b", "\ufeff",
    "\u202e", "\ud800", "\U0010ffff", "\u2028", "'", '"', '""', "\\", "{{7*7}}", "<script>", "&x;",
    "../../etc/passwd", "/etc/passwd", "http://example.invalid/x", "\r", "\n", "\t", "x" * 5_000,
    "POINT(1 1)", "POLYGON EMPTY", "POINT(nan nan)", "POINT(1e400 1)", "GEOMETRYCOLLECTION(" * 40,
    "POLYGON((0 0,1 1,0 1,1 0,0 0))", "LINESTRING(1 1)", "SY", "قصف", "geonames:1", "P.PPL",
)  # fmt: skip
_NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?")
_TAG: Final = re.compile(rb"<[^<>]{0,500}>")
_DOCTYPES: Final = (
    b'<!DOCTYPE k [<!ENTITY x "aaaa"><!ENTITY y "&x;&x;&x;&x;">]>',
    b'<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE k SYSTEM "http://example.invalid/k.dtd">',
)
_NAMES: Final = (
    "../evil", "/evil", "C:\\evil", "a/b/c/d/e/f/g/h/i/j.csv", "x" * 300, "", ".", "a\0b.csv",
    "xl/worksheets/sheet1.xml", "doc.kml", "a.csv", "CON", "\u202egpj.csv",
)  # fmt: skip
_ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256", "latin-1", "utf-32")


def nasty(random: Random) -> bytes:
    """Return a value that somebody's code did not expect."""
    return random.choice(NASTY).encode("utf-8", "surrogatepass")


def any_bytes(random: Random, content: bytes) -> bytes:
    """Change some bytes wherever they stand."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        at = random.randrange(len(changed) + 1)
        upto = min(len(changed), at + random.choice((0, 1, 2, 4, 16, 200)))
        match random.randrange(8):
            case 0 if at < len(changed):
                changed[at] ^= 1 << random.randrange(8)
            case 1 if at < len(changed):
                changed[at] = random.choice((0, 0x7F, 0x80, 0xFF, 0x22, 0x0A, 0x2C))
            case 2:
                del changed[at:upto]
            case 3:
                changed[at:at] = changed[at:upto] * random.choice((1, 2, 50))
            case 4 if random.randrange(3) == 0:
                del changed[at:]
            case 5:
                changed[at:upto] = random.randbytes(upto - at)
            case 6:
                changed[at:upto] = nasty(random)
            case _:
                other = random.randrange(len(changed) + 1)
                changed[at:at] = changed[other : other + 50]
    return bytes(changed)


def numbers(random: Random, content: bytes) -> bytes:
    """Put something else in the place of a number."""
    found = list(_NUMBER.finditer(content))
    if not found:
        return any_bytes(random, content)
    match = random.choice(found)
    return content[: match.start()] + nasty(random) + content[match.end() :]


def table(random: Random, content: bytes) -> bytes:  # noqa: C901 - a list of changes
    """Change rows and cells of a delimited table, and how it is written."""
    text = content.decode("utf-8", "replace")
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = [line.split(delimiter) for line in text.split("\n")]
    for _ in range(random.choice((1, 1, 2, 4))):
        row = random.choice(rows) if rows else []
        at = random.randrange(len(row) + 1)
        match random.randrange(10):
            case 0 | 1 | 2 if at < len(row):
                row[at] = nasty(random).decode("utf-8", "replace")
            case 3:
                row.insert(at, nasty(random).decode("utf-8", "replace"))
            case 4 if at < len(row):
                del row[at]
            case 5:
                rows.insert(random.randrange(len(rows) + 1), list(rows[0]) if rows else [])
            case 6:
                rows.insert(random.randrange(len(rows) + 1), list(row))
            case 7 if at < len(row):
                row[at] = f'"{row[at]}'
            case 8 if at < len(row):
                row[at] = '"' + row[at].replace('"', '""') + "\n" * random.randrange(3) + '"'
            case _ if random.randrange(20) == 0:
                row.extend(["x"] * random.choice((10, 1_000, 10_000)))
            case _:
                random.shuffle(row)
    text = random.choice(("\n", "\n", "\r\n", "\r")).join(delimiter.join(row) for row in rows)
    if random.randrange(6) == 0:
        text = text.replace(delimiter, random.choice((";", "|", "\t", ",", "\x1f")))
    written = (
        text.encode(random.choice(_ENCODINGS), "replace") if random.randrange(4) == 0 else None
    )
    return text.encode("utf-8", "replace") if written is None else written


def tree(random: Random, content: bytes) -> bytes:
    """Change members of a JSON document."""
    try:
        value = json.loads(content)
    except ValueError:
        return any_bytes(random, content)
    for _ in range(random.choice((1, 1, 2, 3))):
        value = _changed(random, value, random.randrange(1, 8))
    return json.dumps(value, ensure_ascii=random.randrange(2) == 0).encode("utf-8", "surrogatepass")


def _changed(  # noqa: C901, PLR0911, PLR0912 - a list of changes
    random: Random,
    value: Any,  # noqa: ANN401 - whatever JSON holds
    steps: int,
) -> Any:  # noqa: ANN401
    if steps and isinstance(value, dict) and value:
        name = random.choice(sorted(value, key=str))
        match random.randrange(8):
            case 0:
                return {k: v for k, v in value.items() if k != name}
            case 1:
                return {**value, random.choice(NASTY): value[name]}
            case _:
                return {**value, name: _changed(random, value[name], steps - 1)}
    if steps and isinstance(value, list) and value:
        at = random.randrange(len(value))
        match random.randrange(8):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return value[:at] + [value[at]] * random.choice((2, 3, 40)) + value[at + 1 :]
            case _:
                return [*value[:at], _changed(random, value[at], steps - 1), *value[at + 1 :]]
    match random.randrange(8):
        case 0:
            deep: Any = value
            for _ in range(random.choice((1, 5, 50, 300))):
                deep = [deep] if random.randrange(2) else {"geometries": [deep]}
            return deep
        case 1:
            return random.choice(
                (None, True, False, 0, -1, 1e308, float("nan"), float("inf"), 10**30)
            )
        case 2:
            return random.choice(([], {}, [[]], {"": None}, [None]))
        case 3:
            return {"type": "GeometryCollection", "geometries": [value]}
        case _:
            return random.choice(NASTY)


def markup(random: Random, content: bytes) -> bytes:  # noqa: PLR0911 - a list of changes
    """Change the tags of XML or HTML."""
    found = list(_TAG.finditer(content))
    if not found:
        return any_bytes(random, content)
    one, other = random.choice(found), random.choice(found)
    match random.randrange(9):
        case 0:
            return content[: one.start()] + content[one.end() :]
        case 1:
            return (
                content[: one.start()] + one[0] * random.choice((2, 30, 600)) + content[one.end() :]
            )
        case 2:
            return content[: one.start()] + other[0] + content[one.end() :]
        case 3:
            return content[: one.end()] + nasty(random) + content[one.end() :]
        case 4:
            at = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
            return content[:at] + random.choice(_DOCTYPES) + content[at:].replace(b">", b">&x;", 2)
        case 5:
            low, high = sorted((one.start(), other.end()))
            return content[:high] + content[low:high] * random.choice((1, 3, 20)) + content[high:]
        case 6:
            said = re.sub(rb"\"[^\"]*\"", lambda _: b'"' + nasty(random) + b'"', one[0], count=1)
            return content[: one.start()] + said + content[one.end() :]
        case 7:
            return numbers(random, content)
        case _:
            return any_bytes(random, content)


def packed(inner: dict[str, Mutate]) -> Mutate:
    """Return what changes one file in a zip archive, by the ending of its name, or the archive."""

    def mutate(random: Random, content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
        chosen = random.randrange(len(members))
        name, data = members[chosen]
        change = next((m for end, m in inner.items() if name.endswith(end)), any_bytes)
        flags = 0
        match random.randrange(12):
            case 0:
                return any_bytes(random, content)
            case 1:
                name = random.choice(_NAMES) + random.choice(("", name[-4:]))
            case 2:
                members.append(members[chosen])
            case 3:
                flags = (stat.S_IFLNK | 0o777) << 16
            case 4 if random.randrange(2):
                del members[chosen]
                return _archive(random, members)
            case 5 if random.randrange(4) == 0:
                data = data[:1] * random.choice((100_000, 2_000_000))
            case _:
                data = change(random, data)
        members[chosen] = (name, data)
        return _archive(random, members, flags)

    return mutate


def _archive(random: Random, members: list[tuple[str, bytes]], flags: int = 0) -> bytes:
    made = io.BytesIO()
    method = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = method, flags
            archive.writestr(info, data)
    return made.getvalue()


def squeezed(inner: Mutate) -> Mutate:
    """Return what changes a file and packs it, or packs it and changes that."""

    def mutate(random: Random, content: bytes) -> bytes:
        match random.randrange(4):
            case 0:
                return gzip.compress(inner(random, content), 1, mtime=0)
            case 1:
                return any_bytes(random, gzip.compress(content, 1, mtime=0))
            case _:
                made = _archive(random, [("a.csv", inner(random, content))])
                return made if random.randrange(2) else any_bytes(random, made)

    return mutate


def mixed(*mutations: Mutate) -> Mutate:
    """Return what makes one of several changes, seldom two."""

    def mutate(random: Random, content: bytes) -> bytes:
        for _ in range(random.choice((1, 1, 1, 2))):
            content = random.choice(mutations)(random, content)
        return content

    return mutate
