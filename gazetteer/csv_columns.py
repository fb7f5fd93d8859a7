"""Which column of a table holds what, guessed from its heading in English, Arabic or Turkish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gazetteer.errors import PlaceFileError
from gazetteer.merging import name_key
from gazetteer.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What a column can hold -> headings that say so; letters, digits and single spaces, lower case.
# `place_id` is an id of this gazetteer, `id` one of the file's own. Names in a language are the
# fields name:ar, name:en and so on.
_HEADINGS: Final[dict[str, str]] = {
    "place_id": "place id",
    "id": "id, uid, code, identifier, fid, objectid, feature id, unique id, pcode, p code, "
    "المعرف, الرمز, رمز",
    "name": "name, place, place name, placename, toponym, title, label, location, location name, "
    "site, site name, settlement, village, village name, city, town, community, community name, "
    "الاسم, اسم, اسم المكان, المكان, اسم الموقع, الموقع, القريه, المدينه, البلده, isim, ad",
    "names": "names, toponyms, other names, alternate names, alternatenames, alternative names, "
    "aliases, alias, variants, also known as, اسماء اخري, الاسماء, diger adlar",
    "lat": "lat, latitude, y, ycoord, y coord, lat dd, latitude dd, wgs84 lat, point y, gps lat, "
    "خط العرض, دائره العرض, العرض, احداثي ص, enlem",
    "lon": "lon, lng, long, longitude, x, xcoord, x coord, lon dd, long dd, longitude dd, "
    "wgs84 lon, point x, gps lon, خط الطول, الطول, احداثي س, boylam",
    "country": "country, country code, cc, ccode, ccodes, iso2, iso3, country name, nation, "
    "الدوله, البلد, ulke",
    "admin1": "admin1, adm1, admin 1, adm 1, governorate, governorate name, province, state, "
    "muhafaza, mohafaza, admin1 name, admin1 code, adm1 en, adm1 name, المحافظه, محافظه, il",
    "admin2": "admin2, adm2, admin 2, adm 2, district, district name, qadaa, mantika, mantiqa, "
    "admin2 name, adm2 en, adm2 name, القضاء, قضاء, القضا, المنطقه, ilce",
    "kind": "kind, type, place type, feature type, featuretype, settlement type, category, "
    "النوع, نوع, نوع المكان, tur",
    "feature_class": "feature class, fclass, fclasses, fcl",
    "feature_code": "feature code, fcode, featurecode",
    "population": "population, pop, inhabitants, السكان, عدد السكان, nufus",
    "extent_km": "extent km, radius km, accuracy km, precision km, uncertainty km",
    "certainty": "certainty",
    "status": "status",
    "note": "note, notes, description, remark, remarks, comment, comments, ملاحظات, ملاحظه",
    "links": "links, matches, same as, sameas",
    "geonames_id": "geonames id, geonameid, geonames, gn id",
    "wikidata_id": "wikidata id, wikidata, qid",
    "citations": "citations, citation, source, sources, reference, references, المصدر, المصادر",
    "footprint": "footprint, wkt, geometry, geom, geowkt, the geom",
    "version": "version",
}
_BY_HEADING: Final[dict[str, str]] = {
    name_key(heading): field
    for field, headings in _HEADINGS.items()
    for heading in headings.split(", ")
}
# Source: ISO 639-1, the languages that name columns here are in; words in their own and in English.
_LANGUAGES: Final[dict[str, str]] = {
    "arabic": "ar", "english": "en", "kurdish": "ku", "turkish": "tr", "persian": "fa",
    "french": "fr", "العربي": "ar", "بالعربيه": "ar", "العربيه": "ar", "عربي": "ar",
    "بالانكليزيه": "en", "بالانجليزيه": "en", "الانكليزيه": "en", "الانجليزيه": "en",
    "بالكرديه": "ku", "بالتركيه": "tr",
}  # fmt: skip
_NAME_IN_CODE: Final = re.compile(r"(?:place |site |village |community )?name ([a-z]{2,3})")
_NAME_IN_WORD: Final = re.compile(r"(?:(?:place )?names?|الاسم|اسم(?: المكان)?) (\w+)|(\w+) name")


def field_of_heading(heading: str) -> str | None:
    """Return what a column with this heading holds, None when the heading does not say it."""
    key = name_key(heading)
    if key in _BY_HEADING:
        return _BY_HEADING[key]
    if match := _NAME_IN_WORD.fullmatch(key):
        language = _LANGUAGES.get(match[1] or match[2])
        if language is not None:
            return f"name:{language}"
    if match := _NAME_IN_CODE.fullmatch(key):
        return f"name:{match[1]}"
    return None


def map_columns(
    path: Path, header: tuple[str, ...], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return which column holds each field: field -> heading.

    Parameters
    ----------
    path
        The file, for errors.
    header
        Its headings.
    given
        Columns that are known, field -> heading; an empty heading leaves the field out. They go
        before what is guessed.

    Raises
    ------
    PlaceFileError
        If a given column is not there, a given field is none, or no column holds names.
    """
    columns: dict[str, str] = {}
    taken = set((given or {}).values())
    for field, heading in (given or {}).items():
        if field not in _HEADINGS and not re.fullmatch(r"name:[a-z]{2,3}(-\w+)*", field):
            fields = ", ".join([*_HEADINGS, "name:ar (and other languages)"])
            raise PlaceFileError(
                Message("%(field)r is no field; fields are %(fields)s", field=field, fields=fields),
                path=path,
            )
        if heading and heading not in header:
            there = ", ".join(header)
            raise PlaceFileError(
                Message(
                    "has no column %(heading)r; it has %(there)s", heading=heading, there=there
                ),
                path=path,
                row=1,
            )
        columns[field] = heading
    for heading in header:
        guessed = field_of_heading(heading)
        if guessed is not None and heading not in taken:
            columns.setdefault(guessed, heading)
    columns = {field: heading for field, heading in columns.items() if heading}
    if not any(field in {"name", "names"} or field.startswith("name:") for field in columns):
        there = ", ".join(header)
        message = Message(
            "no column is known to hold names; say which, as in name=…; it has %(there)s",
            there=there,
        )
        raise PlaceFileError(message, path=path, row=1)
    return columns
