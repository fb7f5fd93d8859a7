"""Points as people write them: decimal degrees, degrees-minutes-seconds and MGRS, both ways.

What can be read in two ways is refused with what to write instead: a wrong point looks right.
General parsers of points take the first thing that fits, which is why none is used here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import mgrs  # type: ignore[import-untyped]

from gazetteer.errors import InvalidPlaceError
from gazetteer.message import Message

# Nothing that names a point is longer; it bounds the work for whatever is pasted.
_MOST_CHARACTERS: Final = 100
# MGRS covers the Earth between these latitudes. Source: NGA.STND.0037, UTM part of the grid.
_MGRS_SOUTH, _MGRS_NORTH = -80.0, 84.0
# Source: a metre of a meridian at the equator is 1 / 110,574 of a degree (WGS84).
_HALF_METRE_DEG: Final = 0.5 / 110_574
# How far a square may reach beyond its zone, in degrees; more in the bands with irregular zones.
# Source: NGA.STND.0037, zones 32V and 31X to 37X.
_ZONE_SLACK: Final = 0.05
_IRREGULAR_SLACK: Final = 3.1

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("º˚∘", "°"),
        **dict.fromkeys("′’‘`´ʹʼ", "'"),
        **dict.fromkeys("″”“„ʺ", '"'),
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("؛|/\n\t", ";"),
        "٫": ".",
        "،": ", ",
        "\u00a0": " ",
    }
)
# Source: the words on maps in either language, longest first.
_WORDS = (
    ("شمالا", "N"), ("شمال", "N"), ("جنوبا", "S"), ("جنوب", "S"),
    ("شرقا", "E"), ("شرق", "E"), ("غربا", "W"), ("غرب", "W"),
    ("north", "N"), ("south", "S"), ("east", "E"), ("west", "W"),
    ("degrees", "°"), ("degree", "°"), ("deg", "°"), ("minutes", "'"), ("min", "'"),
    ("seconds", '"'), ("sec", '"'), ("''", '"'),
)  # fmt: skip
# Source: the hemispheres on Arabic maps, by one letter behind the figures.
_ARABIC_LETTERS = {"ش": "N", "ج": "S", "ق": "E", "غ": "W"}
_LETTERS = re.compile("(?<=[\\d°'\"\\s])[شجقغ](?=[\\s,;]|$)")
_COMPACT = re.compile(
    r"(\d\d)(\d\d)(\d\d(?:\.\d+)?)?\s*([NS])[\s;,]*(\d{3})(\d\d)(\d\d(?:\.\d+)?)?\s*([EW])"
)
_MGRS = re.compile(r"(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z]{2})\s*([\d\s]*)")
_TOKEN = re.compile(r"\s*(?:([+-]?\d+(?:\.\d+)?)\s*([°'\"]?)|([NSEW])|([;,]))")
_UNITS: Final = ("°", "'", '"')
_AXIS: Final = {"N": 0, "S": 0, "E": 1, "W": 1}
_LIMITS: Final = ((Message("latitude"), 90.0), (Message("longitude"), 180.0))
_HOW: Final = Message("write it like 36.5 37.95, 36°30'N 37°57'E or 37SDB1234567890")


@dataclass(frozen=True, slots=True)
class _Token:
    """A number with the unit behind it, a letter, or a divider."""

    number: str = ""
    unit: str = ""
    letter: str = ""

    @property
    def is_divider(self) -> bool:
        return not self.number and not self.letter


def parse_point(text: str) -> tuple[float, float]:
    """Return the latitude and longitude that `text` states, degrees on WGS84.

    Decimal degrees, degrees with minutes or minutes and seconds, with signs, letters or words (also
    Arabic) for the hemisphere, digits of either script, decimal points or commas; or MGRS, of which
    the middle of the square is taken. Latitude comes first unless letters say otherwise.

    Raises
    ------
    InvalidPlaceError
        If it is no point or can be read in two ways; its field is ``point``.
    """
    plain = _plain(text)
    if not plain:
        raise _refused(Message("there is no point; %(how)s", how=_HOW))
    if found := _MGRS.fullmatch(plain):
        return _from_mgrs(found)
    plain = _with_units(plain)
    if found := _COMPACT.fullmatch(plain):
        groups = found.groups()
        first, second = (
            [_Token(n, u) for n, u in zip(half[:3], _UNITS, strict=True) if n]
            + [_Token(letter=half[3])]
            for half in (groups[:4], groups[4:])
        )
    else:
        first, second = _halves(_tokens(_with_decimal_points(plain)))
    return _point(_coordinate(first), _coordinate(second))


def format_dms(lat: float, lon: float) -> str:
    """Return a point as ``36°30′15.00″N 37°57′00.00″E``, to a hundredth of a second (0.3 m).

    Raises
    ------
    InvalidPlaceError
        If `lat` or `lon` is no coordinate; its field is ``point``.
    """
    _check(lat, lon)
    parts = []
    for value, letters in ((lat, "NS"), (lon, "EW")):
        # In hundredths, so that nothing is rounded up to 60 seconds.
        size = round(abs(value) * 360_000)
        minutes, hundredths = divmod(size, 6_000)
        degrees, minutes = divmod(minutes, 60)
        letter = letters[value < 0 < size]
        parts.append(f"{degrees}°{minutes:02}′{hundredths / 100:05.2f}″{letter}")
    return " ".join(parts)


def format_mgrs(lat: float, lon: float) -> str:
    """Return the square of one metre in which a point lies, as ``37S DB 12345 67890``.

    Raises
    ------
    InvalidPlaceError
        If `lat` or `lon` is no coordinate, or beyond 80° S or 84° N; its field is ``point``.
    """
    _check(lat, lon)
    if not _MGRS_SOUTH <= lat < _MGRS_NORTH:
        raise _refused(Message("MGRS squares are only given between 80° S and 84° N"))
    # The library rounds the last half metre before the equator to a northing that there is not.
    lat = 0.0 if -_HALF_METRE_DEG < lat < 0 else lat
    # The easternmost meridian is the westernmost one, which has a zone.
    text = str(mgrs.MGRS().toMGRS(lat, -180.0 if lon == 180.0 else lon)).zfill(15)
    return f"{text[:3]} {text[3:5]} {text[5:10]} {text[10:]}"


def _refused(message: Message) -> InvalidPlaceError:
    return InvalidPlaceError(message, field="point")


def _plain(text: str) -> str:
    """Return `text` in upper-case ASCII letters, digits and signs as far as they stand for it."""
    if len(text) > _MOST_CHARACTERS:
        raise _refused(Message("this is too long for a point; %(how)s", how=_HOW))
    text = unicodedata.normalize("NFKC", text.strip().translate(_SIGNS)).translate(_SIGNS)
    text = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in text
        if unicodedata.category(c) not in {"Cf", "Mn"}
    )
    return text.upper().strip(" ()[]")


def _with_units(text: str) -> str:
    """Return `text` with signs for words, abbreviations and colons."""
    text = text.lower()
    for word, sign in _WORDS:
        text = text.replace(word, sign)
    text = _LETTERS.sub(lambda found: _ARABIC_LETTERS[found[0]], text)
    text = re.sub(r"(\d)\s*d", r"\1°", text)
    text = re.sub(r"(\d)\s*m\s*(\d+(?:\.\d+)?)s", "\\1'\\2\"", text)
    text = re.sub(r"(\d)\s*m", r"\1'", text).upper()
    return re.sub(r"(\d+):(\d+)(?::(\d))?", _units_for_colons, text)


def _units_for_colons(found: re.Match[str]) -> str:
    degrees, minutes, seconds = found.groups("")
    return f"{degrees}°{minutes}'{seconds}"


def _with_decimal_points(text: str) -> str:
    """Return `text` with points for decimal commas, so that each comma left divides."""
    tight = len(re.findall(r"\d,(?=\d)", text))
    if tight == 0:
        return text
    decimal = re.sub(r"(\d),(?=\d)", r"\1.", text)
    if ";" in text:
        return decimal
    if "." in text:
        return text
    letters = len(re.findall("[NSEW]", text))
    if re.fullmatch(r"\D*\d+,\d+\D*[\sNSEW]\D*\d+,\d+\D*", text) or letters == 2:
        return decimal
    raise _refused(
        Message(
            "the comma can be a decimal sign or stand between the two numbers; write decimals "
            "with a point, or a semicolon between the numbers"
        )
    )


def _tokens(text: str) -> list[_Token]:
    if re.search(r"\d-\d", text):
        if len(re.findall("[NSEW]", text)) != 2:
            raise _refused(Message("the hyphen can be a minus sign; write a space instead of it"))
        text = re.sub(r"(\d)-(?=\d)", r"\1 ", text)
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _refused(
                Message("cannot read “%(text)s”; %(how)s", text=text[at:].strip()[:20], how=_HOW)
            )
        number, unit, letter, _ = found.groups("")
        tokens.append(_Token(number, unit, letter))
        at = found.end()
    return tokens


def _halves(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """Return the tokens of the first and of the second coordinate."""
    dividers = [i for i, token in enumerate(tokens) if token.is_divider]
    letters = [i for i, token in enumerate(tokens) if token.letter]
    degrees = [i for i, token in enumerate(tokens) if token.unit == "°"]
    if len(letters) not in {0, 2}:
        raise _refused(
            Message("give the hemisphere (N, S, E, W) of both coordinates or of neither")
        )
    if len(dividers) > 1:
        raise _refused(
            Message("there is more than one sign between coordinates; %(how)s", how=_HOW)
        )
    if dividers:
        return tokens[: dividers[0]], tokens[dividers[0] + 1 :]
    if letters:
        split = letters[1] if letters[0] == 0 else letters[0] + 1
    elif len(degrees) == 2:
        split = degrees[1]
    elif len(tokens) in {2, 4, 6}:
        split = len(tokens) // 2
    else:
        raise _refused(
            Message(
                "%(count)s cannot be told apart as latitude and longitude; %(how)s",
                count=_count(tokens),
                how=_HOW,
            )
        )
    return tokens[:split], tokens[split:]


def _count(tokens: list[_Token]) -> Message:
    if len(tokens) == 1:
        return Message("one number")
    return Message("%(count)s numbers", count=len(tokens))


def _coordinate(tokens: list[_Token]) -> tuple[float, str]:
    """Return degrees and the letter of the hemisphere, "" for none."""
    letters = [token.letter for token in tokens if token.letter]
    numbers = [token for token in tokens if token.number]
    if len(letters) > 1 or not 1 <= len(numbers) <= 3:
        raise _refused(Message("a coordinate is degrees, minutes and seconds; %(how)s", how=_HOW))
    for place, (token, unit) in enumerate(zip(numbers, _UNITS, strict=False)):
        if token.unit not in {"", unit}:
            raise _refused(
                Message(
                    "“%(number)s” stands where %(unit)s should; %(how)s",
                    number=f"{token.number}{token.unit}",
                    unit=unit,
                    how=_HOW,
                )
            )
        if place and (float(token.number) >= 60 or not token.number[0].isdigit()):
            name = (Message("minutes"), Message("seconds"))[place - 1]
            raise _refused(
                Message(
                    "“%(number)s” is no number of %(name)s: 0 or more and less than 60",
                    number=token.number,
                    name=name,
                )
            )
        if "." in token.number and place < len(numbers) - 1:
            raise _refused(
                Message(
                    "“%(number)s” has decimals, but smaller units follow it", number=token.number
                )
            )
    signed = numbers[0].number[0] in "+-"
    if signed and letters:
        raise _refused(
            Message(
                "“%(number)s” has a sign and a hemisphere; write one of them",
                number=numbers[0].number,
            )
        )
    size = sum(abs(float(token.number)) / 60**place for place, token in enumerate(numbers))
    is_negative = numbers[0].number[0] == "-" or letters in (["S"], ["W"])
    return (-size if is_negative else size), "".join(letters)


def _point(first: tuple[float, str], second: tuple[float, str]) -> tuple[float, float]:
    axes = [_AXIS[letter] for _, letter in (first, second) if letter]
    if len(axes) == 2 and axes[0] == axes[1]:
        name = _LIMITS[axes[0]][0]
        raise _refused(
            Message(
                "both coordinates are a %(name)s; one must be N or S, the other E or W", name=name
            )
        )
    if len(axes) == 1:
        raise _refused(
            Message("give the hemisphere (N, S, E, W) of both coordinates or of neither")
        )
    lat, lon = (second[0], first[0]) if axes == [1, 0] else (first[0], second[0])
    _check(lat, lon)
    return lat + 0.0, lon + 0.0


def _check(lat: float, lon: float) -> None:
    for value, (name, limit) in zip((lat, lon), _LIMITS, strict=True):
        if not (math.isfinite(value) and abs(value) <= limit):
            problem = Message(
                "%(value)s is no %(name)s: at most %(limit)s degrees",
                value=f"{value:g}",
                name=name,
                limit=f"{limit:g}",
            )
            if name == "latitude" and abs(lon) <= 90:
                problem = Message("%(problem)s; latitude comes first", problem=problem)
            raise _refused(problem)


def _from_mgrs(found: re.Match[str]) -> tuple[float, float]:
    zone, band, square, figures = found.groups()
    blocks = figures.split()
    digits = "".join(blocks)
    if not digits:
        raise _refused(
            Message(
                "%(square)s is a square of 100 km; add the figures in it",
                square=f"{zone}{band}{square}",
            )
        )
    if (
        len(digits) % 2
        or len(digits) > 10
        or (len(blocks) == 2 and len(blocks[0]) != len(blocks[1]))
    ):
        raise _refused(
            Message("MGRS has as many figures for the easting as for the northing, 1 to 5 each")
        )
    if len(blocks) > 2:
        raise _refused(Message("MGRS has two groups of figures, easting and northing"))
    try:
        lat, lon = mgrs.MGRS().toLatLon(f"{int(zone):02}{band}{square}{digits}")
    except mgrs.core.MGRSError as error:
        raise _refused(
            Message("there is no square %(square)s in MGRS", square=f"{zone}{band} {square}")
        ) from error
    middle = int(zone) * 6 - 183
    slack = _IRREGULAR_SLACK if band in "VX" else _ZONE_SLACK + 0.6 / len(digits)
    # The meridian of 180 degrees ends the first zone and the last one.
    if abs((lon - middle + 180) % 360 - 180) > 3 + slack:
        raise _refused(
            Message(
                "the square %(square)s does not lie in zone %(zone)s",
                square=square,
                zone=f"{zone}{band}",
            )
        )
    return float(lat), float(lon)
