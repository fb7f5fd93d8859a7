from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geo import Facet, IncidentFilter, MapExport, MapState, Story, StoryError, apply, story_page

if TYPE_CHECKING:
    from geo import Briefing

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def held(page: str, element: str) -> Any:  # noqa: ANN401 - JSON
    found = re.search(rf'<script type="application/json" id="{element}">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def test_page_holds_the_incidents_of_all_views_and_a_mask_for_each(
    briefing: Briefing, story: Story
) -> None:
    page = story_page(briefing, story, language="en", made_at=NOW)
    data = held(page, "hudud-inset-data")
    shown = [
        apply(briefing.index, step.state.filter, zone=briefing.zone(step.state.zone)).mask
        for step in story.steps
    ]
    rows = np.flatnonzero(shown[0] | shown[1])
    assert len(held(page, "hudud-data")["order"]) == len(rows)
    for step, told in zip(story.steps, data["steps"], strict=True):
        bits = np.frombuffer(b64decode(told["mask"]), np.uint8)
        mask = np.unpackbits(bits, bitorder="little")[: len(rows)].astype(bool)
        rest = step.state.filter.without(Facet.PERIOD, Facet.EVENT_TYPE, Facet.VERDICT)
        assert (mask == apply(briefing.index, rest).mask[rows]).all()
    assert data["steps"][0]["types"] == ["Battles"]
    assert data["steps"][0]["period"][1] == (datetime(2018, 12, 31) - datetime(1970, 1, 1)).days  # noqa: DTZ001
    assert data["steps"][1]["view"] == [36.5, 38.1, 9.0]
    assert [zone["name"] for zone in data["zones"]] == [
        "Proposed buffer zone, 23 km deep",
        "Proposed buffer zone, 30 km deep",
    ]


def test_page_is_the_same_twice_and_keeps_text_as_text(briefing: Briefing, story: Story) -> None:
    page = story_page(briefing, story, language="ar", made_at=NOW)
    assert page == story_page(briefing, story, language="ar", made_at=NOW)
    assert "<script>alert" not in page
    assert held(page, "hudud-inset-data")["steps"][0]["note"] == story.steps[0].note
    assert '<html lang="ar"' in page


def test_page_with_different_zones_says_no_single_verdict(briefing: Briefing, story: Story) -> None:
    columns = held(story_page(briefing, story, language="en", made_at=NOW), "hudud-data")["columns"]
    assert columns["zone_verdict"]["values"] == []
    same = Story(title="t", steps=story.steps[:1])
    columns = held(story_page(briefing, same, language="en", made_at=NOW), "hudud-data")["columns"]
    assert columns["zone_verdict"]["values"]


def test_export_of_views_says_so_instead_of_filters(briefing: Briefing) -> None:
    state = MapState(filter=IncidentFilter(text="Manbij"))
    export = MapExport(briefing=briefing, state=MapState(), made_at=NOW, views=(state, state))
    assert export.filters == [("Incidents", "what 2 views of the map show")]
    alone = MapExport(briefing=briefing, state=state, made_at=NOW)
    assert (export.rows == alone.rows).all()


def test_page_of_no_views_is_refused(briefing: Briefing) -> None:
    with pytest.raises(StoryError, match="at least one view"):
        story_page(briefing, Story(title="t"), language="en", made_at=NOW)
