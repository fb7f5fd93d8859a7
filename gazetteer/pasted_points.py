"""Points as people paste them: addresses of map sites, coordinates with their names, WKT."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from gazetteer.coordinates import parse_point
from gazetteer.errors import InvalidPlaceError
from gazetteer.message import Message

# Source: own choice; the longest addresses of map sites have some 400 characters.
MAX_PASTED_LENGTH: Final = 600

_NUMBER: Final = r"-?\d{1,3}(?:\.\d{1,15})?"
_PAIR: Final = rf"(?P<lat>{_NUMBER}),\s*(?P<lon>{_NUMBER})"
# Source: the addresses that Google Maps, OpenStreetMap, Apple Maps and Bing Maps give to share; the
# mark of a place stands before the middle of the map, which is only near it. geo: is RFC 5870.
_ADDRESSES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d(?P<lat>{_NUMBER})!4d(?P<lon>{_NUMBER})",
        rf"[?&]mlat=(?P<lat>{_NUMBER})&mlon=(?P<lon>{_NUMBER})",
        rf"[?&](?:q|query|ll|sll|center|destination|daddr|coordinate)=(?:loc:)?{_PAIR}",
        rf"[?&]cp=(?P<lat>{_NUMBER})~(?P<lon>{_NUMBER})",
        rf"/(?:place|search|dir)/{_PAIR}",
        rf"/@{_PAIR}",
        rf"#map=[\d.]+/(?P<lat>{_NUMBER})/(?P<lon>{_NUMBER})",
        rf"^geo:{_PAIR}",
    )
)
_IS_ADDRESS: Final = re.compile(r"^(?:https?://|www\.|geo:)", re.IGNORECASE)
_WKT: Final = re.compile(
    rf"(?:SRID=4326;)?POINT\s*\(\s*(?P<lon>{_NUMBER})\s+(?P<lat>{_NUMBER})\s*\)", re.IGNORECASE
)
# What stands before a coordinate, in either language; the longest first.
_LAT: Final = r"(?:latitude|lat|خط\s+العرض|دائرة\s+العرض|العرض)"
_LON: Final = r"(?:longitude|long|lng|lon|خط\s+الطول|الطول)"
_LABELLED: Final = re.compile(
    rf"\W*(?P<first>{_LAT}|{_LON})\s*[.:=]?\s*(?P<one>.+?)[\s,;،&]*"
    rf"(?P<second>{_LAT}|{_LON})\s*[.:=]?\s*(?P<two>.+?)\W*$",
    re.IGNORECASE | re.DOTALL,
)


def parse_pasted_point(text: str) -> tuple[float, float]:
    """Return the latitude and longitude that a pasted text states, degrees on WGS84.

    What `parse_point` reads, and the address of a map site, a geo: address, ``POINT (lon lat)``, or
    both coordinates with their names before them.

    Raises
    ------
    InvalidPlaceError
        If it states none; its field is ``point``.
    """
    text = text.strip()[:MAX_PASTED_LENGTH]
    if _IS_ADDRESS.match(text):
        plain = unquote(text).replace("+", " ")
        found = next(filter(None, (pattern.search(plain) for pattern in _ADDRESSES)), None)
        if found is None:
            raise InvalidPlaceError(
                Message("this address holds no coordinates; copy a longer one, or the coordinates"),
                field="point",
            )
    else:
        found = _WKT.fullmatch(text)
    if found is not None:
        return parse_point(f"{found['lat']}; {found['lon']}")
    labelled = _LABELLED.fullmatch(text)
    if labelled is not None:
        is_lat = [re.fullmatch(_LAT, labelled[name], re.IGNORECASE) for name in ("first", "second")]
        parts = (labelled["one"], labelled["two"])
        if bool(is_lat[0]) != bool(is_lat[1]):
            first, second = parts if is_lat[0] else parts[::-1]
            return parse_point(f"{first}; {second}")
    return parse_point(text)
