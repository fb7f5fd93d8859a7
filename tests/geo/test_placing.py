from collections import Counter

import pytest

from gazetteer import Severity, check_edit, load_shipped
from geo import Placing, load_borders


@pytest.fixture(scope="module")
def placing() -> Placing:
    return Placing(load_borders())


@pytest.mark.parametrize(
    ("lat", "lon", "country", "admin1", "sea"),
    [
        (36.53, 37.95, "SY", "SY-HL", False),
        (33.31, 44.37, "IQ", "IQ-BG", False),
        (37.0, 35.32, "TR", "", False),
        (35.5, 35.0, "", "", True),
        (42.0, 37.0, "", "", True),
        (29.3, 49.0, "", "", True),
        (39.0, 51.5, "", "", True),
        # Beyond the map nothing is known.
        (48.85, 2.29, "", "", False),
        (36.0, 20.0, "", "", False),
    ],
)
def test_placing_tells_country_governorate_and_sea(
    placing: Placing, lat: float, lon: float, country: str, admin1: str, *, sea: bool
) -> None:
    assert placing.locate(lat, lon) == (country, admin1)
    assert placing.in_sea(lat, lon) is sea


def test_check_edit_of_shipped_places_finds_no_error(placing: Placing) -> None:
    # Each eighth, because a point costs some milliseconds.
    shipped = load_shipped()[::8]
    found = [
        (place.id, finding)
        for place in shipped
        for finding in check_edit(None, place, locate=placing.locate, in_sea=placing.in_sea)
    ]
    assert [entry for entry in found if entry[1].severity is Severity.ERROR] == []
    counts = Counter(finding.code for _, finding in found)
    assert counts["in-sea"] == counts["swapped-coordinates"] == 0
    assert counts["outside-country"] <= len(shipped) // 100
