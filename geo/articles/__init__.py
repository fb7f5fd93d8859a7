"""Articles -> drafted incidents: what happened, when, where, who, how many, in which paragraph."""

from __future__ import annotations

from geo.articles.article import Article, Evidence, Paragraph, paragraphs_of
from geo.articles.discourse import PLACE_REASONS, PlaceBasis
from geo.articles.draft import DraftActor, IncidentDraft, draft_incidents

__all__ = [
    "PLACE_REASONS",
    "Article",
    "DraftActor",
    "Evidence",
    "IncidentDraft",
    "Paragraph",
    "PlaceBasis",
    "draft_incidents",
    "paragraphs_of",
]
