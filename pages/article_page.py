"""The article page: a pasted article, its places in text and map, its incidents as cards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo import FOCUS_COUNTRIES, ArticleDesk, MentionStanding, Placing, current_briefing
from pages.announcing import announce
from pages.article_head import draw_head, draw_paste_again
from pages.article_intake import draw_intake
from pages.article_reading import VIEW, asked_article, close_article, reading_of
from pages.article_text import draw_article_text
from pages.identity import current_user, draw_identity
from pages.incident_drafts import chosen_card, draw_drafts
from pages.live_gazetteer import live_gazetteer
from pages.mention_panel import choose_by_place, draw_mention
from pages.place_map import PlaceView, draw_place_map
from pages.said import say_what_was_done
from pages.session import current_words, fail_softly
from pages.source_record import asked_source, draw_source
from pages.store_words import draw_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer import Desk, Place
    from geo import Briefing, KeptArticle
    from pages.article_reading import Reading
    from pages.words import Words

_MAP_HEIGHT = 340
_MAP_KEY = "article_map"


def show() -> None:
    """Draw the page."""
    _ = current_words()
    briefing = current_briefing()
    gazetteer = live_gazetteer()
    user = current_user()
    say_what_was_done()
    title, who = st.columns([1.2, 1], gap="medium", vertical_alignment="center")
    title.title(_("Article"), anchor=False)
    with who:
        draw_identity(user, _)
    if briefing.incident_store is None:
        draw_problem(briefing, _)
        return
    if briefing.failure:
        draw_problem(briefing, _)
    desk = ArticleDesk(briefing.incident_store, user)
    source_id = asked_source(briefing)
    article = asked_article(desk)
    if source_id is not None:
        draw_source(briefing, source_id, _)
    elif article is not None:
        places = gazetteer.desk(user, ground=Placing(briefing.borders))
        _draw_article(desk, places, briefing, article, _)
    else:
        if st.query_params.get("article"):
            close_article()
            st.info(_("No article of this address is kept here; paste it again."))
        draw_intake(desk, briefing, _)


def _draw_article(
    desk: ArticleDesk, places: Desk, briefing: Briefing, article: KeptArticle, _: Words
) -> None:
    with st.spinner(_("Finding the places …")):
        reading = reading_of(desk, briefing, article)
    views = {
        "places": _("Places (%(count)s)", count=_.number(len(reading.mentions))),
        "incidents": _("Incidents (%(count)s)", count=_.number(len(reading.cards))),
    }
    announce("places", views["places"])
    announce("drafts", views["incidents"])
    if st.session_state.get(VIEW) not in views:
        st.session_state[VIEW] = "places" if article.text else "incidents"
    left, right = st.columns([1.2, 1], gap="medium")
    with right.container(key="article_side"):
        view: str | None = st.segmented_control(
            _("View"),
            list(views),
            format_func=views.__getitem__,
            key=VIEW,
            required=True,
            label_visibility="collapsed",
        )
        if view == "incidents":
            draw_drafts(desk, briefing, reading, _)
        else:
            with st.container(key="article_mention"):
                draw_mention(desk, places, briefing, reading, _)
            _draw_map(briefing, reading, _)
    with left.container(key="article_left"):
        draw_head(desk, briefing, article, _)
        if article.text:
            card = chosen_card(reading) if view == "incidents" else None
            draw_article_text(desk, briefing, reading, card, _)
        else:
            draw_paste_again(desk, article, _)


def _draw_map(briefing: Briefing, reading: Reading, _: Words) -> None:
    """Draw the places of the text; the candidates of doubtful mentions are rings."""
    sure = {r.place.id: r.place for r in reading.mentions if r.place is not None}
    doubtful = {
        candidate.place.id: candidate.place
        for read in reading.mentions
        if read.standing is MentionStanding.DOUBTFUL
        for candidate in read.mention.candidates
    }
    number = reading.chosen
    chosen = None if number is None else reading.mentions[number].place
    view = PlaceView(
        ids=sure.keys() | doubtful.keys(),
        place=chosen,
        near=tuple(doubtful.values()),
        look_at=_looked_at(sure.values()),
        height=_MAP_HEIGHT,
    )
    draw_place_map(
        briefing.gazetteer, view, _, opened=partial(choose_by_place, reading), key=_MAP_KEY
    )
    if doubtful:
        st.caption(_("Dashed rings: candidates of doubtful places."))


def _looked_at(places: Iterable[Place]) -> list[Place]:
    """Return the places that the map shows at first: towns near by, not the capitals far away."""
    all_places = list(places)
    near = [place for place in all_places if place.country_code in FOCUS_COUNTRIES]
    towns = [place for place in near if place.feature_class != "A"]
    return towns or near or all_places


fail_softly(show)
