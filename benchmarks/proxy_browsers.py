"""What people meet behind the proxy in a real Chromium: pages, files, a dashboard lost."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from benchmarks.proxy_site import must
from tests.browser.conftest import TELL_VIOLATIONS
from tests.browser.gazetteer_page import GazetteerPage
from tests.browser.map_page import MapPage
from tests.browser.test_import_journey import DataPage
from tests.browser.test_web_security import EXPECTED, come_to_rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from benchmarks.proxy_site import Site

PAGES: Final = (
    "",
    "snapshot",
    "stories",
    "gazetteer",
    "article",
    "data",
    "figures",
    "guide",
    "about",
)
ROWS: Final = "date,place,country,killed,note\n2019-01-16,Manbij,Syria,16,market\n"
ARTICLE: Final = "قتل ثلاثة مدنيين في انفجار عبوة ناسفة أمس في مدينة الرقة.\n"
STICKY: Final = "hudud_server"
PATIENCE: Final = 60_000


@dataclass
class Tab:
    """A browser of its own with one tab."""

    context: BrowserContext
    page: Page
    server: int

    def dashboard(self) -> str:
        """Return what the cookie of the proxy says."""
        return next(str(c["value"]) for c in self.context.cookies() if c["name"] == STICKY)


@dataclass
class People:
    """Browsers, one for each dashboard, and what they complained about."""

    site: Site
    chromium: Browser
    tabs: list[Tab] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def context(self) -> BrowserContext:
        """Return a fresh browser that notes every error, and each request to another host."""
        context = self.chromium.new_context(
            ignore_https_errors=True, viewport={"width": 1400, "height": 1100}, locale="en-GB"
        )
        context.add_init_script(TELL_VIOLATIONS)
        context.set_default_timeout(PATIENCE)
        context.on("console", self._note)
        return context

    def _note(self, message: ConsoleMessage) -> None:
        # Over HTTP/2 a browser leaves out the words of a status.
        if message.type == "error" and EXPECTED.partition(" (")[0] not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def fill(self) -> None:
        """Open browsers until each dashboard has one; keep one of each."""
        deadline = time.monotonic() + 300
        while len(self.tabs) < len(self.site.dashboards):
            must(time.monotonic() < deadline, "a dashboard got no browser")
            context, before = self.context(), self.site.sessions()
            page = context.new_page()
            MapPage(page, self.site.address).open()
            (got,) = [n for n, now in enumerate(self.site.sessions()) if now > before[n]]
            if got in {tab.server for tab in self.tabs}:
                context.close()
                _wait(lambda then=before: self.site.sessions() == then)  # type: ignore[misc]
            else:
                self.tabs.append(Tab(context, page, got))


def _wait(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        must(time.monotonic() < deadline, "it did not become so")
        time.sleep(0.2)


def spread(people: People) -> str:
    """Chromium's sessions, each by its socket through TLS, come to every dashboard."""
    people.fill()
    must(sorted(tab.server for tab in people.tabs) == list(range(len(people.site.dashboards))))
    return f"sessions {people.site.sessions()}"


def every_page(people: People) -> str:
    """Every page loads and draws, without an error or a breach of its policy."""
    tab = people.tabs[0]
    for path in PAGES:
        tab.page.goto(f"{people.site.address}/{path}")
        come_to_rest(tab.page)
    must(not people.complaints, people.complaints)
    return f"{len(PAGES)} pages"


def stays(people: People) -> str:
    """Three reloads of each browser come to the dashboard where it was."""
    for tab in people.tabs:
        cookie = tab.dashboard()
        for _ in range(3):
            MapPage(tab.page, people.site.address).open()
            must(tab.dashboard() == cookie)
            _wait(lambda: sum(people.site.sessions()) == len(people.tabs))
            must(people.site.sessions() == [1] * len(people.tabs), people.site.sessions())
    return f"{3 * len(people.tabs)} reloads"


def logged_in(people: People) -> str:
    """Each logs in at the provider, comes back by TLS and may edit."""
    for tab in people.tabs:
        tab.page.goto(f"{people.site.address}/gazetteer")
        come_to_rest(tab.page)
        tab.page.get_by_role("button", name="Log in").click()
        tab.page.get_by_role("button", name="amal", exact=True).click()
        tab.page.wait_for_url(f"{people.site.address}/**")
        tab.page.goto(f"{people.site.address}/gazetteer?place=kolajo")
        expect(tab.page.get_by_text("You may edit.")).to_be_visible(timeout=PATIENCE)
        cookies = tab.context.cookies(people.site.address)
        must(all(cookie["secure"] for cookie in cookies), cookies)
    return f"{len(people.tabs)} logins, all cookies Secure: {sorted(c['name'] for c in cookies)}"


def files_imported(people: People) -> str:
    """Bring a file of incidents: its session has it, also after a reload, and imports it."""
    for tab in people.tabs:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"notes {tab.server}.csv"
            path.write_text(ROWS, encoding="utf-8")
            data = DataPage(tab.page, people.site.address).open("?import=new")
            data.bring(path)
            tab.page.reload()
            data.settle()
            data.says(path.name)
            data.check()
            data.fill("Why? The history keeps the reason.", "tried behind the proxy")
            data.press("Import 1 incident")
            data.done()
    return f"{len(people.tabs)} imports"


def articles_read(people: People) -> str:
    """Bring a file of an article: its session reads it and finds its places."""
    for tab in people.tabs:
        tab.page.goto(f"{people.site.address}/article")
        come_to_rest(tab.page)
        file = {
            "name": f"article {tab.server}.txt",
            "mimeType": "text/plain",
            "buffer": f"{ARTICLE}{tab.server}".encode(),
        }
        tab.page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
        found = tab.page.locator(".article .place", has_text="الرقة")
        look = tab.page.get_by_role("button", name="Find the places")
        if look.count():
            look.first.press("Enter")
        expect(found.first).to_be_visible(timeout=PATIENCE)
    return f"{len(people.tabs)} articles"


def survivor(people: People) -> str:
    """Kill a dashboard: its reader's page comes back by itself with another one."""
    lost = people.tabs[-1]
    entry = GazetteerPage(lost.page, people.site.address).open("?place=hajin")
    entry.fill("Extent (km)", "7.5")
    before, sessions = lost.dashboard(), people.site.sessions()
    began = time.monotonic()
    os.kill(people.site.dashboards[lost.server].pid, signal.SIGKILL)
    _wait(lambda: sum(n for n in people.site.sessions() if n > 0) == sum(sessions))
    taken = time.monotonic() - began
    entry.settle()
    must(lost.dashboard() != before)
    kept = entry.box("Extent (km)").input_value()
    expect(lost.page.get_by_text("You may edit.")).to_be_visible(timeout=PATIENCE)
    lost.page.goto(f"{people.site.address}/")
    MapPage(lost.page, people.site.address).drawn()
    for tab in people.tabs[:-1]:
        MapPage(tab.page, people.site.address).open()
    must(kept == "7.5", kept)
    return f"{taken:.1f} s; still logged in, what was typed is still there ({kept})"


CHECKS: Final[tuple[Callable[[People], str], ...]] = (
    spread,
    every_page,
    stays,
    logged_in,
    files_imported,
    articles_read,
    survivor,
)
