"""Each Arabic spelling rule, with its table of examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import normalize_arabic as rules

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[str], str]

EXAMPLES: list[tuple[Rule, str, str]] = [
    (rules.drop_diacritics, "دَيْر الزَّوْر", "دير الزور"),
    (rules.drop_diacritics, "الرَّقَّةُ", "الرقة"),
    (rules.drop_diacritics, "هٰجين", "هجين"),
    (rules.drop_tatweel, "حلـــب", "حلب"),
    (rules.fold_alef, "أريحا", "اريحا"),
    (rules.fold_alef, "إدلب", "ادلب"),
    (rules.fold_alef, "آمد", "امد"),
    (rules.fold_alef, "ٱلباب", "الباب"),
    (rules.fold_hamza, "بئر", "بير"),
    (rules.fold_hamza, "مؤتة", "موتة"),
    (rules.fold_hamza, "سامراء", "سامرا"),
    (rules.fold_ya, "نوى", "نوي"),
    (rules.fold_ya, "قلعه دیزه", "قلعه ديزه"),
    (rules.fold_persian_and_sorani, "کرکوک", "كركوك"),
    (rules.fold_persian_and_sorani, "هەولێر", "ههولير"),
    (rules.fold_persian_and_sorani, "گرێ سپی", "كري سبی"),
    (rules.fold_persian_and_sorani, "چمچمال", "جمجمال"),
    (rules.fold_digits, "حي ٧٠", "حي 70"),
    (rules.fold_digits, "۱۲", "12"),
    (rules.fold_ta_marbuta, "الرقة", "الرقه"),
    (rules.fold_ta_marbuta, "خربة غزالة", "خربه غزاله"),
    (rules.fold_construct_state, "خربت غزالة", "خربه غزالة"),
    (rules.fold_construct_state, "مدينت الباب", "مدينه الباب"),
    (rules.fold_construct_state, "بيت سحم", "بيت سحم"),
    (rules.fold_construct_state, "تكريت", "تكريت"),
    (rules.strip_article, "البو كمال", "بو كمال"),
    (rules.strip_article, "تل الضمان", "تل ضمان"),
    (rules.strip_article, "ال باب", "باب"),
    (rules.strip_article, "الم", "الم"),
    (rules.fold_nb, "الأنبار", "الأمبار"),
]
RULES = sorted({rule for rule, _, _ in EXAMPLES}, key=lambda rule: rule.__name__)
ARABIC = st.text(alphabet="ابتةثجحخدذرزسشصضطظعغفقكلمنهويىأإآءئؤکگیەێچپ ـًَُِّْ٣ ال", max_size=30)


@pytest.mark.parametrize(("rule", "spelling", "folded"), EXAMPLES)
def test_rule_of_its_example_gives_the_folded_form(rule: Rule, spelling: str, folded: str) -> None:
    assert rule(spelling) == folded


@pytest.mark.parametrize("rule", [*RULES, rules.fold_arabic], ids=lambda rule: rule.__name__)
@given(text=ARABIC)
def test_rule_applied_twice_equals_once(rule: Rule, text: str) -> None:
    assert rule(rule(text)) == rule(text)


def test_every_rule_has_an_example() -> None:
    own = {
        value
        for name, value in vars(rules).items()
        if callable(value) and name.startswith(("fold_", "drop_", "strip_"))
    }
    assert own - {rules.fold_arabic} == set(RULES)


@pytest.mark.parametrize(
    ("text", "expected"), [("حلب", True), ("Aleppo حلب", True), ("Hama", False)]
)
def test_is_arabic_tells_the_script(text: str, *, expected: bool) -> None:
    assert rules.is_arabic(text) is expected
