from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.imports.dates import DateOrder, date_order_of, parse_span
from geo.incidents import TimePrecision

EPOCH = date(1970, 1, 1)


def days(text: str, order: DateOrder | None = None) -> tuple[date, date, TimePrecision]:
    span = parse_span(text, order)
    first, last = (EPOCH + timedelta(days=n) for n in (span.first, span.last))
    return first, last, span.precision


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-01", "2019-3-1", "2019/03/01", "20190301", "2019-03-01 14:30:00", "1 March 2019",
        "2019-03-01T14:30:00Z", "2019-03-01 00:00:00.000", "01 March 2019", "01-Mar-2019",
        "March 1, 2019", "Mar 1st, 2019", "1 آذار 2019", "١ آذار ٢٠١٩", "٢٠١٩-٠٣-٠١", "1 مارس 2019",
    ],
)  # fmt: skip
def test_parse_span_of_a_day_in_any_usual_way_gives_that_day(text: str) -> None:
    assert days(text) == (date(2019, 3, 1), date(2019, 3, 1), TimePrecision.DAY)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28), TimePrecision.MONTH),
        ("December 2019", date(2019, 12, 1), date(2019, 12, 31), TimePrecision.MONTH),
        ("2019", date(2019, 1, 1), date(2019, 12, 31), TimePrecision.YEAR),
    ],
)
def test_parse_span_of_a_month_or_year_covers_all_of_it(
    text: str, first: date, last: date, precision: TimePrecision
) -> None:
    assert days(text) == (first, last, precision)


def test_parse_span_of_figures_with_two_meanings_is_refused_unless_the_order_is_known() -> None:
    with pytest.raises(ValueError, match="two different days"):
        parse_span("03/04/2019", None)
    assert days("03/04/2019", DateOrder.DAY_FIRST)[0] == date(2019, 4, 3)
    assert days("03/04/2019", DateOrder.MONTH_FIRST)[0] == date(2019, 3, 4)
    assert days("25/12/2019")[0] == date(2019, 12, 25)
    assert days("04/04/2019")[0] == date(2019, 4, 4)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2019-02-30", "31/02/2019", "25/25/2019", "12 Foo 2019", "3/4/19", "43831.0", "²"],
)
def test_parse_span_of_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no date|does not exist|no month"):
        parse_span(text, None)


@pytest.mark.parametrize(
    ("texts", "order", "is_open"),
    [
        (["03/04/2019", "25/12/2019"], DateOrder.DAY_FIRST, True),
        (["03/04/2019", "12/25/2019"], DateOrder.MONTH_FIRST, True),
        (["03/04/2019"], None, True),
        (["25/12/2019", "12/25/2019"], None, False),
        (["2019-03-04"], None, False),
    ],
)
def test_date_order_is_told_by_the_whole_file(
    texts: list[str], order: DateOrder | None, is_open: bool
) -> None:
    assert date_order_of(texts) == (order, is_open)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d %B %Y"]))
def test_parse_span_reads_back_what_was_written(day: date, form: str) -> None:
    assert days(day.strftime(form))[:2] == (day, day)


@given(st.text(max_size=30))
def test_parse_span_of_any_text_gives_days_or_a_refusal(text: str) -> None:
    try:
        span = parse_span(text, DateOrder.DAY_FIRST)
    except ValueError:
        return
    assert span.first <= span.last
