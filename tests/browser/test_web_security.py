"""What a browser may do under the policy, and what other sites are refused."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import requests
from websockets.exceptions import InvalidStatus

from tests.browser.conftest import TELL_VIOLATIONS, VIOLATION, running
from tests.browser.gazetteer_page import FRAME as PLACE_MAP
from tests.browser.session import RUN_SECONDS, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

MAP = "iframe[title='Map of incidents'], iframe[title='خريطة الأحداث']"
# Page of the dashboard -> what its frame is called, if it has one.
PAGES = {
    "": MAP,
    "gazetteer?place=manbij": PLACE_MAP,
    "article": "",
    "data": "",
    "figures": "",
    "guide?part=commands": "",
    "guide": "",
    "about": "",
}
TOLD = ("healthz", "healthz/live", "metrics")
# Streamlit looks for its own address below that of a page first.
EXPECTED = "404 (Not Found)"


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page, and what it will complain about."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and EXPECTED not in message.text:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    page = context.new_page()
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def come_to_rest(page: Page) -> None:
    page.locator("[data-testid=stMain] h1, [data-testid=stMain] h2").first.wait_for()
    page.wait_for_timeout(500)
    page.locator("[data-testid=stApp]:not([data-test-script-state=running])").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_keeps_to_the_policy_and_to_this_machine(
    open_context: Callable[..., BrowserContext], server: str, language: str
) -> None:
    page, complaints = watched(open_context())
    for path, frame in PAGES.items():
        page.goto(f"{server}/{path}{'&' if '?' in path else '?'}lang={language}")
        come_to_rest(page)
        if frame:
            page.frame_locator(frame).locator("body[data-draws]").wait_for()
        assert complaints == [], path


@pytest.mark.browser
def test_policy_stops_what_is_slipped_into_a_page(browser: Browser, server: str) -> None:
    """The listener hears a violation at all, and the policy holds where escaping would fail."""
    context = browser.new_context()
    context.add_init_script(TELL_VIOLATIONS)
    page, complaints = watched(context)
    page.goto(f"{server}/about")
    come_to_rest(page)
    page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<img src=x: onerror='window.ran = 1'>");
            const script = document.createElement("script");
            script.textContent = "window.ran = 2";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<base href='https://evil.example'>");
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    context.close()
    told = "\n".join(complaints)
    assert told.count(f"{VIOLATION}script-src") == 2
    assert told.count(f"{VIOLATION}base-uri") == 1


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "null", "http://localhost:1"],
)
def test_socket_refuses_the_page_of_another_site(server: str, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, Session(server, origin=origin):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("token", ["", "forged"])
def test_upload_without_the_token_of_the_cookie_is_refused(server: str, token: str) -> None:
    browser = requests.Session()
    browser.get(f"{server}/_stcore/health", timeout=RUN_SECONDS)
    assert browser.cookies["_streamlit_xsrf"]
    refused = browser.put(
        f"{server}/_stcore/upload_file/{uuid4()}/{uuid4()}",
        files={"file": ("a.csv", b"a")},
        headers={"X-Xsrftoken": token} if token else {},
        timeout=RUN_SECONDS,
    )
    assert refused.status_code == 403


@pytest.mark.parametrize("path", ["interact", "mcp"])
def test_programs_are_offered_no_door_of_their_own(server: str, path: str) -> None:
    refused = requests.post(f"{server}/_stcore/agent/{path}", json={}, timeout=RUN_SECONDS)
    assert refused.status_code in {400, 403}
    assert "not_available" in refused.text


def test_server_without_its_database_says_so_and_keeps_the_password(tmp_path: Path) -> None:
    variables = {
        "HUDUD_DATABASE_URL": "postgresql://hudud:hush-hush@127.0.0.1:1/hudud",
        "HUDUD_LOG": "json",
    }
    with running("dashboard.py", tmp_path, variables=variables, is_faulty=True) as address:
        with Session(address) as session:
            assert "does not answer" in session.text
        deadline = time.monotonic() + RUN_SECONDS
        while "not asked" in requests.get(f"{address}/healthz", timeout=RUN_SECONDS).text:
            assert time.monotonic() < deadline, "the data were never read"
        answers = [requests.get(f"{address}/{p}", timeout=RUN_SECONDS) for p in TOLD]
        log = (tmp_path / "log").read_text(encoding="utf-8")
    assert [answer.status_code for answer in answers] == [503, 200, 200]
    assert "cannot be opened" in answers[0].json()["checks"]["store"]
    assert "hudud_store_up 0.0" in answers[2].text
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert any("does not answer" in line["message"] for line in lines)
    assert "GET /" not in log
    assert "hush" not in log + "".join(answer.text for answer in answers) + session.text
