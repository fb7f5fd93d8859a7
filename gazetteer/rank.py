"""The learned ranker: weights of named features, the confidence and the decision.

Weights, calibration and thresholds are data, `data/ranker.json`, made by `data/train_ranker.py`.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.features import FEATURES
from gazetteer.place import ResolutionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_PATH: Final = Path(__file__).parent / "data" / "ranker.json"
# A first candidate as likely as this is shown as a choice, whatever its score.
_NOT_TO_BE_DENIED: Final = 0.15
# What the confidence in the first candidate is learned from.
CONFIDENCE_FEATURES: Final = (
    "share",  # softmax share of the first and those within 10 km of it
    "share_log_odds",
    "lead",  # score ahead of the best one farther than 10 km
    "exact_alone",  # the name as asked, and no other place bears it
    "exact_alone_lead",  # how far ahead it then is
    "exact_rivals",  # ln(1 + other places that bear the name as asked)
    "exact_share",  # softmax share of the first among those
    "rivals",  # ln(1 + candidates beyond 10 km with nearly its score)
    "gazetteer_size",  # log10 of its places: the fewer, the likelier that the place is missing
    "skeleton_length",
    "cost_beyond",  # full cost above what a usual respelling takes
    "core_cost_beyond",
    "cost_over_length",  # full cost for each consonant of the query
    "same_form_of_short",  # a name of one or two consonants, matched by its skeleton alone
    "full_cost",
    "core_cost",
    "full_cost_per_symbol",
    "core_cost_per_symbol",
    "same_spelling",
    "same_key",
    "same_sound",
    "likeness",
    "sound_likeness",
    "within_one_slip",
    "within_two_slips",
    "same_skeleton",
    "same_core_skeleton",
    "skeleton_length_gap",
    "cross_script",
    "generic_missing",
    "generic_extra",
    "generic_clash",
    "modifier_missing",
    "modifier_extra",
    "modifier_clash",
    "article_missing",
    "article_extra",
    "descriptor_extra",
    "unit_asked_and_is",
    "unit_asked_and_not",
    "type_fits",
    "type_clash",
    "country_clash",
    "admin1_fits",
    "admin1_clash",
    "admin2_fits",
    "admin2_clash",
    "distance",
    "population_if_inexact",
    "population_ahead",
    "name_count",
    "locality",
    "admin_unit",
    "unit_beside_locality",
)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights over `gazetteer.features.FEATURES`, and what turns scores into a confidence.

    `steps` is the isotonic map from the logistic's output to a probability: (input, output)
    corners, rising, joined by straight lines.
    """

    weights: NDArray[np.float32]
    confidence_weights: NDArray[np.float64]
    confidence_intercept: float
    steps: tuple[NDArray[np.float64], NDArray[np.float64]]
    resolved_from: float
    held_from: float

    def confidence(self, features: Mapping[str, float]) -> float:
        """Return the calibrated probability that the first candidate is meant."""
        row = np.array([features[name] for name in CONFIDENCE_FEATURES])
        logit = float(row @ self.confidence_weights) + self.confidence_intercept
        raw = 1.0 / (1.0 + math.exp(-min(max(logit, -30.0), 30.0)))
        return float(np.interp(raw, *self.steps))

    def decide(self, confidence: float, score: float) -> ResolutionStatus:
        """Return what the confidence in the first candidate and its score amount to."""
        if confidence >= self.resolved_from:
            return ResolutionStatus.RESOLVED
        if score >= self.held_from or confidence >= _NOT_TO_BE_DENIED:
            return ResolutionStatus.AMBIGUOUS
        return ResolutionStatus.NOT_FOUND


@lru_cache(maxsize=1)
def shipped_ranker() -> Ranker:
    """Return the ranker that ships with the gazetteer."""
    return read_ranker(_PATH)


def read_ranker(path: Path) -> Ranker:
    """Return the ranker in the JSON file `path`; features it does not name weigh nothing."""
    document = json.loads(path.read_text(encoding="utf-8"))
    confidence = document["confidence"]
    return Ranker(
        weights=np.array([document["weights"].get(f, 0.0) for f in FEATURES], dtype=np.float32),
        confidence_weights=np.array(
            [confidence["weights"].get(f, 0.0) for f in CONFIDENCE_FEATURES], dtype=np.float64
        ),
        confidence_intercept=confidence["intercept"],
        steps=(np.array(confidence["steps"][0]), np.array(confidence["steps"][1])),
        resolved_from=document["resolved_from"],
        held_from=document["held_from"],
    )
