"""What all tests need: databases and a name that are not the user's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.postgresql import running_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

# No test asserts a time: a busy machine is no fault of the project.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let whatever opens the gazetteer by default open a new file of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("default")
        patch.setenv("HUDUD_DATABASE_URL", os.fspath(folder / "gazetteer.sqlite"))
        patch.setenv("XDG_CONFIG_HOME", os.fspath(folder / "config"))
        yield


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The database of a PostgreSQL server of our own, started when a test first asks for it."""
    with running_postgresql() as url:
        yield url
