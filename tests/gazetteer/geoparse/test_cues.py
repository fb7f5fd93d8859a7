import pytest

from gazetteer.geoparse.cues import cue, is_common
from gazetteer.geoparse.tokens import word_key


@pytest.mark.parametrize(
    ("word", "type_id", "many", "bare"),
    [
        ("محافظة", "governorate", False, True),
        ("بمحافظتي", "governorate", True, True),
        ("والمحافظة", "governorate", False, False),
        ("وبلدات", "city", True, True),
        ("للقرية", "village", False, False),
        ("provinces", "governorate", True, True),
    ],
)
def test_cue_type_words_with_particles_are_known(
    word: str, type_id: str, many: bool, bare: bool
) -> None:
    said = cue(word_key(word))
    assert (said.type_id, said.governs_many, said.bare) == (type_id, many, bare)


@pytest.mark.parametrize(
    ("word", "country"), [("العراقية", "IQ"), ("السوريون", "SY"), ("Turkish", "TR")]
)
def test_cue_nationality_gives_its_country(word: str, country: str) -> None:
    assert cue(word_key(word)).country == country


def test_cue_plain_word_tells_nothing() -> None:
    assert cue(word_key("كهرباء")).roles == frozenset()


@pytest.mark.parametrize("word", ["القائم", "الباب", "الجزيرة", "الشعب", "hit"])
def test_is_common_word_that_is_a_name_too_is_known(word: str) -> None:
    assert is_common(word_key(word))


@pytest.mark.parametrize("word", ["الموصل", "دمشق", "خانقين"])
def test_is_common_name_that_is_no_word_is_not(word: str) -> None:
    assert not is_common(word_key(word))
