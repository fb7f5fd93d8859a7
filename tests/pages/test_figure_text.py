"""Reported figures in words: values, periods, differences, search."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Briefing, CheckedFigure, Citation, ReportedFigure
from geo.incidents import ATTACK_CHECK, FIGURE_CHECKS
from pages.figure_text import (
    checked_figures,
    checked_html,
    computed_meaning,
    computed_text,
    difference_text,
    matching,
    named_governorates,
    number_text,
    period_text,
    places_text,
    reason_text,
    source_figures_html,
    unit_text,
    unnumbered_word,
    value_remark,
    value_text,
)
from pages.words import Words, words
from tests.pages.hostile import HostileBriefing, assert_harmless, text_of

EN, AR = words("en"), words("ar")


def figure(
    value: float,
    unit: str = "people",
    *,
    low: float | None = None,
    high: float | None = None,
    qualifier: str = "",
) -> ReportedFigure:
    return ReportedFigure(
        id="stated",
        measures="Something",
        measures_ar="شيء",
        value=value,
        low=value if low is None else low,
        high=value if high is None else high,
        unit=unit,
        place_ids=("syria",),
        stated_by="Somebody",
        citations=(Citation(source_id="al-mashareq-coalition-2023", paragraph=1),),
        qualifier=qualifier,
    )


def by_id(briefing: Briefing, figure_id: str) -> ReportedFigure:
    return next(f for f in briefing.dataset.figures if f.id == figure_id)


def checked(briefing: Briefing, check: str) -> CheckedFigure:
    return next(c for c in checked_figures(briefing) if c.figure.check == check)


BETWEEN = "between; the value is the middle"


@pytest.mark.parametrize(
    ("given_figure", "en", "ar"),
    [
        (figure(15), "15 people", "15 شخصاً"),
        (figure(1), "1 person", "شخص واحد"),
        (figure(2, "weeks"), "2 weeks", "أسبوعان"),
        (figure(3, "governorates"), "3 governorates", "3 محافظات"),
        (figure(667, "km", qualifier="about"), "about 667 km", "نحو 667 كم"),
        (figure(98, "%", qualifier="more than"), "more than 98 %", "أكثر من 98%"),
        (figure(9, qualifier="at least"), "at least 9 people", "ما لا يقل عن 9 أشخاص"),
        (figure(30000, qualifier="up to"), "up to 30,000 people", "ما يصل إلى 30,000 شخص"),
        (
            figure(6000, low=5000, high=7000, qualifier=BETWEEN),
            "5,000 to 7,000 people",
            "من 5,000 إلى 7,000 شخص",
        ),
        (
            figure(1.5, "weeks", low=1, high=2, qualifier=BETWEEN),
            "1 to 2 weeks",
            "من 1 إلى 2 أسابيع",
        ),
        (figure(25, "%", qualifier="a quarter"), "25 % (a quarter)", "25% (الربع)"),
        (
            figure(20, "trucks", high=99, qualifier="'dozens'; no number is given"),
            "“dozens” (trucks)",
            "«عشرات» (شاحنات)",
        ),
        (figure(7, "parsecs"), "7 parsecs", "7 parsecs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_value_text_writes_the_value_as_the_source_gives_it(
    given_figure: ReportedFigure, en: str, ar: str
) -> None:
    assert value_text(given_figure, EN) == en
    assert value_text(given_figure, AR) == ar


def test_value_text_never_shows_a_number_that_the_source_does_not_give(briefing: Briefing) -> None:
    unnumbered = [f for f in briefing.dataset.figures if unnumbered_word(f)]
    assert unnumbered
    for one in unnumbered:
        assert not any(c.isdigit() for c in value_text(one, EN))
        assert value_remark(one, EN).startswith("The source gives no number")
    assert value_remark(figure(3), EN) == ""


@pytest.mark.parametrize("said", [EN, AR], ids=["en", "ar"])
def test_every_shipped_figure_has_a_value_and_a_place_in_each_language(
    briefing: Briefing, said: Words
) -> None:
    for one in briefing.dataset.figures:
        assert value_text(one, said).strip()
        assert places_text(briefing, one, said).strip()


@given(st.integers(0, 10**9), st.sampled_from(["people", "years", "km", "%", "governorates"]))
def test_unit_text_keeps_the_number_beyond_two_in_both_languages(count: int, unit: str) -> None:
    written = number_text(float(count), EN)
    assert written in unit_text(written, count, unit, EN)
    if count > 2:
        assert written in unit_text(written, count, unit, AR)


@given(st.floats(0.05, 2.95).map(lambda x: round(x, 1)).filter(lambda x: x != round(x)))
def test_unit_text_keeps_a_fraction_that_arabic_words_for_one_and_two_would_swallow(
    value: float,
) -> None:
    written = number_text(value, AR)
    assert written in unit_text(written, value, "years", AR)


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (603.74, "603.7"), (17151.99, "17,152"), (0.04, "0")]
)
def test_number_text_shows_one_decimal_below_a_thousand(value: float, text: str) -> None:
    assert number_text(value, EN) == text


def test_period_text_says_one_day_a_span_or_nothing() -> None:
    first, last = date(2019, 1, 16), date(2019, 2, 1)
    assert period_text(figure(1), EN) == ""
    one_day = replace(figure(1), period_start=first, period_end=first)
    assert period_text(one_day, EN) == "16 Jan 2019"
    span = replace(figure(1), period_start=first, period_end=last)
    assert period_text(span, EN) == "16 Jan 2019 to 1 Feb 2019"
    assert period_text(span, AR) == "من 16 كانون الثاني 2019 إلى 1 شباط 2019"


def test_checked_figures_are_those_with_a_check_each_told_in_words(briefing: Briefing) -> None:
    checks = [c.figure.check for c in checked_figures(briefing)]
    assert sorted(str(check) for check in checks) == sorted({*FIGURE_CHECKS} - {ATTACK_CHECK})
    for one in checked_figures(briefing):
        for said in (EN, AR):
            assert computed_text(one, said)
            assert computed_meaning(one, said)
            assert reason_text(briefing, one, said)


def test_difference_text_tells_size_share_and_direction(briefing: Briefing) -> None:
    length = checked(briefing, "border-length")
    assert difference_text(length, EN) == "63.3 km (10.5 %) more"
    short = replace(length, figure=replace(length.figure, value=600.0))
    assert difference_text(short, EN).endswith("less")
    assert difference_text(checked(briefing, "zone-governorates"), EN) == "3 governorates fewer"
    assert "percentage points less" in difference_text(checked(briefing, "east-of-euphrates"), EN)
    assert difference_text(checked(briefing, "zone-area"), EN) == ""
    equal = replace(length, computed=length.figure.value)
    assert difference_text(equal, EN) == "no difference"


def test_reason_text_names_the_governorates_that_the_source_leaves_out(briefing: Briefing) -> None:
    one = checked(briefing, "zone-governorates")
    assert named_governorates(briefing, one.figure) == {"SY-HL", "SY-HA", "SY-RA"}
    text = reason_text(briefing, one, EN)
    for name in ("Idlib", "Latakia", "Hama"):
        assert name in text
    for name in ("Aleppo", "Raqqa", "Hasakah"):
        assert name not in text
    assert "83.1 %" in text
    assert "إدلب" in reason_text(briefing, one, AR)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ramadan syria", {"is-attacks-decline-syria-ramadan-2023"}),
        ("رمضان سوريا", {"is-attacks-decline-syria-ramadan-2023"}),
        ("AL-BAGHUZ fighters", {"baghouz-is-fighters"}),
        ("mcfarlane ramadan iraq", {"is-attacks-decline-iraq-ramadan-2023"}),
        ("zzzz", set()),
    ],
)
def test_matching_finds_words_in_both_languages(
    briefing: Briefing, query: str, found: set[str]
) -> None:
    assert {f.id for f in matching(briefing, briefing.dataset.figures, query)} == found


def test_matching_gives_everything_without_a_query(briefing: Briefing) -> None:
    figures = briefing.dataset.figures
    assert matching(briefing, figures, "  ") == list(figures)


def test_source_figures_html_tells_only_the_paragraph_of_its_own_source(briefing: Briefing) -> None:
    one = by_id(briefing, "is-members-2023")
    html = text_of(source_figures_html(briefing, "al-mashareq-coalition-2023", [one], EN))
    assert "Paragraph 26" in html
    assert "United Nations report, as told by AFP" in html
    assert "1 Feb 2023 to 28 Feb 2023" in html
    foreign = replace(one, citations=(Citation(source_id="isis-last-pocket-2019", paragraph=4),))
    html = text_of(source_figures_html(briefing, "al-mashareq-coalition-2023", [foreign], EN))
    assert "relies on Reuters" in html
    assert "paragraph 4" in html


@pytest.mark.parametrize("said", [EN, AR], ids=["en", "ar"])
def test_html_of_figures_is_harmless_whatever_the_data_say(
    evil: HostileBriefing, said: Words
) -> None:
    source_id = next(iter(evil.dataset.sources))
    table = source_figures_html(evil, source_id, evil.dataset.figures, said)
    cards = [checked_html(evil, one, said) for one in checked_figures(evil)]
    for html in (table, *cards):
        assert_harmless(html)
        assert "<script>alert(1)</script>" in text_of(html), "hostile text is shown as text"
