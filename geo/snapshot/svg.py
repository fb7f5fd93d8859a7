"""A sheet as SVG whose text stays text and brings its letters along."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG

from geo.snapshot.draw import draw_sheet
from geo.snapshot.files import LOCK, SETTINGS, told
from geo.snapshot.fonts import FAMILY, Face, font_bytes, reduced

if TYPE_CHECKING:
    from geo.snapshot.sheet import Sheet

_TEXT = "{http://www.w3.org/2000/svg}text"
_WEIGHTS = {Face.REGULAR: (400, "normal"), Face.BOLD: (700, "normal"), Face.ITALIC: (400, "italic")}
# Outlines are kept to a hundredth of a point, which no eye sees; it halves the file.
_OUTLINE = re.compile(r' d="[^"]*"')
_DIGITS = re.compile(r"(\.\d\d)\d+")
_DEFINITIONS = re.compile(r"<defs>")


def render_svg(sheet: Sheet) -> bytes:
    """Return the sheet as SVG, UTF-8.

    Its text is text: it can be searched, read out and edited. The letters that it uses come with it
    as an embedded font, so that every browser shows the same; a program that passes embedded fonts
    over takes another typeface at the same places. The white rims of names are outlines.
    """
    target = io.BytesIO()
    metadata = {"Title": " · ".join(sheet.title), "Description": told(sheet), "Date": None}
    with LOCK, mpl.rc_context(SETTINGS):
        canvas = draw_sheet(sheet)
        FigureCanvasSVG(canvas)
        canvas.savefig(target, format="svg", metadata={**metadata, "Creator": "Hudud"})
    drawn = target.getvalue().decode()
    letters = frozenset("".join("".join(t.itertext()) for t in fromstring(drawn).iter(_TEXT)))  # noqa: S314
    style = f"<style>{_font_rules(letters)}text{{unicode-bidi:plaintext}}</style>"
    drawn = _OUTLINE.sub(lambda found: _DIGITS.sub(r"\1", found[0]), drawn)
    return _DEFINITIONS.sub(lambda found: f"{found[0]}{style}", drawn, count=1).encode()


def _font_rules(letters: frozenset[str]) -> str:
    """Return a CSS rule a face with the letters that are used."""
    rules = []
    codes = sorted(map(ord, letters))
    for face, (weight, style) in _WEIGHTS.items():
        font = base64.b64encode(reduced(font_bytes(face), codes, "woff")).decode()
        rules.append(
            f"@font-face{{font-family:{FAMILY};font-weight:{weight};font-style:{style};"
            f"src:url(data:font/woff;base64,{font})format('woff')}}"
        )
    return "".join(rules)
