"""Each rule for romanised names, with its table of examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import normalize_latin as rules

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[str], str]

EXAMPLES: list[tuple[Rule, str, str]] = [
    (rules.strip_diacritics, "ţarţūs", "tartus"),
    (rules.strip_diacritics, "şūrān", "suran"),
    (rules.strip_diacritics, "girê spî", "gire spi"),
    (rules.strip_diacritics, "kızıltepe", "kiziltepe"),
    (rules.strip_diacritics, "кобани", "kobani"),
    (rules.strip_diacritics, "šayḫ", "shayh"),
    (rules.drop_ayn_and_hamza, "tall rif`at", "tall rifat"),
    (rules.drop_ayn_and_hamza, "‘ayn al-‘arab", "ayn al-arab"),
    (rules.drop_ayn_and_hamza, "a'zaz", "azaz"),
    (rules.strip_article, "ash shafah", "shafah"),
    (rules.strip_article, "al-bab", "bab"),
    (rules.strip_article, "el bab", "bab"),
    (rules.strip_article, "deir ez-zor", "deir zor"),
    (rules.strip_article, "tall ad daman", "tall daman"),
    (rules.strip_article, "assukhnah", "sukhnah"),
    (rules.strip_article, "at tall", "tall"),
    (rules.strip_article, "issa", "issa"),
    (rules.strip_article, "azaz", "azaz"),
    (rules.fold_final_a, "raqqah", "raqqa"),
    (rules.fold_final_a, "raqqeh", "raqqa"),
    (rules.fold_final_a, "rakke", "rakka"),
    (rules.fold_final_a, "saqba", "saqba"),
    (rules.fold_construct_state, "khirbat ghazala", "khirba ghazala"),
    (rules.fold_construct_state, "khirbet ghazala", "khirba ghazala"),
    (rules.fold_construct_state, "beit sahm", "beit sahm"),
    (rules.fold_construct_state, "tikrit", "tikrit"),
    (rules.fold_u, "tartous", "tartus"),
    (rules.fold_u, "tartoos", "tartus"),
    (rules.fold_u, "mosul", "musul"),
    (rules.fold_u, "tartws", "tartus"),
    (rules.fold_u, "wadi", "wadi"),
    (rules.fold_i, "jdeideh", "jdidih"),
    (rules.fold_i, "hajeen", "hajin"),
    (rules.fold_i, "hyt", "hit"),
    (rules.fold_i, "yabrud", "yabrud"),
    (rules.fold_doubled, "tell bisse", "tel bise"),
    (rules.fold_doubled, "raqqa", "raqa"),
    (rules.fold_graphemes, "chahba", "shahba"),
    (rules.fold_graphemes, "hadjin", "hajin"),
    (rules.fold_graphemes, "qamishli", "kamishli"),
    (rules.fold_graphemes, "menagh", "menag"),
    (rules.fold_graphemes, "dhiban", "diban"),
    (rules.fold_graphemes, "nazlah", "nadlah"),
    (rules.fold_graphemes, "thawrah", "tawrah"),
    (rules.fold_graphemes, "maxmur", "makhmur"),
    (rules.fold_graphemes, "anbar", "ambar"),
]
RULES = sorted({rule for rule, _, _ in EXAMPLES}, key=lambda rule: rule.__name__)
LATIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyz' -‘`", max_size=30)


@pytest.mark.parametrize(("rule", "spelling", "folded"), EXAMPLES)
def test_rule_of_its_example_gives_the_folded_form(rule: Rule, spelling: str, folded: str) -> None:
    assert rule(spelling) == folded


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@given(text=LATIN)
def test_rule_applied_twice_equals_once(rule: Rule, text: str) -> None:
    assert rule(rule(text)) == rule(text)


def test_every_rule_has_an_example() -> None:
    own = {
        value
        for name, value in vars(rules).items()
        if callable(value) and name.startswith(("fold_", "drop_", "strip_"))
    }
    assert own == set(RULES)
