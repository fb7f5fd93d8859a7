"""What an author does with a story, as a new story; `StoryDesk.save` keeps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gazetteer import Message
from geo.errors import StoryConflictError, StoryError

if TYPE_CHECKING:
    from geo.stories.story import Story, StoryStep


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTexts:
    """The texts of a story that stand beside one of its views."""

    title: str
    title_ar: str
    step_title: str
    step_title_ar: str
    note: str
    note_ar: str

    @classmethod
    def of(cls, story: Story, number: int) -> StoryTexts:
        """Return those of a story at a view, counted from 1."""
        step = story.steps[number - 1]
        return cls(
            title=story.title,
            title_ar=story.title_ar,
            step_title=step.title,
            step_title_ar=step.title_ar,
            note=step.note,
            note_ar=step.note_ar,
        )


def with_texts(newest: Story, base: Story, number: int, texts: StoryTexts) -> Story:
    """Return `newest` with other texts, which were written beside view `number` of `base`.

    What others changed meanwhile stays, and so does the order: the view is found where it is now.

    Raises
    ------
    StoryConflictError
        If somebody else changed one of the texts that differ from those of `base`, or removed the
        view.
    StoryError
        If a text is too long, or the story would have no title.
    """
    was, mine = StoryTexts.of(base, number), texts
    at = _place(newest, base.steps[number - 1], number)
    if at is None:
        raise _conflict(newest, base, Message("the view was removed meanwhile"))
    now = StoryTexts.of(newest, at)
    merged = {}
    for name in StoryTexts.__slots__:
        before, theirs, ours = (getattr(texts, name) for texts in (was, now, mine))
        if ours not in (before, theirs) and theirs != before:
            raise _conflict(newest, base, Message("the same text was changed meanwhile"))
        merged[name] = theirs if ours == before else ours
    step = replace(
        newest.steps[at - 1],
        title=merged["step_title"],
        title_ar=merged["step_title_ar"],
        note=merged["note"],
        note_ar=merged["note_ar"],
    )
    steps = (*newest.steps[: at - 1], step, *newest.steps[at:])
    return replace(newest, title=merged["title"], title_ar=merged["title_ar"], steps=steps)


def with_view_moved(story: Story, number: int, by: int) -> Story:
    """Return a story with view `number`, counted from 1, `by` places later, as far as it goes."""
    steps = list(story.steps)
    step = steps.pop(number - 1)
    steps.insert(min(max(number - 1 + by, 0), len(steps)), step)
    return replace(story, steps=tuple(steps))


def without_view(story: Story, number: int) -> Story:
    """Return a story without view `number`, counted from 1.

    Raises
    ------
    StoryError
        If it is the only one.
    """
    if len(story.steps) == 1:
        raise StoryError(Message("a story needs at least one view"))
    return replace(story, steps=story.steps[: number - 1] + story.steps[number:])


def _place(newest: Story, step: StoryStep, number: int) -> int | None:
    """Return where a view is now, counted from 1; None where it is no more."""
    if step in newest.steps:
        return newest.steps.index(step) + 1
    alike = [at for at, one in enumerate(newest.steps, 1) if one.state == step.state]
    if number in alike:
        return number
    return alike[0] if alike else None


def _conflict(newest: Story, base: Story, message: Message) -> StoryConflictError:
    return StoryConflictError(message, expected=base.version, actual=newest.version)
