"""What the tests of uploads share: a store, a desk, and files that people bring."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gazetteer import Role, User
from geo import Borders, IncidentStore, load_borders, uploads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDITOR = User("Hiba", Role.EDITOR)
OTHER = User("Karim", Role.EDITOR)
ROWS = (
    "id,date,place,country,latitude,longitude,killed\n"
    "a,2019-01-16,Manbij,Syria,36.53,37.95,16\n"
    "b,2019-02-01,Nowhere at all,Syria,,,2\n"
    "c,never,Manbij,Syria,36.53,37.95,1\n"
)
Take = Callable[..., uploads.Upload]


@pytest.fixture(scope="session")
def borders() -> Borders:
    return load_borders()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with what ships, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with IncidentStore.open(str(folder / "made.sqlite")) as store:
        store.gazetteer.store.backup(folder / "filled.sqlite")
    return folder / "filled.sqlite"


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[IncidentStore]:
    path = tmp_path / "hudud.sqlite"
    shutil.copy(filled, path)
    with IncidentStore.open(str(path)) as opened:
        yield opened


@pytest.fixture
def desk() -> Iterator[uploads.UploadDesk]:
    made = uploads.UploadDesk()
    yield made
    made.close()


@pytest.fixture
def take(desk: uploads.UploadDesk) -> Take:
    """Bring a file and look at it: ``take(text, "a.csv")``."""

    def taker(text: str = ROWS, name: str = "list.csv", user: User = EDITOR) -> uploads.Upload:
        upload = desk.take(io.BytesIO(text.encode()), name, user)
        upload.look(())
        return upload

    return taker
