"""The dashboard's script in Streamlit's own test harness, without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.context import ContextProxy
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest, app_test

from geo import Briefing, current_briefing
from tests.pages.hostile import HostileBriefing, hostile_briefing

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
# A generous bound on one run of the script: the first one reads all data.
RUN_SECONDS = 60


@pytest.fixture(scope="session", autouse=True)
def _scripts_folder() -> Iterator[None]:
    """Remove the folder that Streamlit's harness makes when imported, and leaves to the exit."""
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture(autouse=True)
def _asked_from_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the harness, which has no connection, look like a browser on this machine."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)


@pytest.fixture(scope="session")
def briefing() -> Briefing:
    return current_briefing()


@pytest.fixture(scope="session")
def evil() -> HostileBriefing:
    return hostile_briefing()


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Open a page of the dashboard at an address: ``open_page("figures", lang="ar")``."""

    def open_one(page: str = "map", **query: str | list[str]) -> AppTest:
        at = AppTest.from_file(str(DASHBOARD), default_timeout=RUN_SECONDS)
        for key, value in query.items():
            at.query_params[key] = value
        at.run()
        if page != "map":
            at.switch_page(f"pages/{page}_page.py").run()
        assert not at.exception
        return at

    return open_one


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Let the secrets be what a test writes."""
    path = tmp_path / "secrets.toml"
    kept = st.get_option
    files = {"secrets.files": [str(path)]}
    singleton = type(st.secrets)()
    monkeypatch.setattr(st, "secrets", singleton)
    monkeypatch.setattr(st, "get_option", lambda name: files.get(name) or kept(name))
    monkeypatch.setattr(
        "streamlit.runtime.secrets.config.get_option", lambda name: files.get(name) or kept(name)
    )
    monkeypatch.setattr(type(singleton), "_maybe_install_file_watchers", lambda _self: None)

    def write(text: str) -> None:
        path.write_text(text, encoding="utf-8")
        singleton._reset()

    yield write
    # Streamlit's own parts asked its own secrets meanwhile.
    secrets_singleton._reset()
