"""The page of snapshots: what it draws, keeps and lists; `geo.snapshot` tests its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

import geo
from gazetteer import Role, Store, User
from geo import LiveBriefing, MapState, SnapshotError, snapshot
from pages import export_choices as keys
from tests.gazetteer.desks import BoldGazetteer
from tests.pages.tables import html_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

Open = Callable[..., "AppTest"]
AMAL = User("Amal", Role.CONTRIBUTOR)


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveBriefing]:
    path = str(tmp_path / "g.sqlite")
    following = LiveBriefing(lambda: BoldGazetteer(store=Store(path)))
    monkeypatch.setattr(geo, "current_briefing", following.current)
    yield following
    following.close()


def made(live: LiveBriefing, language: str = "en") -> snapshot.Snapshot:
    options = snapshot.SnapshotOptions(languages=(language,), as_of=date(2026, 11, 21))
    planned = snapshot.plan_snapshot(live.current(), MapState(), options, dpi=40)
    return snapshot.keep_snapshot(planned, user=AMAL, made_at=datetime.now(UTC))


def move(live: LiveBriefing) -> None:
    gazetteer = live.current().gazetteer
    place = gazetteer.get("manbij")
    moved = replace(place, lat=36.6)
    gazetteer.store.save(moved, editor="A", reason="surveyed", based_on=place.version)


def said(at: AppTest) -> str:
    parts = [
        *at.warning,
        *at.success,
        *at.error,
        *at.info,
        *at.caption,
        *at.markdown,
        *at.subheader,
    ]
    return " ".join(part.value for part in parts) + " ".join(n.proto.body for n in at.get("html"))


def buttons(at: AppTest) -> list[str]:
    return [node.proto.label for node in at.get("download_button")]


@pytest.mark.usefixtures("live")
def test_page_shows_the_filters_of_its_address_and_offers_every_format(open_page: Open) -> None:
    at = open_page("export", **{"from": "2019-01-01", "type": "Battles"})
    assert "from 1 Jan 2019 on" in said(at)
    assert "Battles" in said(at)
    assert "found nothing wrong" in said(at)
    assert buttons(at) == [
        *("PNG", "PDF", "SVG", "PowerPoint"),
        *("GeoJSON (ZIP)", "GeoPackage", "KML", "CSV (ZIP)", "Excel", "HTML"),
    ]
    assert len(at.code[0].value) == 8
    assert at.code[1].value.endswith(f"/snapshot?figure={at.code[0].value}")


@pytest.mark.usefixtures("live")
def test_page_in_arabic_makes_an_arabic_sheet_at_first(open_page: Open) -> None:
    at = open_page("export", lang="ar")
    assert [title.value for title in at.title] == ["إعداد إحاطة"]
    assert at.session_state[keys.LANGS] == "ar"
    assert "المنطقة" in at.text_area(key=keys.TITLES["ar"]).placeholder


@pytest.mark.usefixtures("live")
def test_title_is_suggested_edited_and_reset(open_page: Open) -> None:
    at = open_page("export")
    first = at.code[0].value
    suggested = at.text_area(key=keys.TITLES["en"]).placeholder
    at.button(key="snapshot_title_en_edit").click().run()
    assert at.text_area(key=keys.TITLES["en"]).value == suggested
    at.text_area(key=keys.TITLES["en"]).set_value("A quiet month").run()
    assert at.code[0].value != first
    at.button(key="snapshot_title_en_reset").click().run()
    assert at.code[0].value == first
    assert not at.exception


@pytest.mark.usefixtures("live")
def test_extent_asks_for_what_it_lacks(open_page: Open) -> None:
    at = open_page("export")
    assert "screen" not in at.selectbox(key=keys.EXTENT).options
    at.selectbox(key=keys.EXTENT).set_value("governorate").run()
    assert "Choose a governorate to see the sheet." in said(at)
    at.selectbox(key=keys.GOVERNORATE).set_value("SY-HA").run()
    assert buttons(at)
    at.selectbox(key=keys.EXTENT).set_value("box").run()
    at.number_input(key=keys.BOX["west"]).set_value(60.0).run()
    assert "The box is empty" in said(at)
    assert not at.exception


def test_figure_says_that_the_data_changed_and_offers_the_data_of_today(
    open_page: Open, live: LiveBriefing
) -> None:
    figure = made(live)
    at = open_page(type="Battles")
    at.query_params.clear()
    at.query_params["figure"] = figure.id.lower()
    at.switch_page("pages/export_page.py").run()
    assert "The incidents have not changed since." in said(at)
    assert "by Amal" in said(at)
    move(live)
    at.run()
    assert "The data have changed since: Moved" in said(at)
    assert at.code[0].value == figure.id
    at.button(key="snapshot_today").click().run()
    assert at.code[0].value != figure.id
    assert at.session_state[keys.DPI] == 40
    assert "Battles" not in said(at)
    assert not at.exception


def test_figure_that_there_is_not_says_so(open_page: Open, live: LiveBriefing) -> None:
    made(live)
    at = open_page("export", figure="`ZZZ`")
    assert len(at.error) == 1
    at.button(key="snapshot_back").click().run()
    assert any(button.key and button.key.startswith("snapshot_open_") for button in at.button)


def test_made_earlier_lists_each_figure_and_opens_it(open_page: Open, live: LiveBriefing) -> None:
    figure = made(live)
    at = open_page("export")
    at.segmented_control(key="snapshot_view").set_value("made").run()
    assert "No incident is known to lie inside" in said(at)
    at.button(key=f"snapshot_open_{figure.id}").click().run()
    assert at.query_params["figure"] in (figure.id, [figure.id])
    assert f"Figure {figure.id}" in said(at)


def test_changes_are_counted_drawn_and_listed(open_page: Open, live: LiveBriefing) -> None:
    made(live)
    move(live)
    at = open_page("export")
    at.segmented_control(key="snapshot_view").set_value("changes").run()
    counts = {metric.label: metric.value for metric in at.metric}
    assert counts == {"Added": "0", "Corrected": "0", "Moved": "13", "Withdrawn": "0"}
    assert {row[0] for row in html_tables(at)[0][1:]} == {"Moved"}
    assert buttons(at) == ["CSV", "Excel", "PNG"]
    at.segmented_control(key="snapshot_since_how").set_value("day").run()
    assert not at.exception


def test_viewer_may_download_and_keeps_nothing(
    open_page: Open, live: LiveBriefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.identity.is_local", lambda: False)
    at = open_page("export")
    assert "You may download, but not keep figures" in said(at)
    assert not at.code
    assert buttons(at)
    unnamed = replace(made(live), figure=None).unnamed()
    assert "figure" not in " ".join(note.text[0] for note in unnamed.sheet.notes)


def test_choices_are_the_options_that_they_came_from() -> None:
    options = snapshot.SnapshotOptions(
        page=snapshot.Page.A3,
        extent=snapshot.Extent(kind=snapshot.ExtentKind.BOX, box=(36.0, 34.0, 40.0, 37.0)),
        languages=("ar", "en"),
        label_languages=("en",),
        title="A",
        title_ar="ب",
        author="C",
        handling="D",
        graticule=True,
        as_of=date(2026, 11, 21),
        override_reason="E",
    )
    values = keys.values_of(options, 300, 2000)
    assert keys.options_of(values, date(2026, 11, 21)) == options
    assert (values[keys.DPI], values[keys.WIDTH]) == (300, 2000)


def test_choices_of_an_empty_box_are_refused() -> None:
    values = {**keys.first_values("en", framed=False), keys.EXTENT: "box", keys.BOX["west"]: 60.0}
    with pytest.raises(SnapshotError, match="empty"):
        keys.options_of(values, date(2026, 11, 21))
