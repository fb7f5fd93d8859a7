"""The cartographic check: each fault is found, and a fault stops the export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo import IncidentFilter, MapState, SnapshotError
from geo.snapshot import (
    Extent,
    ExtentKind,
    Page,
    Rule,
    Severity,
    SnapshotOptions,
    approved,
    check_sheet,
    compose,
)

if TYPE_CHECKING:
    from geo import Briefing
    from geo.snapshot import Sheet


def rules(sheet: Sheet, severity: Severity | None = None) -> set[Rule]:
    return {f.rule for f in check_sheet(sheet) if severity in {None, f.severity}}


def broken(sheet: Sheet, **changes: object) -> Sheet:
    return replace(sheet, **changes)  # type: ignore[arg-type]


def test_check_passes_the_sheets_that_are_composed(
    english: Sheet, both: Sheet, arabic: Sheet
) -> None:
    for sheet in (english, both, arabic):
        assert rules(sheet, Severity.ERROR) == set()
        assert approved(sheet) is sheet


@pytest.mark.parametrize("rule", [
    Rule.NO_TITLE, Rule.NO_SOURCE, Rule.UNDETERMINED, Rule.NOT_ACCOUNTED, Rule.LEGEND_LACKS,
    Rule.TOO_PRECISE, Rule.NO_DISCLAIMER, Rule.DOES_NOT_FIT,
])  # fmt: skip
def test_check_finds_each_error(english: Sheet, rule: Rule) -> None:
    drawn = english.map.drawn
    marks = [replace(group, marks=tuple(replace(m, hollow=False) for m in group.marks))
             for group in drawn.groups]  # fmt: skip
    exact = replace(drawn, groups=tuple(marks))
    sheet = {
        Rule.NO_TITLE: broken(english, title=(" ",)),
        Rule.NO_SOURCE: broken(english, sources=()),
        Rule.UNDETERMINED: broken(
            english,
            notes=tuple(n for n in english.notes if n.heading != ("Zone:",)),
            figures=english.figures[:2],
        ),
        Rule.NOT_ACCOUNTED: broken(english, counts=replace(english.counts, shown=3)),
        Rule.LEGEND_LACKS: broken(english, legend=english.legend[1:]),
        Rule.TOO_PRECISE: broken(english, map=replace(english.map, drawn=exact)),
        Rule.NO_DISCLAIMER: broken(english, notes=english.notes[:-1]),
        Rule.DOES_NOT_FIT: broken(english, legend=english.legend * 6),
    }[rule]
    assert rule in rules(sheet, Severity.ERROR)
    with pytest.raises(SnapshotError, match="not fit for export"):
        approved(sheet)


def test_check_warns_of_what_may_mislead(briefing: Briefing, english: Sheet) -> None:
    options = SnapshotOptions(extent=Extent(kind=ExtentKind.BOX, box=(37.0, 36.4, 38.6, 37.0)))
    found = rules(compose(briefing, MapState(), options), Severity.WARNING)
    assert {Rule.ZONE_CUT, Rule.NO_DATE} <= found
    more = (*english.legend, replace(english.legend[0], event_type="Riots"))
    assert Rule.LEGEND_SUPERFLUOUS in rules(broken(english, legend=more), Severity.WARNING)
    far = Extent(kind=ExtentKind.BOX, box=(26.0, 25.0, 28.0, 26.0))
    empty = compose(briefing, MapState(), SnapshotOptions(extent=far))
    assert Rule.NOTHING_SHOWN in rules(empty, Severity.WARNING)


def test_check_misses_each_class_that_the_legend_leaves_out(english: Sheet) -> None:
    for entry in english.legend:
        fewer = tuple(other for other in english.legend if other is not entry)
        found = [f for f in check_sheet(broken(english, legend=fewer))
                 if f.rule is Rule.LEGEND_LACKS]  # fmt: skip
        assert len(found) == 1, entry
        assert found[0].severity is Severity.ERROR


def test_check_finds_places_drawn_better_known_than_they_are(english: Sheet) -> None:
    drawn = english.map.drawn
    assert drawn.rings
    first, *others = drawn.rings
    swapped = replace(first, lon=others[-1].lon, lat=others[-1].lat)
    group = next(g for g in drawn.groups if any(mark.hollow for mark in g.marks))
    astray = replace(group, marks=tuple(replace(mark, x=mark.x + 40) for mark in group.marks))
    for wrong in (
        replace(drawn, rings=tuple(others)),
        replace(drawn, rings=(replace(first, extent_km=1.0), *others)),
        replace(drawn, rings=(replace(first, lon=first.lon + 0.5), *others)),
        replace(drawn, rings=(swapped, *others)),
        replace(drawn, groups=tuple(astray if g is group else g for g in drawn.groups)),
    ):
        sheet = broken(english, map=replace(english.map, drawn=wrong))
        assert Rule.TOO_PRECISE in rules(sheet, Severity.ERROR)


def test_check_finds_the_zone_cut_and_names_left_out_of_a_crowded_map(briefing: Briefing) -> None:
    cutting = Extent(kind=ExtentKind.GOVERNORATE, admin1="SY-HL")
    assert Rule.ZONE_CUT in rules(compose(briefing, MapState(), SnapshotOptions(extent=cutting)))
    whole = SnapshotOptions(extent=Extent(kind=ExtentKind.ZONE))
    assert Rule.ZONE_CUT not in rules(compose(briefing, MapState(), whole))
    crowded = SnapshotOptions(
        page=Page.WIDE, extent=Extent(kind=ExtentKind.REGION), languages=("en", "ar")
    )
    sheet = compose(briefing, MapState(), crowded)
    assert sheet.map.naming.dropped
    assert Rule.LABELS_DROPPED in rules(sheet)


def test_check_lists_names_without_room(english: Sheet) -> None:
    naming = replace(english.map.naming, dropped=("Raqqa",))
    sheet = broken(english, map=replace(english.map, naming=naming))
    (finding,) = [f for f in check_sheet(sheet) if f.rule is Rule.LABELS_DROPPED]
    assert finding.message == "Names without room: Raqqa."
    (said,) = [f for f in check_sheet(sheet, "ar") if f.rule is Rule.LABELS_DROPPED]
    assert said.message.endswith("Raqqa.")
    assert said.message != finding.message


def test_check_tells_letters_that_the_typeface_lacks(english: Sheet) -> None:
    fire = "\U0001f525"
    sheet = broken(english, title=(f"Fire {fire}",))
    (finding,) = [f for f in check_sheet(sheet) if f.rule is Rule.NO_LETTERS]
    assert fire in finding.message


def test_errors_come_first(english: Sheet) -> None:
    sheet = broken(english, title=("",), options=replace(english.options, as_of=None))
    severities = [finding.severity for finding in check_sheet(sheet)]
    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.ERROR


def test_an_override_needs_a_reason_and_is_told_on_the_sheet(both: Sheet) -> None:
    options = replace(both.options, override_reason="The minister asked for it bare.")
    sheet = approved(broken(both, title=("", ""), options=options))
    first = sheet.notes[0]
    assert first.heading[0] == "Known faults:"
    assert "The sheet has no title." in first.text[0]
    assert all("The minister asked for it bare." in text for text in first.text)


def test_a_sheet_of_nothing_may_be_exported(briefing: Briefing) -> None:
    state = MapState(filter=IncidentFilter(text="nobody wrote this"))
    sheet = compose(briefing, state, SnapshotOptions())
    assert rules(sheet, Severity.ERROR) == set()
