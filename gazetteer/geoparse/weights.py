"""How much each piece of evidence weighs: learned, kept in `data/text_weights.json`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH: Final = Path(__file__).parent.parent / "data" / "text_weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of `gazetteer.geoparse.evidence.FEATURES` (logit units) and the least chance."""

    weights: Mapping[str, float]
    threshold: float

    def chance(self, features: Mapping[str, float]) -> float:
        """Return how likely a span with these features is a place, 0 to 1."""
        weights = self.weights
        logit = sum(weights.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-max(min(logit, 30.0), -30.0)))


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """Return the weights that ship with the project."""
    document = json.loads(PATH.read_text(encoding="utf-8"))
    return Weights(document["weights"], document["threshold"])
