"""Fit the weights of the evidence that a name in a text is a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.geoparse.evidence import FEATURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Strength of the pull towards the prior weights, and rounds of Newton's method.
_RIDGE: Final = 1.0
_ROUNDS: Final = 30
_SMALLEST_STEP: Final = 1e-4
# What the weights are pulled towards: what every reader knows, where the texts say little.
PRIOR: Final = {
    "bias": -3.0, "population": 3.0, "fame": 2.0, "country": 3.0, "unit": 2.0, "seat": 1.0,
    "words": 1.5, "common": -4.0, "common_well_known": 1.0, "short": -0.5, "old_name": -2.0,
    "respelt": -0.5, "looks_like_descent": -1.5, "locative": 1.5, "attached_preposition": 1.0,
    "between": 1.0, "type_fits": 3.5, "type_misfits": 0.5, "governed": 3.0, "listed": 1.5,
    "inside_named": 1.0, "nationality_after": 1.0, "quoted": 0.0, "direction_before": 2.5,
    "border_before": 1.0, "countryside_before": 3.0, "organisation_before": -5.0,
    "organisation_near": -3.0, "organisation_after": -6.0, "person_before": -6.0,
    "person_near": -3.0, "media_before": -6.0, "seen_as_place": 2.0, "seen_as_other": -3.0,
    "no_capital": -6.0, "attached_rare": -3.0, "nationality_form": -5.0,
    "adjective_after": -2.0, "given_after": -3.0, "capital": 3.0, "obscure": -2.0,
    "loose_adjective": -3.0, "dateline": 1.0,
}  # fmt: skip


def fit(found: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Return the weights of a logistic regression that is pulled towards `PRIOR`."""
    rows = np.array([[features.get(name, 0.0) for name in FEATURES] for features, _ in found])
    labels = np.array([float(label) for _, label in found])
    prior = np.array([PRIOR.get(name, 0.0) for name in FEATURES])

    def loss(weights: NDArray[np.float64]) -> float:
        logits = rows @ weights
        misfit = np.logaddexp(0.0, logits) - labels * logits
        return float(misfit.sum() + _RIDGE / 2 * ((weights - prior) ** 2).sum())

    weights: NDArray[np.float64] = prior.copy()
    for _ in range(_ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - labels) + _RIDGE * (weights - prior)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + _RIDGE * np.eye(len(FEATURES))
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while size > _SMALLEST_STEP and loss(weights - size * step) > loss(weights):
            size /= 2
        weights = weights - size * step
    return {name: round(float(w), 3) for name, w in zip(FEATURES, weights, strict=True)}
