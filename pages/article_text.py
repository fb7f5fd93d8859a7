"""The article's text in the page: places as buttons, evidence marked, paragraphs numbered."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from gazetteer import GazetteerError, Role
from geo import GeoError, MentionStanding, assets, marking, paragraphs_of, shown_paragraphs
from pages.article_reading import MENTION, PARAGRAPH, VIEW, draft_again
from pages.article_words import mention_label, problem_text, standing_name
from pages.incident_drafts import add_by_hand
from pages.said import say_next

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo import ArticleDesk, Briefing, IncidentCard
    from pages.article_reading import Reading
    from pages.words import Words

KEY = "article_text_view"
_HEIGHT = "min(640px, 70vh)"
_HTML = (
    '<div><div class="article" role="region"></div>'
    '<div class="bar" role="group" hidden></div></div>'
)
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


def draw_article_text(
    desk: ArticleDesk, briefing: Briefing, reading: Reading, card: IncidentCard | None, _: Words
) -> None:
    """Draw the text; the evidence of `card` is marked in it."""
    article = reading.article
    _draw_legend(reading, _)
    evidence = [] if card is None or card.sentence is None else [card.sentence]
    words = () if card is None else card.words
    component: Callable[..., Any] = st.components.v2.component(
        "hudud_article_text", html=_HTML,
        js=_script(), css=_style(),
    )  # fmt: skip
    chosen = reading.chosen
    may_write = desk.user.role >= Role.CONTRIBUTOR
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
            "paragraphLabel": (
                _("Draft an incident from paragraph {number}; arrow keys choose words of it")
                if may_write
                else _("Paragraph {number}")
            ),
            "mark": (
                {"place": _("This is a place"), "incident": _("New incident here")}
                if may_write
                else None
            ),
            "title": _("Text of the article"),
            "language": article.language,
            "height": _HEIGHT,
        },
        on_mention_change=lambda: _chose(reading),
        on_paragraph_change=_chose_paragraph,
        on_incident_change=lambda: _told_incident(desk, reading, _),
        on_mark_change=lambda: _marked(desk, briefing, reading, _),
    )
    if may_write:
        st.caption(
            _("A place was missed? Select its words: with the mouse, or with the arrow keys from "
              "the number of the paragraph.")
        )  # fmt: skip


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
        reading.choose(number)
        st.session_state[VIEW] = "places"


def _marked(desk: ArticleDesk, briefing: Briefing, reading: Reading, _: Words) -> None:
    """Mark the words that were selected as a place and choose it; offsets count letters."""
    message = st.session_state[KEY].mark or {}
    start, end = (_whole(message.get(name)) for name in ("start", "end"))
    paragraphs = {p.number: p.start for p in paragraphs_of(reading.article.text or "")}
    at = paragraphs.get(_whole(message.get("number")) or 0)
    if at is None or start is None or end is None:
        return
    mark_words(desk, briefing, reading, (at + start, at + end), _)


def mark_words(
    desk: ArticleDesk, briefing: Briefing, reading: Reading, span: tuple[int, int], _: Words
) -> None:
    """Mark a stretch of the text as a place, and choose it."""
    decisions = marking(reading.article.text or "", span, reading.mentions)
    if not decisions:
        say_next(_("Select one name within a paragraph."))
        return
    try:
        desk.decide(reading.article.digest, decisions)
    except (GazetteerError, GeoError) as error:
        say_next(problem_text(error, _))
        return
    draft_again(desk, briefing, reading.article)
    st.session_state[MENTION] = decisions[0].start, decisions[0].end
    st.session_state[VIEW] = "places"


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _told_incident(desk: ArticleDesk, reading: Reading, _: Words) -> None:
    message = st.session_state[KEY].incident or {}
    number = _whole(message.get("number"))
    if number:
        add_by_hand(desk, reading, number, _)


def _chose_paragraph() -> None:
    message = st.session_state[KEY].paragraph
    number = message.get("number") if message else None
    if isinstance(number, int) and number > 0:
        st.session_state[PARAGRAPH] = number
        st.session_state[VIEW] = "incidents"
