from __future__ import annotations

import pytest

from gazetteer.feature_codes import (
    CLASS_LABELS,
    KINDS,
    Feature,
    default_extent_km,
    feature_label,
    feature_of,
    general_feature,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P.PPL", "P.PPL"),
        ("p/ppla2", "P.PPLA2"),
        ("P PPL", "P.PPL"),
        ("PPL", "P.PPL"),
        ("Village", "P.PPL"),
        ("villages", "P.PPL"),
        ("قرية", "P.PPL"),
        ("محافظة", "A.ADM1"),
        ("ناحية", "A.ADM3"),
        ("Border crossing", "S.PSTB"),
        ("مطار عسكري", "S.AIRB"),
        ("P", "P.PPL"),
        ("t", "T.UPLD"),
        ("aat:300008389", "P.PPL"),
        ("http://vocab.getty.edu/aat/300008707", "H.STM"),
        ("aat:300999999", None),
        ("Q", None),
        ("gewog", None),
        ("", None),
    ],
)
def test_feature_of_known_texts(text: str, expected: str | None) -> None:
    found = feature_of(text)
    assert (None if found is None else ".".join(found)) == expected


def test_kinds_are_each_there_once_with_a_label_in_both_languages() -> None:
    assert len({kind.feature for kind in KINDS}) == len(KINDS)
    aat_ids = [aat_id for kind in KINDS for aat_id in kind.aat_ids]
    assert len(aat_ids) == len(set(aat_ids))
    for kind in KINDS:
        assert feature_of(kind.id) == kind.feature
        assert feature_of(kind.label) == kind.feature, kind
        assert feature_of(kind.label_ar) == kind.feature, kind
        for word in kind.words:
            assert feature_of(word) == kind.feature, word
        assert feature_label(*kind.feature, "ar") == kind.label_ar


def test_feature_label_of_unknown_code_is_that_of_its_class() -> None:
    assert feature_label("S", "ZOO") == CLASS_LABELS["S"]
    assert feature_label("X", "ZZZ") == "ZZZ"


def test_general_feature_each_class_has_one() -> None:
    for feature_class in CLASS_LABELS:
        feature = general_feature(feature_class)
        assert feature is not None
        assert feature.feature_class == feature_class
    assert general_feature("X") is None


@pytest.mark.parametrize(
    ("feature", "population", "low", "high"),
    [
        (Feature("P", "PPL"), 0, 1.5, 1.5),
        (Feature("P", "PPL"), 1_000_000, 7.0, 9.0),
        (Feature("A", "ADM1"), 0, 50.0, 100.0),
        (Feature("S", "DAM"), 0, 1.0, 2.0),
    ],
)
def test_default_extent_km_is_of_the_order_of_the_thing(
    feature: Feature, population: int, low: float, high: float
) -> None:
    assert low <= default_extent_km(feature, population) <= high
