"""Data sets in fresh databases, SQLite and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gazetteer import Store
from geo import IncidentStore
from tests.gazetteer.conftest import fresh_url
from tests.gazetteer.desks import BoldGazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["fresh_url"]


@pytest.fixture
def url(fresh_url: Callable[[], str]) -> str:
    """Give the URL of an empty database."""
    return fresh_url()


@pytest.fixture
def sets(url: str) -> Iterator[IncidentStore]:
    """Give data sets beside an empty gazetteer."""
    with IncidentStore(BoldGazetteer(store=Store(url, shipped=False))) as opened:
        yield opened
