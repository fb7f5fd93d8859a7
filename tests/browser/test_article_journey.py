"""From a pasted article to a dot on the map, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import running
from tests.payloads import MARK, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Locator, Page

pytestmark = pytest.mark.browser

# The machine does not know the hamlet; a person marks it.
HAMLET = "تل الغزلان"
TEXT = (
    "هجوم قرب هجين\n"
    "قتل ثلاثة مدنيين وأصيب خمسة آخرون في انفجار عبوة ناسفة أمس في مدينة الرقة.\n"
    f"{HAMLET} بلا ماء منذ شهر.\n" + "\n".join(PAYLOADS)
)
PATIENCE = 60_000
NARROW = {"width": 400, "height": 800}


@pytest.fixture(scope="module")
def article_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose incidents these tests may change."""
    folder = tmp_path_factory.mktemp("articles")
    name = folder / "config" / "hudud" / "editor-name.txt"
    name.parent.mkdir(parents=True)
    name.write_text("Hiba", encoding="utf-8")
    with running("dashboard.py", folder) as address:
        yield address


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Wait as long as a busy machine needs for what is expected."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=None)


def press(page: Page, name: str) -> None:
    """Press a button by key: the page may still move under a mouse."""
    page.get_by_role("button", name=name).first.press("Enter")


def paste(page: Page, text: str) -> None:
    page.get_by_label("Text of the article, Arabic or English").fill(text)
    press(page, "Find the places")
    expect(place(page, "الرقة")).to_be_visible()


def place(page: Page, name: str) -> Locator:
    return page.locator(".article .place", has_text=name)


def view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).press("Space")


def decide_and_mark(page: Page) -> None:
    # By keyboard alone: choose a mark, take its place.
    raqqa = place(page, "الرقة")
    raqqa.press("Enter")
    expect(raqqa).to_have_attribute("aria-pressed", "true")
    press(page, "Accept")
    expect(page.locator(".article .place.accepted", has_text="الرقة")).to_be_visible()
    # What the machine missed, by keyboard: from the number of the paragraph, two words, marked.
    chosen = page.locator(".bar bdi")
    page.locator(".article .number").nth(2).press("ArrowLeft")
    expect(chosen).to_have_text("تل")
    page.keyboard.press("Shift+ArrowLeft")
    expect(chosen).to_have_text(HAMLET)
    page.keyboard.press("Enter")
    hamlet = place(page, HAMLET)
    expect(hamlet).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("marked by Hiba")).to_be_visible()
    page.locator(".article .number").nth(2).press("ArrowLeft")
    expect(chosen).to_have_text("تل")
    page.keyboard.press("Escape")
    expect(page.locator(".bar")).to_be_hidden()


def confirm_with_a_new_actor(page: Page) -> None:
    view(page, "Incidents")
    press(page, "Remote explosive")
    expect(page.locator(".article mark").first).to_be_visible()
    expect(page.get_by_label("Killed", exact=True)).to_have_value("3")
    press(page, "New actor")
    page.get_by_label("Name in English").fill("Desert Guards")
    page.get_by_label("Name in Arabic").fill("حراس الصحراء")
    press(page, "Add the actor")
    added = page.locator("[class*=st-key-article_card_][class*=_actors]")
    expect(added.get_by_text("Desert Guards")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "Confirm")
    expect(page.get_by_text("This incident is on the map.")).to_be_visible()


def test_article_from_paste_to_a_dot_on_the_map_and_recognised_again(
    page: Page, article_server: str
) -> None:
    page.goto(f"{article_server}/article")
    text = f"{TEXT}\n{uuid4()}"
    publisher = page.get_by_label("Publisher", exact=True)
    publisher.fill("Daily")
    publisher.press("Tab")
    page.locator(".st-key-article_published [role=spinbutton]").first.click()
    page.keyboard.type("20210310")
    page.keyboard.press("Escape")
    paste(page, text)
    expect(page.locator(".article p").nth(1)).to_contain_text("انفجار عبوة ناسفة")
    expect(page.locator(".article p")).to_contain_text(["<script>"])
    decide_and_mark(page)
    confirm_with_a_new_actor(page)
    page.reload()
    expect(page.get_by_text("The text of this article was not kept")).to_be_visible()
    page.goto(f"{article_server}/article")
    paste(page, text)
    expect(page.locator(".article .place.accepted", has_text="الرقة")).to_be_visible()
    expect(place(page, HAMLET)).to_be_visible()
    view(page, "Incidents")
    view(page, "on the map (1)")
    press(page, "Remote explosive")
    page.locator("[class*=st-key-article_map_] button").press("Enter")
    page.frame_locator("iframe[title='Map of incidents']").locator("body[data-draws]").wait_for()
    assert "id=article-" in page.url
    expect(page.get_by_text("paragraph 2")).to_be_visible()
    expect(page.get_by_text("Desert Guards").first).to_be_visible()
    assert page.evaluate(f"window.{MARK}") is None


def test_article_words_selected_with_the_mouse_are_marked_on_a_phone(
    open_context: Callable[..., BrowserContext], article_server: str
) -> None:
    page = open_context(viewport=NARROW).new_page()
    page.goto(f"{article_server}/article")
    page.get_by_label("Text of the article, Arabic or English").fill("The convoy left Oldbarn.")
    press(page, "Find the places")
    text = page.locator(".article p").first
    expect(text).to_be_visible()
    # The first word, by a double click on its letters.
    text.dblclick(position={"x": 8, "y": 12})
    expect(page.locator(".bar bdi")).to_have_text("The")
    expect(page.get_by_role("button", name="This is a place")).to_be_in_viewport()
    press(page, "New incident here")
    expect(page.get_by_text("No words of the text give the date.")).to_be_visible()
