"""Stated declines of attacks beside those of the map."""

from __future__ import annotations

from datetime import date

import pytest

from geo import AttackCheck, AttackSpan, load_dataset
from pages.attack_text import FEW, counts_text, decline_text, periods_text, reason_text
from pages.words import words

EN, AR = words("en"), words("ar")


def check(before: int, after: int, *, years: int = 1) -> AttackCheck:
    stated = {f.id: f for f in load_dataset().figures}
    yearly = "is-attacks-decline-yearly-2016-2019"
    return AttackCheck(
        figure=stated[yearly if years > 1 else "is-attacks-decline-iraq-2023"],
        country="IQ",
        before=AttackSpan(start=date(2022, 1, 1), end=date(2022, 4, 10), attacks=before),
        after=AttackSpan(start=date(2023, 1, 1), end=date(2023, 4, 10), attacks=after),
        years=years,
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (check(100, 32), "68 % fewer"),
        (check(100, 132), "32 % more"),
        (check(800, 100, years=3), "50 % fewer a year"),
        (check(100, 800, years=3), "100 % more a year"),
        (check(100, 100), "0 % fewer"),
        (check(0, 5), ""),
    ],
)
def test_decline_text_tells_size_and_direction(one: AttackCheck, said: str) -> None:
    assert decline_text(one, EN) == said
    assert bool(decline_text(one, AR)) == bool(said)


def test_counts_and_periods_are_both_told() -> None:
    assert counts_text(check(1_200, 3), EN) == "1,200 before, 3 after"
    assert "1 Jan 2022 to 10 Apr 2022" in periods_text(check(1, 1), EN)
    assert "نيسان" in periods_text(check(1, 1), AR)


def test_reason_text_claims_no_more_than_the_counts_allow() -> None:
    assert "hold no attack" in reason_text(check(0, 5), EN)
    assert "too few" in reason_text(check(FEW - 1, 5), EN)
    assert "in its own way" in reason_text(check(FEW, 5), EN)
    assert check(FEW, 5).decline == pytest.approx(75.0)
