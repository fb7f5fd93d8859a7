from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import TimePrecision, fold
from geo.articles.dates import dates_in

# A Friday.
PUBLISHED = date(2021, 3, 5)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "stated"),
    [
        ("2021-03-04", "2021-03-04", "2021-03-04", "day", True),
        ("4/3/2021", "2021-03-04", "2021-03-04", "day", True),
        ("16 كانون الثاني/يناير 2019", "2019-01-16", "2019-01-16", "day", True),
        ("15 كانون الأول/ديسمبر", "2020-12-15", "2020-12-15", "day", False),
        ("16 January 2019", "2019-01-16", "2019-01-16", "day", True),
        ("March 3, 2020", "2020-03-03", "2020-03-03", "day", True),
        ("في نيسان/ ابريل 2018", "2018-04-01", "2018-04-30", "month", True),
        ("في يونيو (حزيران) العام 2014", "2014-06-01", "2014-06-30", "month", True),
        ("في تشرين الثاني", "2020-11-01", "2020-11-30", "month", True),
        ("في أكتوبر الماضي", "2020-10-01", "2020-10-31", "month", True),
        ("in February 2020", "2020-02-01", "2020-02-29", "month", True),
        ("منذ عام 2016", "2016-01-01", "2016-12-31", "year", True),
        ("in 2017", "2017-01-01", "2017-12-31", "year", True),
        ("اليوم", "2021-03-05", "2021-03-05", "day", False),
        ("أمس", "2021-03-04", "2021-03-04", "day", False),
        ("أول أمس", "2021-03-03", "2021-03-03", "day", False),
        ("yesterday", "2021-03-04", "2021-03-04", "day", False),
        ("الأربعاء", "2021-03-03", "2021-03-03", "day", False),
        ("يوم الجمعة", "2021-03-05", "2021-03-05", "day", False),
        ("on Monday", "2021-03-01", "2021-03-01", "day", False),
        ("قبل ثلاثة أيام", "2021-03-02", "2021-03-02", "day", False),
        ("two days ago", "2021-03-03", "2021-03-03", "day", False),
        ("الأسبوع الماضي", "2021-02-26", "2021-03-05", "week", False),
        ("last week", "2021-02-26", "2021-03-05", "week", False),
        ("العام الماضي", "2020-01-01", "2020-12-31", "year", False),
    ],
)
def test_dates_in_expression_is_resolved_against_the_article(
    text: str, first: str, last: str, precision: str, stated: bool
) -> None:
    (when,) = dates_in(fold(text), PUBLISHED)
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)
    assert (when.precision, when.stated) == (TimePrecision(precision), stated)


@pytest.mark.parametrize("text", ["2020-02-30", "31/2/2020", "it may rain", "ألف عام", "1745"])
def test_dates_in_what_is_no_date_gives_nothing(text: str) -> None:
    assert list(dates_in(fold(text), PUBLISHED)) == []


@pytest.mark.parametrize("text", ["أمس", "الأربعاء", "15 آذار", "last week"])
def test_dates_in_relative_date_without_the_article_date_gives_nothing(text: str) -> None:
    assert list(dates_in(fold(text), None)) == []


@given(st.dates(date(1995, 1, 8), date(2090, 1, 1)), st.integers(0, 6))
def test_dates_in_weekday_is_the_last_one_up_to_the_article(published: date, back: int) -> None:
    day = published - timedelta(days=back)
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][
        day.weekday()
    ]
    assert [when.first for when in dates_in(fold(name), published)] == [day]
