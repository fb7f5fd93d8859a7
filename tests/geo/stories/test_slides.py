from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pptx import Presentation

from gazetteer import Message
from geo import MapState, SnapshotError, Story, StoryError, StoryStep, story_slides
from geo.stories import MOST_TEXT, MOST_TITLE, slides

if TYPE_CHECKING:
    from geo import Briefing
    from geo.snapshot import Sheet


def texts_of(content: bytes) -> list[str]:
    """The text of each slide, its speaker's note last."""
    told = []
    for slide in Presentation(io.BytesIO(content)).slides:
        lines = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        note = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        told.append("\n".join([*lines, note]))
    return told


def test_slides_have_a_title_and_a_map_for_each_view(briefing: Briefing, story: Story) -> None:
    content = story_slides(briefing, story, language="en", dpi=36)
    first, battles, later = texts_of(content)
    assert story.title in first
    assert "1. Battles" in first
    assert "2. Later" in first
    assert "Battles" in battles
    # Once above the map, once for the speaker.
    assert battles.count(" ".join(story.steps[0].note.split())) == 2
    assert "Irfaa Sawtak, 17 Jan 2019, paragraphs 30, 46" in later
    assert "30 km" in later
    assert story_slides(briefing, story, language="en", dpi=36) == content


def test_slides_in_arabic_take_what_there_is_in_arabic(briefing: Briefing, story: Story) -> None:
    first, _battles, later = texts_of(story_slides(briefing, story, language="ar", dpi=36))
    assert "2. لاحقاً" in first
    assert "ارفع صوتك" in later
    assert "الفقرتان 30، 46" in later


@pytest.mark.parametrize("language", ["en", "ar"])
def test_longest_texts_fit_on_a_slide(briefing: Briefing, story: Story, language: str) -> None:
    words = {"en": "incidents along the border ", "ar": "أحداث على طول الحدود "}[language]
    title, note = (words * 40)[:MOST_TITLE], (words * 40)[:MOST_TEXT]
    step = StoryStep(
        state=MapState(), title=title, title_ar=title, note=note, note_ar=note,
        citations=story.steps[1].citations,
    )  # fmt: skip
    told = texts_of(
        story_slides(briefing, Story(title="t", steps=(step,)), language=language, dpi=36)
    )
    assert note.strip() in told[1]


def test_view_that_the_check_stops_is_named(
    briefing: Briefing, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def stop_the_second(sheet: Sheet) -> Sheet:
        seen.append(sheet)
        if len(seen) == 2:
            raise SnapshotError(Message("the sheet names no source"))
        return sheet

    monkeypatch.setattr(slides, "approved", stop_the_second)
    with pytest.raises(StoryError, match="view 2: the sheet names no source"):
        story_slides(briefing, story, language="en", dpi=36)
