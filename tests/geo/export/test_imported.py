"""Incidents of an imported data set in data files: their own names, their own licence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from gazetteer import Store
from geo import IncidentFilter, LiveBriefing, MapExport, MapState, read_csv, write_export
from tests.gazetteer.desks import BoldGazetteer
from tests.geo.store.rows import ACLED, AMAL, event, named, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MADE_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveBriefing]:
    path = str(tmp_path / "g.sqlite")
    following = LiveBriefing(lambda: BoldGazetteer(store=Store(path)))
    yield following
    following.close()


def test_export_of_imported_incidents_keeps_names_and_tells_their_licence(
    live: LiveBriefing, tmp_path: Path
) -> None:
    store = live.current().incident_store
    assert store is not None
    rows = table(
        event("1", actors=["=cmd", "plain-slug"], sources=["@paper"], summary=None),
        named("2", "Unheard-of", event_type="Sorcery", sub_type=None),
    )
    store.put(ACLED, [rows], user=AMAL, reason="r")
    state = MapState(filter=IncidentFilter(datasets=frozenset({"acled"})))
    export = MapExport(briefing=live.current(), state=state, made_at=MADE_AT)
    kinds = ["csv", "geojson", "gpkg", "kml", "kmz", "xlsx", "html"]
    write_export(export, kinds, tmp_path / "out")
    assert read_csv(tmp_path / "out" / "incidents.csv").equals(export.columns)
    first, second = export.columns.to_pylist()
    assert (first["id"], first["dataset"], first["summary"]) == ("acled:1", "acled", None)
    assert first["actors"] == '["=cmd", "plain-slug"]'
    assert first["sources"] == '["@paper"]'
    assert (second["place_id"], second["place"], second["lat"]) == (None, "Unheard-of", None)
    assert export.event_types == ("Battles", "Sorcery")
    parts = {licence.part: licence for licence in export.licences}
    assert parts["incidents of ACLED"].name == "Terms"
    assert parts["incidents of ACLED"].attribution == "Raleigh"
    assert "incidents" not in parts
    assert export.counts["without_point"] == 1
