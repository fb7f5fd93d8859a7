"""What the page tells the map."""

from base64 import b64decode
from datetime import date

import numpy as np
import pytest

from geo import (
    Briefing,
    IncidentFilter,
    MapState,
    MapView,
    Selection,
    Zone,
    ZoneParams,
    apply,
    day_number,
)
from pages.map_component import _mask, _period, zone_query

FAR = 10**6


def judged(briefing: Briefing, wanted: IncidentFilter) -> tuple[Selection, MapState, Zone]:
    state = MapState(filter=wanted)
    zone = briefing.zone(state.zone)
    return apply(briefing.index, wanted, zone=zone), state, zone


def rows(mask: str, count: int) -> list[bool]:
    bits = np.frombuffer(b64decode(mask), np.uint8)
    return [bool(bit) for bit in np.unpackbits(bits, bitorder="little")[:count]]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, None),
        (date(1970, 1, 2), None, [1, FAR]),
        (None, date(1970, 1, 3), [-FAR, 2]),
        (date(2019, 1, 16), date(2019, 1, 16), [17912, 17912]),
    ],
)
def test_period_is_two_days_with_open_ends_far_away(
    start: date | None, end: date | None, expected: list[int] | None
) -> None:
    assert _period(IncidentFilter(start=start, end=end)) == expected


def test_period_counts_days_as_the_columns_do() -> None:
    day = date(2023, 4, 24)
    assert _period(IncidentFilter(start=day, end=day)) == [day_number(day)] * 2


def test_mask_is_none_while_nothing_is_filtered(briefing: Briefing) -> None:
    assert _mask(briefing, *judged(briefing, IncidentFilter())) is None


def test_mask_holds_the_rows_that_pass(briefing: Briefing) -> None:
    selection, state, zone = judged(briefing, IncidentFilter(event_types=frozenset({"Battles"})))
    mask = _mask(briefing, selection, state, zone)
    assert mask is not None
    assert rows(mask, len(briefing.table)) == selection.mask.tolist()


def test_mask_leaves_the_period_to_the_map(briefing: Briefing) -> None:
    period = IncidentFilter(start=date(2019, 1, 1), end=date(2019, 12, 31))
    selection, state, zone = judged(briefing, period)
    assert not selection.mask.all()
    assert _mask(briefing, selection, state, zone) is None
    both = IncidentFilter(start=period.start, end=period.end, event_types=frozenset({"Battles"}))
    mask = _mask(briefing, *judged(briefing, both))
    only_type = judged(briefing, IncidentFilter(event_types=frozenset({"Battles"})))[0]
    assert mask is not None
    assert rows(mask, len(briefing.table)) == only_type.mask.tolist()


def test_zone_query_tells_the_zone_and_nothing_else() -> None:
    state = MapState(
        filter=IncidentFilter(text="x", countries=frozenset({"IQ"})),
        zone=ZoneParams(width_km=40, admin1=frozenset({"SY-RA", "SY-HA"})),
        view=MapView(lat=35, lon=40, zoom=7),
        selected="something",
        language="ar",
    )
    assert zone_query(state) == {"depth": "40", "limit": ["SY-HA", "SY-RA"]}
    assert zone_query(MapState()) == {}
