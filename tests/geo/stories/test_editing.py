from __future__ import annotations

from dataclasses import replace

import pytest

from geo import IncidentFilter, MapState, Story, StoryConflictError, StoryError, StoryStep
from geo.stories.editing import StoryTexts, with_texts, with_view_moved, without_view


def view(name: str) -> StoryStep:
    return StoryStep(
        state=MapState(filter=IncidentFilter(text=name)), title=name, note=f"of {name}"
    )


BASE = Story(id="x", version=1, title="Story", steps=(view("a"), view("b"), view("c")))


def titles(story: Story) -> str:
    return "".join(step.title for step in story.steps)


def mine(number: int, **changes: str) -> StoryTexts:
    return replace(StoryTexts.of(BASE, number), **changes)


def test_texts_are_changed_where_they_stood() -> None:
    story = with_texts(BASE, BASE, 2, mine(2, note="new", title_ar="قصة"))
    assert (story.steps[1].note, story.title_ar, titles(story)) == ("new", "قصة", "abc")


def test_what_others_changed_meanwhile_stays() -> None:
    other = replace(with_texts(BASE, BASE, 2, mine(2, step_title="B")), version=2, editor="Omar")
    story = with_texts(other, BASE, 2, mine(2, note="mine"))
    assert (story.steps[1].title, story.steps[1].note, story.version) == ("B", "mine", 2)


def test_same_text_changed_by_two_is_a_conflict_unless_both_wrote_the_same() -> None:
    other = replace(with_texts(BASE, BASE, 2, mine(2, note="theirs")), version=2, editor="Omar")
    with pytest.raises(StoryConflictError, match="the same text was changed"):
        with_texts(other, BASE, 2, mine(2, note="mine"))
    assert with_texts(other, BASE, 2, mine(2, note="theirs")).steps == other.steps
    # Seen and written anew: now based on the other's version.
    assert with_texts(other, other, 2, mine(2, note="mine")).steps[1].note == "mine"


def test_view_is_found_where_it_is_now_and_missed_where_it_was_removed() -> None:
    other = replace(with_view_moved(BASE, 2, 1), version=2)
    story = with_texts(other, BASE, 2, mine(2, note="mine"))
    assert (titles(story), story.steps[2].note) == ("acb", "mine")
    with pytest.raises(StoryConflictError, match="removed"):
        with_texts(replace(without_view(BASE, 2), version=2), BASE, 2, mine(2, note="mine"))


@pytest.mark.parametrize(
    ("number", "by", "order"), [(1, 1, "bac"), (3, -1, "acb"), (1, -1, "abc"), (3, 1, "abc")]
)
def test_view_moves_as_far_as_it_goes(number: int, by: int, order: str) -> None:
    assert titles(with_view_moved(BASE, number, by)) == order


def test_last_view_cannot_be_removed() -> None:
    assert titles(without_view(BASE, 3)) == "ab"
    with pytest.raises(StoryError, match="at least one view"):
        without_view(replace(BASE, steps=BASE.steps[:1]), 1)
