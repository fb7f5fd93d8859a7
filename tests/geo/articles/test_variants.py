from geo import with_variant
from tests.geo.articles.made_up import gazetteer


def test_with_variant_new_name_is_added_in_its_language() -> None:
    place = with_variant(gazetteer().get("manbij"), "مَنبِج الكبرى")
    assert place is not None
    assert (place.toponyms[-1].name, place.toponyms[-1].language) == ("مَنبِج الكبرى", "ar")


def test_with_variant_name_that_it_bears_in_other_marks_changes_nothing() -> None:
    assert with_variant(gazetteer().get("manbij"), "مَنبِج") is None
