from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import TimePrecision, fold
from geo.articles.dates import dates_in, nearest
from geo.articles.when import When

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
        ("مساء يوم السبت", "2021-02-27", "2021-02-27", "day", False),
        ("الأسبوع الماضي", "2021-02-26", "2021-03-05", "week", False),
        ("last week", "2021-02-26", "2021-03-05", "week", False),
        ("العام الماضي", "2020-01-01", "2020-12-31", "year", False),
        ("الشهر الماضي", "2021-02-01", "2021-02-28", "month", False),
        ("this month", "2021-03-01", "2021-03-05", "month", False),
        ("هذا العام", "2021-01-01", "2021-03-05", "year", False),
        ("12 من الشهر الماضي", "2021-02-12", "2021-02-12", "day", False),
        ("أواخر عام 2014", "2014-08-31", "2014-12-31", "season", True),
        ("early this year", "2021-01-01", "2021-03-05", "season", False),
        ("منتصف كانون الثاني/يناير", "2021-01-11", "2021-01-20", "week", True),
        ("في صيف 2014", "2014-06-01", "2014-08-31", "season", True),
        ("last summer", "2020-06-01", "2020-08-31", "season", True),
        ("خلال الساعات الـ24 الماضية", "2021-03-04", "2021-03-05", "day", False),
        ("in recent weeks", "2021-01-22", "2021-03-05", "month", False),
        ("مؤخرا", "2021-02-02", "2021-03-05", "month", False),
        ("March last year", "2020-03-01", "2020-03-31", "month", True),
    ],
)
def test_dates_in_expression_is_resolved_against_the_article(
    text: str, first: str, last: str, precision: str, stated: bool
) -> None:
    (when,) = dates_in(fold(text), PUBLISHED)
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)
    assert (when.precision, when.stated) == (TimePrecision(precision), stated)


TOLD = When(date(2020, 6, 12), date(2020, 6, 12), TimePrecision.DAY, True, 0, 0)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("في اليوم التالي", "2020-06-13", "2020-06-13", "day"),
        ("the day before", "2020-06-11", "2020-06-11", "day"),
        ("في اليوم نفسه", "2020-06-12", "2020-06-12", "day"),
        ("that same day", "2020-06-12", "2020-06-12", "day"),
        ("وفي 20 من الشهر نفسه", "2020-06-20", "2020-06-20", "day"),
        ("on the 3rd of the same month", "2020-06-03", "2020-06-03", "day"),
        ("في آذار من العام نفسه", "2020-03-01", "2020-03-31", "month"),
        ("الشهر التالي", "2020-07-01", "2020-07-31", "month"),
        ("the following year", "2021-01-01", "2021-12-31", "year"),
        ("قبل ذلك بيومين", "2020-06-10", "2020-06-10", "day"),
        ("قبل ثلاثة أيام من ذلك", "2020-06-09", "2020-06-09", "day"),
        ("بعد أسبوع", "2020-06-17", "2020-06-21", "week"),
        ("twelve days later", "2020-06-24", "2020-06-24", "day"),
        ("a month later", "2020-07-02", "2020-07-22", "month"),
        ("جاء الهجوم بعد ثلاثة أيام من مقتل قائد", "2020-06-09", "2020-06-09", "day"),
        ("بعد يومين من تفجير منبج، اعتقلت خلية", "2020-06-14", "2020-06-14", "day"),
        ("in January", "2021-01-01", "2021-01-31", "month"),
    ],
)
def test_dates_in_date_told_by_another_goes_by_the_one_told_last(
    text: str, first: str, last: str, precision: str
) -> None:
    (when,) = dates_in(fold(text), PUBLISHED, TOLD)
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)
    assert (when.precision, when.stated) == (TimePrecision(precision), True)


def test_dates_in_month_without_year_takes_the_year_told_just_before() -> None:
    text = fold("في عام 2014 سقطت الموصل، وفي آب/أغسطس سقطت سنجار، وبعد شهرين هوجمت كوباني")
    found = [(when.first.isoformat(), when.precision.value) for when in dates_in(text, PUBLISHED)]
    assert found == [
        ("2014-01-01", "year"), ("2014-08-01", "month"), ("2014-09-21", "month"),
    ]  # fmt: skip


def test_dates_in_days_after_an_event_dates_only_what_follows() -> None:
    text = fold("The barrage came three days after warplanes hit a post")
    (when,) = dates_in(text, PUBLISHED)
    assert nearest([when], text.index("barrage"), text.index(" came")) is None
    assert nearest([when], text.index("warplanes"), text.index(" hit")) == when


@pytest.mark.parametrize("text", ["الأحد المقبل", "next Monday", "a week later", "بعد يومين"])
def test_dates_in_what_is_to_come_gives_nothing(text: str) -> None:
    assert list(dates_in(fold(text), PUBLISHED)) == []


def test_dates_in_since_is_told_as_a_beginning() -> None:
    (when,) = dates_in(fold("منذ عام 2016"), PUBLISHED)
    assert when.is_since
    assert when.first == date(2016, 1, 1)


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
