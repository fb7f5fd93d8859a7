"""Dates told by other dates: the day before, a week later, the 12th of the same month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from geo.articles.numbers import numbers_in
from geo.articles.when import made, month_numbers, month_of, moved, unit_of, year_of
from geo.articles.words import table
from geo.incidents import TimePrecision

if TYPE_CHECKING:
    from geo.articles.when import Known, Resolver, Span

# Days to both sides within which "a week later" and "a month later" are meant.
_SLACK: Final = {"day": 0, "week": 2, "month": 10, "year": 92}
_PRECISION: Final = {
    "day": TimePrecision.DAY, "week": TimePrecision.WEEK, "month": TimePrecision.MONTH,
    "year": TimePrecision.YEAR,
}  # fmt: skip
_SAME: Final = r"(?:نفسه|نفسها|ذاته|ذاتها|عينه)"
_NEXT: Final = r"(?:تالي|تاليه|لاحق|لاحقه|موالي)"
_EARLIER: Final = r"(?:سابق|سابقه|ذي سبق\w*|تي سبقت\w*)"


# Clitics may lead an expression, and no letter may follow it.
_BEGIN: Final = r"(?<!\w)[وفب]?"
_END: Final = r"(?!\w)"

_Rule: TypeAlias = "tuple[str, Resolver]"


@lru_cache(maxsize=1)
def told_patterns() -> tuple[tuple[re.Pattern[str], Resolver], ...]:
    """Return the expressions that need the date told last, the longest kinds first."""
    rules = (*_days_of_months(), *_days_of_years(), *_same_again(), *_counted_on(), *_next_ones())
    return tuple(
        (re.compile(rf"{_BEGIN}(?:{expression}){_END}"), resolve)
        for expression, resolve in (*rules, *_ones_before())
    )


def _days_of_months() -> tuple[_Rule, ...]:
    """Return the rules of "on the 12th", "the 12th of the same month"."""
    day = r"(?P<day>\d\d?)(?:st|nd|rd|th)?\s+(?:من\s+)?(?:of\s+)?"
    this_month = r"(?:الشهر\s+)?(?:الجاري|الحالي)|هذا الشهر"
    last_month = r"(?:الشهر\s+)?(?:الماضي|الفايت|المنصرم)"
    return (
        (r"on the (?P<day>\d\d?)(?:st|nd|rd|th)(?! of)", _day_of(0)),
        (rf"{day}(?:الشهر {_SAME}|نفس الشهر|ذلك الشهر|(?:the same|that) month)", _day_of(0)),
        (rf"{day}(?:{this_month}|this month)", _day_of_article(0)),
        (rf"{day}(?:{last_month}|last month)", _day_of_article(-1)),
    )


def _days_of_years() -> tuple[_Rule, ...]:
    """Return the rules of "12 March of the same year", "March of the next year"."""
    months = "|".join(sorted(map(re.escape, month_numbers()), key=len, reverse=True))
    day_and_month = (
        rf"(?:(?P<day>\d\d?)\s+(?:من\s+)?)?(?:شهر\s+)?(?P<month>{months})"
        rf"(?:\s*/\s*(?:{months}))?\s+(?:من\s+|of\s+)?"
    )
    same = rf"(?:العام|السنه) {_SAME}|نفس العام|ذلك العام|(?:the same|that) year"
    following = rf"(?:العام|السنه) ال{_NEXT}|the (?:following|next) year"
    return (
        (rf"{day_and_month}(?:{same})", _month_of_year(0)),
        (rf"{day_and_month}(?:{following})", _month_of_year(1)),
    )


def _same_again() -> tuple[_Rule, ...]:
    """Return the rules of "the same day", "that week"."""
    the_day = (
        rf"(?:في )?(?:ال(?:يوم|ليله|مسا|اثنا) {_SAME}|نفس (?:اليوم|الليله)|ذلك اليوم"
        r"|that (?:same )?(?:day|night|evening|morning)"
        r"|(?:later )?(?:the|on the) same (?:day|night))"
    )
    return (
        (the_day, _same("day")),
        (rf"ال(?:اسبوع) {_SAME}|(?:the same|that) week", _same("week")),
        (rf"الشهر {_SAME}|نفس الشهر|ذلك الشهر|(?:the same|that) month", _same("month")),
        (rf"(?:العام|السنه) {_SAME}|نفس العام|ذلك العام|(?:the same|that) year", _same("year")),
    )


def _counted_on() -> tuple[_Rule, ...]:
    """Return the rules of "three days earlier", "a week later"."""
    units = "|".join(sorted((u for us in table()["units"].values() for u in us), reverse=True))
    count = r"(?:(?:نحو|حوالي|قرابه|about|some|nearly|almost|just|roughly)\s+)?"
    said = rf"{count}(?P<n>(?:[\w-]+\s+){{0,3}}?)(?P<unit>{units})"
    # The same for a second place in one expression, whose groups need names of their own.
    also = said.replace("<n>", "<n2>").replace("<unit>", "<u2>")
    return (
        (rf"قبل ذلك ب\s?{said}|{also} (?:earlier|previously)", _counted(-1)),
        (rf"قبل {said} من (?:ذلك|هذا)", _counted(-1)),
        (rf"(?:بعد ذلك|بعدها|بعده) ب\s?{said}|{also} (?:later|afterwards)", _counted(1)),
        (rf"بعد {said}(?! من| علي| عن)", _counted(1)),
    )


def _next_ones() -> tuple[_Rule, ...]:
    """Return the rules of "the following day"."""
    the_day = rf"(?:في )?اليوم ال{_NEXT}|(?:on )?the (?:next|following) (?:day|morning|night)"
    return (
        (the_day, _step("day", 1)),
        (rf"الاسبوع ال{_NEXT}|the (?:next|following) week", _step("week", 1)),
        (rf"الشهر ال{_NEXT}|the (?:next|following) month", _step("month", 1)),
        (rf"(?:العام|السنه) ال{_NEXT}|the (?:next|following) year", _step("year", 1)),
    )


def _ones_before() -> tuple[_Rule, ...]:
    """Return the rules of "the day before"."""
    the_day = (
        rf"(?:في )?اليوم ال{_EARLIER}|عشيه ذلك"
        r"|(?:on )?the (?:day|night) before(?! yesterday)|(?:on )?the previous (?:day|night)"
    )
    return (
        (the_day, _step("day", -1)),
        (rf"الاسبوع ال{_EARLIER}|the (?:previous week|week before)", _step("week", -1)),
        (rf"الشهر ال{_EARLIER}|the (?:previous month|month before)", _step("month", -1)),
        (rf"(?:العام|السنه) ال{_EARLIER}|the (?:previous year|year before)", _step("year", -1)),
    )


def how_many(words: str, unit: str) -> int:
    """Return how many units are said: a number before them, or one or two in the word itself."""
    said = [number.low for number in numbers_in(words.strip())]
    if said:
        return said[0]
    return 2 if unit.endswith("ين") else 1


def _day_of(months: int) -> Resolver:
    def resolve(match: re.Match[str], known: Known) -> Span:
        if known.anchor is None:
            return None
        first, _, stated = known.anchor
        return _day_in(first, months, int(match["day"]), stated=stated)

    return resolve


def _day_of_article(months: int) -> Resolver:
    def resolve(match: re.Match[str], known: Known) -> Span:
        if known.published is None:
            return None
        return _day_in(known.published, months, int(match["day"]), stated=False)

    return resolve


def _day_in(about: date, months: int, number: int, *, stated: bool) -> Span:
    whole = month_of(about.year, about.month + months, stated=stated)
    if whole is None or not 1 <= number <= whole[1].day:
        return None
    day = whole[0].replace(day=number)
    return day, day, TimePrecision.DAY, stated


def _month_of_year(years: int) -> Resolver:
    def resolve(match: re.Match[str], known: Known) -> Span:
        if known.anchor is None:
            return None
        first, last, stated = known.anchor
        # Of "five years ago" the middle tells the year.
        year = (first + (last - first) / 2).year + years
        month = month_numbers()[match["month"]]
        if match["day"] is None:
            return month_of(year, month, stated=stated)
        day = made(year, month, int(match["day"]))
        return None if day is None else (day, day, TimePrecision.DAY, stated)

    return resolve


def _same(unit: str) -> Resolver:
    def resolve(_match: re.Match[str], known: Known) -> Span:
        if known.anchor is None:
            return None
        return _whole(unit, *known.anchor)

    return resolve


def _whole(unit: str, first: date, last: date, stated: bool) -> Span:
    if unit == "month":
        return month_of(first.year, first.month, stated=stated)
    if unit == "year":
        return year_of(first.year, stated=stated)
    if unit == "week":
        monday = first - timedelta(days=first.weekday())
        return monday, monday + timedelta(days=6), TimePrecision.WEEK, stated
    if (last - first).days > _SLACK["month"]:
        # "the same day" as something of which only the month is known.
        return first, last, TimePrecision.MONTH, stated
    return first, last, TimePrecision.DAY if first == last else TimePrecision.WEEK, stated


def _step(unit: str, count: int) -> Resolver:
    def resolve(_match: re.Match[str], known: Known) -> Span:
        if known.anchor is None:
            return None
        first, last, stated = known.anchor
        start, end = moved(first, unit, count), moved(last, unit, count)
        if start is None or end is None:
            return None
        if unit == "day" and (last - first).days > _SLACK["month"]:
            return first, last, TimePrecision.MONTH, stated
        return _whole(unit, start, end, stated)

    return resolve


def _counted(sign: int) -> Resolver:
    def resolve(match: re.Match[str], known: Known) -> Span:
        groups = match.groupdict()
        unit_word = groups.get("unit") or groups.get("u2") or ""
        count = how_many(groups.get("n") or groups.get("n2") or "", unit_word)
        return counted(known, unit_of(unit_word), sign * count)

    return resolve


def counted(known: Known, unit: str, count: int) -> Span:
    """Return the days so many units from the date told last, as widely as the unit is vague."""
    if known.anchor is None or not unit:
        return None
    first, last, stated = known.anchor
    start, end = moved(first, unit, count), moved(last, unit, count)
    if start is None or end is None:
        return None
    slack = timedelta(days=_SLACK[unit])
    wide = (last - first).days > _SLACK["month"]
    precision = TimePrecision.MONTH if wide and unit in {"day", "week"} else _PRECISION[unit]
    start, end = start - slack, end + slack
    if known.published is not None:
        end = max(start, min(end, known.published))
    return start, end, precision, stated
