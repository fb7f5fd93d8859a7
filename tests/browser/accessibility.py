"""What axe finds on a page and in every frame of it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

AXE: Final = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
GRAVE: Final = {"serious", "critical"}
# What Streamlit draws and nobody else can mend: rule, part of the page, and why.
KNOWN: Final = {
    ("aria-dialog-name", ".stToast"): (
        "a toast is a dialog named by an element that Streamlit never draws; its text is read out"
    ),
}
_RUN: Final = """async (known) => {
    const found = await axe.run(document, {
        resultTypes: ["violations"], iframes: false, elementRef: true,
    });
    return found.violations.flatMap((violation) => violation.nodes.map((node) => ({
        rule: violation.id,
        impact: node.impact || violation.impact,
        where: node.target.flat().join(" >> "),
        html: node.html.slice(0, 240),
        why: (node.failureSummary || "").slice(0, 400),
        known: known.some(([rule, part]) => rule === violation.id && node.element.closest(part)),
    })));
}"""


def faults(page: Page) -> list[dict[str, Any]]:
    """Return what axe calls serious or critical in the page and its frames."""
    return [
        fault
        for frame in page.frames
        for fault in _found(frame)
        if fault["impact"] in GRAVE and not fault["known"]
    ]


def told(fault: dict[str, Any]) -> str:
    """Return a fault as a line."""
    return f"{fault['rule']} ({fault['impact']}): {fault['where']} {fault['html']} {fault['why']}"


def _found(frame: Frame) -> list[dict[str, Any]]:
    # The policy of the page lets no script in; the browser's own tools are asked instead.
    frame.evaluate(f"window.axe === undefined && (() => {{ {AXE} }})()")
    return cast("list[dict[str, Any]]", frame.evaluate(_RUN, list(KNOWN)))
