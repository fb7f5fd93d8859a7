"""The letters of a sheet: one open typeface for Arabic and Latin, the same on every machine.

FiraGO (SIL Open Font License 1.1), drawn for maps, comes out of an installed package. What a text
measures is asked of the same library that draws it, which also shapes Arabic.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import fontTools
import pymupdf_fonts
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from platformdirs import user_cache_path

from gazetteer import Message
from geo.errors import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Iterable

FAMILY = "FiraGO"
# Latin, Greek, Cyrillic, Hebrew and Arabic, punctuation, currencies, arrows and signs.
# Source: the Unicode blocks of these names.
_LETTERS = (
    *range(0x20, 0x700),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x20C0),
    *range(0x2100, 0x2200),
    *range(0x2200, 0x2270),
)
# What shapes Arabic letters, joins them and sets their marks, and what spaces Latin ones.
_FEATURES = (
    "init", "medi", "fina", "isol", "rlig", "ccmp", "calt", "kern", "mark", "mkmk", "liga", "locl",
)  # fmt: skip
# A word, or a number with its unit.
_WORD = re.compile(r"[0-9.,]+ (?:km²|km|كم²|كم)(?!\w)\S*|\S+")
# What stands where the typeface has no letter.
_NO_LETTER = "?"
# Text is measured at this size, in points, and scaled: letters are drawn without hinting.
_MEASURED_PT = 100.0
# Source: FreeType counts in 64ths of a pixel; at 72 dots per inch a pixel is a point.
_SUBPIXELS = 64


class Face(StrEnum):
    """The cuts of the typeface that a sheet uses."""

    REGULAR = "figo"
    BOLD = "figbo"
    ITALIC = "figit"


def font_bytes(face: Face) -> bytes:
    """Return the TrueType file of a face, as far as sheets need it.

    Raises
    ------
    SnapshotError
        If it can be written nowhere.
    """
    return font_path(face).read_bytes()


@cache
def font_path(face: Face) -> Path:
    """Return a file with the face, made in the user's cache at the first use on a machine.

    It holds a third of the letters of the whole typeface, which spares most of the time that PDF
    and SVG take to find those that they bring along.

    Raises
    ------
    SnapshotError
        If it can be written nowhere.
    """
    whole: bytes = pymupdf_fonts.myfont(face.value)
    recipe = f"{fontTools.version} {_LETTERS}".encode()
    name = f"{face.value}-{sha256(whole + recipe).hexdigest()[:16]}.ttf"
    folders = (user_cache_path("hudud") / "fonts", Path(tempfile.gettempdir()))
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    content = reduced(whole, _LETTERS)
    for folder in folders:
        try:
            _write(folder / name, content)
        except OSError:
            continue
        return folder / name
    raise SnapshotError(
        Message(
            "the typeface %(name)s can be written neither to the cache nor elsewhere", name=name
        )
    )


def reduced(font: bytes, letters: Iterable[int], flavor: str | None = None) -> bytes:
    """Return a font with some letters, by their code points, and all their shapes alone."""
    made = TTFont(io.BytesIO(font), recalcTimestamp=False)
    options = Options(hinting=False, notdef_outline=True, drop_tables=["DSIG"])
    options.layout_features = [*_FEATURES]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(letters))
    subsetter.subset(made)
    made.flavor = flavor
    target = io.BytesIO()
    made.save(target, reorderTables=False)
    return target.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whoever else does the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(part).replace(path)


@cache
def properties(face: Face) -> FontProperties:
    """Return what matplotlib calls the face; SVG names its family, weight and style."""
    return FontProperties(
        family=FAMILY,
        weight="bold" if face is Face.BOLD else "normal",
        style="italic" if face is Face.ITALIC else "normal",
        fname=font_path(face),
    )


@cache
def _metrics(face: Face) -> FT2Font:
    font = FT2Font(font_path(face))
    font.set_size(_MEASURED_PT, 72)
    return font


@cache
def _known_letters(face: Face) -> frozenset[str]:
    return frozenset(map(chr, _metrics(face).get_charmap()))


def missing_letters(text: str, face: Face = Face.REGULAR) -> str:
    """Return the letters of a text that the typeface does not have, each once, sorted."""
    return "".join(sorted(set(text) - _known_letters(face)))


def drawable(text: str, face: Face) -> str:
    """Return a text with a question mark for each letter that the typeface does not have."""
    lacking = missing_letters(text, face)
    return text.translate(dict.fromkeys(map(ord, lacking), _NO_LETTER)) if lacking else text


@lru_cache(maxsize=20_000)
def _unit_width(text: str, face: Face) -> float:
    font = _metrics(face)
    font.set_text(drawable(text, face), 0.0, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return width / _SUBPIXELS / _MEASURED_PT


def text_width(text: str, size: float, face: Face = Face.REGULAR) -> float:
    """Return the width of one line in points, at a size in points."""
    return _unit_width(text, face) * size


def wrap(text: str, width: float, size: float, face: Face = Face.REGULAR) -> list[str]:
    """Break text into lines at most `width` points wide; a longer word stands alone.

    A number is kept on one line with its unit.
    """
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(text):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, face) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def wrap_evenly(text: str, width: float, size: float, face: Face = Face.REGULAR) -> list[str]:
    """Break text into as few lines as `wrap` does, of about the same width."""
    lines = wrap(text, width, size, face)
    low, high = width / len(lines), width
    while high - low > size / 4:
        middle = (low + high) / 2
        if len(wrap(text, middle, size, face)) > len(lines):
            low = middle
        else:
            high = middle
    return wrap(text, high, size, face)
