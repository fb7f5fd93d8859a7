"""Articles -> drafted incidents: what happened, when, where, who, how many, in which paragraph."""

from __future__ import annotations

from geo.articles.article import Article, Evidence, Paragraph, paragraphs_of
from geo.articles.discourse import PlaceBasis
from geo.articles.draft import DraftActor, IncidentDraft, draft_incidents

__all__ = [
    "Article",
    "DraftActor",
    "Evidence",
    "IncidentDraft",
    "Paragraph",
    "PlaceBasis",
    "draft_incidents",
    "paragraphs_of",
]
