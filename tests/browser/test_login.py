"""Logging in at a real OpenID Connect provider, and what each role may then do."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from gazetteer import Gazetteer
from tests.browser.conftest import START_SECONDS, answers, free_port, running
from tests.browser.gazetteer_page import GazetteerPage
from tests.browser.session import Session, logged_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext

SECRETS = """
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "hudud"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[hudud.roles]
"amal@example.org" = {{role = "editor", name = "Amal Haddad"}}
"carol@example.org" = "contributor"
"""
READING = "You are reading; log in to edit."
PLACE = {"place": "kolajo"}


class Served(NamedTuple):
    """A dashboard with login, and the database behind it."""

    address: str
    database: Path


@contextmanager
def running_provider() -> Iterator[str]:
    """Run the OpenID Connect provider of these tests; yields its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("provider.py"), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"{address}/.well-known/openid-configuration"):
            assert process.poll() is None, "the provider did not start"
            assert time.monotonic() < deadline, "the provider did not answer"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("login")
    secrets = folder / "secrets.toml"
    with running_provider() as provider:
        secrets.write_text(SECRETS.format(provider=provider), encoding="utf-8")
        variables = {"STREAMLIT_SECRETS_FILES": str(secrets)}
        with running("dashboard.py", folder, variables=variables) as address:
            yield Served(address, folder / "hudud.sqlite")


def log_in(page: GazetteerPage, subject: str) -> None:
    page.page.get_by_role("button", name="Log in").click()
    page.page.get_by_role("button", name=subject, exact=True).click()
    page.page.wait_for_url(f"{page.server}/**")


@pytest.mark.browser
def test_editor_logs_in_edits_under_their_name_and_logs_out(
    open_context: Callable[..., BrowserContext], served: Served
) -> None:
    context = open_context()
    page = GazetteerPage(context.new_page(), served.address).open("?place=kolajo")
    page.says(READING)
    assert not page.page.get_by_label("Extent (km)").count()
    log_in(page, "amal")
    page.open("?place=kolajo")
    page.says("You may edit.")
    page.fill("Extent (km)", "7")
    page.save("seen on imagery")
    page.choose("History")
    page.says("changed by Amal Haddad")
    page.page.get_by_role("button", name="Amal Haddad").click()
    page.page.get_by_role("button", name="Log out").click()
    page.page.get_by_role("button", name="End session").click()
    page.page.wait_for_url(f"{page.server}/**")
    page.open("?place=kolajo")
    page.says(READING)
    assert {cookie["name"] for cookie in context.cookies()} <= {"_streamlit_xsrf"}


@pytest.mark.parametrize(
    ("subject", "says", "offers"),
    [
        ("carol", "You may propose changes; an editor decides.", {"Extent (km)"}),
        ("zaid", "You may read, but not edit.", set()),
        ("mallory", "Your address is not verified where you logged in", set()),
    ],
    ids=["contributor", "unknown address", "unverified address of an editor"],
)
def test_who_logs_in_is_told_what_they_may_do(
    served: Served, subject: str, says: str, offers: set[str]
) -> None:
    browser = logged_in(served.address, subject)
    with Session(served.address, "gazetteer", PLACE, browser=browser) as session:
        assert says in session.text
        assert session.labels() & {"Extent (km)", "Save"} == offers


@pytest.mark.parametrize("change", ["altered", "signed by another", "of another site"])
def test_cookie_that_this_server_did_not_give_logs_nobody_in(served: Served, change: str) -> None:
    browser = logged_in(served.address, "amal")
    session = Session(served.address, "gazetteer", PLACE, browser=browser)
    cookie = str(browser.cookies["_streamlit_user"])
    if change == "altered":
        browser.cookies.set("_streamlit_user", f"{'A' if cookie[0] != 'A' else 'B'}{cookie[1:]}")
    elif change == "signed by another":
        browser.cookies.set("_streamlit_user", f"{cookie.rpartition('.')[0]}.{'A' * 27}")
    else:
        session.origin = "http://127.0.0.1:1"
        session.host = "127.0.0.1:1"
    with session:
        assert READING in session.text


def everything(database: Path) -> tuple[object, ...]:
    """Return all that the database says."""
    with Gazetteer.open(str(database)) as gazetteer:
        return (
            gazetteer.revision,
            dict(gazetteer.places()),
            gazetteer.history(limit=5),
            gazetteer.proposals(),
            gazetteer.unresolved(),
        )


def test_forged_events_of_who_may_not_edit_change_nothing(served: Served) -> None:
    """Others send the events of an editor's session, which are of buttons that they do not have."""
    editor = logged_in(served.address, "amal")
    with Session(served.address, "gazetteer", {"place": "hajin"}, browser=editor) as session:
        session.write(session.widget("Extent (km)"), 9.0)
        session.run()
        session.write(session.widget("Why? The history keeps the reason."), "forged")
        session.press(session.widget("Save"))
        forged = dict(session.states)
        before = everything(served.database)
        for subject in ("", "zaid", "mallory"):
            browser = logged_in(served.address, subject) if subject else None
            viewer = Session(served.address, "gazetteer", {"place": "hajin"})
            if browser is not None:
                viewer.browser = browser
            with viewer:
                viewer.states.update(forged)
                viewer.run()
                assert "Save" not in viewer.labels()
            assert everything(served.database) == before
        session.run()
    with Gazetteer.open(str(served.database)) as gazetteer:
        change = gazetteer.history("hajin", limit=1)[0]
    assert (change.editor, change.reason.startswith("forged")) == ("Amal Haddad", True)
