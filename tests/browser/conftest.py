"""A running dashboard and a real Chromium that may reach nothing else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

from tests.browser.map_page import MapPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_INSTALL = (
    "The browser tests need Chromium. Install it (Debian, Ubuntu: `sudo apt-get install chromium`) "
    "or put the path of a Chromium or Chrome into the environment variable CHROMIUM, then run the "
    "tests again; without it: `-m 'not browser'`."
)
START_SECONDS = 60
# How often a failed test is begun anew: Chromium, a server and the tests share what cores there
# are, and a click lost once in thousands is not a fault of the dashboard. Each is told at the end.
RERUNS = 2
VIOLATION = "violation of the policy: "
TELL_VIOLATIONS = f"""
document.addEventListener("securitypolicyviolation", (event) => console.error(
    `{VIOLATION}${{event.violatedDirective}} ${{event.blockedURI}} ${{event.sourceFile}}`
));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser") and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=RERUNS))


def chromium_path() -> str:
    """Return the path of the browser to drive; fail with what to install when there is none."""
    named = os.environ.get("CHROMIUM")
    found = named or next((p for name in CHROMIUM_NAMES if (p := shutil.which(name))), None)
    if not found:
        pytest.fail(HOW_TO_INSTALL, pytrace=False)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(
    script: str,
    folder: Path,
    *,
    variables: Mapping[str, str] | None = None,
    is_faulty: bool = False,
) -> Iterator[str]:
    """Run a dashboard as the README runs it, with a store of its own; yields its address.

    `variables` are further ones of its environment, or stand in the place of its own. A traceback
    in its log fails, unless the fault is what is tried.
    """
    folder.mkdir(exist_ok=True)
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    environment = {
        **os.environ,
        "HUDUD_DATABASE_URL": f"sqlite:///{folder / 'hudud.sqlite'}",
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PYTHONPATH": str(ROOT),
        **(variables or {}),
    }
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        address = f"http://localhost:{port}"
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(f"{address}/_stcore/health"):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    pytest.fail(f"the dashboard did not start:\n{log.read()}", pytrace=False)
                time.sleep(0.2)
            yield address
        finally:
            process.terminate()
            process.wait(10)
            log.seek(0)
            assert is_faulty or "Traceback" not in log.read(), (folder / "log").read_text()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard."""
    with running("dashboard.py", tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="package")
def editors_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose reader may edit, so that every form is there."""
    folder = tmp_path_factory.mktemp("editors")
    name = folder / "config" / "hudud" / "editor-name.txt"
    name.parent.mkdir(parents=True)
    name.write_text("Hiba", encoding="utf-8")
    with running("dashboard.py", folder) as address:
        yield address


@pytest.fixture(scope="package")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose data are all hostile."""
    script = "tests/browser/hostile_dashboard.py"
    with running(script, tmp_path_factory.mktemp("hostile")) as address:
        yield address


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium; of this package only, since Playwright keeps an event loop running meanwhile."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield running
        running.close()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens fresh browser contexts; what leaves this machine or breaks a page's policy fails."""
    contexts: list[BrowserContext] = []
    strays: list[str] = []
    violations: list[str] = []

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.hostname != "localhost":
            strays.append(request.url)

    def listen(message: ConsoleMessage) -> None:
        if message.text.startswith(VIOLATION):
            violations.append(message.text)

    def open_one(**options: object) -> BrowserContext:
        settings: dict[str, object] = {
            "viewport": {"width": 1400, "height": 1100},
            "locale": "en-GB",
            "timezone_id": "Asia/Baghdad",
            **options,
        }
        context = browser.new_context(**settings)  # type: ignore[arg-type]  # passed through
        context.on("request", note)
        context.on("console", listen)
        context.add_init_script(TELL_VIOLATIONS)
        context.set_default_timeout(60_000)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not strays, f"requests left this machine: {strays}"
    assert not violations, violations


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context().new_page()


@pytest.fixture
def map_page(page: Page, server: str) -> MapPage:
    """The map, opened and drawn."""
    return MapPage(page, server).open()
