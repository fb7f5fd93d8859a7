"""Kinds of places: GeoNames feature codes, their labels, and the words that files use for them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gazetteer.merging import name_key


class Feature(NamedTuple):
    """A GeoNames feature class and code, such as P and PPL."""

    feature_class: str
    feature_code: str


@dataclass(frozen=True, slots=True)
class FeatureKind:
    """A kind of place with its labels, the words that mean it, and its ids in the Getty AAT."""

    feature: Feature
    label: str
    label_ar: str
    words: tuple[str, ...] = ()
    aat_ids: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The class and code as GeoNames' ontology writes them: ``P.PPL``."""
        return f"{self.feature.feature_class}.{self.feature.feature_code}"


def _kind(code: str, label: str, label_ar: str, words: str = "", aat: str = "") -> FeatureKind:
    feature_class, _, feature_code = code.partition(".")
    return FeatureKind(
        Feature(feature_class, feature_code),
        label,
        label_ar,
        tuple(w.strip() for w in words.split(",") if w.strip()),
        tuple(int(i) for i in aat.split()),
    )


# Source: GeoNames feature codes (featureCodes_en); the AAT ids are those of the World Historical
# Gazetteer's list of place types (2023-06-09). GeoNames does not tell village, town and city apart.
KINDS: tuple[FeatureKind, ...] = (
    _kind(
        "P.PPL",
        "populated place",
        "مكان مأهول",
        "place, locality, settlement, inhabited place, village, town, city, hamlet, community, "
        "قرية, بلدة, مدينة, تجمع سكني, köy, şehir, gund, bajar",
        "300008347 300008389 300008375 300008372 300387203 300120599",
    ),
    _kind("P.PPLC", "capital", "عاصمة", "capital city, national capital"),
    _kind(
        "P.PPLA",
        "seat of a governorate",
        "مركز محافظة",
        "governorate capital, provincial capital, governorate centre",
    ),
    _kind("P.PPLA2", "seat of a district", "مركز قضاء", "district centre, district center"),
    _kind("P.PPLA3", "seat of a sub-district", "مركز ناحية", "subdistrict centre"),
    _kind(
        "P.PPLX",
        "neighbourhood",
        "حي",
        "neighborhood, quarter, suburb, section of populated place, residential district, ضاحية, "
        "mahalle",
        "300000745 300000742",
    ),
    _kind(
        "P.PPLQ",
        "abandoned populated place",
        "قرية مهجورة",
        "abandoned village, deserted settlement",
        "300167671",
    ),
    _kind("P.PPLH", "historical populated place", "بلدة تاريخية", "lost settlement", "300008537"),
    _kind(
        "A.PCLI",
        "country",
        "دولة",
        "nation, independent political entity, sovereign state, بلد",
        "300128207 300387506 300232420",
    ),
    _kind(
        "A.ADM1",
        "governorate",
        "محافظة",
        "province, first-order administrative division, state, muhafaza, il, ولاية",
        "300000774 300000776",
    ),
    _kind(
        "A.ADM2",
        "district",
        "قضاء",
        "second-order administrative division, county, qadaa, mantiqa, ilçe, منطقة",
        "300000771",
    ),
    _kind(
        "A.ADM3",
        "sub-district",
        "ناحية",
        "subdistrict, third-order administrative division, nahiya, nahiyah",
    ),
    _kind("A.ADMD", "administrative division", "وحدة إدارية", "admin", "300232418 300236157"),
    _kind("L.RGN", "region", "إقليم", "historical region, اقليم", "300182722 300387178 300387347"),
    _kind("L.AREA", "area", "منطقة جغرافية", "zone"),
    _kind("L.OILF", "oil field", "حقل نفط", "oilfield, حقل نفطي", "300000401"),
    _kind("L.MILB", "military base", "قاعدة عسكرية", "base, ثكنة", "300000455"),
    _kind("L.PRK", "park", "حديقة", "", "300008187"),
    _kind("H.STM", "river", "نهر", "stream, watercourse", "300008707 300132312"),
    _kind("H.WAD", "wadi", "وادي", "", "300379998"),
    _kind("H.LK", "lake", "بحيرة", "", "300008680 300266556"),
    _kind("H.RSV", "reservoir", "خزان مائي", "خزان", "300006191"),
    _kind("H.SPNG", "spring", "نبع", "عين", "300008697"),
    _kind("H.WLL", "well", "بئر", "", "300006207"),
    _kind("H.CNL", "canal", "قناة", "", "300006075"),
    _kind("H.MRSH", "marsh", "هور", "wetland, أهوار, اهوار", "300008899"),
    _kind("H.SEA", "sea", "بحر", "", "300008694"),
    _kind("T.MT", "mountain", "جبل", "mount, jabal", "300008795"),
    _kind("T.MTS", "mountains", "جبال", "mountain range", "300386831"),
    _kind("T.HLL", "hill", "تلة", "tell, tall, tel, tepe, تل", "300008777"),
    _kind("T.VAL", "valley", "سهل وادي", "", "300008761"),
    _kind("T.PLN", "plain", "سهل", "", "300008805"),
    _kind("T.PLAT", "plateau", "هضبة", "", "300132339"),
    _kind("T.DSRT", "desert", "صحراء", "بادية", "300008916"),
    _kind("T.ISL", "island", "جزيرة", "", "300008791"),
    _kind("T.PASS", "mountain pass", "ممر جبلي", "pass", "300259572"),
    _kind("T.CAPE", "cape", "رأس", "", "300008850"),
    _kind("S.DAM", "dam", "سد", "", "300006084"),
    _kind("S.BDG", "bridge", "جسر", "", "300007836"),
    _kind("S.AIRP", "airport", "مطار", "", "300000681"),
    _kind("S.AIRB", "airbase", "قاعدة جوية", "air base, مطار عسكري, military airport"),
    _kind(
        "S.INSM", "military installation", "منشأة عسكرية", "military, معسكر", "300164060 300008439"
    ),
    _kind("S.PSTB", "border crossing", "معبر حدودي", "border post, crossing, معبر, منفذ"),
    _kind("S.CMPRF", "refugee camp", "مخيم لاجئين", "camp, idp camp, مخيم"),
    _kind("S.RUIN", "ruin", "خربة", "ruins", "300008057 300008542"),
    _kind(
        "S.ANS",
        "archaeological site",
        "موقع أثري",
        "ancient site, site",
        "300000810 300387007 300387006 300000809",
    ),
    _kind("S.CSTL", "castle", "قلعة", "fortress, citadel", "300006891 300006888"),
    _kind("S.MSQE", "mosque", "مسجد", "جامع", "300007544"),
    _kind("S.CH", "church", "كنيسة", "", "300007486 300007501"),
    _kind("S.MSTY", "monastery", "دير", "", "300263741"),
    _kind("S.CMTY", "cemetery", "مقبرة", "", "300266755"),
    _kind("S.PS", "power station", "محطة كهرباء", "power plant, محطة توليد"),
    _kind("S.OILR", "refinery", "مصفاة", "oil refinery"),
    _kind("S.HSP", "hospital", "مستشفى", "مشفى"),
    _kind("S.SCH", "school", "مدرسة"),
    _kind("S.UNIV", "university", "جامعة", "", "300006617"),
    _kind("S.PRN", "prison", "سجن", "jail"),
    _kind("S.FRM", "farm", "مزرعة"),
    _kind("S.MN", "mine", "منجم", "", "300000390"),
    _kind("S.BLDG", "building", "مبنى", "", "300004790"),
    _kind("R.RD", "road", "طريق", "highway, اوتوستراد", "300008217"),
    _kind("R.RR", "railway", "سكة حديد", "railroad", "300008591"),
)

# What a bare feature class stands for. Source: GeoNames; the most general code of each class.
_GENERAL_CODES = {
    "A": "ADMD",
    "H": "STM",
    "L": "LCTY",
    "P": "PPL",
    "R": "RD",
    "S": "BLDG",
    "T": "UPLD",
    "U": "UNDE",
    "V": "VEG",
}

# Source: GeoNames, its nine classes; U and V are unknown to Linked Places.
CLASS_LABELS = {
    "A": "administrative unit",
    "H": "water",
    "L": "area",
    "P": "populated place",
    "R": "road or railway",
    "S": "site or building",
    "T": "landform",
    "U": "undersea feature",
    "V": "vegetation",
}

_FULL_CODE = re.compile(r"([AHLPRSTUV])\s*[./: -]\s*([A-Z][A-Z0-9]{1,4})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _kinds_by_word() -> dict[str, FeatureKind]:
    by_word: dict[str, FeatureKind] = {}
    words = [
        (name_key(word), kind)
        for kind in KINDS
        for word in (kind.feature.feature_code, kind.label, kind.label_ar, *kind.words)
    ]
    for word, kind in words:
        by_word.setdefault(word, kind)
    # After all the others, for "mountains" are a kind of their own.
    for word, kind in words:
        by_word.setdefault(f"{word}s", kind)
    return by_word


@lru_cache(maxsize=1)
def _kinds_by_feature() -> dict[Feature, FeatureKind]:
    return {kind.feature: kind for kind in KINDS}


@lru_cache(maxsize=1)
def _features_by_aat() -> dict[int, Feature]:
    return {aat_id: kind.feature for kind in KINDS for aat_id in kind.aat_ids}


def general_feature(feature_class: str) -> Feature | None:
    """Return what a bare class stands for: ``P`` -> P.PPL; None for a letter that is no class."""
    feature_class = feature_class.strip().upper()
    code = _GENERAL_CODES.get(feature_class)
    return None if code is None else Feature(feature_class, code)


def feature_of(text: str) -> Feature | None:
    """Return the feature that a code, a class or a word in English or Arabic names, else None.

    Examples: ``P.PPL``, ``P/PPL``, ``PPL``, ``P``, ``Village``, ``قرية``, ``aat:300008372``.
    """
    text = text.strip()
    if match := _FULL_CODE.fullmatch(text):
        return Feature(match[1].upper(), match[2].upper())
    if match := re.fullmatch(r"(?:aat:|.*/aat/)?(3000?\d{5,6})", text):
        return _features_by_aat().get(int(match[1]))
    if len(text) == 1:
        return general_feature(text)
    kind = _kinds_by_word().get(name_key(text))
    return None if kind is None else kind.feature


def feature_label(feature_class: str, feature_code: str, language: str = "en") -> str:
    """Return the label of a feature in ``en`` or ``ar``; of its class when the code is unknown."""
    kind = _kinds_by_feature().get(Feature(feature_class, feature_code))
    if kind is None:
        return CLASS_LABELS.get(feature_class, feature_code)
    return kind.label_ar if language == "ar" else kind.label


def default_extent_km(feature: Feature, population: int = 0) -> float:
    """Estimate the radius within which a thing lies when its source states only a point.

    Source: own estimate. A village point is off by up to 1.5 km (GeoNames rounds many to a minute
    of arc); towns here hold about 5,000 people a square kilometre; the others are the order of size
    of such things in Syria and Iraq.
    """
    if feature.feature_class == "P":
        return round(max(1.5, math.sqrt(population / 5_000 / math.pi)), 1)
    by_code = {"PCLI": 400.0, "ADM1": 75.0, "ADM2": 30.0, "ADM3": 12.0, "DSRT": 150.0, "MTS": 30.0}
    by_class = {"A": 30.0, "L": 15.0, "H": 10.0, "T": 5.0, "R": 10.0, "U": 20.0, "V": 5.0}
    return by_code.get(feature.feature_code, by_class.get(feature.feature_class, 1.5))
