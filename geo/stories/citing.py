"""What a step of a story rests on, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.briefing import Briefing
    from geo.stories.story import StoryStep
    from geo.words import Words


def cited_words(briefing: Briefing, step: StoryStep, _: Words) -> str:
    """Return the sources of a step with their dates and paragraphs; empty for none."""
    paragraphs: dict[str, list[int]] = {}
    for citation in step.citations:
        paragraphs.setdefault(citation.source_id, []).append(citation.paragraph)
    named = []
    for source_id, numbers in paragraphs.items():
        source = briefing.dataset.sources.get(source_id)
        publisher = source_id if source is None else source.publisher
        if source is not None and _.language == "ar":
            publisher = source.publisher_ar
        published = source.published if source is not None else None
        named.append(
            _.plural(
                "%(publisher)s, %(date)s, paragraph %(numbers)s",
                "%(publisher)s, %(date)s, paragraphs %(numbers)s",
                len(numbers),
                publisher=publisher,
                date=_.date(published) if published else _("date not known"),
                numbers=_(", ").join(_.number(number) for number in sorted(numbers)),
            )
        )
    return _("; ").join(named)
