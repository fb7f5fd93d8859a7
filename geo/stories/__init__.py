"""Stories: saved views of the map in an order, each with what is to be said of it.

    desk = StoryDesk(store, user)
    story = desk.save(Story(title="Before and after", steps=(StoryStep(state=state),)))
    slides = story_slides(briefing, story, language="en")
    page = story_page(briefing, story, language="en", made_at=now)

One ships with the project: the articles that its facts come from, a view each.
"""

from __future__ import annotations

from geo.stories.story import MOST_STEPS, MOST_TEXT, MOST_TITLE, Story, StoryStep

__all__ = ["MOST_STEPS", "MOST_TEXT", "MOST_TITLE", "Story", "StoryStep"]
