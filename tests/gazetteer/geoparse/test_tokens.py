import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.geoparse.tokens import COMMA, QUOTE, SPACE, STOP, gap_kind, split_words, word_key


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("الرَّقّة", "الرقه"),
        ("حلـــب", "حلب"),
        ("للأنبار", "لالانبار"),
        ("وللموصل", "ولالموصل"),
        ("لله", "لله"),
        ("Makhmour", "makhmur"),
        ("RAQQAH", "raka"),
    ],
)
def test_word_key_usual_spellings_gives_the_folded_key(word: str, key: str) -> None:
    assert word_key(word) == key


@pytest.mark.parametrize(
    ("gap", "kind"),
    [
        (" ", SPACE),
        ("-", SPACE),
        (" «", QUOTE),
        ("» ", COMMA),
        ("، ", COMMA),
        (" - ", COMMA),
        (" ـ ", COMMA),
        (". ", STOP),
        ("\n", STOP),
        ("؟ ", STOP),
    ],
)
def test_gap_kind_signs_between_words_tells_what_they_part(gap: str, kind: int) -> None:
    assert gap_kind(gap) == kind


def test_split_words_romanised_articles_belong_to_the_noun() -> None:
    text = "in Deir ez-Zor and al-Bab"
    words = split_words(text)
    zor, bab = words.key.index("dur"), words.key.index("bab")
    assert text[words.start[zor] : words.end[zor]] == "ez-Zor"
    assert text[words.start[bab] : words.end[bab]] == "al-Bab"


def test_split_words_possessive_is_cut_off() -> None:
    text = "Syria's and Sana'a’s"
    words = split_words(text)
    spelled = [text[s:e] for s, e in zip(words.start, words.end, strict=True)]
    assert spelled == ["Syria", "and", "Sana'a"]


@given(st.text(alphabet="اب لوَّـيةأ-.،«»\n aBé'’s", max_size=40))
def test_split_words_any_text_keeps_offsets_in_order_and_keys_where_they_say(text: str) -> None:
    words = split_words(text)
    for at, key in enumerate(words.key):
        assert 0 <= words.start[at] <= words.core_start[at] < words.end[at] <= len(text)
        assert words.text[words.offsets[at] : words.offsets[at] + len(key)] == key
    assert words.start == sorted(words.start)
    assert len(words.word_at) == len(words.text)
