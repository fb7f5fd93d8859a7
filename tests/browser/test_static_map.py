"""What the map does by itself: count, cluster, filter, play; no dashboard runs behind it."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from geo import day_date, day_number, table_from_columns
from tests.browser.static_map import StaticMap
from tests.geo.made_up import judge_by_meridian_40

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from geo import IncidentTable

pytestmark = pytest.mark.browser

TYPES = ("Battles", "Protests", "<i>Flood</i>")
ROWS = 5_000
FIRST_DAY, DAYS = 17_000, 1_500

# A filter's arrays as a pass over all rows makes them, beside what single steps have made of them.
RECOUNTED = """() => {
    const { incidents, layer } = window.hudud;
    const kept = () => [incidents.count, ...incidents.shown, ...incidents.markCount,
        ...layer.cells.typeCount, ...layer.cells.occupied, layer.cells.inView];
    const stepped = kept().join();
    incidents.refresh();
    layer.cells.count();
    return stepped === kept().join();
}"""


def made_up(rows: int = ROWS, points: int = 900) -> IncidentTable:
    """Return incidents at random points, their first types and days known."""
    random = np.random.default_rng(7)
    point = random.integers(0, points, rows)
    lon, lat = random.uniform(37, 47, points), random.uniform(31, 37, points)
    start = FIRST_DAY + random.integers(0, DAYS, rows)
    return table_from_columns(
        {
            "ids": [str(i) for i in range(rows)],
            "lon": lon[point],
            "lat": lat[point],
            "extent_km": random.choice([0.0, 5.0, 25.0], rows),
            "start_day": start,
            "end_day": start + random.choice([0, 0, 40], rows),
            "event_type": [TYPES[i] for i in random.integers(0, len(TYPES), rows)],
            "fatalities_best": random.choice([np.nan, 0.0, 3.0, 90.0], rows),
        },
        judge_zone=judge_by_meridian_40,
    )


def count_of(table: IncidentTable, event_type: str) -> int:
    return int(
        np.count_nonzero(table.event_type.codes == table.event_type.values.index(event_type))
    )


@pytest.fixture
def static_map(page: Page) -> StaticMap:
    return StaticMap(page, made_up()).open()


def test_moving_period_counts_as_a_pass_over_all_rows_does(static_map: StaticMap) -> None:
    random = np.random.default_rng(3)
    for _ in range(12):
        first = FIRST_DAY + int(random.integers(-50, DAYS))
        period = [first, first + int(random.integers(0, 400))]
        static_map.ask("(period) => window.hudud._movePeriod(period, false)", period)
        table = static_map.table
        passes = (table.end_day >= period[0]) & (table.start_day <= period[1])
        assert static_map.shown == np.count_nonzero(passes)
        assert static_map.ask(RECOUNTED)


def test_crowded_map_counts_every_incident_once_and_no_clusters_touch(
    static_map: StaticMap,
) -> None:
    items = static_map.ask(
        "window.hudud.layer.items.map(({x, y, radius, count, cell}) =>"
        " ({x, y, radius, count, cluster: cell !== undefined}))"
    )
    assert sum(item["count"] for item in items) == ROWS
    clusters = [item for item in items if item["cluster"]]
    assert len(clusters) > 20
    for i, a in enumerate(clusters):
        for b in clusters[:i]:
            distance = math.hypot(a["x"] - b["x"], a["y"] - b["y"])
            assert distance >= a["radius"] + b["radius"]


def test_cluster_comes_nearer_on_a_click_until_single_incidents_show(
    static_map: StaticMap,
) -> None:
    zooms = []
    for _ in range(6):
        zooms.append(static_map.ask("window.hudud.map.getZoom()"))
        point = static_map.ask(
            "(() => { const { layer, map } = window.hudud;"
            " const size = map.getSize();"
            " const found = layer.items.filter((i) => i.cell !== undefined)"
            "   .map((i) => map.layerPointToContainerPoint([i.x, i.y]))"
            "   .find((p) => p.x > 260 && p.x < size.x - 60 && p.y > 60 && p.y < size.y - 60);"
            " return found ? [found.x, found.y] : null; })()"
        )
        if point is None:
            break
        static_map.page.mouse.click(*point)
        static_map.page.wait_for_timeout(500)
    assert len(zooms) > 1
    assert zooms == sorted(set(zooms))
    assert static_map.ask("window.hudud.layer.items.every((i) => i.cell === undefined)")


def test_stack_lists_its_incidents_and_one_can_be_chosen(page: Page) -> None:
    static_map = StaticMap(page, made_up(1_000, points=1)).open()
    assert static_map.ask("window.hudud.layer.items.length") == 1
    x, y = static_map.ask(
        "(() => { const { layer, map, incidents } = window.hudud;"
        " const { lat, lon } = incidents.columns;"
        " map.setView([lat[0], lon[0]], 7, {animate: false});"
        " const { x, y } = map.layerPointToContainerPoint([layer.items[0].x, layer.items[0].y]);"
        " return [x, y]; })()"
    )
    page.mouse.move(x, y)
    expect(static_map.frame.locator(".hudud-tip")).to_contain_text("1,000 incidents")
    page.mouse.click(x, y)
    listed = static_map.frame.locator(".hudud-stack button")
    listed.first.wait_for()
    assert listed.count() == 40
    expect(static_map.frame.locator(".hudud-stack")).to_contain_text("960 more")
    # Text of the data stays text.
    expect(listed.first).to_contain_text("<b>row")
    row = listed.nth(3).get_attribute("data-row")
    # By key, since the map may still be moving the list into sight.
    listed.nth(3).press("Enter")
    chosen = {"row": int(row or ""), "revision": static_map.state["revision"]}
    static_map.becomes(lambda: static_map.told("chosen"), [chosen])


def test_legend_hides_a_type_at_once_and_tells_the_server_after(static_map: StaticMap) -> None:
    entry = static_map.entry("Battles")
    expect(entry).to_have_attribute("aria-pressed", "true")
    entry.focus()
    static_map.page.keyboard.press("Space")
    assert static_map.told() == []
    static_map.becomes(lambda: static_map.shown, ROWS - count_of(static_map.table, "Battles"))
    expect(entry).to_have_attribute("aria-pressed", "false")
    expect(entry).to_be_focused()
    heard = {"heard": 1, "types": ["Protests", "<i>Flood</i>"]}
    static_map.becomes(static_map.told, [heard])
    entry.click(modifiers=["Shift"])
    static_map.becomes(lambda: static_map.shown, count_of(static_map.table, "Battles"))
    entry.click(modifiers=["Shift"])
    static_map.becomes(lambda: static_map.shown, ROWS)


def test_legend_filters_by_verdict_together_with_the_type(static_map: StaticMap) -> None:
    static_map.entry("Inside").click(modifiers=["Shift"])
    static_map.entry("Protests").click(modifiers=["Shift"])
    table = static_map.table
    inside = table.verdicts(23.0) == 1
    protests = table.event_type.codes == table.event_type.values.index("Protests")
    static_map.becomes(lambda: static_map.shown, np.count_nonzero(inside & protests))
    heard = {"heard": 2, "types": ["Protests"], "verdicts": ["inside"]}
    static_map.becomes(lambda: static_map.told()[-1:], [heard])


def test_server_overrides_the_legend_only_once_it_has_heard_of_it(static_map: StaticMap) -> None:
    protests = count_of(static_map.table, "Protests")
    static_map.entry("Protests").click(modifiers=["Shift"])
    # A run that began before the press still says what was.
    static_map.give(types=[], heard=0)
    static_map.page.wait_for_timeout(100)
    assert static_map.shown == protests
    static_map.give(types=["Protests"], heard=1)
    static_map.page.wait_for_timeout(100)
    assert static_map.shown == protests
    static_map.give(types=["Battles"], heard=1)
    static_map.becomes(lambda: static_map.shown, count_of(static_map.table, "Battles"))
    expect(static_map.entry("Protests")).to_have_attribute("aria-pressed", "false")


def test_unknown_type_has_its_own_name_and_symbol(static_map: StaticMap) -> None:
    expect(static_map.entry("<i>Flood</i>")).to_be_visible()
    shapes = static_map.ask("window.hudud.incidents.types.map((type) => type.shape)")
    assert len(set(shapes)) == len(TYPES)


def test_playback_moves_the_period_and_tells_the_server_only_at_rest(
    static_map: StaticMap,
) -> None:
    static_map.frame.get_by_label("How it plays").select_option("smooth")
    play = static_map.entry("Play the timeline")
    play.focus()
    static_map.page.keyboard.press("Space")
    static_map.frame.wait_for_function("window.hudud.playback.frames > 5")
    assert static_map.told() == []
    # What the server says meanwhile of other filters holds, and the film goes on.
    static_map.give(types=["Battles"])
    frames = static_map.ask("window.hudud.playback.frames")
    static_map.frame.wait_for_function("(n) => window.hudud.playback.frames > n + 5", arg=frames)
    static_map.page.keyboard.press("Space")
    period = static_map.ask("window.hudud.incidents.period")
    static_map.becomes(lambda: [message["period"] for message in static_map.told()], [period])
    table = static_map.table
    battles = table.event_type.codes == table.event_type.values.index("Battles")
    within = (table.end_day >= period[0]) & (table.start_day <= period[1])
    assert static_map.shown == np.count_nonzero(battles & within)
    assert static_map.ask(RECOUNTED)
    static_map.page.keyboard.press("ArrowRight")
    assert static_map.ask("window.hudud.incidents.period")[0] > period[0]
    expect(static_map.entry("Play the timeline")).to_be_focused()


def month(year: int, number: int) -> list[int]:
    """Return the first and the last day of a month, as days since 1970-01-01."""
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return [day_number(first), day_number(after) - 1]


def test_playback_shows_month_after_month_and_halts_at_any(static_map: StaticMap) -> None:
    play = static_map.entry("Play the timeline")
    caption = static_map.frame.locator(".hudud-timeline-bar > span[aria-live]")
    play.press("Enter")
    # The first day is 18 July 2016: its month first, whole months after it.
    static_map.frame.wait_for_function("window.hudud.playback.frames > 0")
    static_map.entry("Pause").press("Enter")
    from_, to = static_map.ask("window.hudud.incidents.period")
    shown = day_date(from_)
    assert [from_, to] == month(shown.year, shown.month)
    expect(caption).to_have_attribute("aria-live", "polite")
    count = f"{static_map.shown:,}"
    expect(caption).to_have_text(
        f"{shown:%B %Y} · incidents: %(count)s".replace("%(count)s", count)
    )
    static_map.becomes(lambda: [m["period"] for m in static_map.told()][-1:], [[from_, to]])


def test_playback_goes_by_keys_to_the_first_next_and_last_month(static_map: StaticMap) -> None:
    play = static_map.entry("Play the timeline")
    seen = []
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight"):
        play.press(key)
        seen.append(static_map.ask("window.hudud.incidents.period"))
    last = day_date(FIRST_DAY + DAYS + 40)
    assert seen[:4] == [month(2016, 7), month(2016, 8), month(2016, 9), month(2016, 8)]
    assert seen[4] == seen[5]
    assert month(last.year, last.month)[0] >= seen[4][0] > seen[3][0]
    static_map.entry("One month back").press("Enter")
    assert static_map.ask("window.hudud.incidents.period")[1] == seen[5][0] - 1


def test_playback_never_steps_quicker_than_a_second_where_motion_is_unwanted(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(reduced_motion="reduce").new_page()
    static_map = StaticMap(page, made_up()).open()
    static_map.frame.get_by_label("Speed").select_option("4")
    static_map.frame.get_by_label("How it plays").select_option("smooth")
    static_map.ask(
        "() => { const { playback } = window.hudud; window.steps = [];"
        " const show = playback._show.bind(playback);"
        " playback._show = (period) => { window.steps.push([performance.now(), period[0]]);"
        " show(period); }; }"
    )
    static_map.entry("Play the timeline").press("Enter")
    static_map.frame.wait_for_function("window.steps.length > 1")
    steps = static_map.ask("window.steps")
    assert all(b - a >= 999 for (a, _), (b, _) in pairwise(steps))
    assert {day for _, day in steps} <= set(static_map.ask("window.hudud.timeline.edges"))


def test_new_data_replace_the_old(static_map: StaticMap) -> None:
    smaller = StaticMap(static_map.page, made_up(50))
    static_map._answers["/incidents/columns"] = smaller._answers["/incidents/columns"]
    static_map._answers["/incidents/verdicts"] = smaller._answers["/incidents/verdicts"]
    static_map.give(
        columnsUrl="incidents/columns?revision=2", verdictsUrl="incidents/verdicts?revision=2"
    )
    static_map.frame.wait_for_function("window.hudud.incidents.n === 50")
    static_map.becomes(lambda: static_map.shown, 50)
    assert static_map.ask("window.hudud.layer.cells.incidents === window.hudud.incidents")
    assert static_map.ask("window.hudud.heat.incidents === window.hudud.incidents")


def test_two_maps_beside_each_other_look_at_the_same_place(static_map: StaticMap) -> None:
    pair = """async (state) => {
        const { default: host } = await import("/assets/map_host.js");
        for (const title of ["First", "Second"]) {
            const parentElement = document.body.appendChild(document.createElement("div"));
            const data = { page: "/map", title, height: "500px", view: "", isPaired: true, state };
            host({ data, parentElement, setTriggerValue: () => {} });
        }
    }"""
    page = static_map.page
    page.evaluate("document.getElementById('host').remove()")
    page.evaluate(pair, static_map.state)
    for title in ("First", "Second"):
        page.frame_locator(f"iframe[title={title}]").locator("body[data-shown]").wait_for()
    first, second = (frame for frame in page.frames if frame.url.endswith("/map"))
    looks = "(({lat, lng}, zoom) => [lat, lng, zoom])(hudud.map.getCenter(), hudud.map.getZoom())"

    def apart() -> float:
        here, there = first.evaluate(looks), second.evaluate(looks)
        return float(max(abs(a - b) for a, b in zip(here, there, strict=True)))

    for frame, look in ((first, (35.0, 39.0, 7)), (second, (33.0, 44.0, 6)), (first, (36, 41, 8))):
        frame.evaluate("([a, o, z]) => hudud.map.setView([a, o], z, {animate: false})", look)
        # To a pixel: each map rounds its middle.
        static_map.becomes(lambda: apart() < 0.05, True)
        assert frame.evaluate(looks)[2] == look[2]
