"""The head of an open article: what it is, its details to change, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Role
from geo import MOST_WORDS, KeptArticle, escape, first_words, text_digest
from pages.article_reading import (
    change_article,
    close_article,
    draft_again,
    open_article,
    words_left_out,
)

if TYPE_CHECKING:
    from geo import ArticleDesk, Briefing
    from pages.words import Words

_LONGEST = 300
_EARLIEST = date(1900, 1, 1)


def draw_head(desk: ArticleDesk, briefing: Briefing, article: KeptArticle, _: Words) -> None:
    """Draw title and facts, and where the role allows it, the form of the details."""
    facts = (
        article.publisher,
        _.date(article.published) if article.published else _("date not known"),
        article.link,
    )
    line = " · ".join(fact for fact in facts if fact)
    st.html(
        f'<div class="hudud-placename"><b dir="auto">{escape(article.title)}</b></div>'
        f'<div class="hudud-note"><span dir="auto">{escape(line)}</span></div>'
    )
    if left_out := words_left_out(article):
        st.warning(
            _(
                "The text is very long: its first %(read)s words were read, %(count)s more were "
                "not. Paste the rest as another article.",
                read=_.number(MOST_WORDS),
                count=_.number(left_out),
            ),
            icon=":material/content_cut:",
        )
    row = st.container(horizontal=True)
    row.button(
        _("Another article"),
        key="article_back",
        on_click=close_article,
        icon=":material/arrow_back:",
    )
    if desk.user.role >= Role.CONTRIBUTOR:
        with row.popover(_("Details of the article"), icon=":material/edit_note:"):
            _draw_details(desk, briefing, article, _)
    else:
        st.info(
            _("You may look for places in a text here; nothing is kept, and nothing can be put on "
              "the map, without the role for it."),
            icon=":material/lock:",
        )  # fmt: skip


def _draw_details(desk: ArticleDesk, briefing: Briefing, article: KeptArticle, _: Words) -> None:
    held = desk.find(article.digest)
    with st.form("article_details", border=False):
        title = st.text_input(_("Title"), value=article.title, max_chars=_LONGEST)
        publisher = st.text_input(_("Publisher"), value=article.publisher, max_chars=_LONGEST)
        published = st.date_input(
            _("Published on"), value=article.published, min_value=_EARLIEST, format="YYYY-MM-DD"
        )
        link = st.text_input(_("Link"), value=article.link, max_chars=2000)
        keep_text = st.checkbox(
            _("Keep the text itself in the database, too"),
            value=held is not None and held.text is not None,
            disabled=not article.text,
        )
        if st.form_submit_button(_("Save")):
            changed = replace(
                article,
                title=title.strip(),
                publisher=publisher.strip(),
                published=published,
                link=link.strip(),
            )
            change_article(desk, changed, keep_text=keep_text and bool(article.text))
            if changed.published != article.published:
                draft_again(desk, briefing, changed)
            st.rerun()


def draw_paste_again(desk: ArticleDesk, article: KeptArticle, _: Words) -> None:
    """Ask for a text that was not kept, to show what was decided in it."""
    st.info(
        _("The text of this article was not kept. Paste it again to see its places; what was "
          "decided and drafted is kept."),
        icon=":material/content_paste:",
    )  # fmt: skip
    text = st.text_area(_("Text of the article, Arabic or English"), key="article_again")
    if st.button(_("Show it"), key="article_again_go") and text.strip():
        if text_digest(first_words(text)[0]) != article.digest:
            st.error(_("This is another text; go back and paste it as another article."))
            return
        open_article(desk, replace(article, text=text), keep_text=False)
        st.rerun()
