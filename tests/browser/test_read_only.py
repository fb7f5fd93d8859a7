"""A server without login: who counts as the person at this machine, asked over real connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer
from tests.browser.conftest import running
from tests.browser.session import Session

if TYPE_CHECKING:
    from pathlib import Path

READ_ONLY = "This server has no login, so the gazetteer is read-only here."
NAME = "Your name, as the history will show it"
PLACE = {"place": "kolajo"}


@pytest.mark.parametrize(
    "forged",
    [
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": "maps.example.org", "origin": "https://maps.example.org"},
        {"headers": {"X-Forwarded-For": "10.1.2.3"}},
        {"headers": {"Forwarded": "for=10.1.2.3"}},
    ],
    ids=["name bound to 127.0.0.1", "proxy that keeps the name", "proxy", "newer proxy"],
)
def test_local_server_reached_otherwise_than_directly_is_read_only(
    server: str, forged: dict[str, object]
) -> None:
    session = Session(server, "gazetteer", PLACE)
    for name, value in forged.items():
        setattr(session, name, value)
    with session:
        assert READ_ONLY in session.text
        assert session.labels().isdisjoint({NAME, "Start editing", "Extent (km)"})


def test_name_and_draft_outlive_the_server_but_count_at_this_machine_alone(tmp_path: Path) -> None:
    with (
        running("dashboard.py", tmp_path) as address,
        Session(address, "gazetteer", PLACE) as first,
        Session(address, "gazetteer", PLACE) as second,
    ):
        first.write(first.widget(NAME), "Hiba")
        first.press(first.widget("Start editing"))
        first.run()
        second.run()
        assert "Editing as Hiba" in second.text
        second.write(second.widget("Extent (km)"), 7.5)
        second.run()
        second.write(second.widget("Why? The history keeps the reason."), "forged")
        second.press(second.widget("Save"))
        forged = dict(second.states)
    elsewhere = {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}  # noqa: S104  # what is tested
    with (
        running("dashboard.py", tmp_path, variables=elsewhere) as address,
        Session(address, "gazetteer", PLACE) as visitor,
    ):
        assert READ_ONLY in visitor.text
        visitor.states.update(forged)
        visitor.run()
        assert visitor.labels().isdisjoint({NAME, "Start editing", "Extent (km)"})
    with Gazetteer.open(str(tmp_path / "hudud.sqlite")) as gazetteer:
        assert {change.editor for change in gazetteer.history("kolajo")} == {"shipped"}
    with (
        running("dashboard.py", tmp_path) as address,
        Session(address, "gazetteer", PLACE) as again,
    ):
        assert "Editing as Hiba" in again.text
        assert "This goes on with your draft" in again.text
        assert "7.5" in again.text
