"""The stories that come with the project."""

from __future__ import annotations

from functools import cache

from gazetteer import Message
from geo.errors import IncidentDataError, StoryError
from geo.records import DATA_DIR
from geo.rows import read_rows
from geo.stories.story import Story


@cache
def shipped_stories() -> tuple[Story, ...]:
    """Return the stories of ``geo/data/stories.jsonl``, one JSON object a line.

    Raises
    ------
    IncidentDataError
        If the file cannot be read or a row is no story; it names file, row and field.
    """
    path = DATA_DIR / "stories.jsonl"
    stories = []
    for row in read_rows(path):
        try:
            story = Story.from_record(row.values, id=row.text("id"), ships=True)
        except StoryError as error:
            raise IncidentDataError(
                Message("%(problem)s", problem=error.message),
                path=path,
                row=row.number,
                field="steps",
            ) from error
        stories.append(story)
    return tuple(stories)
