"""What stands on a sheet, in words and numbers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely

from geo import (
    Briefing,
    DrawnArea,
    FilterIndex,
    IncidentFilter,
    MapState,
    SnapshotError,
    ZoneParams,
)
from geo.snapshot import Extent, ExtentKind, Page, Sheet, SnapshotOptions, compose, figure_id
from geo.snapshot.contents import drawn_classes
from geo.snapshot.draw import directed
from geo.snapshot.layout import lay_out
from geo.snapshot.sheet import LegendKind
from geo.store.datasets import DatasetInfo
from tests.geo.snapshot.made_up import briefing_of, many_incidents

ARABIC = re.compile("[\u0621-\u064a]")


@pytest.mark.parametrize(
    "extent",
    [
        Extent(kind=ExtentKind.REGION),
        Extent(kind=ExtentKind.GOVERNORATE, admin1="IQ-BA"),
        Extent(kind=ExtentKind.BOX, box=(41.0, 30.0, 42.0, 31.0)),
    ],
)
def test_legend_explains_what_is_drawn_and_no_more(briefing: Briefing, extent: Extent) -> None:
    sheet = compose(briefing, MapState(), SnapshotOptions(extent=extent))
    explained = [(entry.kind, entry.event_type, entry.number) for entry in sheet.legend]
    assert explained == list(drawn_classes(sheet.map))
    types = {mark.event_type for mark in sheet.map.drawn.marks}
    assert {entry.event_type for entry in sheet.legend if entry.event_type} == types


def test_counts_add_up_to_the_selection(english: Sheet, briefing: Briefing) -> None:
    counts = english.counts
    assert counts.total == counts.selected == len(briefing.table)
    assert counts.shown + counts.wide + counts.beyond + counts.unlocated == counts.selected
    assert counts.inside + counts.outside + counts.undetermined == counts.selected
    verdicts = briefing.table.verdicts(briefing.zone(ZoneParams()))
    assert counts.undetermined == np.count_nonzero(verdicts == 2)


def test_notes_tell_sources_counts_projection_data_and_boundaries(both: Sheet) -> None:
    english = " ".join(note.text[0] for note in both.notes)
    for said in (
        "Al-Mashareq, 25 Apr 2023 (21)",
        f"{both.counts.shown} shown on the map",
        f"{both.counts.undetermined} undetermined",
        "Lambert conformal conic",
        f"revision {both.revision[:8]}",
        "as of 21 Nov 2026",
        f"figure {both.figure_id}",
        "prepared by Desk",
        "do not imply any opinion",
        "OpenStreetMap contributors",
    ):
        assert said in english


def test_sources_cite_the_imported_data_sets_that_are_shown(briefing: Briefing) -> None:
    table = many_incidents(4)
    codes = replace(table.dataset, values=("ged",), codes=np.zeros(4, np.int32))
    info = DatasetInfo(id="ged", name="GED", citation="Sundberg 2013", licence="CC BY 4.0")
    unused = DatasetInfo(id="other", name="Other")
    nothing = SimpleNamespace(place_ids=())
    loaded: Any = (
        SimpleNamespace(info=info, unplaced=nothing),
        SimpleNamespace(info=unused, unplaced=nothing),
    )
    own = replace(briefing, snapshot=briefing.places, imported=loaded)
    own.__dict__["index"] = FilterIndex.build(replace(table, dataset=codes))
    sheet = compose(own, MapState())
    assert sheet.sources[0] == ("GED (CC BY 4.0): Sundberg 2013",)
    assert (
        sheet.notes[0].text[0].startswith("Data sets: GED (CC BY 4.0): Sundberg 2013. A wire (4)")
    )


def test_title_is_suggested_from_the_figures_and_yields_to_a_given_one(
    briefing: Briefing, both: Sheet
) -> None:
    assert str(both.counts.undetermined) in both.title[0]
    assert ARABIC.search(both.title[1])
    options = SnapshotOptions(title="  Quiet\nborder ", extent=Extent(kind=ExtentKind.REGION))
    assert compose(briefing, MapState(), options).title == ("Quiet border",)


def test_subtitle_says_period_and_filters(briefing: Briefing) -> None:
    wanted = IncidentFilter(
        start=date(2019, 1, 1),
        end=date(2019, 3, 31),
        event_types=frozenset({"Battles"}),
        countries=frozenset({"SY"}),
        text="Baghouz",
    )
    sheet = compose(briefing, MapState(filter=wanted))
    assert sheet.subtitle[0].startswith("1 Jan 2019 to 31 Mar 2019")
    for said in ("Battles", "Syria", "containing “Baghouz”"):
        assert said in sheet.subtitle[0]
    left_out = sheet.counts.total - sheet.counts.selected
    notes = " ".join(note.text[0] for note in sheet.notes)
    assert f"{left_out} of {sheet.counts.total} in the data left out by the filters" in notes


def test_sheet_of_nothing_says_so(briefing: Briefing) -> None:
    state = MapState(filter=IncidentFilter(text="nobody wrote this"))
    sheet = compose(briefing, state)
    assert sheet.title == ("No incident matches these filters",)
    assert sheet.rows == ()
    assert sheet.timeline == ()
    assert lay_out(sheet).overflow == 0


def test_sheet_of_one_incident_shows_it(briefing: Briefing) -> None:
    table = many_incidents(1)
    sheet = compose(briefing_of(briefing, table), MapState())
    assert sheet.counts.shown == 1
    (mark,) = sheet.map.drawn.marks
    assert mark.count == 1
    assert len(sheet.rows) == 1


def test_very_many_incidents_become_hexagons_that_count_them_all(briefing: Briefing) -> None:
    sheet = compose(briefing_of(briefing, many_incidents(5_000)), MapState())
    hexagons = sheet.map.drawn.hexagons
    assert hexagons is not None
    assert int(hexagons.count.sum()) == sheet.counts.shown
    assert sheet.map.frame.projection.name == "laea"
    assert sheet.map.drawn.marks == ()
    assert "km²" in sheet.headings.legend[0]


def test_arabic_sheet_speaks_arabic_and_reads_from_the_right(arabic: Sheet, english: Sheet) -> None:
    texts = [*arabic.title, *arabic.subtitle, *(t for note in arabic.notes for t in note.text)]
    texts += [text for entry in arabic.legend for text in entry.text]
    texts += [text for figure in arabic.figures for text in figure.label]
    assert all(ARABIC.search(text) for text in texts)
    assert not any("%(" in text for text in texts)
    assert arabic.right_to_left
    assert arabic.regions.columns[0].right < arabic.regions.map.x
    assert english.regions.columns[0].x > english.regions.map.right


@pytest.mark.parametrize("page", list(Page))
@pytest.mark.parametrize("languages", [("en",), ("en", "ar")])
def test_every_page_holds_its_texts(
    briefing: Briefing, page: Page, languages: tuple[str, ...]
) -> None:
    options = SnapshotOptions(page=page, languages=languages, handling="Restricted")
    sheet = compose(briefing, MapState(), options)
    assert lay_out(sheet).overflow == 0
    width, height = page.size
    for rect in (sheet.regions.map, sheet.regions.head, sheet.regions.foot):
        assert rect.x >= 0
        assert rect.y >= 0
        assert rect.right <= width + 1e-6
        assert rect.top <= height
    assert sheet.regions.map.width * sheet.regions.map.height > 0.3 * width * height


def test_figure_id_is_the_same_only_for_the_same(briefing: Briefing) -> None:
    state, options = MapState(), SnapshotOptions()
    first = figure_id(briefing, state, options)
    assert first == figure_id(briefing, MapState(), SnapshotOptions())
    assert re.fullmatch("[0-9A-Z]{8}", first)
    others = {
        figure_id(briefing, state, replace(options, page=Page.SQUARE)),
        figure_id(briefing, state, replace(options, title="Other")),
        figure_id(briefing, MapState(zone=ZoneParams(width_km=30)), options),
        figure_id(briefing_of(briefing, many_incidents(3)), state, options),
    }
    assert len(others | {first}) == 5


def test_options_survive_being_written_down() -> None:
    options = SnapshotOptions(
        page=Page.A3_PORTRAIT,
        extent=Extent(kind=ExtentKind.BOX, box=(37.0, 36.0, 38.0, 37.0)),
        languages=("ar", "en"),
        label_languages=("ar",),
        title="Quiet",
        as_of=date(2026, 11, 21),
        graticule=True,
    )
    assert SnapshotOptions.from_json(json.loads(json.dumps(options.to_json()))) == options
    assert SnapshotOptions.from_json({}) == SnapshotOptions()
    for wrong in ({"page": "a9"}, {"colour": "red"}, {"as_of": "today"}, {"extent": {"kind": "x"}}):
        with pytest.raises(SnapshotError):
            SnapshotOptions.from_json(wrong)


def test_sheet_bears_the_figure_id_it_is_given(briefing: Briefing) -> None:
    sheet = compose(briefing, MapState(), figure="0A1B2C3D")
    assert sheet.figure_id == "0A1B2C3D"
    assert any("0A1B2C3D" in note.text[0] for note in sheet.notes)


def test_timeline_counts_every_selected_incident_in_few_bars(english: Sheet) -> None:
    assert sum(bin_.count for bin_ in english.timeline) == english.counts.selected
    assert len(english.timeline) <= 40
    assert [b.label for b in english.timeline][:2] == [("2011",), ("2012",)]


@pytest.mark.parametrize(
    "wrong",
    [{"languages": ()}, {"languages": ("en", "en")}, {"languages": ("fr",)}, {"title": "x" * 300}],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SnapshotError):
        SnapshotOptions(**wrong)  # type: ignore[arg-type]


def test_unit_named_in_english_alone_has_its_arabic_name_on_an_arabic_sheet(
    briefing: Briefing,
) -> None:
    table = many_incidents(1)
    codes = replace(table.place, values=("Al Hasakah Governorate",), codes=np.zeros(1, np.int32))
    wide = replace(table, place=codes, extent_km=np.full(1, 900.0, np.float32))
    sheet = compose(briefing_of(briefing, wide), MapState(), SnapshotOptions(languages=("ar",)))
    ((name, count),) = sheet.wide_areas
    assert "محافظة الحسكة" in name[0]
    assert count == 1


def test_line_of_arabic_that_begins_in_latin_runs_from_the_right() -> None:
    assert directed("SOHR، تقرير").startswith("\u200f")
    assert directed("(12) SOHR").startswith("\u200f")
    assert directed("تقرير SOHR") == "تقرير SOHR"
    assert directed("12") == "12"


def test_locator_shows_nothing_beyond_the_base_map(english: Sheet, arabic: Sheet) -> None:
    for sheet in (english, arabic):
        locator = sheet.map.locator
        assert locator is not None
        rect = locator.frame.rect
        assert locator.ground.charted.buffer(0.01).covers(
            shapely.box(rect.x, rect.y, rect.right, rect.top)
        )


def test_drawn_area_is_outlined_explained_and_told_and_comes_back_from_its_link(
    briefing: Briefing,
) -> None:
    area = DrawnArea(((36.53, 37.95),), 60.0)
    wanted = IncidentFilter(area=area, area_verdicts=frozenset({"inside", "undetermined"}))
    sheet = compose(briefing, MapState(filter=wanted), SnapshotOptions())
    assert sheet.map.area is not None
    assert LegendKind.AREA in {entry.kind for entry in sheet.legend}
    told = "Inside, Undetermined: circle of 60 km around 36.53, 37.95"
    assert any(told in text for text in sheet.subtitle)
    assert 0 < sheet.counts.selected < sheet.counts.total
    again, problems = MapState.from_query(MapState(filter=wanted).to_query())
    assert problems == []
    assert compose(briefing, again, SnapshotOptions()).counts == sheet.counts
    # An area that only counts is no filter, and is not drawn.
    only = compose(briefing, MapState(filter=IncidentFilter(area=area)), SnapshotOptions())
    assert only.map.area is None
