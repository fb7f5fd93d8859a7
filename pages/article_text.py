"""The article's text in the page: places as buttons, evidence marked, paragraphs numbered."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import MentionStanding, assets, shown_paragraphs
from pages.article_reading import MENTION, PARAGRAPH, VIEW
from pages.article_words import mention_label, standing_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import IncidentCard
    from pages.article_reading import Reading
    from pages.words import Words

KEY = "article_text_view"
_HEIGHT = "min(640px, 70vh)"
_SIGNS = {
    MentionStanding.RESOLVED: "━",
    MentionStanding.DOUBTFUL: "?",
    MentionStanding.UNKNOWN: "∅",
    MentionStanding.ACCEPTED: "✓",
    MentionStanding.CORRECTED: "✎",
    MentionStanding.REJECTED: "×",
}


@cache
def _script() -> str:
    return assets.asset("article_text.js").decode()


@cache
def _style() -> str:
    return assets.asset("article_text.css").decode()


def draw_article_text(reading: Reading, card: IncidentCard | None, _: Words) -> None:
    """Draw the text; the evidence of `card` is marked in it."""
    article = reading.article
    _draw_legend(reading, _)
    evidence = [] if card is None or card.sentence is None else [card.sentence]
    words = () if card is None else card.words
    component: Callable[..., Any] = st.components.v2.component(
        "hudud_article_text", html='<div class="article" role="region"></div>',
        js=_script(), css=_style(),
    )  # fmt: skip
    chosen = st.session_state.get(MENTION)
    component(
        key=KEY,
        data={
            "paragraphs": [
                [
                    p.number,
                    [[run.text, run.mention, run.is_evidence, run.is_word] for run in p.runs],
                ]
                for p in shown_paragraphs(article.text or "", reading.mentions, evidence, words)
            ],
            "marks": [
                {"standing": str(read.standing), "label": mention_label(read, _)}
                for read in reading.mentions
            ],
            "chosen": chosen,
            "paragraph": st.session_state.get(PARAGRAPH),
            "look": f"mention {chosen}" if card is None else f"evidence {card.id}",
            "paragraphLabel": _("Draft an incident from paragraph {number}"),
            "title": _("Text of the article"),
            "language": article.language,
            "height": _HEIGHT,
        },
        on_mention_change=lambda: _chose(reading),
        on_paragraph_change=_chose_paragraph,
    )


def _draw_legend(reading: Reading, _: Words) -> None:
    """Say what each mark means, with how often it occurs."""
    counts = {s: sum(r.standing is s for r in reading.mentions) for s in _SIGNS}
    parts = [
        _(
            "%(sign)s %(standing)s: %(count)s",
            sign=sign,
            standing=standing_name(standing, _),
            count=_.number(counts[standing]),
        )
        for standing, sign in _SIGNS.items()
        if counts[standing]
    ]
    if parts:
        st.caption("  ·  ".join(parts))
    else:
        st.info(_("No place was found in this text."), icon=":material/search_off:")


def _chose(reading: Reading) -> None:
    message = st.session_state[KEY].mention
    number = message.get("number") if message else None
    if isinstance(number, int) and 0 <= number < len(reading.mentions):
        st.session_state[MENTION] = number
        st.session_state[VIEW] = "places"


def _chose_paragraph() -> None:
    message = st.session_state[KEY].paragraph
    number = message.get("number") if message else None
    if isinstance(number, int) and number > 0:
        st.session_state[PARAGRAPH] = number
        st.session_state[VIEW] = "incidents"
