"""What a date in a text is: its days, how finely it is known, and what it was worked out from."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.articles.words import table
from geo.incidents import TimePrecision

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

EARLIEST_YEAR: Final = 1990
LATEST_YEAR: Final = 2100
# Days up to which a span still is a week, a month, a season.
_FINEST: Final = (
    (1, TimePrecision.DAY), (10, TimePrecision.WEEK), (45, TimePrecision.MONTH),
    (130, TimePrecision.SEASON),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """A date that a folded text gives: both days are included.

    `stated` is false where the article's own date was needed to work it out. `start` and `end` of
    the expression are offsets of the folded text. It holds for what stands from offset
    `holds_from` on: "three days after" dates what follows it. `is_since` tells that it is the
    beginning of what goes on.
    """

    first: date
    last: date
    precision: TimePrecision
    stated: bool
    start: int
    end: int
    holds_from: int = 0
    is_since: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a date may be told by: the article's day, and the date that was told last.

    `near` says that the date told last stands in the same paragraph.
    """

    published: date | None
    told: When | None = None
    near: bool = False

    @property
    def anchor(self) -> tuple[date, date, bool] | None:
        """The days that "the day before" goes by, and whether a year was stated for them."""
        if self.told is not None:
            return self.told.first, self.told.last, self.told.stated
        return None if self.published is None else (self.published, self.published, False)


Span = tuple[date, date, TimePrecision, bool] | None
if TYPE_CHECKING:
    Resolver = Callable[[re.Match[str], Known], Span]


@lru_cache(maxsize=1)
def month_numbers() -> dict[str, int]:
    """Return the number of each month by its folded names."""
    return {name: at for at, names in enumerate(table()["months"], 1) for name in names}


@lru_cache(maxsize=1)
def weekday_numbers() -> dict[str, int]:
    """Return the number of each day of the week, Monday first, by its folded names."""
    return {name: at for at, names in enumerate(table()["weekdays"]) for name in names}


def unit_of(word: str) -> str:
    """Return day, week, month or year for a word of one; empty for another word."""
    return next((unit for unit, words in table()["units"].items() if word in words), "")


def made(year: int, month: int, day: int) -> date | None:
    """Return a day, None where the calendar or the years looked at have none such."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(year: int, month: int, *, stated: bool) -> Span:
    """Return the days of a month; month 0 and 13 are those of the years beside."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    last = date(year, month, monthrange(year, month)[1])
    return date(year, month, 1), last, TimePrecision.MONTH, stated


def year_of(year: int, *, stated: bool) -> Span:
    """Return the days of a year."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    return date(year, 1, 1), date(year, 12, 31), TimePrecision.YEAR, stated


def fineness(first: date, last: date) -> TimePrecision:
    """Return how finely a stretch of days is told by its length."""
    days = (last - first).days + 1
    return next((fine for most, fine in _FINEST if days <= most), TimePrecision.YEAR)


def moved(day: date, unit: str, count: int) -> date | None:
    """Return the day so many days, weeks, months or years later; None past the years looked at."""
    if unit in {"day", "week"}:
        if abs(count) > 40_000:
            return None
        later = day + timedelta(days=count * (7 if unit == "week" else 1))
        return later if EARLIEST_YEAR <= later.year <= LATEST_YEAR else None
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
