"""The shipped places, and a finder of them, made once for all tests of this folder."""

from collections.abc import Callable

import pytest

from gazetteer import Gazetteer, Mention, PlaceFinder, TextPlaces

Found = Callable[[str], TextPlaces]


@pytest.fixture(scope="package")
def gazetteer() -> Gazetteer:
    return Gazetteer.shipped()


@pytest.fixture(scope="package")
def finder(gazetteer: Gazetteer) -> PlaceFinder:
    finder = PlaceFinder()
    finder.update(gazetteer.places())
    return finder


@pytest.fixture(scope="package")
def found(finder: PlaceFinder) -> Found:
    return finder.find


@pytest.fixture(scope="package")
def ids(finder: PlaceFinder) -> Callable[[str], list[tuple[str, str | None]]]:
    """Return (name as written, place id) of each mention of a text."""

    def of(mention: Mention) -> tuple[str, str | None]:
        return mention.text, mention.place.id if mention.place else None

    return lambda text: [of(mention) for mention in finder.find(text).mentions]
