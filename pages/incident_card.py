"""One card: the fields of a drafted incident to fill in, what is like it, confirm and discard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, Role
from geo import (
    PLACE_REASONS,
    SUB_TYPES_BY_EVENT_TYPE,
    CardState,
    Fatalities,
    GeoError,
    PlaceBasis,
    TimePrecision,
    Verification,
    card_problems,
    neutral_summary,
    repeated_incidents,
    verification_words,
)
from pages.article_reading import forget_card_widgets
from pages.article_words import date_precision_name, field_problem, problem_text
from pages.card_actors import draw_actors
from pages.card_edit import edit_of, follow, keep_card
from pages.incident_link import draw_incident_links
from pages.place_words import where_text
from pages.plain import plain
from pages.said import say_next

if TYPE_CHECKING:
    from geo import ArticleDesk, Briefing, IncidentCard
    from pages.article_reading import Reading
    from pages.card_edit import CardEdit
    from pages.words import Words

_EARLIEST = date(1900, 1, 1)
_LONGEST = 1000
_MOST_FOUND = 4


def draw_card(
    desk: ArticleDesk, briefing: Briefing, reading: Reading, card: IncidentCard, _: Words
) -> None:
    """Draw a card; what is changed in it is kept at once."""
    if card.state is CardState.CONFIRMED:
        _draw_confirmed(briefing, card, _)
        return
    may_write = desk.user.role >= Role.CONTRIBUTOR and card.state is CardState.OPEN
    edit = edit_of(card)
    above = st.container()
    changed = _Form(briefing, reading, edit, _, disabled=not may_write).draw()
    if not may_write or changed == edit.base:
        follow(edit, card, _)
    else:
        with above:
            is_kept = keep_card(desk, briefing, reading.article.digest, edit, changed, _)
        if not is_kept:
            return
        changed = edit.base
    if card.state is CardState.DISCARDED:
        if desk.user.role >= Role.CONTRIBUTOR:
            st.button(
                _("Reopen"),
                key=f"article_restore_{card.id}",
                on_click=partial(_set_state, desk, reading, card, CardState.OPEN, _),
            )
        return
    _draw_end(desk, briefing, reading, changed, _)


def _draw_confirmed(briefing: Briefing, card: IncidentCard, _: Words) -> None:
    st.success(_("This incident is on the map."), icon=":material/check_circle:")
    draw_incident_links(briefing, [card.incident_id or ""], _)


def _draw_end(
    desk: ArticleDesk, briefing: Briefing, reading: Reading, card: IncidentCard, _: Words
) -> None:
    """Draw what keeps the card off the map, what there is like it, and what ends it."""
    problems = _problems(reading, card, _)
    place = briefing.places.get(card.place_id or "")
    alike = repeated_incidents(card, place, briefing.table)
    if alike:
        st.warning(
            _("The map has incidents of this type near by in these days. Is it one of them?"),
            icon=":material/content_copy:",
        )
        draw_incident_links(briefing, alike, _)
    if problems:
        st.warning(
            "\n".join(
                [_("Before it can be confirmed:"), *(f"- {problem}" for problem in problems)]
            ),
            icon=":material/rule:",
        )
    if desk.user.role < Role.CONTRIBUTOR:
        return
    row = st.container(horizontal=True)
    if desk.user.role >= Role.EDITOR and row.button(
        _("Confirm all the same") if alike else _("Confirm"),
        key=f"article_confirm_{card.id}",
        type="primary",
        icon=":material/check:",
        disabled=bool(problems),
    ):
        _confirm(desk, briefing, reading, card, _)
    row.button(
        _("Discard"),
        key=f"article_discard_{card.id}",
        on_click=partial(_set_state, desk, reading, card, CardState.DISCARDED, _),
        icon=":material/delete:",
    )
    if desk.user.role < Role.EDITOR:
        st.caption(_("An editor confirms it; it waits for them here."))


def _problems(reading: Reading, card: IncidentCard, _: Words) -> list[str]:
    """Return what is missing or cannot be, in words, each sentence once."""
    article = reading.article
    fields = card_problems(card, published=article.published)
    if not article.source_id:
        fields += [name for name in ("title", "publisher") if not getattr(article, name).strip()]
    return [field_problem(field, _) for field in fields]


def _draw_unstated(card: IncidentCard, _: Words) -> None:
    """Say for which fields the text gave no words."""
    said = {
        "date": _("No words of the text give the date; it follows from the article's own date.")
        if card.start is not None
        else _("No words of the text give the date."),
        "place": _("No words nearby name a known place."),
        "casualties": _("No words give numbers of killed or injured; empty means not reported."),
    }
    told = [said[name] for name in card.unstated if name in said]
    if card.place_basis:
        told.append(_.said(PLACE_REASONS[PlaceBasis(card.place_basis)]))
    if told:
        st.caption(" ".join(told))


def _confirm(
    desk: ArticleDesk, briefing: Briefing, reading: Reading, card: IncidentCard, _: Words
) -> None:
    place = briefing.places.get(card.place_id or "")
    whole = replace(
        card,
        summary=card.summary.strip() or neutral_summary(card, place, "en"),
        summary_ar=card.summary_ar.strip() or neutral_summary(card, place, "ar"),
    )
    try:
        desk.confirm(reading.article, whole)
    except (GazetteerError, GeoError) as error:
        st.error(plain(problem_text(error, _)))
        return
    say_next(_("The incident is on the map."))
    forget_card_widgets()
    st.rerun()


def _set_state(
    desk: ArticleDesk, reading: Reading, card: IncidentCard, state: CardState, _: Words
) -> None:
    try:
        desk.keep_cards(reading.article.digest, [replace(card, state=state, is_edited=True)])
    except (GazetteerError, GeoError) as error:
        say_next(problem_text(error, _))


class _Form:
    """The fields of a card."""

    def __init__(
        self, briefing: Briefing, reading: Reading, edit: CardEdit, _: Words, *, disabled: bool
    ) -> None:
        self._briefing, self._reading, self._edit = briefing, reading, edit
        self._words, self._disabled = _, disabled

    def draw(self) -> IncidentCard:
        """Draw all fields and return the card as they stand."""
        base = self._edit.base
        _draw_unstated(base, self._words)
        card = self._type(base)
        card = self._when(card)
        card = self._place(card)
        card = self._casualties(card)
        card = self._actors(card)
        card = self._summaries(card)
        given = {
            "date": (card.start, card.end) != (base.start, base.end),
            "place": card.place_id != base.place_id,
            "casualties": (card.fatalities, card.injured) != (base.fatalities, base.injured),
        }
        return replace(card, unstated=tuple(n for n in card.unstated if not given.get(n)))

    def _key(self, name: str) -> str:
        return self._edit.key(name)

    def _type(self, card: IncidentCard) -> IncidentCard:
        _, first, second = self._words, *st.columns(2)
        types = list(SUB_TYPES_BY_EVENT_TYPE)
        event_type = first.selectbox(
            _("Type"), types, types.index(card.event_type), format_func=_,
            key=self._key("type"), disabled=self._disabled,
        )  # fmt: skip
        subs = list(SUB_TYPES_BY_EVENT_TYPE[event_type])
        at = subs.index(card.sub_event_type) if card.sub_event_type in subs else 0
        sub_type = second.selectbox(
            _("Sub-type"), subs, at, format_func=_,
            key=self._key(f"sub_{types.index(event_type)}"), disabled=self._disabled,
        )  # fmt: skip
        return replace(card, event_type=event_type, sub_event_type=sub_type)

    def _when(self, card: IncidentCard) -> IncidentCard:
        _, (first, second, third) = self._words, st.columns([1, 1, 1.35])
        start = first.date_input(
            _("From"), card.start, min_value=_EARLIEST, format="YYYY-MM-DD",
            key=self._key("start"), disabled=self._disabled,
        )  # fmt: skip
        end = second.date_input(
            _("To"), card.end, min_value=_EARLIEST, format="YYYY-MM-DD",
            key=self._key("end"), disabled=self._disabled,
        )  # fmt: skip
        precisions = list(TimePrecision)
        precision = third.selectbox(
            _("Precision"), precisions, precisions.index(card.time_precision),
            format_func=lambda p: date_precision_name(p, _),
            key=self._key("precision"), disabled=self._disabled,
        )  # fmt: skip
        same = (start, end) == (card.start, card.end)
        return replace(
            card, start=start, end=end, time_precision=precision,
            date_inferred=card.date_inferred and same,
        )  # fmt: skip

    def _place(self, card: IncidentCard) -> IncidentCard:
        _ = self._words
        places = self._briefing.places
        named = [r.place.id for r in self._reading.mentions if r.place is not None]
        added = st.session_state.get(self._key("found"))
        options = list(dict.fromkeys([card.place_id or "", *([added] if added else []), *named]))
        options = [*(o for o in options if o in places), ""]
        kept = card.place_id if card.place_id in places else ""

        def name(place_id: str) -> str:
            if not place_id:
                return _("not known")
            place = places[place_id]
            return _(", ").join(
                part for part in (place.preferred(_.language), where_text(place, _)) if part
            )

        first, second = st.columns([1.4, 1])
        place_id = first.selectbox(
            _("Place"), options, options.index(kept or ""), format_func=name,
            key=self._key("place"), disabled=self._disabled,
        )  # fmt: skip
        text = second.text_input(
            _("Another place"), key=self._key("search"), disabled=self._disabled, max_chars=200
        )
        if text.strip():
            found = self._briefing.gazetteer.resolve(text, limit=_MOST_FOUND).candidates
            for candidate in found:
                st.button(
                    plain(name(candidate.place.id)),
                    key=self._key(f"take_{candidate.place.id}"),
                    on_click=self._take_place,
                    args=(candidate.place.id,),
                    icon=":material/location_on:",
                )
            if not found:
                st.caption(_("Nothing found."))
        moved = (place_id or None) != card.place_id
        if not moved:
            return card
        return replace(card, place_id=place_id or None, extent_km=None, place_basis="")

    def _take_place(self, place_id: str) -> None:
        st.session_state[self._key("found")] = place_id
        st.session_state[self._key("place")] = place_id
        st.session_state[self._key("search")] = ""

    def _casualties(self, card: IncidentCard) -> IncidentCard:
        _ = self._words
        dead = card.fatalities
        fields = (
            ("low", _("Killed, at least"), dead.low),
            ("best", _("Killed"), dead.best),
            ("high", _("Killed, at most"), dead.high),
            ("injured", _("Injured"), card.injured),
        )
        given = {
            name: column.number_input(
                label, min_value=0, max_value=1_000_000, value=value, step=1,
                key=self._key(name), disabled=self._disabled,
            )
            for column, (name, label, value) in zip(st.columns(4), fields, strict=True)
        }  # fmt: skip
        low, best, high = (given[name] for name in ("low", "best", "high"))
        if best is not None:
            # One number alone is lowest and highest, too.
            low, high = best if low is None else low, best if high is None else high
        fatalities = Fatalities(low=low, best=best, high=high)
        return replace(card, fatalities=fatalities, injured=given["injured"])

    def _actors(self, card: IncidentCard) -> IncidentCard:
        return draw_actors(
            self._briefing, self._reading, self._edit, card, self._words, disabled=self._disabled
        )

    def _summaries(self, card: IncidentCard) -> IncidentCard:
        _ = self._words
        place = self._briefing.places.get(card.place_id or "")
        texts = {}
        for language, label, value in (
            ("en", _("Summary in English, in your own words"), card.summary),
            ("ar", _("Summary in Arabic, in your own words"), card.summary_ar),
        ):
            texts[language] = st.text_area(
                label, value, max_chars=_LONGEST, height=80,
                placeholder=neutral_summary(card, place, language),
                help=_("Left empty, it says what stands in the box in grey."),
                key=self._key(f"summary_{language}"), disabled=self._disabled,
            )  # fmt: skip
        first, second = st.columns(2)
        paragraph = first.number_input(
            _("Paragraph"), min_value=1, max_value=100_000, value=card.paragraph,
            key=self._key("paragraph"), disabled=self._disabled,
        )  # fmt: skip
        kinds = list(Verification)
        verification = second.selectbox(
            _("Verification"), kinds, kinds.index(card.verification),
            format_func=lambda v: verification_words(v, _),
            key=self._key("verification"), disabled=self._disabled,
        )  # fmt: skip
        return replace(
            card, summary=texts["en"], summary_ar=texts["ar"], paragraph=paragraph,
            verification=verification,
        )  # fmt: skip
