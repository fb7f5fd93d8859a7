"""The article that is open in this session: its text, what was found in it, what was decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Role, find_places
from geo import (
    FOCUS_COUNTRIES,
    Article,
    cards_of,
    draft_incidents,
    first_words,
    read_mentions,
    text_digest,
    with_marks,
    without_senses,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer import TextPlaces
    from geo import (
        ArticleDesk,
        Briefing,
        IncidentCard,
        KeptArticle,
        MentionDecision,
        ReadMention,
    )

# The address says which article is open: ``?article=<digest>``.
ARTICLE = "article"
# What this session keeps; a change of the language must not remove it, so no widget's prefix.
_OPEN = "article-open"
_FOUND = "article-found"
_LEFT_OUT = "article-left-out"
MENTION = "article-mention"
PARAGRAPH = "article-paragraph"
CARD = "article-card"
VIEW = "article_view"
CARD_KEYS = "article_card_"
CARD_EDIT = "article-card-edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An open article; `article.text` is None when nobody kept it and it was not pasted again."""

    article: KeptArticle
    mentions: Sequence[ReadMention]
    cards: Sequence[IncidentCard]

    @property
    def chosen(self) -> int | None:
        """The number of the mention that is chosen, wherever others came and went meanwhile."""
        span = st.session_state.get(MENTION)
        spans = ((one.mention.start, one.mention.end) for one in self.mentions)
        return next((number for number, one in enumerate(spans) if one == span), None)

    def choose(self, number: int) -> None:
        """Choose a mention."""
        mention = self.mentions[number].mention
        st.session_state[MENTION] = mention.start, mention.end


def open_article(desk: ArticleDesk, article: KeptArticle, *, keep_text: bool) -> KeptArticle | None:
    """Open an article that was pasted; return what was kept of it before, None for a new one."""
    text, left_out = first_words(article.text or "")
    article = replace(article, digest=text_digest(text), text=text)
    before = desk.find(article.digest)
    if before is not None:
        article = replace(
            article,
            title=before.title or article.title,
            publisher=before.publisher or article.publisher,
            published=before.published or article.published,
            link=before.link or article.link,
            language=before.language,
            source_id=before.source_id or article.source_id,
        )
        keep_text = keep_text or before.text is not None
    if desk.user.role >= Role.CONTRIBUTOR:
        desk.keep(article if keep_text else replace(article, text=None))
    st.session_state[_OPEN] = article
    st.session_state[_LEFT_OUT] = article.digest, left_out
    _forget_choices()
    st.query_params[ARTICLE] = article.digest
    return before


def words_left_out(article: KeptArticle) -> int:
    """Return how many words of an article were not read because it is too long."""
    digest, count = st.session_state.get(_LEFT_OUT, ("", 0))
    return count if digest == article.digest else 0


def change_article(desk: ArticleDesk, article: KeptArticle, *, keep_text: bool) -> None:
    """Keep other details of the open article; drafts that nobody touched follow its date."""
    desk.keep(article if keep_text else replace(article, text=None))
    st.session_state[_OPEN] = article
    forget_card_widgets()


def close_article() -> None:
    """Go back to the start of the page."""
    st.query_params.pop(ARTICLE, None)
    st.session_state.pop(_OPEN, None)
    _forget_choices()


def asked_article(desk: ArticleDesk) -> KeptArticle | None:
    """Return the article that the address asks for, with its text as far as it is at hand."""
    digest = st.query_params.get(ARTICLE)
    if not digest:
        return None
    held: KeptArticle | None = st.session_state.get(_OPEN)
    if held is not None and held.digest == digest:
        return held
    _forget_choices()
    return desk.find(digest)


def article_at_hand() -> KeptArticle | None:
    """Return the article that this session had open last, unless it was closed."""
    held: KeptArticle | None = st.session_state.get(_OPEN)
    return held


def reading_of(desk: ArticleDesk, briefing: Briefing, article: KeptArticle) -> Reading:
    """Return what stands in an article, with what was decided; drafts are kept once they exist."""
    decisions, kept = desk.decisions(article.digest), desk.cards(article.digest)
    if not article.text:
        return Reading(article=article, mentions=(), cards=kept)
    found = _all_found(desk, briefing, article, decisions)
    mentions = read_mentions(found, decisions, briefing.places)
    if not kept:
        kept = _drafted(briefing, article, found, mentions)
        if kept and _may_keep(desk, article):
            kept = desk.draft_again(article.digest, kept)
    return Reading(article=article, mentions=mentions, cards=kept)


def _all_found(
    desk: ArticleDesk,
    briefing: Briefing,
    article: KeptArticle,
    decisions: Sequence[MentionDecision],
) -> TextPlaces:
    """Return the places of a text, those that people marked among them."""
    found = without_senses(_found(briefing, article), desk.never())
    return with_marks(found, article.text or "", decisions, briefing.gazetteer)


def _drafted(
    briefing: Briefing, article: KeptArticle, found: TextPlaces, mentions: Sequence[ReadMention]
) -> list[IncidentCard]:
    """Return fresh cards of an article."""
    asked = Article(text=article.text or "", published=article.published)
    return cards_of(draft_incidents(asked, briefing.gazetteer, places=found), mentions)


def draft_again(desk: ArticleDesk, briefing: Briefing, article: KeptArticle) -> None:
    """Let the cards that nobody touched follow what was decided or changed just now."""
    if not article.text or not _may_keep(desk, article):
        return
    decisions = desk.decisions(article.digest)
    found = _all_found(desk, briefing, article, decisions)
    mentions = read_mentions(found, decisions, briefing.places)
    desk.draft_again(article.digest, _drafted(briefing, article, found, mentions))
    forget_card_widgets()


def _may_keep(desk: ArticleDesk, article: KeptArticle) -> bool:
    return desk.user.role >= Role.CONTRIBUTOR and desk.find(article.digest) is not None


def _found(briefing: Briefing, article: KeptArticle) -> TextPlaces:
    """Return the places of a text, found once for each state of the gazetteer."""
    key = (article.digest, briefing.gazetteer.revision)
    held: tuple[object, TextPlaces] | None = st.session_state.get(_FOUND)
    if held is not None and held[0] == key:
        return held[1]
    found = find_places(article.text or "", briefing.gazetteer, context_countries=FOCUS_COUNTRIES)
    st.session_state[_FOUND] = (key, found)
    return found


def forget_card_widgets() -> None:
    """Let the card that is open be drawn anew from what is kept."""
    st.session_state.pop(CARD_EDIT, None)
    for key in [k for k in st.session_state if str(k).startswith(CARD_KEYS)]:
        del st.session_state[key]


def _forget_choices() -> None:
    for key in (MENTION, PARAGRAPH, CARD):
        st.session_state.pop(key, None)
    forget_card_widgets()
