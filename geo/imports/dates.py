"""Days as publishers write them, to the first and last day that they may mean.

ISO (``2019-03-01``, ``2019-03``, ``2019``, with or without a time), ``01 March 2019``, ``1 Mar
2019``, ``March 1, 2019``, ``١ آذار ٢٠١٩`` and figures such as ``25/12/2019``. Which of two figures
is the day is never guessed from one row: the whole file tells (a figure above 12 in one of the two
places), else the mapping's `date_order` does, else the rows are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gazetteer import Message
from geo.incidents import TimePrecision

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH: Final = date(1970, 1, 1)
# The first day that is believed. Source: own choice; conflict data begin in 1946, slips of a
# century lie before.
EARLIEST: Final = date(1900, 1, 1)

_ISO: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_FIGURES: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DAY_WORD: Final = re.compile(r"(\d{1,2})[\s/.-]+([^\W\d_][^\d]*?)[\s,/.-]+(\d{4})")
_WORD_DAY: Final = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WORD_YEAR: Final = re.compile(r"([^\W\d_][^\d]*?)[\s,]+(\d{4})")
# A time of day at the end of a text; also for pyarrow, whose expressions are RE2's.
CLOCK: Final = (
    r"(?:T|\s+)\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:[AaPp][Mm])?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$"
)
_CLOCK: Final = re.compile(CLOCK)
_MONTHS: Final = (
    ("january", "jan", "كانون الثاني", "يناير"),
    ("february", "feb", "شباط", "فبراير"),
    ("march", "mar", "آذار", "اذار", "مارس"),
    ("april", "apr", "نيسان", "أبريل", "ابريل"),
    ("may", "أيار", "ايار", "مايو"),
    ("june", "jun", "حزيران", "يونيو"),
    ("july", "jul", "تموز", "يوليو"),
    ("august", "aug", "آب", "اب", "أغسطس", "اغسطس"),
    ("september", "sep", "sept", "أيلول", "ايلول", "سبتمبر"),
    ("october", "oct", "تشرين الأول", "تشرين الاول", "أكتوبر", "اكتوبر"),
    ("november", "nov", "تشرين الثاني", "نوفمبر"),
    ("december", "dec", "كانون الأول", "كانون الاول", "ديسمبر"),
)
_MONTH_OF: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}


class DateOrder(StrEnum):
    """Which of the two figures before a year is the day."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day (days since 1970-01-01) that a text names, and how finely."""

    first: int
    last: int
    precision: TimePrecision


def parse_span(text: str, order: DateOrder | None) -> Span:
    """Return what a text says of a day, month or year.

    Parameters
    ----------
    text
        The text, in Western or Arabic figures.
    order
        What figures such as ``03/04/2019`` mean; None refuses those that have two meanings.

    Raises
    ------
    ValueError
        If it is no date, a date that does not exist, or one with two meanings; the message is the
        end of a sentence that begins with the text.
    """
    plain = _CLOCK.sub("", _plain(text))
    for pattern in (_ISO, _YEAR_FIRST, _COMPACT):
        if found := pattern.fullmatch(plain):
            year, month, day = (None if part is None else int(part) for part in found.groups())
            return _span(year or 0, month, day)
    if found := _FIGURES.fullmatch(plain):
        return _of_figures(*(int(part) for part in found.groups()), order=order)
    if found := _DAY_WORD.fullmatch(plain):
        return _span(int(found[3]), _month(found[2]), int(found[1]))
    if found := _WORD_DAY.fullmatch(plain):
        return _span(int(found[3]), _month(found[1]), int(found[2]))
    if found := _WORD_YEAR.fullmatch(plain):
        return _span(int(found[2]), _month(found[1]), None)
    raise ValueError(Message("is no date; write it like 2019-03-25"))


def date_order_of(texts: Iterable[str]) -> tuple[DateOrder | None, bool]:
    """Return the order of figures that texts prove, and whether any leaves it open.

    An order is proved by a figure above 12 in one place and none in the other.
    """
    proved: set[DateOrder] = set()
    is_open = False
    for text in texts:
        found = _FIGURES.fullmatch(_CLOCK.sub("", _plain(text)))
        if not found:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            proved.add(DateOrder.DAY_FIRST)
        elif second > 12 >= first:
            proved.add(DateOrder.MONTH_FIRST)
        else:
            is_open = is_open or first != second
    return (proved.pop() if len(proved) == 1 else None), is_open


def _plain(text: str) -> str:
    figures = {ord(c): str(int(c)) for c in set(text) if c.isdecimal() and not c.isascii()}
    return " ".join(text.translate(figures).replace("/ ", "/").replace("\u200f", "").split())


def _month(word: str) -> int:
    name = " ".join(word.casefold().strip(" .").split())
    month = _MONTH_OF.get(name)
    if month is None:
        raise ValueError(Message("has no month that is known: %(word)r", word=word))
    return month


def _of_figures(first: int, second: int, year: int, *, order: DateOrder | None) -> Span:
    if first == second or order is DateOrder.DAY_FIRST:
        return _span(year, second, first)
    if order is DateOrder.MONTH_FIRST:
        return _span(year, first, second)
    if first > 12:
        return _span(year, second, first)
    if second > 12:
        return _span(year, first, second)
    raise ValueError(
        Message("may be two different days; say which with the date order dmy (day first) or mdy")
    )


def _span(year: int, month: int | None, day: int | None) -> Span:
    try:
        if month is None:
            return _days(date(year, 1, 1), date(year, 12, 31), TimePrecision.YEAR)
        if day is None:
            first = date(year, month, 1)
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            return _days(first, last, TimePrecision.MONTH)
        found = date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise ValueError(Message("is a day that does not exist")) from error
    return _days(found, found, TimePrecision.DAY)


def _days(first: date, last: date, precision: TimePrecision) -> Span:
    return Span((first - _EPOCH).days, (last - _EPOCH).days, precision)
