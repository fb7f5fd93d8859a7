"""A drawn sheet as a file: PNG, SVG or PDF, the same bytes for the same sheet."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf

from gazetteer import Message
from geo.errors import SnapshotError
from geo.snapshot.draw import draw_locator_alone, draw_map_alone, draw_sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from geo.snapshot.sheet import Sheet

# Bounds on a picture, in pixels a side and dots per inch.
# Source: A3 at 600 dots per inch is 9,921 pixels wide; more costs memory and shows nothing.
DPI_BOUNDS = (36, 600)
MAX_WIDTH_PX = 10_000
# matplotlib keeps its settings in one place for all threads.
LOCK = threading.Lock()
SETTINGS: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "svg.fonttype": "none",
    "svg.hashsalt": "hudud",
    "path.simplify": True,
    "text.hinting": "none",
    "text.usetex": False,
    "axes.unicode_minus": False,
}


def render_png(sheet: Sheet, *, dpi: int = 200, width_px: int | None = None) -> bytes:
    """Return the sheet as a PNG.

    Parameters
    ----------
    sheet
        What to draw.
    dpi
        Dots per inch of the paper; not looked at when `width_px` is given.
    width_px
        Its width in pixels.

    Raises
    ------
    SnapshotError
        If the picture would be too small or too large.
    """
    if width_px is not None:
        dpi_wanted = width_px / (sheet.options.page.size[0] / 72)
    else:
        dpi_wanted = float(dpi)
    width = dpi_wanted * sheet.options.page.size[0] / 72
    if not (DPI_BOUNDS[0] <= dpi_wanted <= DPI_BOUNDS[1] and width <= MAX_WIDTH_PX):
        raise SnapshotError(
            Message(
                "a picture %(width)s pixels wide, %(dpi)s dots per inch, cannot be made: at "
                "most %(most)s pixels and %(low)s to %(high)s dots per inch",
                width=f"{width:.0f}",
                dpi=f"{dpi_wanted:.0f}",
                most=MAX_WIDTH_PX,
                low=DPI_BOUNDS[0],
                high=DPI_BOUNDS[1],
            )
        )
    with LOCK, mpl.rc_context(SETTINGS):
        return _png(draw_sheet(sheet), dpi_wanted, sheet)


def render_map_png(sheet: Sheet, *, dpi: int = 200) -> bytes:
    """Return the map of the sheet alone as a PNG."""
    with LOCK, mpl.rc_context(SETTINGS):
        return _png(draw_map_alone(sheet), dpi, sheet)


def render_locator_png(sheet: Sheet, *, dpi: int = 200) -> bytes:
    """Return the small map of the sheet alone as a PNG.

    Raises
    ------
    SnapshotError
        If the sheet has none.
    """
    if sheet.map.locator is None:
        raise SnapshotError(Message("the sheet has no locator"))
    with LOCK, mpl.rc_context(SETTINGS):
        return _png(draw_locator_alone(sheet.map.locator), dpi, sheet)


def _png(canvas: Canvas, dpi: float, sheet: Sheet) -> bytes:
    target = io.BytesIO()
    FigureCanvasAgg(canvas)
    metadata = {"Software": None, "Title": sheet.title[0], "Description": told(sheet)}
    canvas.savefig(target, format="png", dpi=dpi, metadata=metadata)
    return target.getvalue()


def render_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF of vectors, its fonts embedded and its text searchable."""
    target = io.BytesIO()
    metadata = {
        "Title": " · ".join(sheet.title),
        "Subject": told(sheet),
        "Author": sheet.options.author or None,
        "Creator": "Hudud",
        "Producer": "Hudud",
        "CreationDate": None,
    }
    with LOCK, mpl.rc_context(SETTINGS):
        canvas = draw_sheet(sheet)
        FigureCanvasPdf(canvas)
        canvas.savefig(target, format="pdf", metadata=metadata)
    return target.getvalue()


def told(sheet: Sheet) -> str:
    """Return what a file says of itself: its notes, for a picture that travels alone."""
    lines = (
        f"{heading} {text}"
        for note in sheet.notes
        for heading, text in zip(note.heading, note.text, strict=True)
    )
    return "\n".join("".join(c for c in line if c.isprintable()) for line in lines)
