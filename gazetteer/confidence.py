"""What the confidence in the first of some candidates is told from: `CONFIDENCE_FEATURES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.features import FEATURES, distances_km
from gazetteer.phonetic import skeleton
from gazetteer.type_words import take_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gazetteer.ranked import Ranked

# Two records this near each other are the same answer to a reader of a map.
SAME_PLACE_KM: Final = 10.0
# A rival scores at most this much less than the first candidate (logit units).
_RIVAL_MARGIN: Final = 2.0
# What a usual respelling of a name costs (nats): a vowel or two.
_USUAL_COST: Final = 2.0
# Smaller gazetteers are taken for one of this size: the confidence was learned on none of them.
_SMALLEST_KNOWN: Final = 2_000
# With one of these a place of the very name is another thing than the one asked for.
_OTHER_THING: Final = (
    "descriptor_extra", "type_clash", "unit_asked_and_not", "unit_beside_locality", "kind_clash",
    "modifier_missing", "modifier_extra", "modifier_clash",
)  # fmt: skip
_COUNT: Final = {name: number for number, name in enumerate(FEATURES)}


def _namesake_features(ranked: Ranked, same: NDArray[np.bool_], lead: float) -> dict[str, float]:
    """Return the features that tell how alone the first candidate is with the name as asked.

    `same` marks the first and what stands for the same answer, `lead` is ahead of all others.
    """
    bears = ranked.features[:, _COUNT["same_key"]] > 0
    for clash in _OTHER_THING:
        bears &= ranked.features[:, _COUNT[clash]] == 0
    population = ranked.features[:, _COUNT["population"]].astype(np.float64)
    exact = float(bears[0])
    namesakes = bears & ~same
    alone = exact * float(not namesakes.any())
    ahead = population[0] - population[namesakes].max(initial=0.0)
    odds = np.exp(ranked.scores - ranked.scores[0])
    return {
        "exact_alone": alone,
        "exact_alone_lead": alone * lead,
        "exact_rivals": exact * float(np.log1p(namesakes.sum())),
        "exact_share": exact / (1.0 + float(odds[namesakes].sum())),
        "population_if_inexact": (1.0 - exact) * float(population[0]),
        "population_ahead": (exact - alone) * float(ahead),
    }


def confidence_features(ranked: Ranked, name: str, gazetteer_size: int) -> dict[str, float]:
    """Return `gazetteer.rank.CONFIDENCE_FEATURES` of a non-empty list of candidates."""
    scores, first = ranked.scores, ranked.features[0]
    away = distances_km(ranked.lat, ranked.lon, (float(ranked.lat[0]), float(ranked.lon[0])))
    countries = ranked.countries()
    # Twin towns on two sides of a border are two answers, however near.
    same = (np.nan_to_num(away, nan=np.inf) <= SAME_PLACE_KM) & (countries == countries[0])
    same[0] = True
    odds = np.exp(scores - scores[0])
    share = float(odds[same].sum() / odds.sum())
    others = scores[~same]
    features = {n: float(first[_COUNT[n]]) for n in FEATURES}
    length = len(skeleton(take_apart(name).full_form))
    full, core = features["full_cost"], features["core_cost"]
    lead = float(min(scores[0] - others[0], 8.0)) if others.size else 8.0
    return (
        features
        | _namesake_features(ranked, same, lead)
        | {
            "share": share,
            "share_log_odds": float(np.log(share / max(1.0 - share, 1e-3))),
            "lead": lead,
            "rivals": float(np.log1p((others > scores[0] - _RIVAL_MARGIN).sum())),
            "gazetteer_size": float(np.log10(max(gazetteer_size, _SMALLEST_KNOWN))),
            "skeleton_length": float(min(length, 8)),
            "cost_beyond": max(full - _USUAL_COST, 0.0),
            "core_cost_beyond": max(core - _USUAL_COST, 0.0),
            "cost_over_length": full / max(length, 1),
            "same_form_of_short": float(length <= 2 and features["same_key"] == 0.0),
        }
    )
