"""The reasons behind a score, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gazetteer.features import FEATURES
from gazetteer.place import Place, Reason, Toponym

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Inhabitants from which on a population is a reason.
_WORTH_TELLING: Final = 1000
_SAID: Final = {
    "same_skeleton": "The consonants are the same as in “{name}”.",
    "generic_missing": "“{name}” lacks a first word (Tall, Khirbat …) of the query.",
    "generic_extra": "“{name}” has a first word (Tall, Khirbat …) that the query lacks.",
    "generic_clash": "“{name}” begins with another kind of word (Tall, Khirbat …).",
    "modifier_missing": "“{name}” lacks a word (upper, eastern, new …) of the query.",
    "modifier_extra": "“{name}” has a word (upper, eastern, new …) that the query lacks.",
    "modifier_clash": "“{name}” is told apart by another word (upper, eastern, new …).",
    "descriptor_extra": "“{name}” says that it is another kind of thing than the query names.",
    "unit_beside_locality": "A locality has that name too, and is preferred to a unit.",
    "unit_asked_and_is": "The query asks for an administrative unit, and it is one.",
    "unit_asked_and_not": "The query asks for an administrative unit, and it is none.",
    "type_fits": "It is the kind of thing that the query names.",
    "type_clash": "It is another kind of thing ({feature}) than the query names.",
    "kind_fits": "It is of a kind that was asked for ({feature}).",
    "kind_clash": "It is not of a kind that was asked for ({feature}).",
    "country_fits": "It lies in the country given.",
    "country_clash": "It lies in another country ({country}) than the one given.",
    "admin1_fits": "It lies in the governorate given.",
    "admin1_clash": "It lies in another governorate ({admin1}) than the one given.",
    "admin2_fits": "It lies in the district given.",
    "admin2_clash": "It lies in another district ({admin2}) than the one given.",
}


def _name_reason(features: dict[str, float], name: str) -> Reason:
    cost = features["full_cost"]
    if features["same_spelling"]:
        return Reason(code="same_spelling", message=f"Spelt as “{name}”.")
    if features["same_key"]:
        return Reason(code="same_key", message=f"A usual spelling of “{name}”.")
    if features["cross_script"]:
        said = "Sounds like" if cost <= 2.0 else "Resembles, across scripts,"
        return Reason(code="cross_script", message=f"{said} “{name}”.")
    if cost <= 2.0:
        return Reason(code="near_spelling", message=f"A spelling close to “{name}”.")
    if features["core_cost"] <= 1.0:
        return Reason(code="same_core", message=f"The name proper agrees with “{name}”.")
    return Reason(code="remote_spelling", message=f"Somewhat like “{name}”.")


def reasons_for(
    features: NDArray[np.float32], weights: NDArray[np.float32], place: Place, toponym: Toponym
) -> tuple[Reason, ...]:
    """Return why a candidate scores as it does, how its name agrees first; `weight` is a logit."""
    values = dict(zip(FEATURES, features.tolist(), strict=True))
    parts = dict(zip(FEATURES, (features * weights).tolist(), strict=True))
    name = _name_reason(values, toponym.name)
    name_weight = sum(parts[f] for f in FEATURES[: FEATURES.index("generic_missing")])
    reasons = [Reason(code=name.code, message=name.message, weight=round(name_weight, 2))]
    words = {
        "name": toponym.name, "feature": f"{place.feature_class}/{place.feature_code}",
        "country": place.country_code, "admin1": place.admin1, "admin2": place.admin2,
    }  # fmt: skip
    said = [f for f in _SAID if values[f] and not (f == "same_skeleton" and values["same_key"])]
    reasons += [
        Reason(code=f, message=_SAID[f].format(**words), weight=round(parts[f], 2)) for f in said
    ]
    if place.population > _WORTH_TELLING:
        message = f"It has {place.population} inhabitants."
        reasons.append(
            Reason(code="population", message=message, weight=round(parts["population"], 2))
        )
    if values["distance"]:
        reasons.append(
            Reason(
                code="distance",
                message="Distance to the point given.",
                weight=round(parts["distance"], 2),
            )
        )
    return tuple(reasons)
