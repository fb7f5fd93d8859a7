import hashlib
import json
from pathlib import Path

import pytest

from gazetteer.data.text_weights_fit import PRIOR, fit
from gazetteer.geoparse.evidence import FEATURES
from gazetteer.geoparse.weights import Weights, shipped_weights

DATA = Path(__file__).parents[3] / "gazetteer" / "data"
README = (DATA / "README.md").read_text(encoding="utf-8")


def test_shipped_weights_are_of_the_features() -> None:
    assert set(shipped_weights().weights) == set(FEATURES)
    assert set(PRIOR) <= set(FEATURES)


@pytest.mark.parametrize(
    "name",
    [
        "texts/dev.txt",
        "texts/events.txt",
        "texts/reports.txt",
        "texts/told.txt",
        "text_weights.json",
        "text_words.json",
    ],
)
def test_learned_file_is_the_one_that_the_readme_tells(name: str) -> None:
    digest = hashlib.sha256((DATA / name).read_bytes()).hexdigest()
    assert any(f"`{name}`" in row and digest in row for row in README.splitlines())


def test_text_words_are_keys_in_order() -> None:
    words = json.loads((DATA / "text_words.json").read_text(encoding="utf-8"))
    assert words == sorted(set(words))


def test_chance_evidence_for_and_against_moves_it() -> None:
    weights = shipped_weights()
    alone = {"bias": 1.0, "fame": 0.5, "seat": 1.0}
    assert weights.chance(alone | {"type_fits": 1.0}) > weights.chance(alone)
    assert weights.chance(alone | {"organisation_before": 1.0}) < weights.chance(alone)


def test_chance_extreme_evidence_stays_a_probability() -> None:
    assert 0.0 <= Weights({"bias": -1e9}, 0.5).chance({"bias": 1.0}) <= 1.0


def test_fit_examples_that_agree_move_the_weight_their_way() -> None:
    examples = [({"bias": 1.0, "quoted": 1.0}, True)] * 40 + [({"bias": 1.0}, False)] * 40
    learned = fit(examples)
    assert learned["quoted"] > 1.0
    assert learned["bias"] < 0.0
    assert learned["between"] == PRIOR["between"]
