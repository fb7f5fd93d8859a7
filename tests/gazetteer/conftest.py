"""Databases for the tests: a fresh SQLite file or PostgreSQL schema each time one is asked for."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from gazetteer.store import Store
from tests.gazetteer.desks import BoldGazetteer
from tests.postgresql import new_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gazetteer import Gazetteer

    FreshUrl = Callable[[], str]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FreshUrl:
    """Return a function that gives the URL of a database in which nothing is yet."""
    if request.param == "sqlite":
        numbers = itertools.count()
        folder = tmp_path_factory.mktemp("stores")
        return lambda: f"sqlite:///{folder / f'{next(numbers)}.sqlite'}"
    server: str = request.getfixturevalue("postgresql_url")

    return lambda: new_schema(server)


@pytest.fixture
def store(fresh_url: FreshUrl) -> Iterator[Store]:
    """Give an empty store."""
    with Store(fresh_url(), shipped=False) as opened:
        yield opened


@pytest.fixture
def gazetteer(store: Store) -> Iterator[Gazetteer]:
    """Give an empty gazetteer over a database, at whose desks no finding stops anybody."""
    with BoldGazetteer(store=store) as opened:
        yield opened
