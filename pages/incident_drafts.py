"""The incidents that an article reports, as cards: drafted, by hand, confirmed, discarded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, Role
from geo import CardState, GeoError, IncidentCard, TimePrecision, paragraphs_of
from pages.article_reading import CARD, MENTION, PARAGRAPH, VIEW, forget_card_widgets
from pages.article_words import card_state_name, problem_text
from pages.incident_card import draw_card
from pages.plain import plain
from pages.said import say_next

if TYPE_CHECKING:
    from geo import ArticleDesk, Briefing
    from pages.article_reading import Reading
    from pages.words import Words

_SHOWN = "article_shown"


def chosen_card(reading: Reading) -> IncidentCard | None:
    """Return the card that is open."""
    wanted = st.session_state.get(CARD)
    return next((card for card in reading.cards if card.id == wanted), None)


def draw_drafts(desk: ArticleDesk, briefing: Briefing, reading: Reading, _: Words) -> None:
    """Draw the list of the cards, the open one in full."""
    counts = {s: sum(card.state is s for card in reading.cards) for s in CardState}
    shown: CardState = (
        st.segmented_control(
            _("Cards"),
            list(CardState),
            format_func=lambda s: f"{card_state_name(s, _)} ({_.number(counts[s])})",
            key=_SHOWN,
            default=CardState.OPEN,
            required=True,
            label_visibility="collapsed",
        )
        or CardState.OPEN
    )
    if reading.article.published is None and any(card.start is None for card in reading.cards):
        st.info(
            _("Give the date under “Details of the article”; “yesterday” is counted from it."),
            icon=":material/event:",
        )
    if desk.user.role >= Role.CONTRIBUTOR:
        _draw_by_hand(desk, reading, _)
    wanted = st.session_state.get(CARD)
    # The one that is open stays in sight when it is confirmed: it leads to its dot.
    cards = [card for card in reading.cards if card.state is shown or card.id == wanted]
    if not cards:
        st.caption(
            _("No incident was found in this text; add one by hand from its paragraph.")
            if not reading.cards
            else _("None.")
        )
    for card in cards:
        is_open = card.id == wanted
        st.button(
            _line(briefing, card, _),
            key=f"article_open_card_{card.id}",
            on_click=_toggle,
            args=(None if is_open else card.id,),
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            width="stretch",
        )
        if is_open:
            with st.container(border=True):
                draw_card(desk, briefing, reading, card, _)


def _line(briefing: Briefing, card: IncidentCard, _: Words) -> str:
    place = briefing.places.get(card.place_id or "")
    event_type = card.event_type if card.sub_event_type == "Other" else card.sub_event_type
    parts = (
        _(event_type),
        place.preferred(_.language) if place else _("place?"),
        _.date(card.start) if card.start else _("date?"),
        _("paragraph %(number)s", number=card.paragraph),
    )
    return plain(" · ".join(parts))


def _toggle(card_id: str | None) -> None:
    st.session_state[CARD] = card_id
    st.session_state.pop(MENTION, None)
    forget_card_widgets()


def _draw_by_hand(desk: ArticleDesk, reading: Reading, _: Words) -> None:
    """Draw the way to a card from the paragraph that was chosen in the text."""
    number = st.session_state.get(PARAGRAPH)
    if not isinstance(number, int):
        st.caption(
            _("To add one by hand, select words of its sentence, or the number of its paragraph.")
        )
        return
    st.button(
        _("Add an incident from paragraph %(number)s", number=number),
        key="article_by_hand",
        on_click=add_by_hand,
        args=(desk, reading, number, _),
        icon=":material/add:",
    )


def add_by_hand(desk: ArticleDesk, reading: Reading, number: int, _: Words) -> None:
    """Keep a card of a paragraph and open it; its date is only thought to be the article's."""
    paragraphs = {p.number: p for p in paragraphs_of(reading.article.text or "")}
    taken = {card.id for card in reading.cards}
    card_id = next(f"h{n}" for n in range(1, 10_000) if f"h{n}" not in taken)
    if number not in paragraphs:
        return
    card = IncidentCard(
        id=card_id,
        paragraph=number,
        start=reading.article.published,
        time_precision=TimePrecision.WEEK,
        date_inferred=reading.article.published is not None,
        unstated=("date", "casualties"),
    )
    at = paragraphs[number]
    within = (r for r in reading.mentions if at.start <= r.mention.start < at.end)
    place = next((r.place for r in within if r.place is not None), None)
    card = replace(card, sentence=(at.start, at.end), place_id=None if place is None else place.id)
    try:
        desk.keep_cards(reading.article.digest, [replace(card, is_edited=True)])
    except (GazetteerError, GeoError) as error:
        say_next(problem_text(error, _))
        return
    st.session_state.pop(PARAGRAPH, None)
    st.session_state[VIEW] = "incidents"
    _toggle(card_id)
