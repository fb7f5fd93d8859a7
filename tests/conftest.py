"""What all tests need: a gazetteer's database that is not the user's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let whatever opens the gazetteer by default open a new file of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("default") / "gazetteer.sqlite"
        patch.setenv("HUDUD_DATABASE_URL", os.fspath(path))
        yield
