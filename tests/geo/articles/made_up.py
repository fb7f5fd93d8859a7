"""A made-up article, and what is found in it."""

from __future__ import annotations

from datetime import date
from functools import cache

from gazetteer import Gazetteer, TextPlaces, find_places
from geo import (
    Article,
    IncidentCard,
    IncidentDraft,
    ReadMention,
    cards_of,
    clean_text,
    draft_incidents,
    read_mentions,
)

PUBLISHED = date(2021, 3, 10)
TEXT = clean_text(
    "هجوم قرب هجين\n\n"
    "قتل ثلاثة مدنيين وأصيب خمسة آخرون في انفجار عبوة ناسفة أمس في مدينة الرقة.\n"
    "واندلعت اشتباكات يوم 8 مارس 2021 في منبج بين قوات سوريا الديمقراطية ومسلحين."
)


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.shipped()


def found(text: str = TEXT) -> TextPlaces:
    return find_places(text, gazetteer(), context_countries=["SY"])


def mentions(text: str = TEXT) -> list[ReadMention]:
    return read_mentions(found(text), [], gazetteer().places())


def drafts() -> list[IncidentDraft]:
    return draft_incidents(Article(text=TEXT, published=PUBLISHED), gazetteer())


def cards() -> list[IncidentCard]:
    return cards_of(drafts(), mentions())
