from collections import Counter

import pytest

from gazetteer import Gazetteer
from gazetteer.geoparse.borders import border_places, borders_named, other_side, pair
from gazetteer.geoparse.tokens import split_words


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("على الحدود العراقية السورية", ("IQ", "SY")),
        ("الحدود السورية-التركية", ("SY", "TR")),
        ("الشريط الحدودي العراقي السوري", ("IQ", "SY")),
        ("قرب الحدود الأردنية", ("JO",)),
        ("the Turkish-Syrian border", ("SY", "TR")),
        ("the Iraq-Syria border", ("IQ", "SY")),
        ("on the Jordanian border", ("JO",)),
    ],
)
def test_borders_named_by_adjectives_gives_their_countries(
    text: str, countries: tuple[str, ...]
) -> None:
    (border,) = borders_named(split_words(text))
    assert tuple(sorted(border.countries)) == countries


@pytest.mark.parametrize(
    "text",
    [
        "على الحدود مع سوريا",
        "الحدود، السورية",
        "القوات العراقية",
        "a border town",
        "Turkey's border guards",
    ],
)
def test_borders_named_otherwise_gives_nothing(text: str) -> None:
    assert borders_named(split_words(text)) == []


def test_border_places_shipped_lines_are_known_by_their_countries(gazetteer: Gazetteer) -> None:
    known = {both: place.id for both, place in border_places(gazetteer.places().values()).items()}
    assert known[pair("SY", "IQ")] == "iraq-syria-border"
    assert known[pair("TR", "SY")] == "syria-turkey-border"


def test_other_side_neighbour_named_most_is_taken() -> None:
    assert other_side("JO", Counter({"IQ": 2, "SY": 1, "FR": 9})) == "IQ"
    assert other_side("JO", Counter({"FR": 9})) is None
