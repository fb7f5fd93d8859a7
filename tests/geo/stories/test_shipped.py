from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo import Briefing, IncidentDataError, apply, load_dataset
from geo.stories import shipped
from geo.stories.shipped import shipped_stories

if TYPE_CHECKING:
    from pathlib import Path


def test_shipped_story_tells_every_article_in_both_languages_with_its_paragraphs() -> None:
    (story,) = shipped_stories()
    sources = load_dataset().sources
    cited = {c.source_id for step in story.steps for c in step.citations}
    assert cited == sources.keys()
    for step in story.steps:
        assert all((step.title, step.title_ar, step.note, step.note_ar, step.citations))
        for citation in step.citations:
            source = sources[citation.source_id]
            assert source.first_paragraph <= citation.paragraph
            assert source.last_paragraph is None or citation.paragraph <= source.last_paragraph


def test_every_view_of_the_shipped_story_shows_incidents_of_its_article(briefing: Briefing) -> None:
    (story,) = shipped_stories()
    for step in story.steps:
        assert step.state.view is not None
        chosen = apply(briefing.index, step.state.filter, zone=briefing.zone(step.state.zone))
        assert chosen.figures.incidents > 3
        assert step.state.filter.sources <= {c.source_id for c in step.citations}


def test_figures_in_the_shipped_story_are_those_of_the_data(briefing: Briefing) -> None:
    """What notes say of the border and of the zone, in numbers, must not go stale."""
    (story,) = shipped_stories()
    told = " ".join(step.note for step in story.steps)
    assert f"is {briefing.borders.border_length_km('IQ-SY'):.0f} km long" in told
    zone = briefing.zone(story.steps[3].state.zone)
    assert f"about {round(zone.area_km2, -1):,.0f} km²" in told
    assert len(zone.shares) == 6
    assert "six governorates" in told
    selection = apply(briefing.index, story.steps[3].state.filter, zone=zone)
    assert selection.figures.inside == 0


def test_damaged_row_is_refused_with_file_row_and_field(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "stories.jsonl").write_text('{"id": "a", "title": "t", "steps": [{}]}\n')
    monkeypatch.setattr(shipped, "DATA_DIR", tmp_path)
    with pytest.raises(IncidentDataError) as caught:
        shipped_stories.__wrapped__()
    assert (caught.value.row, caught.value.field) == (1, "steps")
