"""What changed between two states, as a reader is told it."""

import pytest

from geo.changes_file import field_words
from geo.export.columns import DESCRIPTIONS
from geo.words import words

# What an export computes for its own zone is not compared.
OF_THE_ZONE = {"zone_verdict", "border_distance_km"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_field_words_every_column_that_can_differ_has_a_name(language: str) -> None:
    said = words(language)
    for name in DESCRIPTIONS.keys() - OF_THE_ZONE - {"id"}:
        assert field_words(name, said) != name, name


def test_field_words_columns_of_one_thing_are_told_once() -> None:
    said = words("en")
    assert field_words("start, end, summary, summary_ar, lat", said) == "Period, Summary, Latitude"
    assert field_words("", said) == ""
