"""From a pasted article to a dot on the map, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import running
from tests.payloads import MARK, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TEXT = (
    "هجوم قرب هجين\n"
    "قتل ثلاثة مدنيين وأصيب خمسة آخرون في انفجار عبوة ناسفة أمس في مدينة الرقة.\n"
    + "\n".join(PAYLOADS)
)


@pytest.fixture(scope="module")
def article_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose incidents these tests may change."""
    with running("dashboard.py", tmp_path_factory.mktemp("articles")) as address:
        yield address


def settle(page: Page) -> None:
    """Wait until the server has finished its run."""
    page.wait_for_timeout(400)
    page.locator("[data-testid=stApp]:not([data-test-script-state=running])").wait_for()
    page.wait_for_timeout(400)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    settle(page)


def paste(page: Page) -> None:
    page.get_by_label("Text of the article, Arabic or English").fill(TEXT)
    press(page, "Find the places")


def test_article_from_paste_to_a_dot_on_the_map_and_recognised_again(
    page: Page, article_server: str
) -> None:
    page.goto(f"{article_server}/article")
    page.get_by_label("Your name, as the history will show it").fill("Hiba")
    press(page, "Start editing")
    publisher = page.get_by_label("Publisher", exact=True)
    publisher.fill("Daily")
    publisher.press("Tab")
    page.locator(".st-key-article_published [role=spinbutton]").first.click()
    page.keyboard.type("20210310")
    settle(page)
    paste(page)
    raqqa = page.locator(".article .place", has_text="الرقة")
    expect(page.locator(".article p").nth(1)).to_contain_text("انفجار عبوة ناسفة")
    expect(page.locator(".article p")).to_contain_text(["<script>"])
    # By keyboard alone: reach the mark, choose it, take the place.
    raqqa.focus()
    page.keyboard.press("Enter")
    settle(page)
    expect(raqqa).to_have_attribute("aria-pressed", "true")
    press(page, "Accept")
    expect(page.locator(".article .place.accepted", has_text="الرقة")).to_be_visible()
    page.get_by_role("radio", name="Incidents").click()
    settle(page)
    press(page, "Remote explosive")
    expect(page.locator(".article mark").first).to_be_visible()
    expect(page.get_by_label("Killed", exact=True)).to_have_value("3")
    press(page, "Confirm")
    page.reload()
    settle(page)
    expect(page.get_by_text("The text of this article was not kept")).to_be_visible()
    page.goto(f"{article_server}/article")
    paste(page)
    expect(page.get_by_text("This article was read before")).to_be_visible()
    expect(page.locator(".article .place.accepted", has_text="الرقة")).to_be_visible()
    page.get_by_role("radio", name="Incidents").click()
    settle(page)
    page.get_by_role("radio", name="on the map (1)").click()
    settle(page)
    press(page, "Remote explosive")
    page.locator("[class*=st-key-article_map_] button").click()
    page.frame_locator("iframe[title='Map of incidents']").locator("body[data-draws]").wait_for()
    assert "id=article-" in page.url
    expect(page.get_by_text("paragraph 2")).to_be_visible()
    assert page.evaluate(f"window.{MARK}") is None
