"""Several dashboards on one PostgreSQL: what is saved in one, the others show without a restart."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import requests

from gazetteer import Gazetteer, Role, User
from tests.browser.conftest import running
from tests.browser.session import RUN_SECONDS, Session
from tests.postgresql import new_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "Your name, as the history will show it"
PROCESSES = 3


@pytest.fixture(scope="module")
def database(postgresql_url: str) -> str:
    return new_schema(postgresql_url)


@pytest.fixture(scope="module")
def dashboards(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses of dashboards that share a database and nothing else.

    All start at once and find it empty: one of them makes it, and the others wait.
    """
    starting = [
        running(
            "dashboard.py",
            tmp_path_factory.mktemp(f"process-{number}"),
            variables={"HUDUD_DATABASE_URL": database},
        )
        for number in range(PROCESSES)
    ]
    with ExitStack() as stack, ThreadPoolExecutor(PROCESSES) as together:
        yield list(together.map(stack.enter_context, starting))


def point_of(address: str, place_id: str, revision: int) -> tuple[float, float] | None:
    """Return where a dashboard has a place; None while it is at another revision."""
    answer = requests.get(
        f"{address}/hudud/places", params={"revision": revision}, timeout=RUN_SECONDS
    )
    if answer.status_code == 404:
        return None
    place: dict[str, Any] = next(p for p in answer.json() if p["id"] == place_id)
    return place["lat"], place["lon"]


def wait_until_well(address: str) -> None:
    deadline = time.monotonic() + RUN_SECONDS
    while (answer := requests.get(f"{address}/healthz", timeout=RUN_SECONDS)).status_code != 200:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)


def test_processes_that_start_at_once_on_an_empty_database_make_it_once(
    dashboards: list[str], database: str
) -> None:
    shown = set()
    for address in dashboards:
        with Session(address, "gazetteer") as session:
            assert "places" in session.text
        wait_until_well(address)
        told = requests.get(f"{address}/metrics", timeout=RUN_SECONDS).text
        shown |= set(re.findall(r"^hudud_store_revision (\S+)$", told, re.MULTILINE))
    with Gazetteer.open(database) as gazetteer:
        assert shown == {str(float(gazetteer.revision))}
        assert len(gazetteer.places()) == len(Gazetteer.shipped().places())


def test_edit_on_the_page_of_one_process_shows_in_the_others(
    dashboards: list[str], database: str
) -> None:
    first, *others = dashboards
    with ExitStack() as stack:
        open_pages = [
            stack.enter_context(Session(address, "gazetteer", {"place": "hajin"}))
            for address in others
        ]
        with Session(first, "gazetteer", {"place": "hajin"}) as page:
            page.write(page.widget(NAME), "Hiba")
            page.press(page.widget("Start editing"))
            page.run()
            page.write(page.widget("Extent (km)"), 8.25)
            page.run()
            page.write(page.widget("Why? The history keeps the reason."), "seen on imagery")
            page.press(page.widget("Save"))
            page.run()
        for there in open_pages:
            there.run()
            assert "8.25" in there.text
    with Gazetteer.open(database) as gazetteer:
        assert gazetteer.history("hajin", limit=1)[0].editor == "Hiba"


def test_edit_at_the_desk_reaches_the_routes_of_every_process(
    dashboards: list[str], database: str
) -> None:
    with Gazetteer.open(database) as gazetteer:
        desk = gazetteer.desk(User("Karim", Role.EDITOR))
        place = gazetteer.get("manbij")
        moved = replace(place, lat=36.53, lon=37.96)
        desk.save(moved, reason="seen", based_on=place.version)
        revision = gazetteer.revision
    saved = time.monotonic()
    waiting = set(dashboards)
    while waiting:
        waiting -= {a for a in waiting if point_of(a, "manbij", revision) == (36.53, 37.96)}
        assert time.monotonic() < saved + RUN_SECONDS, f"{waiting} never saw the edit"
