"""The columns of an export: the same incidents, typed, whatever the filter."""

import numpy as np

from geo import MapExport
from geo.export.columns import SCHEMA, subset


def test_columns_hold_every_incident_of_the_selection(filtered: MapExport) -> None:
    table = filtered.briefing.table
    expected = [
        table.ids[row].as_py()
        for row in range(len(table))
        if table.start_day[row] <= 18261 and table.end_day[row] >= 17897
    ]
    assert filtered.columns["id"].to_pylist() == expected
    assert 0 < len(expected) < len(table)
    assert filtered.columns.schema.equals(SCHEMA)


def test_columns_agree_with_the_records(whole: MapExport) -> None:
    known = whole.briefing.incidents
    for row in whole.columns.to_pylist():
        incident = known[row["id"]]
        assert (row["start"], row["end"]) == (incident.start, incident.end)
        assert row["summary"], row["summary_ar"] == (incident.summary, incident.summary_ar)
        assert row["fatalities_best"] == incident.fatalities.best
        assert row["injured"] == incident.injured
        assert row["verification"] == str(incident.verification)
        assert row["zone_verdict"] == whole.briefing.verdict(row["id"], whole.state.zone)


def test_columns_write_small_numbers_as_they_were_given(hostile: MapExport) -> None:
    assert 0.1 in hostile.columns["extent_km"].to_pylist()


def test_subset_keeps_order_and_sets(whole: MapExport) -> None:
    table = whole.briefing.table
    rows = np.array([5, 3, 90])
    part = subset(table, rows)
    for position, row in enumerate(rows):
        assert part.ids[position] == table.ids[row]
        assert part.actors.texts(position) == table.actors.texts(row)
        assert part.event_type.text(position) == table.event_type.text(row)
        assert part.lon[position] == table.lon[row]
    assert part.revision != table.revision


def test_notice_tells_filters_sources_and_licences(filtered: MapExport) -> None:
    notice = filtered.notice()
    assert ("الفترة", "من 1 كانون الثاني 2019 إلى 31 كانون الأول 2019") in filtered.filters
    assert notice["link"] == "?from=2019-01-01&to=2019-12-31&lang=ar"
    assert notice["as_of"] == "2026-11-21T09:30:00Z"
    assert {licence.name for licence in filtered.licences} == {"MIT", "CC BY 4.0", "ODbL 1.0"}
    counts = filtered.counts
    assert counts["incidents"] + counts["left_out_by_filters"] == len(filtered.briefing.table)
    cited = {
        citation.source_id
        for incident_id in filtered.columns["id"].to_pylist()
        for citation in filtered.briefing.incidents[incident_id].citations
    }
    assert {source.id for source in filtered.sources} == cited
