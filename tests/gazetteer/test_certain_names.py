"""A name that one place alone bears is certain, however small the place; namesakes are not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gazetteer import Gazetteer, ResolutionStatus
from tests.gazetteer.places import ROOT


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return Gazetteer.shipped()


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("الباغوز", "baghouz"), ("جبال حمرين", "hamrin-mountains"),
        ("Hamrin Mountains", "hamrin-mountains"), ("منفذ القائم", "al-qaim-border-crossing"),
        ("Tell Afar", "tal-afar"), ("Menagh military airport", "menagh-air-base"),
        ("قرية الشعفة", "al-shafah"),
    ],
)  # fmt: skip
def test_resolve_of_a_name_that_one_place_bears_is_resolved(
    shipped: Gazetteer, name: str, place_id: str
) -> None:
    resolution = shipped.resolve(name)
    assert resolution.candidates[0].place.id == place_id
    assert resolution.status is ResolutionStatus.RESOLVED


@pytest.mark.parametrize("name", ["Teir Maaleh village", "Zzyzx"])
def test_resolve_of_a_name_that_is_not_held_is_not_found(shipped: Gazetteer, name: str) -> None:
    assert shipped.resolve(name).status is ResolutionStatus.NOT_FOUND


def test_resolve_of_twin_towns_across_a_border_is_ambiguous(shipped: Gazetteer) -> None:
    resolution = shipped.resolve("Serêkaniyê")
    first_two = [candidate.place.id for candidate in resolution.candidates[:2]]
    assert first_two == ["ras-al-ayn", "ceylanpinar"]
    assert resolution.status is ResolutionStatus.AMBIGUOUS


@pytest.mark.parametrize(
    ("slip", "place_id"),
    [("Manbji", "manbij"), ("Falluhjah", "fallujah"), ("الموصصل", "mosul"), ("Raqqqa", "raqqa")],
)
def test_resolve_of_a_typing_slip_puts_the_place_first(
    shipped: Gazetteer, slip: str, place_id: str
) -> None:
    assert shipped.resolve(slip).candidates[0].place.id == place_id


def test_import_of_the_package_loads_no_library_that_only_some_names_need() -> None:
    script = (
        "import sys, gazetteer; heavy = {'sqlalchemy', 'geopy', 'starlette', 'shapely'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules);"
        "assert gazetteer.Store.__name__ == 'Store' and 'sqlalchemy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Raqqa", "raqqa"),
        ("الرقة", "raqqa"),
        ("Hama", "hama"),
    ],
)
def test_resolve_well_known_town_beats_far_smaller_namesakes(
    shipped: Gazetteer, text: str, place_id: str
) -> None:
    resolution = shipped.resolve(text)
    assert resolution.status is ResolutionStatus.RESOLVED
    assert resolution.candidates[0].place.id == place_id


def test_resolve_well_known_town_is_not_forced_against_its_context(shipped: Gazetteer) -> None:
    for resolution in (
        shipped.resolve("الرقة", country="IQ"),
        shipped.resolve("Hama", admin1="IQ-AN"),
    ):
        assert resolution.status is not ResolutionStatus.RESOLVED
