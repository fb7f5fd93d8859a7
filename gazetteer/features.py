"""What can be said about a name and a place that it may mean, as named numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from gazetteer.context import canonical_admin1, same_district
from gazetteer.edit_distance import distances
from gazetteer.phonetic import is_arabic_form, skeleton
from gazetteer.segment import Ints, Segment, encode_form, encode_letters, key_hash, type_mask
from gazetteer.type_words import NameParts, fits

if TYPE_CHECKING:
    from numpy.typing import NDArray

# How each name of a place compares with the name in the query.
NAME_FEATURES: Final = (
    "same_spelling",  # equal but for marks, case and punctuation
    "same_key",  # equal under the romanisation rules
    "same_sound",  # another key or script, and yet nothing unusual between them
    "likeness",  # 1 less the share of letters that slipped; 0 across scripts
    "sound_likeness",  # the same of what the letters sound like
    "within_one_slip",  # a letter dropped, added, changed or two swapped; never across scripts
    "within_two_slips",
    "full_cost",  # phonetic edit cost of the whole name, nats
    "full_cost_squared",
    "full_cost_per_symbol",
    "core_cost",  # the same of the name without its type words
    "core_cost_per_symbol",
    "cross_script",  # one Arabic, one Latin
    "cross_script_cost",
    "same_skeleton",
    "same_core_skeleton",
    "skeleton_length_gap",
    "generic_missing",  # tell, khirbat … in the query and not in the name
    "generic_extra",
    "generic_clash",
    "modifier_missing",  # upper, eastern, new … in the query and not in the name
    "modifier_extra",
    "modifier_clash",
    "article_missing",  # al- in the query and not in the name
    "article_extra",
    "descriptor_shared",  # both say village, camp …
    "descriptor_extra",  # dam, camp, governorate … in the name and not in the query
)
# How the place itself fits, whatever its name.
PLACE_FEATURES: Final = (
    "population",  # log10 of inhabitants + 1; what is usual for units and seats that state none
    "name_count",  # natural logarithm
    "locality",  # feature class P
    "admin_unit",  # feature class A
    "unit_beside_locality",  # a unit while a locality has a name as near; see `mark_units`
    "beside_same_spelling",  # another place bears the very name and this one does not
    "beside_same_key",
    "unit_asked_and_is",  # "… governorate" and a governorate
    "unit_asked_and_not",
    "type_fits",  # "… airport" and an airport
    "type_clash",
    "kind_fits",  # kinds of the query
    "kind_clash",
    "country_fits",
    "country_clash",
    "admin1_fits",
    "admin1_clash",
    "admin2_fits",
    "admin2_clash",
    "distance",  # ln(1 + km to `near`), 0 without
)
FEATURES: Final = NAME_FEATURES + PLACE_FEATURES
# Words that a name of a settlement has or lacks without a difference.
_SETTLEMENTS: Final = frozenset({"village", "town", "suburb", "center"})
# Names whose costs differ by less (nats) are as near as each other.
_SAME_COST: Final = 0.5
# Source: UN OCHA common operational datasets of Syria and Iraq: the usual inhabitants of a country,
# governorate, district and sub-district, and of the seats of these; log10, for records that state
# none.
_USUAL_POPULATION: Final = {
    "PCLI": 7.4, "ADM1": 6.1, "ADM2": 5.1, "ADM3": 4.3, "PPLC": 6.5, "PPLA": 5.4, "PPLA2": 4.6,
    "PPLA3": 4.0,
}  # fmt: skip
# Costs above this many nats are all the same: another name.
_HIGHEST_COST: Final = 14.0
# More slips than any two names are apart.
_MANY_SLIPS: Final = 99
# Source: IUGG mean Earth radius, km; good to 0.5 %, enough to compare candidates.
_EARTH_RADIUS_KM: Final = 6371.0088


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks for, in the codes that places carry; empty or None means unsaid."""

    parts: NameParts
    country: str | None = None
    admin1: frozenset[str] = frozenset()
    admin2: str = ""
    near: tuple[float, float] | None = None
    kinds: frozenset[str] = frozenset()


def _lengths(segment: Segment, bones: Ints) -> NDArray[np.float32]:
    return segment.arrays["bones_length"][bones].astype(np.float32)


def _costs(segment: Segment, form: str, forms: Ints) -> NDArray[np.float32]:
    unique, inverse = np.unique(forms, return_inverse=True)
    costs = distances(
        encode_form(form), segment.form_matrix(unique), segment.arrays["form_arabic"][unique]
    )
    return np.minimum(costs, _HIGHEST_COST)[inverse]


def _sound_likeness(segment: Segment, form: str, forms: Ints) -> NDArray[np.float32]:
    """Return how much of `form` each of `forms` has in common with it, 0 to 1."""
    unique, inverse = np.unique(forms, return_inverse=True)
    others = [row.tobytes().rstrip(b"\0") for row in segment.form_matrix(unique)]
    scorer = Indel.normalized_similarity
    alike = process.cdist([encode_form(form)], others, scorer=scorer, dtype=np.float32)[0]
    of_forms: NDArray[np.float32] = alike[inverse]
    return of_forms


def _typed(
    segment: Segment, names: Ints, parts: NameParts
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return how like the letters of a query and of `names` are, and how many slips apart.

    The better of all letters and of those of the plain words, for each name.
    """
    alike = np.zeros(len(names), dtype=np.float32)
    slips = np.full(len(names), _MANY_SLIPS, dtype=np.int32)
    for column, text in (("letters", parts.letters), ("plain", parts.plain_letters)):
        numbers = segment.arrays[f"name_{column}"][names]
        unique, inverse = np.unique(numbers, return_inverse=True)
        query, others = [encode_letters(text)], segment.letters(unique)
        edits = process.cdist(query, others, scorer=OSA.distance, dtype=np.int32)[0]
        longest = np.maximum([len(other) for other in others], max(len(query[0]), 1))
        alike = np.maximum(alike, (1.0 - edits / longest).astype(np.float32)[inverse])
        slips = np.minimum(slips, edits[inverse])
    return alike, slips


def _form_lengths(segment: Segment, forms: Ints) -> NDArray[np.float32]:
    ends = segment.arrays["form_end"]
    return (ends[forms] - np.where(forms > 0, ends[forms - 1], 0)).astype(np.float32)


def _set_relations(query: int, names: NDArray[Any]) -> list[NDArray[Any]]:
    wanted = names.dtype.type(query)
    lacks, has_more = (wanted & ~names) != 0, (names & ~wanted) != 0
    return [lacks & ~has_more, has_more & ~lacks, lacks & has_more]


def name_features(segment: Segment, names: Ints, parts: NameParts) -> NDArray[np.float32]:
    """Return `NAME_FEATURES` of each of `names` (rows), shape (names, features)."""
    arrays = segment.arrays
    full, core = parts.full_form, parts.core_form
    forms, cores = arrays["name_form"][names], arrays["name_core"][names]
    full_cost, core_cost = _costs(segment, full, forms), _costs(segment, core, cores)
    crossed = arrays["form_arabic"][forms] != is_arabic_form(full)
    likeness, slips = _typed(segment, names, parts)
    bones, core_bones = skeleton(full), skeleton(core)
    bones_hash = arrays["bones_hash"]
    same_key = arrays["name_key_hash"][names] == np.uint32(key_hash(parts.key))
    columns: list[NDArray[Any]] = [
        arrays["name_fold_hash"][names] == np.uint32(key_hash(parts.folded)),
        same_key,
        ~same_key & (full_cost <= _SAME_COST),
        likeness * ~crossed,
        _sound_likeness(segment, full, forms) * ~crossed,
        (slips <= 1) & ~crossed,
        (slips <= 2) & ~crossed,
        full_cost,
        full_cost * full_cost / _HIGHEST_COST,
        full_cost / np.maximum(_form_lengths(segment, forms), max(len(full), 1)),
        core_cost,
        core_cost / np.maximum(_form_lengths(segment, cores), max(len(core), 1)),
        crossed,
        crossed * full_cost,
        bones_hash[arrays["name_bones"][names]] == np.uint32(key_hash(bones)),
        bones_hash[arrays["name_core_bones"][names]] == np.uint32(key_hash(core_bones)),
        np.abs(_lengths(segment, arrays["name_bones"][names]) - len(bones)),
    ]
    columns += _set_relations(type_mask(parts.generics), arrays["name_generics"][names])
    columns += _set_relations(type_mask(parts.modifiers), arrays["name_modifiers"][names])
    article = arrays["name_article"][names] != 0
    columns += (
        [~article, np.zeros_like(article)]
        if parts.has_article
        else [np.zeros_like(article), article]
    )
    said, known = np.uint32(type_mask(parts.descriptors)), arrays["name_descriptors"][names]
    columns.append((known & said) != 0)
    columns.append((known & ~said & ~np.uint32(type_mask(_SETTLEMENTS))) != 0)
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")


def _by_code(segment: Segment, column: str, rows: Ints, values: list[Any]) -> NDArray[Any]:
    """Return, for each place, the entry of `values` that belongs to its code in `column`."""
    of_place: NDArray[Any] = np.asarray(values)[segment.arrays[f"place_{column}"][rows]]
    return of_place


def _feature_columns(segment: Segment, rows: Ints, wanted: Wanted) -> list[NDArray[Any]]:
    features = [tuple(text.split("/", 1)) for text in segment.facts["feature"]]
    units = wanted.parts.descriptors & {"district", "subdistrict", "governorate", "country"}
    said = wanted.parts.descriptors - units
    table = []
    for feature_class, code in features:
        is_unit = feature_class == "A"
        fit = fits(units, "", code) if units else None
        said_fit = fits(said | wanted.parts.generics, feature_class, code) if said else None
        kind = {feature_class, code, f"{feature_class}/{code}", f"{feature_class}.{code}"}
        kind_fits = bool(kind & wanted.kinds) if wanted.kinds else None
        table.append(
            (
                feature_class == "P",
                is_unit,
                False,
                False,
                False,
                fit is True,
                fit is False,
                said_fit is True,
                said_fit is False,
                kind_fits is True,
                kind_fits is False,
            )
        )
    return list(_by_code(segment, "feature", rows, table).T)


def mark_inexact(features: NDArray[np.float32]) -> None:
    """Set `beside_same_spelling` and `beside_same_key` in `features`, in place.

    Shape (candidates, features). Who writes a name that a place bears mostly means that place.
    """
    for name in ("same_spelling", "same_key"):
        bears = features[:, FEATURES.index(name)] > 0
        features[:, FEATURES.index(f"beside_{name}")] = ~bears & bears.any()


def mark_units(features: NDArray[np.float32], wanted: Wanted) -> None:
    """Set `unit_beside_locality` in `features`, shape (candidates, features), in place.

    Nobody means the district who writes the town's name, unless a unit is asked for.
    """
    units = {"district", "subdistrict", "governorate", "country"}
    if wanted.parts.descriptors & units or wanted.kinds:
        return
    cost = features[:, FEATURES.index("full_cost")].copy()
    # A name with the same key is nearer than any that only sounds alike.
    cost[features[:, FEATURES.index("same_key")] > 0] -= 2 * _SAME_COST
    is_locality = features[:, FEATURES.index("locality")] > 0
    nearest = cost[is_locality].min(initial=np.inf)
    beside = (features[:, FEATURES.index("admin_unit")] > 0) & (cost > nearest - _SAME_COST)
    features[:, FEATURES.index("unit_beside_locality")] = beside


def _context_columns(segment: Segment, rows: Ints, wanted: Wanted) -> list[NDArray[Any]]:
    countries, admin1s = segment.facts["country"], segment.facts["admin1"]
    zero = np.zeros(len(rows), dtype=bool)
    columns: list[NDArray[Any]] = []
    if wanted.country is None:
        columns += [zero, zero]
    else:
        fit = _by_code(segment, "country", rows, [c == wanted.country for c in countries])
        known = _by_code(segment, "country", rows, [c != "" for c in countries])
        columns += [fit, known & ~fit]
    if not wanted.admin1:
        columns += [zero, zero]
    else:
        place_country = segment.arrays["place_country"][rows]
        place_admin1 = segment.arrays["place_admin1"][rows]
        pairs = {
            (c, a): canonical_admin1(admin1s[a], countries[c])
            for c, a in set(zip(place_country.tolist(), place_admin1.tolist(), strict=True))
        }
        codes = [
            pairs[c, a] for c, a in zip(place_country.tolist(), place_admin1.tolist(), strict=True)
        ]
        fit = np.array([code in wanted.admin1 for code in codes], dtype=bool)
        columns += [fit, np.array([code != "" for code in codes], dtype=bool) & ~fit]
    if not wanted.admin2:
        columns += [zero, zero]
    else:
        fit = _by_code(
            segment,
            "admin2",
            rows,
            [same_district(wanted.admin2, d) for d in segment.facts["admin2"]],
        )
        known = _by_code(segment, "admin2", rows, [d != "" for d in segment.facts["admin2"]])
        columns += [fit & known, known & ~fit]
    return columns


def distances_km(
    lat: NDArray[Any], lon: NDArray[Any], point: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the great-circle distance of each (lat, lon) from `point` (lat, lon), km."""
    lat_a, lon_a = np.radians(lat), np.radians(lon)
    lat_b, lon_b = np.radians(point[0]), np.radians(point[1])
    half = (
        np.sin((lat_a - lat_b) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_a - lon_b) / 2) ** 2
    )
    distance: NDArray[np.float64] = 2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return distance


def place_features(segment: Segment, rows: Ints, wanted: Wanted) -> NDArray[np.float32]:
    """Return `PLACE_FEATURES` of the places in `rows`, shape (rows, features)."""
    arrays = segment.arrays
    codes = [text.split("/", 1)[1] for text in segment.facts["feature"]]
    usual = _by_code(segment, "feature", rows, [_USUAL_POPULATION.get(c, 0.0) for c in codes])
    population = arrays["place_population"][rows]
    columns: list[NDArray[Any]] = [
        np.where(population > 0, np.log10(population + 1.0), usual),
        np.log(np.maximum(arrays["place_name_count"][rows], 1)),
    ]
    columns += _feature_columns(segment, rows, wanted)
    columns += _context_columns(segment, rows, wanted)
    if wanted.near is None:
        columns.append(np.zeros(len(rows)))
    else:
        away = distances_km(arrays["place_lat"][rows], arrays["place_lon"][rows], wanted.near)
        columns.append(np.log1p(np.nan_to_num(away, nan=500.0)))
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")
