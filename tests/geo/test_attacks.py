from __future__ import annotations

from datetime import date

import pytest

from geo import (
    IncidentTable,
    ReportedFigure,
    attacks_by_year,
    check_attacks,
    day_number,
    load_dataset,
    table_from_columns,
)
from geo.incidents import ATTACK_CHECK, Citation

DAY = date(2023, 2, 1)


def table(
    days: list[date],
    *,
    event_type: str = "Battles",
    actor: str = "islamic-state",
    country: str = "IQ",
    standing: bool = False,
    precision: str = "day",
) -> IncidentTable:
    """Incidents that differ in nothing but the day on which they begin."""
    numbers = [day_number(day) for day in days]
    n = len(days)
    return table_from_columns(
        {
            "ids": [f"i{number}" for number in range(n)],
            "lon": [43.0] * n,
            "lat": [35.0] * n,
            "extent_km": [1.0] * n,
            "start_day": numbers,
            "end_day": numbers,
            "event_type": [event_type] * n,
            "actors": [{actor, "somebody-else"}] * n,
            "country": [country] * n,
            "standing": [standing] * n,
            "time_precision": [precision] * n,
        }
    )


def figure(unit: str = "%") -> ReportedFigure:
    return ReportedFigure(
        id="stated",
        measures="Decline",
        measures_ar="تراجع",
        value=50.0,
        low=50.0,
        high=50.0,
        unit=unit,
        place_ids=("iraq",),
        stated_by="Somebody",
        citations=(Citation(source_id="article", paragraph=1),),
        period_start=date(2021, 1, 1),
        period_end=date(2023, 12, 31),
        compared_start=date(2020, 1, 1),
        compared_end=date(2020, 12, 31),
        check=ATTACK_CHECK,
    )


def test_check_attacks_compares_the_two_periods_to_the_day() -> None:
    days = [date(2019, 12, 31), date(2020, 1, 1), *[date(2020, 6, 1)] * 3, date(2020, 12, 31)]
    days += [date(2021, 1, 1), date(2023, 12, 31), date(2024, 1, 1)]
    (check,) = check_attacks([figure()], table(days))
    assert (check.before.attacks, check.after.attacks) == (5, 2)
    assert check.decline == pytest.approx(60.0)


def test_check_attacks_per_year_compares_first_and_last_year_over_the_years_between() -> None:
    days = [*[date(2020, 3, 1)] * 8, *[date(2021, 3, 1)] * 50, date(2023, 3, 1)]
    (check,) = check_attacks([figure("% per year")], table(days))
    assert (check.before.attacks, check.after.attacks, check.years) == (8, 1, 3)
    assert check.decline == pytest.approx(50.0)


def test_check_attacks_without_attacks_before_knows_no_decline() -> None:
    (check,) = check_attacks([figure()], table([date(2022, 1, 1)]))
    assert check.decline is None


@pytest.mark.parametrize(
    "changed",
    [
        {"event_type": "Protests"},
        {"actor": "iraqi-army"},
        {"country": "SY"},
        {"standing": True},
        {"precision": "year"},
    ],
)
def test_attacks_by_year_leaves_out_what_is_no_attack(changed: dict[str, object]) -> None:
    assert attacks_by_year(table([DAY, DAY]), "IQ") == {2023: 2}
    assert attacks_by_year(table([DAY, DAY], **changed), "IQ") == {}  # type: ignore[arg-type]


@pytest.mark.parametrize("actor", ["Islamic State (Iraq)", "Islamic State - Syria", "تنظيم داعش"])
def test_attacks_by_year_knows_is_as_data_sets_spell_it(actor: str) -> None:
    assert attacks_by_year(table([DAY], actor=actor), "IQ") == {2023: 1}


def test_shipped_declines_name_both_periods_and_a_country() -> None:
    figures = [f for f in load_dataset().figures if f.check == ATTACK_CHECK]
    checks = check_attacks(figures, table([DAY]))
    assert [check.figure for check in checks] == figures
    assert len(figures) == 5
    for check in checks:
        assert check.before.end < check.after.start
        assert check.country in {"IQ", "SY"}
