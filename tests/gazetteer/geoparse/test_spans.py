import pytest

from gazetteer import Gazetteer
from gazetteer.geoparse.names import NameTable
from gazetteer.geoparse.spans import find_spans, original_length
from gazetteer.geoparse.tokens import split_words


@pytest.fixture(scope="module")
def table(gazetteer: Gazetteer) -> NameTable:
    return NameTable(gazetteer.places().values())


def spans(text: str, table: NameTable) -> list[tuple[str, str]]:
    words = split_words(text)
    return [
        (text[span.start : span.end], entry.place.id)
        for span in find_spans(text, words, (table,), set())
        for entry in span.entries
        if not entry.needs_type and not entry.direction
    ]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("وبدمشق", ("دمشق", "damascus")),
        ("فالموصل", ("الموصل", "mosul")),
        ("للموصل", ("لموصل", "mosul")),
        ("وَلِدِمَشْق", ("دِمَشْق", "damascus")),
        ("«الباغوز»", ("الباغوز", "baghouz")),
    ],
)
def test_find_spans_particles_are_left_out_of_the_span(
    text: str, span: tuple[str, str], table: NameTable
) -> None:
    assert span in spans(text, table)


def test_find_spans_missing_space_gives_both_names(table: NameTable) -> None:
    assert spans("في سورياوالعراق.", table) == [("سوريا", "syria"), ("العراق", "iraq")]


@pytest.mark.parametrize("text", ["العراقية", "متحمص", "Romania", "Iraqis", "الحلبي"])
def test_find_spans_name_inside_a_longer_word_is_none(text: str, table: NameTable) -> None:
    assert spans(text, table) == []


def test_find_spans_name_across_a_comma_or_line_is_none(table: NameTable) -> None:
    assert "deir-ez-zor" not in {found for _, found in spans("دير، الزور", table)}
    assert "deir-ez-zor" not in {found for _, found in spans("دير\nالزور", table)}


def test_name_table_two_names_joined_by_and_are_no_name(table: NameTable) -> None:
    assert "iraq-and-syria" not in {found for _, found in spans("العراق وسوريا", table)}


def test_find_spans_gone_place_is_not_found(table: NameTable) -> None:
    words = split_words("الباغوز")
    assert find_spans("الباغوز", words, (table,), {"baghouz"}) == []


@pytest.mark.parametrize(
    ("word", "letters", "length"), [("وَلِدمشق", 2, 4), ("وحلب", 1, 1), ("حلب", 0, 0)]
)
def test_original_length_marks_are_counted_in(word: str, letters: int, length: int) -> None:
    assert original_length(word, letters) == length
