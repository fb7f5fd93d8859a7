"""How soon a pasted article stands on the page with its places, and what a dot costs a person.

Run ``python -m benchmarks.article_speed [FILE]``; without a file a text is put together from the
marked ones, as long as the longest of the five articles. The first table takes the work of the
server apart, the second one looks at Chromium: from the click to the marked text and to the drawn
map. The third one goes from the paste to the dot on the map as a person does, counts clicks and
keys, and adds what these cost a person's hands and head.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import sync_playwright

from benchmarks.chromium_meter import Traffic, launch
from gazetteer import find_places
from gazetteer.data.annotated_texts import DEV, read_texts
from geo import (
    FOCUS_COUNTRIES,
    Article,
    cards_of,
    current_briefing,
    draft_incidents,
    first_words,
    read_mentions,
    shown_paragraphs,
    with_marks,
)
from tests.browser.conftest import running

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Locator, Page

Result = TypeVar("Result")

_ROUNDS = 7
# The longest of the five articles. Source: counted.
_WORDS = 1_030
_PUBLISHED = date(2021, 3, 10)
# What hands and head cost, in seconds: one key of an average typist, one aimed click with the hand
# brought to the mouse, one thought before each step. Source: Card, Moran and Newell, The Keystroke-
# Level Model for User Performance Time with Interactive Systems, CACM 23 (1980): K, H + P + B, M.
_KEY_S, _CLICK_S, _THOUGHT_S = 0.28, 0.4 + 1.1 + 0.2, 1.35
# The incident that the journey is about: date, place and casualties are told.
_REPORT = "قتل ثلاثة مدنيين وأصيب خمسة آخرون في انفجار عبوة ناسفة أمس في مدينة الرقة."


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    text = Path(arguments[0]).read_text(encoding="utf-8") if arguments else _made_up()
    text, _left_out = first_words(text)
    print(f"{len(text.split()):,} words, {len(text):,} letters; milliseconds, first and median")
    _measure_server(text)
    with tempfile.TemporaryDirectory() as folder, running("dashboard.py", Path(folder)) as address:
        config = Path(folder) / "config" / "hudud"
        config.mkdir(parents=True)
        (config / "editor-name.txt").write_text("Hiba", encoding="utf-8")
        with sync_playwright() as playwright:
            browser = launch(playwright)
            _measure_page(browser.new_page(viewport={"width": 1400, "height": 1100}), address, text)
            _Person(browser.new_page(viewport={"width": 1400, "height": 1100})).go(address, text)
            browser.close()


def _made_up() -> str:
    words = " ".join(text.text for text in read_texts(DEV)).split(" ")
    return " ".join(words[:_WORDS])


def _measure_server(text: str) -> None:
    briefing = current_briefing()
    gazetteer, places = briefing.gazetteer, briefing.places
    asked = Article(text=text, published=_PUBLISHED)
    found = _timed(
        "find the places", lambda: find_places(text, gazetteer, context_countries=FOCUS_COUNTRIES)
    )
    found = _timed("put marks among them", lambda: with_marks(found, text, [], gazetteer))
    mentions = _timed("apply decisions", lambda: read_mentions(found, [], places))
    drafts = _timed("draft incidents", lambda: draft_incidents(asked, gazetteer, places=found))
    cards = _timed("fill in cards", lambda: cards_of(drafts, mentions))
    shown = _timed("cut the text into runs", lambda: shown_paragraphs(text, mentions))
    runs = [[p.number, [[r.text, r.mention] for r in p.runs]] for p in shown]
    body = _timed("write them for the page", lambda: json.dumps(runs))
    print(f"  {len(mentions)} mentions, {len(cards)} cards, {len(body) / 1000:.0f} kB\n")


def _timed(name: str, do: Callable[[], Result]) -> Result:
    times = []
    for _round in range(_ROUNDS):
        start = perf_counter()
        result = do()
        times.append((perf_counter() - start) * 1000)
    print(f"  {name:<28}{times[0]:9.1f}{median(times):9.1f}")
    return result


def _measure_page(page: Page, address: str, text: str) -> None:
    """Measure pastes of slightly different texts, the first with a server that just began."""
    to_text, to_map, sizes = [], [], []
    traffic = Traffic(page)
    for number in range(_ROUNDS):
        page.goto(f"{address}/article")
        box = page.get_by_label("Text of the article, Arabic or English")
        box.fill(f"{text}\n{number}")
        go = page.get_by_role("button", name="Find the places")
        go.wait_for()
        traffic.taken()
        start = perf_counter()
        go.click()
        page.locator(".article .place").first.wait_for()
        to_text.append(perf_counter() - start)
        page.frame_locator("iframe[title='Map of places']").locator("body[data-draws]").wait_for()
        to_map.append(perf_counter() - start)
        sizes.append(traffic.taken() / 1000)
    print("In Chromium, seconds after the click: first, median, worst")
    for name, times in (("marked text", to_text), ("map drawn", to_map)):
        print(f"  {name:<28}{times[0]:9.2f}{median(times):9.2f}{max(times):9.2f}")
    print(f"  kB received, median {median(sizes):.0f}\n")


class _Person:
    """Goes from a paste to the dot, counting what hands do and how long the machine takes."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._clicks = self._keys = self._steps = 0
        self._waited = 0.0

    def go(self, address: str, text: str) -> None:
        """Paste, say where it is from, confirm the first incident, look at its dot."""
        page = self._page
        page.goto(f"{address}/article")
        box = page.get_by_label("Text of the article, Arabic or English")
        box.wait_for()
        self._click(box)
        # A paste is two keys, whatever it holds.
        box.fill(f"{_REPORT}\n{text}")
        self._keys += 2
        self._type(page.get_by_label("Publisher", exact=True), "SANA")
        self._type(page.locator(".st-key-article_published [role=spinbutton]").first, "20210310")
        self._press("button", "Find the places", page.locator(".article .place").first)
        self._press("radio", "Incidents", page.locator("[class*=st-key-article_open_card_]").first)
        confirm = page.get_by_role("button", name="Confirm", exact=True)
        self._press("button", "Remote explosive", confirm)
        link = page.locator("[class*=st-key-article_map_] button").last
        self._press("button", "Confirm", link)
        drawn = page.frame_locator("iframe[title='Map of incidents']").locator("body[data-draws]")
        self._click(link, drawn)
        self._tell()

    def _press(self, role: str, name: str, then: Locator) -> None:
        wanted = self._page.get_by_role(role, name=name)  # type: ignore[arg-type]  # a known role
        self._click(wanted.first, then)

    def _click(self, what: Locator, then: Locator | None = None) -> None:
        self._clicks += 1
        self._steps += 1
        start = perf_counter()
        what.click()
        if then is not None:
            then.wait_for()
            self._waited += perf_counter() - start

    def _type(self, where: Locator, text: str) -> None:
        self._click(where)
        self._page.keyboard.type(text)
        # Closes the calendar, too.
        self._page.keyboard.press("Escape")
        self._keys += len(text) + 1

    def _tell(self) -> None:
        hands = self._clicks * _CLICK_S + self._keys * _KEY_S
        thoughts = self._steps * _THOUGHT_S
        print("From the paste to the dot")
        print(f"  clicks {self._clicks}, keys {self._keys}, steps to think of {self._steps}")
        print(f"  machine {self._waited:.1f} s, hands {hands:.1f} s, thoughts {thoughts:.1f} s:")
        print(f"  {self._waited + hands + thoughts:.0f} s in all, reading the text apart")


if __name__ == "__main__":
    main(sys.argv[1:])
