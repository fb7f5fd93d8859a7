from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import IncidentFilter, MapState, MapView, Story, StoryError, StoryStep
from geo.incidents import Citation
from geo.stories import MOST_STEPS, MOST_TEXT, MOST_TITLE
from tests.payloads import PAYLOADS

LINE = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=40)


def step(**texts: str) -> StoryStep:
    state = MapState(
        filter=IncidentFilter(countries=frozenset({"IQ"})), view=MapView(lat=36.5, lon=38.0, zoom=9)
    )
    return StoryStep(state=state, citations=(Citation(source_id="a", paragraph=3),), **texts)


@given(LINE, LINE, st.lists(LINE, max_size=3))
def test_story_of_any_text_comes_back_from_its_record(
    title: str, title_ar: str, lines: list[str]
) -> None:
    story = Story(
        title=title or "t", title_ar=title_ar, steps=(step(title=title, note="\n".join(lines)),)
    )
    assert Story.from_record(story.to_record()) == story


@pytest.mark.parametrize("text", PAYLOADS)
def test_hostile_text_stays_what_it_is_but_for_unprintable_characters(text: str) -> None:
    story = Story(title="t", steps=(step(note=text[:MOST_TEXT]),))
    held = Story.from_record(story.to_record()).steps[0].note

    def written(told: str) -> list[str]:
        return [c for c in told if c.isprintable() and not c.isspace()]

    assert written(held) == written(text[:MOST_TEXT])
    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in held)


def test_step_forgets_language_and_choice_of_its_view() -> None:
    view = StoryStep(state=MapState(language="ar", selected="x")).state
    assert view == MapState()


def test_text_in_one_language_stands_for_the_other() -> None:
    arabic = step(title_ar="منبج")
    assert [arabic.titled("en"), arabic.titled("ar"), arabic.noted("ar")] == ["منبج", "منبج", ""]
    both = step(note="one", note_ar="واحد")
    assert [both.noted("en"), both.noted("ar")] == ["one", "واحد"]


def test_titles_and_notes_of_the_greatest_length_are_taken_and_longer_ones_refused() -> None:
    assert step(note="x" * MOST_TEXT).note == "x" * MOST_TEXT
    with pytest.raises(StoryError, match="note_ar has 601 characters; at most 600"):
        step(note_ar="x" * (MOST_TEXT + 1))
    with pytest.raises(StoryError, match="title has 161 characters"):
        Story(title="x" * (MOST_TITLE + 1))
    with pytest.raises(StoryError, match="needs a title"):
        Story(title="  ")
    with pytest.raises(StoryError, match="41 views; at most 40"):
        Story(title="t", steps=(step(),) * (MOST_STEPS + 1))


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"title": "t"},
        {"title": "t", "steps": 3},
        {"title": "t", "steps": [{}]},
        {"title": "t", "steps": [{"view": "at=nowhere"}]},
        {"title": "t", "steps": [{"view": "", "citations": [{"source_id": "a"}]}]},
        {"title": 3, "steps": []},
    ],
)
def test_damaged_record_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(StoryError):
        Story.from_record(record)
