"""Distance rings, a line and a surface on a sheet."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo import Briefing, DrawnArea, MapMarks, MapState, MapView, MeasuredLine, Rings
from geo.snapshot import Extent, ExtentKind, SnapshotOptions, check_sheet, compose, render_png
from geo.snapshot.extent import WGS84
from geo.snapshot.sheet import MEASURED_KINDS, LegendKind

LINE = MeasuredLine(((36.0, 38.0), (36.5, 39.5), (35.5, 41.0)))
SURFACE = DrawnArea(((36.0, 38.0), (37.0, 39.0), (35.0, 40.0)))
BOX = SnapshotOptions(extent=Extent(kind=ExtentKind.BOX, box=(36.0, 34.0, 42.5, 38.0)))


def test_rings_stand_at_their_distances_with_labels_and_a_legend_that_names_the_place(
    briefing: Briefing,
) -> None:
    marks = MapMarks(rings=Rings((25.0, 100.0), place_id="manbij"))
    sheet = compose(briefing, MapState(marks=marks), BOX)
    assert [mark.label for mark in sheet.map.measured] == ["25 km", "100 km"]
    place = briefing.places["manbij"]
    frame = sheet.map.frame
    for mark, km in zip(sheet.map.measured, (25.0, 100.0), strict=True):
        azimuths = np.arange(0.0, 360.0, 30.0)
        n = len(azimuths)
        lon, lat, _ = WGS84.fwd(
            np.full(n, place.lon), np.full(n, place.lat), azimuths, np.full(n, km * 1_000)
        )
        on_page = shapely.points(*frame.to_page(lon, lat))
        assert shapely.distance(mark.outline, on_page).max() < 0.3
        assert mark.label_at is not None
    texts = {entry.kind: entry.text[0] for entry in sheet.legend}
    assert texts[LegendKind.DISTANCE_RING] == "Distance from Manbij"


def test_line_and_surface_are_told_with_their_measures_in_both_languages(
    briefing: Briefing,
) -> None:
    options = SnapshotOptions(extent=BOX.extent, languages=("ar", "en"))
    marks = MapMarks(rings=Rings((50.0,), centre=(36.5, 38.0)), line=LINE, surface=SURFACE)
    sheet = compose(briefing, MapState(marks=marks), options)
    told = {entry.kind: entry.text for entry in sheet.legend if entry.kind in MEASURED_KINDS}
    assert told[LegendKind.MEASURED_LINE][1] == f"Measured line: {LINE.length_km:,.0f} km"
    assert told[LegendKind.MEASURED_SURFACE][1] == f"Measured surface: {SURFACE.area_km2:,.0f} km²"
    assert told[LegendKind.DISTANCE_RING][1] == "Distance from 36.5, 38"
    assert all(arabic != english for arabic, english in told.values())
    assert sheet.map.measured[0].label == "50 كم"
    assert render_png(sheet, dpi=36)[1:4] == b"PNG"


@pytest.mark.parametrize("lon", [-100.0, 170.0])
def test_marks_beyond_the_map_are_neither_drawn_nor_explained(
    briefing: Briefing, lon: float
) -> None:
    line = MeasuredLine(((36.0, lon), (37.0, lon + 1)))
    marks = MapMarks(rings=Rings((2_000.0,), centre=(0.0, lon)), line=line)
    sheet = compose(briefing, MapState(marks=marks), BOX)
    assert sheet.map.measured == ()
    assert not {entry.kind for entry in sheet.legend} & set(MEASURED_KINDS)


def test_marks_are_part_of_what_a_sheet_is_made_of(briefing: Briefing) -> None:
    state = MapState(view=MapView(lat=36.0, lon=39.0, zoom=8))
    marked = MapState(view=state.view, marks=MapMarks(line=LINE))
    bare, drawn = (compose(briefing, one, BOX) for one in (state, marked))
    assert bare.figure_id != drawn.figure_id
    assert len(check_sheet(drawn)) == len(check_sheet(bare))
