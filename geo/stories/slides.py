"""A story as slides: a title, then a view a slide, with its note above the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gazetteer import Message
from geo.errors import SnapshotError, StoryError
from geo.snapshot import (
    Extent,
    ExtentKind,
    Page,
    SnapshotOptions,
    approved,
    compose,
    render_views_pptx,
)
from geo.stories.citing import cited_words
from geo.words import words

if TYPE_CHECKING:
    from geo.briefing import Briefing
    from geo.snapshot import Sheet
    from geo.stories.story import Story, StoryStep
    from geo.words import Words


def story_slides(briefing: Briefing, story: Story, *, language: str, dpi: int = 150) -> bytes:
    """Return the slides (PPTX) of a story with at least one step.

    Parameters
    ----------
    briefing
        The data as of which the views are drawn.
    story
        What to tell.
    language
        ``en`` or ``ar``; a text that lacks in it stands in the other.
    dpi
        Dots per inch of the maps.

    Raises
    ------
    StoryError
        If a view cannot be drawn without misleading; it says which, and why.
    """
    _ = words(language)
    sheets = [_sheet(briefing, step, number, _) for number, step in enumerate(story.steps, 1)]
    titles = (step.titled(language) for step in story.steps)
    lines = [
        f"{_.number(number)}. {title or ' '.join(sheets[number - 1].title)}"
        for number, title in enumerate(titles, 1)
    ]
    return render_views_pptx(sheets, title=story.titled(language), lines=lines, dpi=dpi)


def _sheet(briefing: Briefing, step: StoryStep, number: int, _: Words) -> Sheet:
    cited = cited_words(briefing, step, _)
    note = step.noted(_.language)
    remark = f"{note} ({cited})" if note and cited else note or cited
    in_arabic = _.language == "ar"
    options = SnapshotOptions(
        page=Page.WIDE,
        extent=Extent(kind=ExtentKind.SCREEN if step.state.view else ExtentKind.REGION),
        languages=(_.language,),
        title=step.titled("en") if not in_arabic else "",
        title_ar=step.titled("ar") if in_arabic else "",
        remark=remark if not in_arabic else "",
        remark_ar=remark if in_arabic else "",
    )
    state = replace(step.state, language=_.language)
    try:
        return approved(compose(briefing, state, options, figure=""))
    except SnapshotError as error:
        raise StoryError(
            Message("view %(number)s: %(problem)s", number=number, problem=error.message)
        ) from error
