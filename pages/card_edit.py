"""The card that is being edited: what its fields started from, and an edit that met another one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError
from geo import (
    ArticleConflictError,
    CardState,
    GeoError,
    IncidentCard,
    merge_cards,
    verification_words,
)
from pages.article_reading import CARD_EDIT, CARD_KEYS, forget_card_widgets
from pages.article_words import card_state_name, date_precision_name, problem_text
from pages.html_table import Head, table_html
from pages.plain import plain
from pages.said import say_next

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo import ArticleDesk, Briefing
    from pages.words import Words

_SEEDS = "article-card-seeds"


@dataclass(slots=True, kw_only=True)
class CardEdit:
    """The edit of one card in one session: the version its fields started from, and their keys."""

    base: IncidentCard
    seed: int

    def key(self, name: str) -> str:
        """Return the key of the widget of a field."""
        again = f"{self.seed}_" if self.seed else ""
        return f"{CARD_KEYS}{self.base.id}_{again}{name}"


def edit_of(card: IncidentCard) -> CardEdit:
    """Return this session's edit of a card, begun now if there is none."""
    held: CardEdit | None = st.session_state.get(CARD_EDIT)
    if held is not None and held.base.id == card.id and held.base.state is card.state:
        return held
    seeds: dict[str, int] = st.session_state.setdefault(_SEEDS, {})
    seeds[card.id] = seeds.get(card.id, -1) + 1
    edit = CardEdit(base=card, seed=seeds[card.id])
    st.session_state[CARD_EDIT] = edit
    return edit


def follow(edit: CardEdit, card: IncidentCard, _: Words) -> None:
    """Show what somebody else saved of a card of which nothing was changed here."""
    if card.version != edit.base.version:
        say_next(
            _("%(name)s changed this card meanwhile; you see it as it is now.", name=plain(card.by))
        )
        forget_card_widgets()
        st.rerun()


def keep_card(
    desk: ArticleDesk, briefing: Briefing, digest: str, edit: CardEdit, mine: IncidentCard, _: Words
) -> bool:
    """Keep what the fields say now; draw both sides and return False when it was not kept.

    What somebody else changed in other fields meanwhile is put together with it.
    """
    mine = replace(mine, is_edited=True)
    try:
        (edit.base,) = desk.keep_cards(digest, [mine])
    except ArticleConflictError as error:
        if not isinstance(error.theirs, IncidentCard):
            raise
        _settle(desk, briefing, digest, _Sides(edit.base, mine, error.theirs), _)
        return False
    except (GazetteerError, GeoError) as error:
        st.error(plain(problem_text(error, _)))
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Sides:
    base: IncidentCard
    mine: IncidentCard
    theirs: IncidentCard


def _settle(desk: ArticleDesk, briefing: Briefing, digest: str, sides: _Sides, _: Words) -> None:
    """Put two edits together, or let the person choose where both changed the same."""
    whole, differing = merge_cards(sides.base, sides.mine, sides.theirs)
    name = plain(sides.theirs.by)
    if sides.theirs.state is CardState.OPEN and not differing:
        if _save(desk, digest, whole, _):
            say_next(_("%(name)s changed other fields meanwhile; both are kept.", name=name))
            st.rerun()
        return
    if sides.theirs.state is not CardState.OPEN:
        st.warning(
            _("%(name)s ended this card meanwhile: %(state)s. What you changed is not saved.",
              name=name, state=card_state_name(sides.theirs.state, _)),
            icon=":material/call_split:",
        )  # fmt: skip
        st.button(_("Understood"), key="article_conflict_seen", on_click=forget_card_widgets)
        return
    st.warning(
        _("%(name)s changed the same meanwhile. Nothing is lost: choose whose version stands.",
          name=name),
        icon=":material/call_split:",
    )  # fmt: skip
    _draw_sides(briefing, sides, differing, _)
    row = st.container(horizontal=True)
    own, _differing = merge_cards(sides.base, sides.mine, sides.theirs, keep=differing)
    row.button(
        _("Mine"),
        key="article_conflict_mine",
        on_click=_choose,
        args=(desk, digest, own, _),
        type="primary",
    )
    row.button(
        _("Theirs"),
        key="article_conflict_theirs",
        on_click=_choose,
        args=(desk, digest, whole, _),
    )


def _choose(desk: ArticleDesk, digest: str, card: IncidentCard, _: Words) -> None:
    _save(desk, digest, card, _)


def _save(desk: ArticleDesk, digest: str, card: IncidentCard, _: Words) -> bool:
    try:
        desk.keep_cards(digest, [card])
    except (GazetteerError, GeoError) as error:
        say_next(problem_text(error, _))
        return False
    forget_card_widgets()
    return True


def _draw_sides(briefing: Briefing, sides: _Sides, differing: Sequence[str], _: Words) -> None:
    """Draw what both say of each part in which they differ."""
    names = {
        "type": _("Type"),
        "date": _("Date"),
        "place": _("Place"),
        "actors": _("Actors"),
        "fatalities": _("Killed"),
        "injured": _("Injured"),
        "summary": _("Summary in English, in your own words"),
        "summary_ar": _("Summary in Arabic, in your own words"),
        "paragraph": _("Paragraph"),
        "verification": _("Verification"),
    }
    rows = [
        [
            names[part],
            _told(briefing, sides.mine, part, _),
            _told(briefing, sides.theirs, part, _),
        ]
        for part in differing
    ]
    heads = [Head(_("Field")), Head(_("Mine")), Head(_("Theirs"))]
    st.html(table_html(heads, rows, stacks=True))


def _told(briefing: Briefing, card: IncidentCard, part: str, _: Words) -> str:
    """Return what a card says in one of its parts."""
    place = briefing.places.get(card.place_id or "")
    dead = card.fatalities
    days = [_.date(day) for day in (card.start, card.end) if day is not None]
    told = {
        "type": " – ".join(_(value) for value in (card.event_type, card.sub_event_type)),
        "date": " – ".join([*dict.fromkeys(days)]),
        "place": "" if place is None else place.preferred(_.language),
        "actors": _(", ").join(actor_id for actor_id, _role in card.involvements),
        "fatalities": " / ".join(
            "?" if count is None else _.number(count) for count in (dead.low, dead.best, dead.high)
        ),
        "injured": "" if card.injured is None else _.number(card.injured),
        "summary": card.summary,
        "summary_ar": card.summary_ar,
        "paragraph": _.number(card.paragraph),
        "verification": verification_words(card.verification, _),
    }[part]
    if part == "date" and card.start is not None:
        told = f"{told} ({date_precision_name(card.time_precision, _)})"
    return told or _("not known")
