"""Imported incidents in the panels of the pages: told in full, and every text of theirs escaped."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, Store
from geo import Briefing, Facet, IncidentStore, LiveBriefing, MapState, escape
from pages.about_page import dataset_card
from pages.details import details_html
from pages.labels import value_name
from pages.words import words
from tests.geo.store.rows import ACLED, AMAL, event, named, table
from tests.pages.hostile import assert_harmless
from tests.payloads import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIL = replace(
    ACLED,
    id="evil",
    name=HOSTILE,
    publisher=HOSTILE,
    licence=HOSTILE,
    citation=HOSTILE,
    link="javascript:alert(1)",
)


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Briefing]:
    """Give a briefing with a plain data set and one whose every text is hostile."""
    path = str(tmp_path / "g.sqlite")
    plain = event("7", flags="place-disagrees", details=json.dumps({"admin_2": "Hajin district"}))
    evil = named(
        HOSTILE,
        HOSTILE,
        actors=[HOSTILE],
        sources=[HOSTILE],
        event_type=HOSTILE,
        sub_type=HOSTILE,
        summary=HOSTILE,
        summary_ar=HOSTILE,
        flags=HOSTILE.replace(" ", "_"),
        details=json.dumps({HOSTILE: HOSTILE}),
    )
    with IncidentStore(Gazetteer(store=Store(path, shipped=False))) as sets:
        sets.put(ACLED, [table(plain)], user=AMAL, reason="r")
        sets.put(EVIL, [table(evil)], user=AMAL, reason="r")
    live = LiveBriefing(lambda: Gazetteer.open(path))
    yield live.current()
    live.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_details_of_an_imported_incident_tell_its_data_set_and_every_field(
    imported: Briefing, language: str
) -> None:
    _ = words(language)
    html = details_html(imported, imported.incident("acled:7"), MapState(), _)
    for told in (
        "Clash 7",
        "ACLED",
        "Terms",
        "Raleigh",
        "Local paper",
        "admin_2",
        "Hajin district",
    ):
        assert told in html
    assert _("The point lies farther from the named place than both allow.") in html
    assert escape(_("The publisher's id: %(id)s", id="7")) in html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_details_and_card_of_hostile_data_are_harmless(imported: Briefing, language: str) -> None:
    _ = words(language)
    incident = imported.incident(f"evil:{HOSTILE}")
    assert_harmless(details_html(imported, incident, MapState(), _))
    card = dataset_card(imported.imported[1].info, _)
    assert_harmless(card)
    assert "href" not in card


def test_value_name_of_an_imported_source_is_its_text(imported: Briefing) -> None:
    assert "Local paper" in imported.values(Facet.SOURCE)
    assert value_name(imported, Facet.SOURCE, "Local paper", words("en")) == "Local paper"
    assert value_name(imported, Facet.DATASET, "articles", words("ar")) == "مقالات صحفية"
    assert value_name(imported, Facet.DATASET, "acled", words("ar")) == "ACLED"
