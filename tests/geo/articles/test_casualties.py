import pytest

from geo.articles.casualties import injured_in, killed_in
from geo.articles.words import Folded, folded


def sentence(text: str) -> Folded:
    return folded(text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("قُتل ثلاثة مدنيين وأصيب سبعة آخرون", (3, 3), (7, 7)),
        ("مقتل أربعة جنود وإصابة ٣ آخرين", (4, 4), (3, 3)),
        ("سقط 15 قتيلاً بينهم تسعة مدنيين", (15, 15), None),
        ("مقتل ما بين 10 و15 شخصا", (10, 15), None),
        ("مقتل جنديين في الهجوم", (2, 2), None),
        ("قتيلان وخمسة جرحى", (2, 2), (5, 5)),
        ("killed five people and wounded at least 30", (5, 5), (30, 30)),
        ("Thirteen policemen were killed and three wounded", (13, 13), (3, 3)),
        ("قُتل القيادي في الغارة", None, None),
        ("مقتل جندي وإصابة آخر", (1, 1), (1, 1)),
        ("استشهد ضابط وأصيب ثلاثة", (1, 1), (3, 3)),
        ("مقتل زعيم التنظيم في الغارة", (1, 1), None),
        ("a teacher was murdered outside his home", (1, 1), None),
        ("وكان 84 شخصا قد قتلوا و93 أصيبوا", (84, 84), (93, 93)),
        ("انتشر 200 جندي في المدينة", None, None),
    ],
)
def test_killed_and_injured_in_sentence_gives_what_it_states(
    text: str, killed: tuple[int, int] | None, injured: tuple[int, int] | None
) -> None:
    dead, hurt = killed_in(sentence(text)), injured_in(sentence(text))
    assert (dead and (dead.low, dead.high)) == killed
    assert (hurt and (hurt.low, hurt.high)) == injured


def test_killed_in_evidence_holds_the_number_and_the_word() -> None:
    text = "أعلن المصدر أن الهجوم أدى إلى مقتل خمسة أشخاص أمس"
    found = killed_in(sentence(text))
    assert found is not None
    assert text[found.evidence.start : found.evidence.end] == found.evidence.text == "مقتل خمسة"
