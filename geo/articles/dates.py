"""When: dates written out, months of both calendars' names, and "yesterday" against the article."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.articles.numbers import numbers_in
from geo.articles.words import table
from geo.incidents import TimePrecision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EARLIEST_YEAR: Final = 1990
_LATEST_YEAR: Final = 2100


@dataclass(frozen=True, slots=True)
class When:
    """A date that a folded text gives: both days are included.

    `stated` is false where the article's own date was needed to work it out. `start` and `end` of
    the expression are offsets of the folded text.
    """

    first: date
    last: date
    precision: TimePrecision
    stated: bool
    start: int
    end: int


@lru_cache(maxsize=1)
def _month_numbers() -> dict[str, int]:
    return {name: at for at, names in enumerate(table()["months"], 1) for name in names}


@lru_cache(maxsize=1)
def _weekday_numbers() -> dict[str, int]:
    return {name: at for at, names in enumerate(table()["weekdays"]) for name in names}


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


@lru_cache(maxsize=1)
def _patterns() -> tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], date | None], _Span]], ...
]:
    month = _alternatives(_month_numbers())
    # كانون الأول/ديسمبر, يونيو (حزيران)
    both = rf"(?:شهر\s+)?(?P<month>{month})(?:\s*[/(]\s*(?:{month})\)?)?"
    year = r"(?:\s*,?\s*(?:(?:ال)?عام|(?:ال)?سنه|of)?\s*(?P<year>(?:19|20)\d\d))?"
    weekday = _alternatives(_weekday_numbers())
    units = "|".join(u for names in table()["units"].values() for u in names)
    b, e = r"(?<!\w)", r"(?!\w)"
    led = r"(?:(?:يوم|مساء|صباح|فجر|ليل|on)\s+)?"
    return (
        (re.compile(rf"{b}(?P<y>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?){e}"), _iso),
        (re.compile(rf"{b}(?P<d>\d\d?)[/.-](?P<m>\d\d?)[/.-](?P<y>\d{{4}}){e}"), _iso),
        (
            re.compile(rf"{b}(?P<day>\d\d?)(?:st|nd|rd|th)?\s+(?:من\s+)?(?:of\s+)?{both}{year}{e}"),
            _day,
        ),
        (re.compile(rf"{b}(?P<month>{month})\s+(?P<day>\d\d?)(?:st|nd|rd|th)?{year}{e}"), _day),
        (re.compile(rf"(?:{b}|(?<=[\s(]ب)){both}{year}(?P<last>\s+(?:ال)?ماضي)?{e}"), _month),
        (re.compile(rf"{b}(?:يوم\s+)?(?:امس الاول|اول امس|the day before yesterday){e}"), _ago(2)),
        (re.compile(rf"{b}(?:يوم\s+)?(?:امس|البارحه|yesterday|last night){e}"), _ago(1)),
        (re.compile(rf"{b}(?:اليوم|today|this morning|فجر اليوم|earlier in the day){e}"), _ago(0)),
        (
            re.compile(
                rf"{b}[بلو]?(?:(?:ال)?عام|(?:ال)?سنه|في|منذ|in|since)\s+(?:ال)?(?:عام\s+|سنه\s+)?(?P<y>(?:19|20)\d\d){e}"
            ),
            _year,
        ),
        (
            re.compile(
                rf"{b}(?:(?:قبل|منذ)\s+(?:نحو\s+|حوالي\s+)?"
                rf"(?P<ar>[\w ]{{0,14}}?)\s?(?P<uar>{units})"
                rf"|(?P<en>\w+)\s+(?P<uen>{units})\s+ago){e}"
            ),
            _before,
        ),
        (
            re.compile(
                rf"{b}(?:last|past|this)\s+(?P<en>week|month|year){e}"
                rf"|{b}ال(?P<ar>اسبوع|شهر|عام|سنه|اسابيع|اشهر)\s+(?:ال)?(?:ماضيه?|اخيره?|فائت|منصرم){e}"
            ),
            _last_unit,
        ),
        (re.compile(rf"(?:{b}|{b}[وف]){led}(?P<weekday>{weekday}){e}"), _weekday),
    )


_Span = tuple[date, date, TimePrecision, bool] | None


def _made(year: int, month: int, day: int) -> date | None:
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(match: re.Match[str], _published: date | None) -> _Span:
    day = _made(int(match["y"]), int(match["m"]), int(match["d"]))
    return None if day is None else (day, day, TimePrecision.DAY, True)


def _year_for(month: int, day: int, published: date | None) -> int | None:
    """Return the year of the last such day that is not after the article."""
    if published is None:
        return None
    return (
        published.year if (month, day) <= (published.month, published.day) else published.year - 1
    )


def _day(match: re.Match[str], published: date | None) -> _Span:
    month, day = _month_numbers()[match["month"]], int(match["day"])
    year = int(match["year"]) if match["year"] else _year_for(month, day, published)
    made = None if year is None else _made(year, month, day)
    return None if made is None else (made, made, TimePrecision.DAY, match["year"] is not None)


def _month(match: re.Match[str], published: date | None) -> _Span:
    if match["month"] in {"may", "mar", "اب"} and match["year"] is None:
        # "may" and "اب" (father) are words of their own.
        return None
    month = _month_numbers()[match["month"]]
    year = int(match["year"]) if match["year"] else _year_for(month, 1, published)
    if year is None or not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    last = date(year, month, monthrange(year, month)[1])
    return date(year, month, 1), last, TimePrecision.MONTH, True


def _ago(days: int) -> Callable[[re.Match[str], date | None], _Span]:
    def resolve(_match: re.Match[str], published: date | None) -> _Span:
        if published is None:
            return None
        day = published - timedelta(days=days)
        return day, day, TimePrecision.DAY, False

    return resolve


def _unit_of(word: str) -> str:
    return next((unit for unit, words in table()["units"].items() if word in words), "")


_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
_PRECISION: Final = {
    "day": TimePrecision.DAY, "week": TimePrecision.WEEK, "month": TimePrecision.MONTH,
    "year": TimePrecision.YEAR,
}  # fmt: skip


def _before(match: re.Match[str], published: date | None) -> _Span:
    if published is None:
        return None
    word = match["uar"] or match["uen"]
    unit = _unit_of(word)
    said = [n.low for n in numbers_in((match["ar"] or match["en"] or "").strip())]
    count = said[0] if said else (2 if word.endswith("ين") else 1)
    if not unit or count * _DAYS[unit] > 36_500:
        return None
    day = published - timedelta(days=count * _DAYS[unit])
    slack = timedelta(days=_DAYS[unit] // 2)
    return day - slack, min(day + slack, published), _PRECISION[unit], False


def _last_unit(match: re.Match[str], published: date | None) -> _Span:
    if published is None:
        return None
    word = match["en"] or match["ar"]
    unit = {"اسابيع": "month", "اشهر": "month"}.get(word) or _unit_of(word)
    if unit == "week" and word != "اسابيع":
        return published - timedelta(days=7), published, TimePrecision.WEEK, False
    if unit == "year":
        year = published.year - 1
        return date(year, 1, 1), date(year, 12, 31), TimePrecision.YEAR, False
    return published - timedelta(days=31), published, TimePrecision.MONTH, False


def _weekday(match: re.Match[str], published: date | None) -> _Span:
    if published is None:
        return None
    back = (published.weekday() - _weekday_numbers()[match["weekday"]]) % 7
    day = published - timedelta(days=back)
    return day, day, TimePrecision.DAY, False


def _year(match: re.Match[str], _published: date | None) -> _Span:
    year = int(match["y"])
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    return date(year, 1, 1), date(year, 12, 31), TimePrecision.YEAR, True


def dates_in(text: str, published: date | None) -> Iterator[When]:
    """Yield the dates of a folded text, the finest first where several overlap.

    Parameters
    ----------
    text
        A folded sentence.
    published
        The article's date; without it "yesterday" and months without a year give nothing.
    """
    taken: list[tuple[int, int]] = []
    for pattern, resolve in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            span = resolve(match, published)
            if span is not None:
                taken.append((start, end))
                yield When(*span, start, end)
