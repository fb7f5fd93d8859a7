"""A sheet as SVG whose text stays text and brings its letters along."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import matplotlib as mpl
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_svg import FigureCanvasSVG

from geo.snapshot.draw import draw_sheet
from geo.snapshot.files import LOCK, SETTINGS, told
from geo.snapshot.fonts import FAMILY, Face, font_bytes

if TYPE_CHECKING:
    from geo.snapshot.sheet import Sheet

_TEXT = "{http://www.w3.org/2000/svg}text"
_WEIGHTS = {Face.REGULAR: (400, "normal"), Face.BOLD: (700, "normal"), Face.ITALIC: (400, "italic")}
# What shapes Arabic letters, joins them, and sets their marks; and what spaces Latin ones.
_FEATURES = (
    "init", "medi", "fina", "isol", "rlig", "ccmp", "calt", "kern", "mark", "mkmk", "liga", "locl",
)  # fmt: skip
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
    return _DEFINITIONS.sub(lambda found: f"{found[0]}{style}", drawn, count=1).encode()


def _font_rules(letters: frozenset[str]) -> str:
    """Return a CSS rule a face with the letters that are used."""
    rules = []
    for face, (weight, style) in _WEIGHTS.items():
        font = base64.b64encode(_subset(face, letters)).decode()
        rules.append(
            f"@font-face{{font-family:{FAMILY};font-weight:{weight};font-style:{style};"
            f"src:url(data:font/woff;base64,{font})format('woff')}}"
        )
    return "".join(rules)


def _subset(face: Face, letters: frozenset[str]) -> bytes:
    """Return the face with these letters and their shapes alone, as WOFF."""
    font = TTFont(io.BytesIO(font_bytes(face)), recalcTimestamp=False)
    options = Options(hinting=False, notdef_outline=True, drop_tables=["DSIG"])
    options.layout_features = [*_FEATURES]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, letters)))
    subsetter.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target, reorderTables=False)
    return target.getvalue()
