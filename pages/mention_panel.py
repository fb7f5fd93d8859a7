"""The place that was chosen in the text: its candidates, and what a person says of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Citation, GazetteerError, ProposalState, Role, UnresolvedReport, script_of
from geo import (
    GeoError,
    MentionDecision,
    MentionStanding,
    MentionVerdict,
    NeverSense,
    escape,
    name_key,
    nearest_words,
    same_name,
    with_variant,
)
from pages.article_reading import MENTION, draft_again
from pages.article_text import mark_words
from pages.article_words import problem_text, standing_name
from pages.editing import begin
from pages.navigation import gazetteer_page
from pages.new_place import blank_place
from pages.place_actions import free_id
from pages.place_words import heading_html, kind_name, where_text
from pages.plain import plain
from pages.reason_text import reasons_text
from pages.said import say_next
from pages.session import language_query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer import Candidate, Desk, Place
    from geo import ArticleDesk, Briefing, ReadMention
    from pages.article_reading import Reading
    from pages.words import Words

_SEARCH = "article_search"
_ALL = "article_all_of_name"
_MOST_FOUND = 4
_LONGEST_WORDS = 200
_OPEN_STANDINGS = (MentionStanding.DOUBTFUL, MentionStanding.UNKNOWN)


def draw_mention(
    desk: ArticleDesk, places: Desk, briefing: Briefing, reading: Reading, _: Words
) -> None:
    """Draw the panel of the chosen mention, or what to do when none is chosen."""
    number = reading.chosen
    if number is None:
        st.caption(_("Choose a marked place in the text, or on the map, to see what it may mean."))
        _draw_next(reading, -1, _)
        return
    read = reading.mentions[number]
    may_write = desk.user.role >= Role.CONTRIBUTOR
    own = escape(read.mention.text)
    said = standing_name(read.standing, _)
    if read.is_marked:
        said = _("%(standing)s, marked by %(name)s", standing=said, name=read.by)
    elif read.by:
        said = _("%(standing)s by %(name)s", standing=said, name=read.by)
    with st.container(border=True):
        st.html(
            f'<div class="hudud-placename"><b dir="auto">{own}</b></div>'
            f'<div class="hudud-note"><span dir="auto">{escape(said)}</span></div>'
        )
        act = _Act(desk, places, briefing, reading, number, _)
        if may_write:
            act.draw_reach()
        for at, candidate in enumerate(read.mention.candidates):
            _draw_candidate(candidate, at, read, act if may_write else None, _)
        if may_write:
            act.draw_others()
        _draw_next(reading, number, _)


def choose_by_place(reading: Reading, place_id: str) -> None:
    """Choose the first mention of a place that was clicked on the map."""
    for number, read in enumerate(reading.mentions):
        known = {candidate.place.id for candidate in read.mention.candidates}
        if place_id in known or (read.place is not None and read.place.id == place_id):
            reading.choose(number)
            return


def _draw_next(reading: Reading, number: int, _: Words) -> None:
    """Draw the way to the next mention that a person should look at."""
    waiting = [n for n, r in enumerate(reading.mentions) if r.standing in _OPEN_STANDINGS]
    after = [n for n in waiting if n > number] or [n for n in waiting if n != number]
    if after:
        st.button(
            _.plural(
                "Next doubtful place: %(count)s waits",
                "Next doubtful place: %(count)s wait",
                len(waiting),
            ),
            key="article_next",
            on_click=partial(reading.choose, after[0]),
            icon=":material/arrow_downward:",
        )


def _draw_candidate(
    candidate: Candidate, at: int, read: ReadMention, act: _Act | None, _: Words
) -> None:
    place = candidate.place
    facts = (
        kind_name(place, _),
        where_text(place, _),
        _("score %(score)s", score=_.number(candidate.score, 2)),
    )
    told = candidate.reasons if at else (*candidate.reasons, *read.mention.reasons)
    # Which countries this map is about nobody gave for this text: no reason to tell.
    told = tuple(reason for reason in told if reason.code != "country_given")
    reasons = dict.fromkeys(reasons_text(replace(candidate, reasons=told), _))
    is_meant = read.place is not None and read.place.id == place.id
    chosen = f' <span class="hudud-small">● {escape(_("taken"))}</span>' if is_meant else ""
    with st.container(border=True, key=f"article_candidate_{at}"):
        st.html(
            f"{heading_html(place, _)}{chosen}"
            f'<div dir="auto" class="hudud-note">{escape(" · ".join(f for f in facts if f))}</div>'
            f'<div dir="auto" class="hudud-small">{escape(" ".join(reasons))}</div>'
        )
        if act is not None:
            act.draw_take(place, at)


class _Act:
    """What the buttons of the panel do."""

    def __init__(
        self,
        desk: ArticleDesk,
        places: Desk,
        briefing: Briefing,
        reading: Reading,
        number: int,
        _: Words,
    ) -> None:
        self._desk, self._places, self._briefing = desk, places, briefing
        self._reading, self._number, self._words = reading, number, _
        self._read = reading.mentions[number]
        self._alike = same_name(reading.mentions, number)

    def draw_reach(self) -> None:
        """Ask whether a decision holds for all mentions of the name."""
        _ = self._words
        if len(self._alike) > 1:
            st.session_state.setdefault(_ALL, True)
            st.checkbox(
                _("For all %(count)s mentions of this name", count=_.number(len(self._alike))),
                key=_ALL,
            )

    def draw_take(self, place: Place, at: int) -> None:
        """Draw the button that takes a place."""
        _ = self._words
        first = self._read.mention.place
        is_first = first is not None and first.id == place.id
        verdict = MentionVerdict.ACCEPTED if is_first else MentionVerdict.CORRECTED
        st.button(
            _("Accept") if is_first else _("This one"),
            key=f"article_take_{at}",
            on_click=partial(self._decide, verdict, place),
            icon=":material/check:",
        )

    def draw_others(self) -> None:
        """Draw what else may be said: another place, no place, a new one, never."""
        _ = self._words
        text = st.text_input(_("Another place"), key=_SEARCH, max_chars=200)
        if text.strip():
            found = self._briefing.gazetteer.resolve(text, limit=_MOST_FOUND).candidates
            if not found:
                st.caption(_("Nothing found."))
            for at, candidate in enumerate(found):
                _draw_candidate(candidate, 100 + at, self._read, self, _)
        row = st.container(horizontal=True)
        row.button(
            _("No place here"),
            key="article_reject",
            on_click=partial(self._decide, MentionVerdict.REJECTED, None),
            icon=":material/block:",
        )
        if row.button(_("New place"), key="article_new", icon=":material/add_location_alt:"):
            self._new_place()
        if self._desk.user.role >= Role.EDITOR:
            row.button(
                _("Never in this sense"),
                key="article_never",
                on_click=self._never,
                icon=":material/do_not_disturb_on:",
                help=_("From now on this name does not mean this place in any article."),
            )
        if self._read.standing is MentionStanding.UNKNOWN:
            row.button(
                _("Put among the names not found"),
                key="article_report",
                on_click=self._report,
                icon=":material/playlist_add:",
            )
        with row.popover(_("Longer or shorter"), icon=":material/format_ink_highlighter:"):
            self._draw_words()
        if self._read.by:
            row.button(
                _("Take the decision back"),
                key="article_undo",
                on_click=self._take_back,
                icon=":material/undo:",
            )

    def _draw_words(self) -> None:
        """Draw the field in which the words of the mention are made longer or shorter."""
        _, mention = self._words, self._read.mention
        text = self._reading.article.text or ""
        key = f"article_words_of_{mention.start}_{mention.end}"
        with st.form(f"article_words_{mention.start}_{mention.end}", border=False):
            st.text_input(
                _("The words of this place, as they stand in the text"),
                value=text[mention.start : mention.end],
                max_chars=_LONGEST_WORDS,
                key=key,
            )
            st.form_submit_button(_("Take these words"), on_click=self._take_words, args=(key,))

    def _take_words(self, key: str) -> None:
        _, mention = self._words, self._read.mention
        text = self._reading.article.text or ""
        span = nearest_words(text, st.session_state[key], mention.start)
        if span is None or span[1] <= mention.start or mention.end <= span[0]:
            say_next(_("These words do not stand at this place of the text."))
        elif span != (mention.start, mention.end):
            mark_words(self._desk, self._briefing, self._reading, span, _)

    def _decisions(
        self, verdict: MentionVerdict, place_id: str | None = None
    ) -> list[MentionDecision]:
        whole = len(self._alike) > 1 and st.session_state.get(_ALL, True)
        numbers: Sequence[int] = self._alike if whole else [self._number]
        return [
            MentionDecision(
                start=read.mention.start,
                end=read.mention.end,
                verdict=verdict,
                place_id=place_id,
                version=read.version,
            )
            for read in (self._reading.mentions[number] for number in numbers)
        ]

    def _attempt(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except (GazetteerError, GeoError) as error:
            say_next(problem_text(error, self._words))
            return False
        draft_again(self._desk, self._briefing, self._reading.article)
        return True

    def _decide(self, verdict: MentionVerdict, place: Place | None) -> None:
        place_id = None if place is None else place.id
        decisions = self._decisions(verdict, place_id)
        digest = self._reading.article.digest
        if not self._attempt(lambda: self._desk.decide(digest, decisions)):
            return
        st.session_state[_SEARCH] = ""
        if verdict is MentionVerdict.CORRECTED and place is not None:
            self._propose(place)

    def _propose(self, place: Place) -> None:
        """Hand the name in as a variant of the place that a person corrected it to."""
        _ = self._words
        name = self._read.mention.text
        variant = with_variant(place, name)
        if variant is None:
            return
        waiting = self._briefing.gazetteer.proposals(ProposalState.PENDING)
        if any(p.place_id == place.id and with_variant(p.after, name) is None for p in waiting):
            return
        reason = f"written so in: {self._reading.article.title}"
        try:
            self._places.propose(variant, reason=reason, based_on=place.version)
        except GazetteerError as error:
            say_next(problem_text(error, _))
            return
        say_next(_("“%(name)s” waits in the review as a variant of the place.", name=name))

    def _take_back(self) -> None:
        digest = self._reading.article.digest
        decided = [one for one in self._decisions(MentionVerdict.WITHDRAWN) if one.version]
        self._attempt(lambda: self._desk.decide(digest, decided))

    def _never(self) -> None:
        _ = self._words
        name, place = self._read.mention.text, self._read.mention.place
        sense = NeverSense(name=name_key(name), place_id=None if place is None else place.id)
        reason = f"met in: {self._reading.article.title}"
        if self._attempt(lambda: self._desk.rule_out(sense, reason=reason)):
            st.session_state.pop(MENTION, None)
            say_next(_("“%(name)s” does not mean this place in articles any more.", name=name))

    def _report(self) -> None:
        _ = self._words
        name = self._read.mention.text
        report = UnresolvedReport(name=name, origin=self._reading.article.title)
        if self._attempt(lambda: self._places.report_unresolved([report])):
            say_next(_("“%(name)s” waits among the names not found.", name=name))

    def _new_place(self) -> None:
        """Open the form of a new place with the name and the article as its source."""
        name, article = self._read.mention.text, self._reading.article
        language = "ar" if script_of(name) == "Arab" else "en"
        taken = {
            *self._briefing.gazetteer.places(),
            *(draft.place_id for draft in self._places.drafts()),
        }
        place = blank_place(free_id(name, taken), {language: name})
        citations = (Citation(source=article.title),) if article.title else ()
        place = replace(place, citations=citations)
        try:
            self._places.keep_draft(place, based_on=None)
        except GazetteerError as error:
            st.error(plain(problem_text(error, self._words)))
            return
        begin(place.id, None, place)
        query = {"place": place.id, **language_query()}
        st.switch_page(gazetteer_page(self._words), query_params=query)
