"""The frame around the pages."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import DASHBOARD

# What a server has done once it has imported the application, before anybody has opened it.
FRESH_SERVER = """
import dashboard
from streamlit.runtime.pages_manager import PagesManager
manager = PagesManager("dashboard.py")
print(type(dashboard.app).__name__, PagesManager.uses_pages_directory, len(manager.get_pages()))
"""


def test_a_fresh_server_does_not_take_the_modules_of_pages_for_pages() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FRESH_SERVER],
        cwd=DASHBOARD.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["App", "False", "1"]


@pytest.mark.parametrize(
    "page", sorted((DASHBOARD.parent / "pages").glob("*_page.py")), ids=lambda p: p.stem
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_opens_in_every_language(
    open_page: Callable[..., AppTest], page: Path, language: str
) -> None:
    at = open_page(page.stem.removesuffix("_page"), lang=language)
    assert not at.exception
    assert not at.error
    assert len(at.title) == 1


def test_the_language_switch_shows_the_language_of_the_page(
    open_page: Callable[..., AppTest],
) -> None:
    assert open_page().segmented_control(key="language").value == "en"
    assert open_page(lang="ar").segmented_control(key="language").value == "ar"
    assert open_page(lang="tlh").segmented_control(key="language").value == "en"
