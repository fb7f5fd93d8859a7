"""The calendar below the map: what it counts, what it leaves out, and the filter that it sets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from geo import day_date, day_number, table_from_columns
from tests.browser.static_map import StaticMap
from tests.geo.made_up import judge_by_meridian_40

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from geo import IncidentTable

pytestmark = pytest.mark.browser

ROWS = 3_000
PERIOD = "window.hudud.incidents.period"


def made_up(years: int) -> IncidentTable:
    random = np.random.default_rng(11)
    first = day_number(date(2017, 1, 1))
    return table_from_columns(
        {
            "ids": [str(number) for number in range(ROWS)],
            "lon": random.uniform(37, 47, ROWS),
            "lat": random.uniform(31, 37, ROWS),
            "start_day": first + random.integers(0, 365 * years, ROWS),
            "event_type": random.choice(["Battles", "Riots"], ROWS).tolist(),
            "time_precision": random.choice(["day", "day", "month", "year"], ROWS).tolist(),
        },
        judge_zone=judge_by_meridian_40,
    )


def opened(page: Page, table: IncidentTable) -> StaticMap:
    static_map = StaticMap(page, table).open()
    static_map.frame.get_by_role("button", name="Calendar").press("Enter")
    return static_map


def cell(static_map: StaticMap, name: str) -> Locator:
    return static_map.frame.locator(f".hudud-calendar [aria-label^='{name}: ']")


def precision(table: IncidentTable, *kinds: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    codes = [table.time_precision.values.index(kind) for kind in kinds]
    return np.isin(table.time_precision.codes, codes)


def test_months_count_what_is_known_to_the_month_and_filter_when_pressed(page: Page) -> None:
    table = made_up(3)
    static_map = opened(page, table)
    days = [day_date(day) for day in table.start_day.tolist()]
    exact = precision(table, "day", "month")
    in_may = np.array([(day.year, day.month) == (2018, 5) for day in days])
    expected = int(np.count_nonzero(in_may & exact))
    may = cell(static_map, "May 2018")
    expect(may).to_have_text(str(expected))
    drawn, vague = np.count_nonzero(exact), np.count_nonzero(~exact)
    summary = static_map.frame.locator("#hudud-calendar-summary")
    expect(summary).to_contain_text(f"in the months: {drawn:,}; known less exactly")
    expect(summary).to_contain_text(f"in none: {vague:,}.")
    may.press("Enter")
    period = [day_number(date(2018, 5, 1)), day_number(date(2018, 5, 31))]
    static_map.becomes(lambda: static_map.ask(PERIOD), period)
    static_map.becomes(lambda: [m["period"] for m in static_map.told()], [period])
    expect(may).to_have_attribute("aria-selected", "true")
    # The period does not change what the calendar counts; another filter does.
    expect(may).to_have_text(str(expected))
    battles = table.event_type.codes == table.event_type.values.index("Battles")
    static_map.give(types=["Battles"], heard=1, period=period)
    expect(may).to_have_text(str(int(np.count_nonzero(in_may & exact & battles))))


def test_days_of_a_year_are_walked_by_keys_and_chosen_by_day_and_week(page: Page) -> None:
    table = made_up(3)
    static_map = opened(page, table)
    static_map.frame.get_by_label("Days of 2018").press("Enter")
    exact = precision(table, "day")
    on_day = table.start_day == day_number(date(2018, 3, 8))
    thursday = cell(static_map, "8 March 2018")
    count = int(np.count_nonzero(on_day & exact))
    expect(thursday).to_have_attribute("aria-label", f"8 March 2018: incidents: {count}")
    thursday.press("ArrowRight")
    expect(cell(static_map, "15 March 2018")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cell(static_map, "14 March 2018")).to_be_focused()
    page.keyboard.press("Space")
    day = day_number(date(2018, 3, 14))
    static_map.becomes(lambda: static_map.ask(PERIOD), [day, day])
    page.keyboard.press("Escape")
    static_map.becomes(lambda: static_map.ask(PERIOD), None)
    cell(static_map, "Week from 12 March 2018").press("Enter")
    static_map.becomes(lambda: static_map.ask(PERIOD), [day - 2, day + 4])
    page.keyboard.press("PageDown")
    expect(static_map.frame.locator("[role=grid]")).to_have_attribute(
        "aria-label", "Incidents on the days of 2019"
    )
    year = np.array([day_date(d).year == 2019 for d in table.start_day.tolist()])
    vague = int(np.count_nonzero(year & ~exact))
    summary = static_map.frame.locator("#hudud-calendar-summary")
    expect(summary).to_contain_text(f"incidents on days: {np.count_nonzero(year & exact)};")
    expect(summary).to_contain_text(f"and on none: {vague}.")


def test_one_year_of_data_opens_on_its_days_with_one_stop_of_the_tab_key(page: Page) -> None:
    static_map = opened(page, made_up(1))
    grid = static_map.frame.locator("[role=grid]")
    expect(grid).to_have_attribute("aria-label", "Incidents on the days of 2017")
    expect(static_map.frame.get_by_role("button", name="All years")).to_be_hidden()
    expect(grid.locator("[tabindex='0']")).to_have_count(1)
    # The frame has grown, and shrinks again.
    height = page.locator("iframe").evaluate("(frame) => frame.clientHeight")
    assert height > 700
    static_map.frame.get_by_role("button", name="Calendar").press("Enter")
    expect(grid).to_be_hidden()
    static_map.becomes(
        lambda: page.locator("iframe").evaluate("(frame) => frame.clientHeight"), 700
    )
