"""Snapshots under an id: who may keep them, what the id stands for, and making them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from gazetteer import PermissionDeniedError, Role, Store, User
from geo import (
    FigureNotFoundError,
    FigureRegister,
    LiveBriefing,
    MapState,
    MapView,
    SnapshotError,
    changes_csv,
    changes_xlsx,
    compare,
    kept_export,
    packed_export,
    snapshot,
)
from geo.snapshot import SnapshotOptions, keep_snapshot, plan_snapshot, repeated_snapshot
from tests.gazetteer.desks import BoldGazetteer
from tests.geo.store.rows import ACLED, AMAL, event, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo import IncidentStore

WHEN = datetime(2026, 11, 21, 9, tzinfo=UTC)
OPTIONS = SnapshotOptions(as_of=date(2026, 11, 21))


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveBriefing]:
    path = str(tmp_path / "g.sqlite")
    following = LiveBriefing(lambda: BoldGazetteer(store=Store(path)))
    yield following
    following.close()


def store_of(live: LiveBriefing) -> IncidentStore:
    store = live.current().incident_store
    assert store is not None
    return store


def plan(live: LiveBriefing, state: MapState | None = None) -> snapshot.Snapshot:
    return plan_snapshot(live.current(), state or MapState(), OPTIONS, dpi=40)


def change_everything(live: LiveBriefing) -> None:
    """Move a place, and bring a data set in."""
    store = store_of(live)
    store.put(ACLED, [table(event("1", lat=36.6, lon=38.0))], user=AMAL, reason="r")
    gazetteer = store.gazetteer.store
    place = gazetteer.get("manbij")
    moved = replace(place, lat=36.7)
    gazetteer.save(moved, editor="A", reason="surveyed", based_on=place.version)


def test_kept_snapshot_is_the_same_to_the_byte_after_an_edit_and_an_import(
    live: LiveBriefing,
) -> None:
    kept = keep_snapshot(plan(live), user=AMAL, made_at=WHEN)
    files = {form: kept.picture(form) for form in ("png", "svg")}
    data = packed_export(kept.export(datetime.now(UTC)), "csv", "x")
    change_everything(live)
    again = repeated_snapshot(store_of(live), kept.id.lower())
    assert {form: again.picture(form) for form in files} == files
    assert packed_export(again.export(datetime.now(UTC)), "csv", "x") == data
    later = plan(live)
    assert later.id != kept.id
    assert later.picture("png") != files["png"]


def test_id_stands_for_what_is_seen_and_nothing_else(live: LiveBriefing) -> None:
    view = MapView(lat=35, lon=40, zoom=6)
    shown = plan(live, MapState(view=view)).id
    assert plan(live, MapState(view=view, selected="x", language="ar")).id == shown
    assert plan(live, MapState()).id != shown
    zone = replace(OPTIONS, extent=snapshot.Extent(kind=snapshot.ExtentKind.ZONE))
    ids = {
        plan_snapshot(live.current(), MapState(view=each), zone, dpi=dpi).id
        for each in (view, None)
        for dpi in (40, 50)
    }
    assert len(ids) == 2


def test_keep_snapshot_keeps_the_first_with_title_and_thumbnail(live: LiveBriefing) -> None:
    first = keep_snapshot(plan(live), user=AMAL, made_at=WHEN)
    second = keep_snapshot(plan(live), user=AMAL, made_at=datetime.now(UTC))
    assert second.id == first.id
    (figure,) = FigureRegister(store_of(live).database).figures()
    assert figure.made_at == WHEN
    assert figure.thumbnail.startswith(b"\x89PNG")
    assert figure.options["title"] == list(first.sheet.title)


def test_keep_snapshot_by_a_viewer_is_refused(live: LiveBriefing) -> None:
    with pytest.raises(PermissionDeniedError):
        keep_snapshot(plan(live), user=User("", Role.VIEWER), made_at=WHEN)
    assert FigureRegister(store_of(live).database).figures() == []


def test_keep_snapshot_of_data_that_changed_meanwhile_is_refused(live: LiveBriefing) -> None:
    planned = plan(live)
    change_everything(live)
    with pytest.raises(FigureNotFoundError, match="changed meanwhile"):
        keep_snapshot(planned, user=AMAL, made_at=WHEN)


def test_keep_snapshot_with_errors_needs_a_reason_and_tells_both(
    live: LiveBriefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.snapshot.check._LEAST_PT", 100.0)
    with pytest.raises(SnapshotError, match="not fit for export"):
        keep_snapshot(plan(live), user=AMAL, made_at=WHEN)
    options = replace(OPTIONS, override_reason="For a wall")
    planned = plan_snapshot(live.current(), MapState(), options, dpi=40)
    kept = keep_snapshot(planned, user=AMAL, made_at=WHEN)
    assert kept.figure is not None
    assert (kept.figure.overridden, kept.figure.reason) == (("does-not-fit",), "For a wall")


def test_unnamed_snapshot_bears_no_id(live: LiveBriefing) -> None:
    named, unnamed = plan(live), plan(live).unnamed()

    def told(each: snapshot.Snapshot) -> str:
        return " ".join(note.text[0] for note in each.sheet.notes)

    assert named.id in told(named)
    assert "figure" not in told(unnamed)
    assert unnamed.picture("svg")


def test_repeated_snapshot_of_an_export_is_refused(live: LiveBriefing) -> None:
    export = kept_export(live.current(), MapState(), made_at=WHEN, made_by="A", formats=["csv"])
    with pytest.raises(FigureNotFoundError, match="not a snapshot"):
        repeated_snapshot(store_of(live), export.figure)


def test_picture_of_an_unknown_format_is_refused(live: LiveBriefing) -> None:
    with pytest.raises(SnapshotError, match="no format 'gif'"):
        plan(live).picture("gif")


def test_changes_are_written_and_drawn(live: LiveBriefing) -> None:
    before = live.current()
    change_everything(live)
    after = live.current()
    comparison = compare(before, after)
    lines = changes_csv(comparison).decode().splitlines()
    assert len(lines) == 1 + len(comparison.changes)
    assert sum('"moved"' in line for line in lines) == 13
    assert changes_xlsx(comparison, "ar").startswith(b"PK")
    pictures = {
        language: snapshot.render_changes_png(comparison, after, language, title="T", dpi=40)
        for language in ("en", "ar")
    }
    assert pictures["en"] != pictures["ar"]
    nothing = snapshot.render_changes_png(compare(after, after), after, "en", title="T", dpi=40)
    assert nothing != pictures["en"]


@pytest.mark.parametrize("languages", [("en",), ("ar",), ("en", "ar"), ("ar", "en")])
@pytest.mark.parametrize("page", ["a4", "letter", "square"])
def test_sheet_of_all_that_ships_is_fit_for_the_smaller_pages(
    live: LiveBriefing, page: str, languages: tuple[str, ...]
) -> None:
    options = replace(OPTIONS, page=snapshot.Page(page), languages=languages)
    sheet = plan_snapshot(live.current(), MapState(), options).sheet
    assert snapshot.approved(sheet) is sheet
