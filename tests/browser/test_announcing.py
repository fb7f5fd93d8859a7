"""What a screen reader is told of a page that changes: each change once, and only changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ADDRESS = "http://localhost"
SCRIPT = Path(__file__).parents[2] / "pages" / "announcing.js"
HOST = """<!doctype html><body><script type="module">
import announce from "/announcing.js";
window.runs = (page, said) => announce({
    data: { page, language: "ar", working: "", said },
});
window.told = [];
new MutationObserver(() => {
    const region = document.getElementById("hudud-said");
    if (region && region.innerText) window.told.push(region.innerText);
}).observe(document.body, { subtree: true, childList: true });
</script></body>"""


def test_changes_are_told_once_and_neither_the_first_page_nor_what_is_known(page: Page) -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    page.route(f"{ADDRESS}/announcing.js", lambda route: route.fulfill(
        body=script, content_type="text/javascript"))  # fmt: skip
    page.route(f"{ADDRESS}/", lambda route: route.fulfill(body=HOST, content_type="text/html"))
    page.goto(f"{ADDRESS}/")
    page.wait_for_function("window.runs !== undefined")

    def runs(name: str, *, is_known: bool = False, **said: str) -> None:
        texts = {kind: {"text": text, "isKnown": is_known} for kind, text in said.items()}
        page.evaluate("([page, said]) => window.runs(page, said)", [name, texts])

    runs("map", count="9 of 9")
    runs("map", count="5 of 9")
    runs("map", count="3 of 9", places="2 places")
    runs("map", count="3 of 9", places="2 places")
    region = page.locator("#hudud-said")
    expect(region).to_have_text("3 of 92 places")
    expect(region).to_have_attribute("lang", "ar")
    runs("map", is_known=True, count="1 of 9")
    runs("figures", count="7 figures")
    runs("figures", count="6 figures")
    expect(region).to_have_text("6 figures")
    assert page.evaluate("window.told") == ["3 of 9\n\n2 places", "6 figures"]
