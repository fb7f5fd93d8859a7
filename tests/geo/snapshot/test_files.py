"""The files themselves: PNG, PDF, SVG; text that is found, letters that join, bytes that repeat."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from geo import MapState, SnapshotError
from geo.snapshot import (
    Page,
    Sheet,
    SnapshotOptions,
    compose,
    render_pdf,
    render_png,
    render_pptx,
    render_svg,
)
from geo.snapshot.draw import page_axes
from geo.snapshot.flow import Letters
from geo.snapshot.fonts import Face
from geo.snapshot.halo import halo_text
from tests.geo.snapshot.made_up import briefing_of, many_incidents

if TYPE_CHECKING:
    from geo import Briefing

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"
ZERO_WIDTH_NON_JOINER = "\u200c"


def image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def ink(text: str) -> np.ndarray:
    """Return where a text has ink, drawn large; shape (rows, columns)."""
    canvas, axes = page_axes(0, 0, 400, 120)
    halo_text(axes, (200, 40), text, Letters(60, Face.REGULAR, "black"))
    FigureCanvasAgg(canvas)
    target = io.BytesIO()
    canvas.savefig(target, format="png", dpi=72)
    dark: np.ndarray = np.asarray(image(target.getvalue()).convert("L")) < 128
    return dark


def runs(dark: np.ndarray) -> int:
    """Count the stretches of columns with ink."""
    columns = np.asarray(dark.any(axis=0))
    return int(np.count_nonzero(np.diff(np.concatenate(([0], columns.astype(int)))) == 1))


def test_arabic_letters_join() -> None:
    joined = ink("محمد")
    apart = ink(ZERO_WIDTH_NON_JOINER.join("محمد"))
    assert runs(joined) == 1
    assert runs(apart) == 4


def test_arabic_runs_from_the_right() -> None:
    # Alef is a tall stroke without a dot below, beh lies low with its dot below the line.
    word = ink("اب")
    filled = np.flatnonzero(word.any(axis=0))
    middle = int(np.mean(filled))
    left, right = word[:, :middle], word[:, middle:]
    top_of = [int(np.flatnonzero(half.any(axis=1))[0]) for half in (left, right)]
    low_of = [int(np.flatnonzero(half.any(axis=1))[-1]) for half in (left, right)]
    assert top_of[1] < top_of[0] - 8
    assert low_of[0] > low_of[1] + 4
    assert np.array_equal(word, ink("اب"))
    assert not np.array_equal(word, ink("با"))


def likeness(whole: np.ndarray, part: np.ndarray) -> float:
    """Return how well a part is found anywhere along a line: 1 for pixel by pixel."""
    rows = np.flatnonzero(part.any(axis=1))
    columns = np.flatnonzero(part.any(axis=0))
    band = slice(rows[0], rows[-1] + 1)
    shape = part[band, columns[0] : columns[-1] + 1]
    width = shape.shape[1]
    places = range(whole.shape[1] - width)
    return max(float((whole[band, x : x + width] == shape).mean()) for x in places)


def test_numbers_in_arabic_keep_their_order() -> None:
    line = ink("عمق 23 كم")
    assert likeness(line, ink("23")) > 0.93
    assert likeness(line, ink("32")) < 0.85


def test_png_has_the_size_that_was_asked_for(english: Sheet) -> None:
    small = image(render_png(english, dpi=72))
    assert small.size == (841, 595)
    assert image(render_png(english, width_px=600)).size[0] == pytest.approx(600, abs=1)
    assert "revision" in small.info["Description"]
    assert english.figure_id in small.info["Description"]


@pytest.mark.parametrize("wanted", [{"dpi": 5}, {"dpi": 5_000}, {"width_px": 100}])
def test_png_of_an_absurd_size_is_refused(english: Sheet, wanted: dict[str, int]) -> None:
    with pytest.raises(SnapshotError, match="dots per inch"):
        render_png(english, dpi=wanted.get("dpi", 200), width_px=wanted.get("width_px"))


def test_png_draws_zone_symbols_and_water(english: Sheet) -> None:
    picture = np.asarray(image(render_png(english, dpi=72)).convert("RGB")).astype(int)
    height = picture.shape[0]
    content = english.map
    for mark in content.drawn.marks:
        if mark.count == 1 and not mark.hollow:
            pixel = picture[height - round(mark.y), round(mark.x)]
            assert np.abs(pixel - 250).max() > 60, mark
    sea = content.frame.to_page(np.array([34.9]), np.array([35.0]))
    assert tuple(picture[height - round(sea[1][0]), round(sea[0][0])]) == (0xD3, 0xE3, 0xEE)


def test_pdf_holds_text_that_is_found_and_its_fonts(both: Sheet) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(both)))
    (page,) = reader.pages
    text = page.extract_text()
    for wanted in ("Manbij", "Raqqa", "proposed 23 km zone", "Lambert conformal conic"):
        assert wanted in text
    letters = set(re.findall("[\u0621-\u064a]", text))
    assert set("منبجلرقة") <= letters
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"].get_object()
        assert "FiraGO" in descriptor["/FontName"]
        assert "/FontFile2" in descriptor
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert both.title[0] in reader.metadata.title
    assert reader.metadata.creation_date is None
    assert tuple(map(float, page.mediabox[2:])) == pytest.approx(both.options.page.size, abs=0.1)


def test_svg_keeps_text_and_brings_its_letters(both: Sheet) -> None:
    content = render_svg(both).decode()
    tree = ET.fromstring(content)  # noqa: S314  # drawn right here
    texts = ["".join(element.itertext()) for element in tree.iter(f"{SVG}text")]
    assert {"Manbij", "منبج", both.options.handling} <= set(texts)
    assert both.title[1] in " ".join(texts)
    outside = re.findall(r"(?:href|src)\s*=\s*[\"'](?!#)[^\"']*|url\((?!#|data:)[^)]*", content)
    assert outside == []
    rule = r"font-weight:(\d+);font-style:(\w+);src:url\(data:font/woff;base64,([^)]*)\)"
    fonts = re.findall(rule, content)
    assert len(fonts) == 3
    regular = TTFont(io.BytesIO(base64.b64decode(fonts[0][2])))
    assert set(map(ord, "منبجManbij")) <= regular.getBestCmap().keys()
    assert {"init", "medi", "fina"} <= {
        record.FeatureTag for record in regular["GSUB"].table.FeatureList.FeatureRecord
    }


def test_hostile_text_stays_text_in_every_file(briefing: Briefing) -> None:
    hostile = "<script>{{7*7}}</script> $x^2$ & \\alpha \u202e%d"
    table = many_incidents(3)
    names = {**table.names, "source": {"wire": (f"{hostile}\x00\x1b", "وكالة")}}
    own = briefing_of(briefing, replace(table, names=names, revision="r"))
    options = SnapshotOptions(page=Page.SQUARE, title=hostile, handling=hostile)
    sheet = compose(own, MapState(), options)
    shown = hostile.replace("\u202e", "")
    assert sheet.title == (shown,)
    tree = ET.fromstring(render_svg(sheet))  # noqa: S314  # drawn right here
    texts = ["".join(element.itertext()) for element in tree.iter(f"{SVG}text")]
    assert texts.count(shown) >= 2
    assert not list(tree.iter(f"{SVG}script"))
    assert render_png(sheet, dpi=36).startswith(b"\x89PNG")
    pages = PdfReader(io.BytesIO(render_pdf(sheet))).pages
    assert "{{7*7}}" in pages[0].extract_text()
    deck = Presentation(io.BytesIO(render_pptx(sheet, dpi=36)))
    said = [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]
    assert shown in said


HASHES = """
import hashlib
from datetime import date
from gazetteer import Gazetteer
from geo import Briefing, MapState, load_borders, load_dataset
from geo.snapshot import *
briefing = Briefing(gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders())
options = SnapshotOptions(
    extent=Extent(kind=ExtentKind.ZONE), languages=("en", "ar"), as_of=date(2026, 11, 21),
    author="Desk", handling="For official use", graticule=True,
)
sheet = compose(briefing, MapState(), options)
made = render_png(sheet, dpi=72), render_svg(sheet), render_pdf(sheet), render_pptx(sheet, dpi=72)
for content in made:
    print(hashlib.sha256(content).hexdigest())
"""


def test_files_are_the_same_to_the_byte_in_another_process(both: Sheet) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HASHES],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Baghdad", "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        text=True,
    )
    made = (
        render_png(both, dpi=72),
        render_svg(both),
        render_pdf(both),
        render_pptx(both, dpi=72),
    )
    here = [hashlib.sha256(content).hexdigest() for content in made]
    assert process.communicate(timeout=300)[0].split() == here
