"""A query as people write it -> the names in it, and what it says around them.

"near Hajin", "Tadmur/Palmyra", "20 km south of Raqqa", "شرق مدينة الميادين": each gives readings,
the names that may be meant, and a qualification that widens the extent.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from gazetteer.context import admin1_codes, country_code
from gazetteer.normalize import compatibility_form, fold
from gazetteer.type_words import take_apart

_PATH: Final = Path(__file__).parent / "rules" / "abbreviations.json"
# Source: UCDP GED codebook 19.1, where_prec 2: "within ca. 25 km of" the named point.
NEAR_KM: Final = 25.0
# A stated distance is measured by eye or by road; the place may lie this much farther.
DISTANCE_SLACK: Final = 1.2
# Characters of a query that are read; no name is longer, and patterns stay quick.
_LONGEST_QUERY: Final = 200
_MILE_KM: Final = 1.609344

_DIRECTION: Final = r"(?:north|south)(?:[\s-]?(?:east|west))?|east|west|[ns][ew]|[nsew]"
_ADJECTIVE: Final = r"(?:north|south)(?:[\s-]?(?:east|west))?(?:ern)?|(?:east|west)(?:ern)?|central"
_AR_SIDE: Final = r"(?:شمال|جنوب|شرق|غرب)ي?"
_AR_DIRECTION: Final = rf"(?:ال)?{_AR_SIDE}(?:\s+(?:ال)?(?:شرق|غرب)ي?)?"
_AR_UNIT: Final = r"كيلو\s?مترات?|كيلو\s?مترا|كلم|كم"


@dataclass(frozen=True, slots=True)
class Qualification:
    """What the words around a name say: a stable `code`, the words, and how far off it may be.

    `within_km` is None when the thing lies inside the named place ("northern Hama Governorate").
    """

    code: str
    words: str
    within_km: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: `names` that mean one place, a context and a qualification.

    `other_end` is the second place of "between A and B".
    """

    names: tuple[str, ...]
    qualification: Qualification | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    other_end: str | None = None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_DISTANCE: Final = _pattern(
    rf"^(?:about|some|around|ca\.?|approximately|roughly|~)?\s*(?P<number>\d+(?:[.,]\d+)?)\s*"
    rf"(?P<unit>km|kms|kilomet(?:er|re)s?|k|miles?|mi)\.?\s*(?:to the\s+)?"
    rf"(?P<side>{_DIRECTION})?(?:ern)?\s*(?:of|from|off|away from|outside)\s+(?P<name>.+)$"
)
_AR_DISTANCE: Final = _pattern(
    rf"^(?:على\s+(?:بعد|مسافة)\s+)?(?:حوالي\s+|نحو\s+)?(?P<number>\d+(?:[.,]\d+)?)\s*"
    rf"(?P<unit>{_AR_UNIT})\s*(?:إلى\s+|الى\s+)?(?P<side>{_AR_DIRECTION})?\s*(?:من\s+|"
    rf"عن\s+)?(?P<name>.+)$"
)
_WAY: Final = r"(?:road|highway|motorway|route|way|railway|line|axis)s?"
_BETWEEN: Final = _pattern(
    rf"^(?:(?:on|along|in|at|from)\s+)?(?:the\s+)?(?:(?:[a-z]+\s+)?(?:{_WAY}|area|desert|border|"
    r"front\s?line|point|villages?|countryside|crossroads?)\s+)?(?:(?:located|lying|running|"
    r"situated)\s+)?between\s+(?:the\s+)?(?:(?:towns|cities|villages|provinces|governorates|"
    r"districts|areas)\s+of\s+)?(?P<name>.+?)\s+and\s+(?P<other>.+)$"
)
_FROM_TO: Final = _pattern(
    rf"^(?:(?:on|along)\s+)?(?:the\s+)?(?:[a-z]+\s+)?(?:{_WAY}\s+)(?:from|linking|connecting|joining|"
    r"that\s+(?:links|connects|joins))\s+(?P<name>.+?)\s+(?:to|with|and)\s+(?P<other>.+)$"
)
_TO_ROAD: Final = _pattern(
    rf"^(?:on\s+)?(?:the\s+)?(?P<name>.+?)\s+to\s+(?P<other>.+?)\s+(?:[a-z]+\s+)?{_WAY}$"
)
_ROAD: Final = _pattern(
    rf"^(?:(?:on|along)\s+)?(?:the\s+)?(?P<phrase>.+?)\s+(?:(?:main|international|desert|old|new)\s+)?{_WAY}$"
)
_AR_WAY: Final = r"(?:ال)?(?:طريق|[أاإ]وتوستراد|[أا]وتستراد|محور|خط|سكة)"
_AR_BETWEEN: Final = _pattern(
    rf"^(?:(?:على|في|من)\s+)?(?:(?:{_AR_WAY}|(?:ال)?(?:منطقة|بادية|صحراء|حدود|مسافة|قرى))\s+)?"
    r"(?:(?:ال)?(?:واصلة?|رابطة?|واقعة?|ممتدة?|دولية?|سريعة?)\s+)*(?:في\s+)?(?:ما\s+|فيما\s+)?بين\s+"
    r"(?:(?:مدينتي|بلدتي|قريتي|منطقتي|محافظتي|ناحيتي|كل\s+من)\s+)?(?P<name>.+?)\s+و\s?(?:بين\s+)?"
    r"(?P<other>.+)$"
)
_AR_FROM_TO: Final = _pattern(
    rf"^(?:على\s+)?{_AR_WAY}\s+(?:(?:ال)?(?:دولي|سريع|واصل|رابط|ممتد)\s+)*من\s+(?P<name>.+?)\s+"
    r"(?:[إا]لى|حتى|نحو)\s+(?P<other>.+)$"
)
_AR_ROAD: Final = _pattern(
    rf"^(?:على\s+)?{_AR_WAY}\s+(?P<phrase>.+?)(?:\s+ال(?:دولي|سريع|رئيسي|قديم|صحراوي|جديد))*$"
)
# A dash or stroke between two names, not one behind an article: "Deir ez-Zor" is one.
_TWO_NAMES: Final = re.compile(
    r"\s*[–—/]\s*|\s+-\s+|(?<!\b[aeu][dlnrstz])(?<!\b[ae]sh)(?<!\buth)-", re.IGNORECASE
)
_NEAR: Final = _pattern(
    r"^(?:in\s+|at\s+|on\s+)?(?:the\s+)?(?:near(?:by)?(?:\s+to)?|close to|next to|"
    r"adjacent to|around|outside(?:\s+of)?|"
    r"(?:vicinity|outskirts?|surroundings?|environs|edges?|suburbs?) of|toward(?:s)?|area of|"
    r"by)\s+(?P<name>.+)$"
)
_NEAR_AFTER: Final = _pattern(
    r"^(?P<name>.+?)[\s,]+(?:outskirts|surroundings|environs|vicinity|area)$"
)
_SIDE_OF: Final = _pattern(
    rf"^(?:in\s+|to\s+)?(?:the\s+)?(?P<side>{_ADJECTIVE}|{_DIRECTION})\s+(?:of|from)\s+"
    rf"(?P<name>.+)$"
)
_PART_OF: Final = _pattern(
    rf"^(?:in\s+)?(?:the\s+)?(?P<side>{_ADJECTIVE})\s+(?:part|parts|side|areas?|outskirts|"
    rf"edge|suburbs)\s+of\s+(?P<name>.+)$"
)
_PART_OF_UNIT: Final = _pattern(
    rf"^(?:in\s+)?(?:the\s+)?(?P<side>{_ADJECTIVE})\s+(?P<name>.+\s(?:governorate|province|"
    rf"district|subdistrict|region))$"
)
_COUNTRYSIDE: Final = _pattern(
    rf"^(?:in\s+)?(?:the\s+)?(?:(?P<side>{_ADJECTIVE})\s+)?(?:rural|country\s?side of|rif|"
    rf"reef|hinterland of)\s+(?P<name>.+)$"
)
_COUNTRYSIDE_AFTER: Final = _pattern(
    rf"^(?:(?P<side>{_ADJECTIVE})\s+)?"
    rf"(?P<name>.+?)(?:['’]s)?\s+(?:(?:{_ADJECTIVE})\s+)?country\s?side$"
)
_AR_NEAR: Final = _pattern(
    r"^(?:في\s+)?(?:قرب|بالقرب\s+من|بقرب|محيط|بمحيط|أطراف|اطراف|ضواحي|مشارف|جوار|تخوم|حول|"
    r"خارج|نواحي)\s+(?P<name>.+)$"
)
_AR_SIDE_OF: Final = _pattern(
    rf"^(?:في\s+|إلى\s+ال)?(?P<side>{_AR_DIRECTION})\s+(?:من\s+)?(?P<name>.+)$"
)
_AR_COUNTRYSIDE: Final = _pattern(
    rf"^(?:في\s+|ب)?(?:ال)?(?:ريف|بادية)\s+(?P<name>.+?)(?:\s+(?P<side>{_AR_DIRECTION}))?$"
)
_IN_FRONT: Final = _pattern(
    r"^(?:in|at|from|inside|within|into|of|the|(?:the\s+)?(?:city|town|village|district|"
    r"governorate|province|"
    r"area|camp|suburb|neighbou?rhood) of|في|داخل|من|وسط)\s+(?P<name>.+)$"
)
_ALIAS: Final = _pattern(
    r"\s*/\s*|\s*\|\s*|\s*[=;]\s*|\s+(?:aka|a\.k\.a\.?|alias|or|also|formerly|also known as|"
    r"known as|called|أو|المعروفة?\s+ب|سابقا)\s+"
)
_PARENTHESIS: Final = re.compile(
    r"^(?P<name>[^()\[\]]+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]?\s*(?P<after>.*)$"
)
_COMMA: Final = re.compile(r"\s*[,،;]\s*|\s+[-–—]\s+")
_VILLAGE_IN: Final = _pattern(r"^(?P<name>.+?)\s+in\s+(?P<context>.+)$")
_AR_VILLAGE_IN: Final = _pattern(
    r"^(?P<name>.+?)\s+(?:في|التابعة?\s+ل|ب(?=محافظة|ريف|ناحية))\s*(?P<context>.+)$"
)


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[dict[str, str], dict[str, str]]:
    document = json.loads(_PATH.read_text(encoding="utf-8"))
    return document["words"], document["names"]


def expand_abbreviations(text: str) -> str:
    """Write abbreviated words in full: "Kh. Ghazaleh" -> "khirbat Ghazaleh", "DEZ" -> its name."""
    words, names = _abbreviations()
    whole = names.get(fold(text))
    if whole is not None:
        return whole
    spaced = re.sub(r"(?<=\w)\.(?=[^\W\d]{2})", ". ", text)
    return " ".join(words.get(word.lower(), word) for word in spaced.split())


def _as_context(text: str, reading: Reading) -> Reading:
    """Return `reading` with `text` taken as country, governorate or district."""
    code = country_code(text)
    if code is not None:
        return replace(reading, country=reading.country or code)
    if admin1_codes(text):
        return replace(reading, admin1=reading.admin1 or text)
    return replace(reading, admin2=reading.admin2 or text)


def _is_context(text: str) -> bool:
    units = {"district", "subdistrict", "governorate", "country"}
    return (
        country_code(text) is not None
        or bool(admin1_codes(text))
        or bool(take_apart(text).descriptors & units)
    )


def _split_context(text: str) -> Reading:
    """Take "name, governorate, country", "name in …" and "name (governorate)" apart."""
    for pattern in (_VILLAGE_IN, _AR_VILLAGE_IN):
        match = pattern.match(text)
        if match is not None and _is_context(match["context"]):
            inner = _split_context(match["name"])
            return _as_context(match["context"], inner)
    head, *rest = [part for part in _COMMA.split(text) if part] or [text]
    reading = Reading(names=(head,))
    for part in rest:
        reading = _as_context(part, reading)
    return reading


def _split_aliases(reading: Reading) -> Reading:
    text = reading.names[0]
    names: list[str] = []
    match = _PARENTHESIS.match(text)
    if match is not None:
        inside, outside = match["inside"], f"{match['name']} {match['after']}".strip()
        if _is_context(inside) and fold(inside) != fold(outside):
            reading = _as_context(inside, reading)
            parts = [outside]
        else:
            parts = [outside, inside]
    else:
        parts = [text]
    for part in parts:
        names += [name.strip() for name in _ALIAS.split(part) if name and name.strip()]
    return replace(reading, names=tuple(dict.fromkeys(names)) or (text,))


def _kilometres(match: re.Match[str]) -> float:
    number = float(match["number"].replace(",", "."))
    return number * (_MILE_KM if match["unit"].lower().startswith("mi") else 1.0)


def _two_ends(text: str) -> tuple[str, str] | None:
    """Return the names of the two places between which something lies: "the road from A to B"."""
    for pattern in (_BETWEEN, _FROM_TO, _TO_ROAD, _AR_BETWEEN, _AR_FROM_TO):
        if match := pattern.match(text):
            return match["name"], match["other"]
    for pattern in (_ROAD, _AR_ROAD):
        if match := pattern.match(text):
            names = [name for name in _TWO_NAMES.split(match["phrase"]) if name]
            if len(names) > 1:
                return names[0], names[-1]
    return None


def _qualified(text: str) -> tuple[str, Qualification, str | None] | None:
    """Return (name, qualification, other end) when words around the name qualify it."""
    for pattern in (_DISTANCE, _AR_DISTANCE):
        if match := pattern.match(text):
            km = _kilometres(match) * DISTANCE_SLACK
            return match["name"], Qualification("distance", text[: match.start("name")], km), None
    ends = _two_ends(text)
    if ends is not None:
        return ends[0], Qualification("between", text, NEAR_KM), ends[1]
    for pattern in (_PART_OF, _PART_OF_UNIT):
        if match := pattern.match(text):
            return match["name"], Qualification("part", match["side"], None), None
    for code, pattern in (
        ("near", _NEAR), ("near", _NEAR_AFTER), ("side", _SIDE_OF), ("countryside", _COUNTRYSIDE),
        ("countryside", _COUNTRYSIDE_AFTER), ("near", _AR_NEAR), ("countryside", _AR_COUNTRYSIDE),
        ("side", _AR_SIDE_OF),
    ):  # fmt: skip
        if match := pattern.match(text):
            start, end = match.span("name")
            words = f"{text[:start]} {text[end:]}".strip()
            return match["name"], Qualification(code, words, NEAR_KM), None
    return None


def _plain_reading(text: str) -> Reading:
    return _split_aliases(_split_context(text))


@lru_cache(maxsize=16384)
def readings(text: str) -> tuple[Reading, ...]:
    """Return the ways to read a query, the most literal one first; none for an empty query."""
    text = " ".join(compatibility_form(text[:_LONGEST_QUERY]).split()).strip(" .,;:،؛")
    if not text or not fold(text):
        return ()
    text = expand_abbreviations(text).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
    literal = _plain_reading(text)
    found = [literal]
    qualified = _qualified(text)
    if qualified is not None and qualified[2] is not None and literal != Reading((text,)):
        # Read word by word, the second place would be the region or another name of the first.
        found = []
    if qualified is not None:
        name, qualification, other = qualified
        inner = readings(name)
        inner_qualified = [r for r in inner if r.qualification is not None]
        base = (inner_qualified or list(inner) or [Reading((name,))])[0]
        found.append(replace(base, qualification=qualification, other_end=other))
    elif match := _IN_FRONT.match(text):
        found += [reading for reading in readings(match["name"]) if reading not in found]
    return tuple(found)
