"""When: dates written out, months of both calendars' names, and "yesterday" against the article."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.articles.dates_told import counted, how_many, told_patterns
from geo.articles.when import (
    Known,
    When,
    fineness,
    made,
    month_numbers,
    month_of,
    moved,
    unit_of,
    weekday_numbers,
    year_of,
)
from geo.articles.words import table
from geo.incidents import TimePrecision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from geo.articles.when import Resolver, Span

# Days that "recent weeks" and the like reach back.
_RECENT: Final = {"hour": 1, "day": 7, "week": 42, "month": 124, "": 31}
# A span is cut to its beginning, middle or end by the word before it.
_PARTS: Final = tuple(
    (re.compile(rf"(?:{words})\s+(?:(?:شهر|عام|سنه|of|in|the)\s+)*$"), part)
    for words, part in (
        (r"(?<!\w)ف?ي?\s?(?:اوايل|مطلع|بدايه|بدايات|early|(?:the )?(?:beginning|start) of|earlier)",
         0),
        (r"(?<!\w)(?:منتصف|اواسط|mid|mid-|the middle of)", 1),
        (r"(?<!\w)(?:اواخر|نهايه|ختام|late|(?:the )?end of)", 2),
    )
)  # fmt: skip
_SINCE: Final = re.compile(r"(?<!\w)(?:منذ|since|ever since)\s+(?:\w+\s+){0,2}$")
_LAST_PART: Final = 2
# Letters before "three days after" that still make it the sentence's beginning.
_FEW: Final = 4
_COMMA: Final = re.compile("[،,]")


def _words_of(numbers: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Resolver], ...]:
    month, weekday = _words_of(month_numbers()), _words_of(weekday_numbers())
    # كانون الأول/ديسمبر, يونيو (حزيران)
    both = rf"(?:شهر\s+)?(?P<month>{month})\.?(?:\s*[/(]\s*(?:{month})\)?)?"
    year = r"(?:\s*,?\s*(?:من\s+)?(?:(?:ال)?عام|(?:ال)?سنه|of)?\s*(?P<year>(?:19|20)\d\d))?"
    last = r"(?:\s+(?P<last>من العام الماضي|(?:of )?last year))?"
    units = "|".join(sorted((u for us in table()["units"].values() for u in us), reverse=True))
    led = r"(?:(?:يوم|مسا|صباح|فجر|ليل|ليله|ظهر|عصر|on)\s+)?"
    to_come = r"(?!\s+(?:ال)?(?:مقبل|قادم)\w?)"
    day = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
    past = r"(?:ماضيه?|اخيره?|فايته?|منصرمه?|قليله الماضيه)"
    expressions: tuple[tuple[str, Resolver], ...] = (
        (r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)", _iso),
        (r"(?P<d>\d\d?)[/.-](?P<m>\d\d?)[/.-](?P<y>\d{4})", _iso),
        (rf"{day}\s+(?:من\s+)?(?:of\s+)?{both}{year}{last}", _day),
        (rf"(?P<month>{month})\.?\s+{day}{year}{last}", _day),
        (r"(?:يوم\s+)?(?:امس الاول|اول امس|اول من امس|the day before yesterday)", _ago(2)),
        (r"(?:يوم\s+)?(?:امس|البارحه|yesterday|last night|الليله الماضيه|overnight)", _ago(1)),
        (r"اليوم|today|this morning|tonight|this evening|earlier in the day|هذا الصباح", _ago(0)),
        ((rf"(?P<season>صيف|شتا|ربيع|خريف|summer|winter|spring|autumn)"
         rf"(?:\s+(?:(?:ال)?عام\s+|(?:ال)?سنه\s+|of\s+|in\s+)?(?P<year>(?:19|20)\d\d)"
         rf"|\s+ال{past})|last (?P<last_season>summer|winter|spring|autumn)"), _season),
        (r"(?:(?:قبل|منذ)\s+ساعات|hours (?:ago|earlier|before)|(?:قبل )?ساعات قليله)", _ago(0)),
        ((rf"(?:ال)?ساعات (?:ال)?\W?(?:\d+\s+)?ال{past}"
         r"|(?:the )?(?:past|last) (?:\d+ |few )?hours"), _recent("hour")),
        ((rf"(?:قبل|منذ)\s+(?:نحو\s+|حوالي\s+|اكثر من\s+)?(?P<ar>[\w ]{{0,14}}?)\s?(?P<uar>{units})"
         rf"(?!\s+من|\s+\d)|(?P<en>[\w-]+)\s+(?P<uen>{units})\s+ago"), _before),
        (rf"(?:ال)?ايام ال{past}|(?:recent|past few|last few) days", _recent("day")),
        (rf"(?:ال)?اسابيع ال{past}|(?:recent|past few|last few) weeks", _recent("week")),
        (rf"(?:ال)?(?:اشهر|شهور) ال{past}|(?:recent|past few|last few) months", _recent("month")),
        ((r"موخرا|recently|ال(?:معارك|هجمات|عمليات|اشتباكات|احداث|موجه) الاخيره"
         r"|recent (?:attacks?|clashes|fighting|operations?|strikes|battles?)"), _recent("")),
        ((rf"(?:last|past|this)\s+(?P<en>week|month|year)"
         rf"|(?:ال)(?P<ar>اسبوع|شهر|عام|سنه)\s+(?P<what>ال{past}|الجاريه?|الحاليه?)"
         r"|هذ(?:ا|ه) ال(?P<this>اسبوع|شهر|عام|سنه)"), _last_unit),
        ((r"[بلو]?(?:(?:ال)?عام|(?:ال)?سنه|في|منذ|in|since|during|of)\s+(?:ال)?(?:عام\s+|سنه\s+)?"
         r"(?P<y>(?:19|20)\d\d)(?!\s?[-–]?\s?\d)"), _year),
    )  # fmt: skip
    whole = tuple(
        (re.compile(rf"(?<!\w)[وفب]?(?:{each})(?!\w)"), resolve) for each, resolve in expressions
    )
    by_name: tuple[tuple[re.Pattern[str], Resolver], ...] = (
        (
            re.compile(rf"(?:(?<!\w)|(?<=[\s(]ب))(?<!next ){both}{year}{last}(?!\w){to_come}"),
            _month,
        ),
        (
            re.compile(
                rf"(?<!\w)[وف]?(?<!next ){led}(?P<before>last )?"
                rf"(?P<weekday>{weekday})(?!\w){to_come}"
            ),
            _weekday,
        ),
    )
    return (*told_patterns(), *whole[:4], *by_name[:1], *whole[4:], *by_name[1:])


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    units = "|".join(sorted((u for us in table()["units"].values() for u in us), reverse=True))
    about = r"(?:(?:نحو|حوالي|قرابه|about|some|nearly|almost|just)\s+)?"
    return re.compile(
        rf"(?<!\w)[وف]?(?:بعد {about}(?P<n>(?:[\w-]+\s+){{0,3}}?)(?P<unit>{units}) (?:من|علي)"
        rf"|{about}(?P<n2>(?:[\w-]+\s+){{0,2}}?)(?P<u2>{units}) after)(?!\w)"
    )


def _iso(match: re.Match[str], _known: Known) -> Span:
    day = made(int(match["y"]), int(match["m"]), int(match["d"]))
    return None if day is None else (day, day, TimePrecision.DAY, True)


def _year_for(month: int, day: int, match: re.Match[str], known: Known) -> int | None:
    """Return the year of a day that is told without one: that of the date told just before it.

    Else it is the last such day that is not after the article.
    """
    published, told = known.published, known.told
    if published is None:
        return None
    if match["last"]:
        return published.year - 1
    latest = published.year - ((month, day) > (published.month, published.day))
    if told is None or not known.near or told.last.year >= published.year:
        return latest
    year = told.first.year
    if told.precision is not TimePrecision.YEAR:
        year += (month, day) < (told.first.month, 1)
    return min(year, latest)


def _day(match: re.Match[str], known: Known) -> Span:
    month, day = month_numbers()[match["month"]], int(match["day"])
    year = int(match["year"]) if match["year"] else _year_for(month, day, match, known)
    day_made = None if year is None else made(year, month, day)
    if day_made is None:
        return None
    return day_made, day_made, TimePrecision.DAY, match["year"] is not None


def _month(match: re.Match[str], known: Known) -> Span:
    if match["month"] in {"may", "mar", "اب"} and not (match["year"] or "/" in match[0]):
        # "may" and "اب" (father) are words of their own.
        return None
    month = month_numbers()[match["month"]]
    year = int(match["year"]) if match["year"] else _year_for(month, 1, match, known)
    return None if year is None else month_of(year, month, stated=True)


_SEASONS: Final = {
    "صيف": 6, "summer": 6, "خريف": 9, "autumn": 9, "شتا": 12, "winter": 12, "ربيع": 3, "spring": 3,
}  # fmt: skip


def _season(match: re.Match[str], known: Known) -> Span:
    month = _SEASONS[match["season"] or match["last_season"]]
    if match["year"]:
        # A winter is told by the year in which it ends.
        year = int(match["year"]) - (month == 12)
    elif known.published is not None:
        year = known.published.year - (month + 2 >= known.published.month)
    else:
        return None
    first, last = month_of(year, month, stated=True), month_of(year, month + 2, stated=True)
    if first is None or last is None:
        return None
    return first[0], last[1], TimePrecision.SEASON, True


def _ago(days: int) -> Callable[[re.Match[str], Known], Span]:
    def resolve(_match: re.Match[str], known: Known) -> Span:
        if known.published is None:
            return None
        day = known.published - timedelta(days=days)
        return day, day, TimePrecision.DAY, False

    return resolve


def _recent(unit: str) -> Callable[[re.Match[str], Known], Span]:
    def resolve(_match: re.Match[str], known: Known) -> Span:
        if known.published is None:
            return None
        first = known.published - timedelta(days=_RECENT[unit])
        precision = TimePrecision.DAY if unit == "hour" else fineness(first, known.published)
        return first, known.published, precision, False

    return resolve


_PRECISION: Final = {
    "day": TimePrecision.DAY, "week": TimePrecision.WEEK, "month": TimePrecision.MONTH,
    "year": TimePrecision.YEAR,
}  # fmt: skip
_HALF: Final = {"day": 0, "week": 3, "month": 15, "year": 182}


def _before(match: re.Match[str], known: Known) -> Span:
    if known.published is None:
        return None
    word = match["uar"] or match["uen"]
    unit = unit_of(word)
    count = how_many(match["ar"] or match["en"] or "", word)
    day = moved(known.published, unit, -count) if unit else None
    if day is None:
        return None
    slack = timedelta(days=_HALF[unit])
    return day - slack, min(day + slack, known.published), _PRECISION[unit], False


def _last_unit(match: re.Match[str], known: Known) -> Span:
    published = known.published
    if published is None:
        return None
    unit = unit_of(match["en"] or match["ar"] or match["this"])
    is_this = bool(match["this"]) or match[0].startswith("this") or (
        (match["what"] or "").startswith(("الجاري", "الحالي"))
    )  # fmt: skip
    if unit == "week":
        return published - timedelta(days=7), published, TimePrecision.WEEK, False
    if unit == "year":
        whole = year_of(published.year - (not is_this), stated=False)
    else:
        whole = month_of(published.year, published.month - (not is_this), stated=False)
    return None if whole is None else (whole[0], min(whole[1], published), *whole[2:])


def _weekday(match: re.Match[str], known: Known) -> Span:
    if known.published is None:
        return None
    back = (known.published.weekday() - weekday_numbers()[match["weekday"]]) % 7
    if not back and match["before"]:
        back = 7
    day = known.published - timedelta(days=back)
    return day, day, TimePrecision.DAY, False


def _year(match: re.Match[str], _known: Known) -> Span:
    return year_of(int(match["y"]), stated=True)


def dates_in(
    text: str, published: date | None, told: When | None = None, *, near: bool = True
) -> Iterator[When]:
    """Yield the dates of a folded text, in its order.

    Parameters
    ----------
    text
        A folded sentence.
    published
        The article's date; without it "yesterday" and months without a year give nothing.
    told
        The date that the text told last before this sentence, by which "the day before" goes.
    near
        Whether that was in the same paragraph, so that a month without a year goes by it, too.
    """
    known = Known(published, told, near)
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, re.Match[str], Resolver | None]] = []
    for match in _after().finditer(text):
        taken.append(match.span())
        found.append((match.start(), match, None))
    for pattern, resolve in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            if resolve(match, Known(published, told or _somewhen(published))) is not None:
                taken.append((start, end))
                found.append((start, match, resolve))
    for _, match, each in sorted(found, key=lambda one: one[0]):
        when = _resolved(text, match, each, known)
        if when is not None and not _is_to_come(when, known):
            known = Known(published, when, near=True)
            yield when


def _is_to_come(when: When, known: Known) -> bool:
    """Tell whether a date lies after the article without being stated: "a week later"."""
    return known.published is not None and not when.stated and when.first > known.published


def _somewhen(published: date | None) -> When:
    """Return a date by which to try whether an expression is one at all."""
    day = published or date(2000, 1, 1)
    return When(day, day, TimePrecision.DAY, False, 0, 0)


def _resolved(
    text: str, match: re.Match[str], resolve: Resolver | None, known: Known
) -> When | None:
    if resolve is None:
        return _of_after(text, match, known)
    span = resolve(match, known)
    if span is None:
        return None
    return _cut(text, When(*span, *match.span()))


def _of_after(text: str, match: re.Match[str], known: Known) -> When | None:
    """Read "three days after": what follows lies so far back, or what stands behind it ahead."""
    unit_word = match["unit"] or match["u2"]
    unit = unit_of(unit_word)
    count = how_many(match["n"] or match["n2"] or "", unit_word)
    begins = len(text[: match.start()].strip(" و")) < _FEW
    comma = _COMMA.search(text, match.end())
    if begins and comma is None:
        return None
    span = counted(known, unit, count if begins else -count)
    if span is None or (begins and known.told is None):
        return None
    holds_from = comma.end() if begins and comma is not None else match.end()
    return When(*span, *match.span(), holds_from=holds_from)


def _cut(text: str, when: When) -> When:
    """Return a date cut to the part that the words before it name."""
    before = text[: when.start]
    length = (when.last - when.first).days + 1
    if _SINCE.search(before) or text[when.start : when.end].startswith(("منذ", "ومنذ", "since")):
        when = replace(when, is_since=True)
    part = next((part for words, part in _PARTS if words.search(before)), None)
    if part is None or when.precision not in {TimePrecision.MONTH, TimePrecision.YEAR}:
        return when
    # "Early this year" is a third of the whole year, however much of it is over.
    whole = max(length, 30 if when.precision is TimePrecision.MONTH else 365)
    third = timedelta(days=whole // 3)
    first = when.first + part * third
    last = when.last if part == _LAST_PART else min(first + third - timedelta(days=1), when.last)
    return when if last < first else replace(
        when, first=first, last=last, precision=fineness(first, last)
    )  # fmt: skip


def nearest(
    dates: Iterable[When], start: int, end: int, *, reach: tuple[int, int] | None = None
) -> When | None:
    """Return the date that belongs to the words from `start` to `end`: the nearest, finest one.

    Parameters
    ----------
    dates
        The dates of a sentence.
    start, end
        Offsets of the words in the folded sentence.
    reach
        Offsets within which a date is taken first, where several places have one each.
    """
    order = list(TimePrecision)

    def farness(when: When) -> float:
        away = min(abs(when.start - end), abs(start - when.end))
        outside = reach is not None and not reach[0] <= when.start < reach[1]
        return away + 25.0 * order.index(when.precision) + 1000.0 * outside

    return min((when for when in dates if when.holds_from <= start), key=farness, default=None)
