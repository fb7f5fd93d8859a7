"""Pictures for briefings: compose a sheet, check it, and draw it as PNG, SVG, PDF or slides.

    sheet = compose(briefing, state, SnapshotOptions(languages=("en", "ar")))
    for finding in check_sheet(sheet): ...
    content = render_pdf(approved(sheet))

What is on a sheet (`Sheet`) is worked out apart from any drawing; the same data, state and options
give the same bytes.
"""

from geo.snapshot.check import Finding, Rule, Severity, approved, check_sheet
from geo.snapshot.compose import compose, figure_id
from geo.snapshot.draw_changes import render_changes_png
from geo.snapshot.extent import Extent, ExtentKind
from geo.snapshot.files import render_pdf, render_png
from geo.snapshot.kept import (
    PICTURES,
    Snapshot,
    keep_snapshot,
    kept_options,
    may_keep,
    plan_snapshot,
    repeated_snapshot,
)
from geo.snapshot.page import Page
from geo.snapshot.sheet import Sheet, SnapshotOptions
from geo.snapshot.slides import render_pptx, render_views_pptx
from geo.snapshot.svg import render_svg

__all__ = [
    "PICTURES",
    "Extent",
    "ExtentKind",
    "Finding",
    "Page",
    "Rule",
    "Severity",
    "Sheet",
    "Snapshot",
    "SnapshotOptions",
    "approved",
    "check_sheet",
    "compose",
    "figure_id",
    "keep_snapshot",
    "kept_options",
    "may_keep",
    "plan_snapshot",
    "render_changes_png",
    "render_pdf",
    "render_png",
    "render_pptx",
    "render_svg",
    "render_views_pptx",
    "repeated_snapshot",
]
