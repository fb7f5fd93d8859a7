"""The letters of a sheet: one open typeface for Arabic and Latin, the same on every machine.

FiraGO (SIL Open Font License 1.1), drawn for maps, comes out of an installed package. What a text
measures is asked of the same library that draws it, which also shapes Arabic.
"""

from __future__ import annotations

import os
import tempfile
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import pymupdf_fonts
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from platformdirs import user_cache_path

from geo.errors import SnapshotError

FAMILY = "FiraGO"
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
    """Return the TrueType file of a face."""
    found: bytes = pymupdf_fonts.myfont(face.value)
    return found


@cache
def font_path(face: Face) -> Path:
    """Return a file with the face, written to the user's cache when it is not there.

    Raises
    ------
    SnapshotError
        If it can be written nowhere.
    """
    content = font_bytes(face)
    name = f"{face.value}-{sha256(content).hexdigest()[:16]}.ttf"
    for folder in (user_cache_path("hudud") / "fonts", Path(tempfile.gettempdir())):
        path = folder / name
        try:
            if not path.exists() or path.read_bytes() != content:
                _write(path, content)
        except OSError:
            continue
        return path
    raise SnapshotError(f"the typeface {name} can be written neither to the cache nor elsewhere")


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


@lru_cache(maxsize=20_000)
def _unit_width(text: str, face: Face) -> float:
    font = _metrics(face)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return width / _SUBPIXELS / _MEASURED_PT


def text_width(text: str, size: float, face: Face = Face.REGULAR) -> float:
    """Return the width of one line in points, at a size in points."""
    return _unit_width(text, face) * size


def wrap(text: str, width: float, size: float, face: Face = Face.REGULAR) -> list[str]:
    """Break text into lines at most `width` points wide; a longer word stands alone."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, face) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


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
