"""What a column of a file can hold, and the headings by which it is known."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """One thing that a file says of an incident."""

    ID = "id"
    LAT = "lat"
    LON = "lon"
    POINT = "point"
    EXTENT_KM = "extent_km"
    PLACE = "place"
    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    START = "start"
    END = "end"
    TIME_PRECISION = "time_precision"
    EVENT_TYPE = "event_type"
    SUB_TYPE = "sub_type"
    ACTORS = "actors"
    SOURCES = "sources"
    FATALITIES_LOW = "fatalities_low"
    FATALITIES_BEST = "fatalities_best"
    FATALITIES_HIGH = "fatalities_high"
    INJURED = "injured"
    VERIFICATION = "verification"
    SUMMARY = "summary"
    SUMMARY_AR = "summary_ar"


# Fields that several columns of one file can hold, all of them taken.
MANY: Final = frozenset({Field.ACTORS, Field.SOURCES})

# Headings by field, the most telling first; compared by `heading_key`.
# Source: headings of ACLED, UCDP GED, humanitarian data on HDX and newsroom sheets.
_HEADINGS: Final[dict[Field, tuple[str, ...]]] = {
    Field.ID: (
        "id", "event id", "event id cnty", "incident id", "uid", "uuid", "reference", "ref",
        "رقم الحادث", "المعرف", "معرف", "الرقم", "رقم",
    ),
    Field.LAT: (
        "lat", "latitude", "lat dd", "y", "y coord", "latitud", "geometry lat",
        "خط العرض", "العرض", "دائرة العرض",
    ),
    Field.LON: (
        "lon", "lng", "long", "longitude", "lon dd", "x", "x coord", "geometry lon",
        "خط الطول", "الطول",
    ),
    Field.POINT: (
        "coordinates", "coords", "point", "mgrs", "grid", "grid reference", "latlon", "lat lon",
        "lat long", "location coordinates", "gps", "geom wkt", "wkt", "الإحداثيات", "احداثيات",
    ),
    Field.EXTENT_KM: (
        "extent km", "precision km", "accuracy km", "radius km", "geometry extent km",
        "نصف القطر كم",
    ),
    Field.PLACE: (
        "place", "place name", "location", "location name", "city", "town", "village", "locality",
        "site", "where", "where coordinates", "المكان", "الموقع", "المدينة", "البلدة", "القرية",
        "اسم المكان",
    ),
    Field.COUNTRY: ("country", "country name", "country code", "iso2", "nation", "البلد", "الدولة"),
    Field.ADMIN1: (
        "admin1", "adm1", "adm 1", "admin 1", "governorate", "province", "muhafaza", "admin1 name",
        "المحافظة", "محافظة",
    ),
    Field.ADMIN2: (
        "admin2", "adm2", "adm 2", "admin 2", "district", "admin2 name", "القضاء", "المنطقة",
        "الناحية",
    ),
    Field.START: (
        "start", "date start", "start date", "date", "event date", "incident date", "day", "time",
        "datetime", "timestamp", "when", "begin", "begin date", "التاريخ", "تاريخ", "تاريخ الحادث",
        "تاريخ البداية", "اليوم",
    ),
    Field.END: ("end", "date end", "end date", "تاريخ النهاية", "تاريخ الانتهاء"),
    Field.TIME_PRECISION: ("time precision", "date precision", "دقة التاريخ"),
    Field.EVENT_TYPE: (
        "event type", "incident type", "type", "category", "kind", "نوع الحادث", "النوع", "نوع",
    ),
    Field.SUB_TYPE: ("sub type", "sub event type", "subtype", "النوع الفرعي"),
    Field.ACTORS: (
        "actor", "actors", "actor1", "actor 1", "actor2", "actor 2", "side a", "side b",
        "perpetrator", "perpetrators", "الجهة", "الفاعل", "الفاعلون", "الطرف الأول", "الطرف الثاني",
    ),
    Field.SOURCES: ("source", "sources", "source name", "المصدر", "المصادر"),
    Field.FATALITIES_LOW: ("fatalities low", "low", "deaths low", "killed min"),
    Field.FATALITIES_BEST: (
        "fatalities best", "best", "fatalities", "deaths", "killed", "dead", "fatality count",
        "القتلى", "عدد القتلى", "الوفيات",
    ),
    Field.FATALITIES_HIGH: ("fatalities high", "high", "deaths high", "killed max"),
    Field.INJURED: ("injured", "wounded", "injuries", "الجرحى", "عدد الجرحى", "المصابون"),
    Field.VERIFICATION: ("verification", "verification status", "حالة التحقق"),
    Field.SUMMARY: (
        "summary", "notes", "description", "details", "headline", "title", "text", "name",
        "narrative", "comment",
    ),
    Field.SUMMARY_AR: (
        "summary ar", "notes ar", "description ar", "الملخص", "الوصف", "التفاصيل", "ملاحظات",
    ),
}  # fmt: skip

_WORD_BREAK: Final = re.compile(r"[\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TASHKEEL: Final = re.compile("[\u064b-\u0652\u0640]")


def heading_key(heading: str) -> str:
    """Return a heading without case, punctuation, diacritics or the variants of alif."""
    text = unicodedata.normalize("NFKC", _CAMEL.sub(" ", heading)).casefold()
    text = _TASHKEEL.sub("", text).translate(str.maketrans("أإآ", "ااا"))
    return _WORD_BREAK.sub(" ", text).strip()


def known_headings(field: Field) -> tuple[str, ...]:
    """Return the headings of a field as `heading_key` gives them, the most telling first."""
    return tuple(dict.fromkeys(heading_key(heading) for heading in _HEADINGS[field]))
