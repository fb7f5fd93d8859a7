"""What is said while the database cannot be used, and the wait until it can be again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from gazetteer import GazetteerError, StoreError, StoreFault
from geo import current_briefing
from pages.plain import plain

if TYPE_CHECKING:
    from geo import Briefing
    from pages.words import Words

# How often an open page looks whether the database is back, in seconds.
LOOK_AGAIN_S: Final = 2.0
# How often a draft is tried again, in seconds; each time the form waits for it.
TRY_AGAIN_S: Final = 6.0
# Whether the page has been drawn since the watch began.
_WATCH = "store_watch"
# Whether this run has said what is wrong with the database; once is enough.
_TOLD = "store_told"


def begin_telling() -> None:
    """Begin a run of a page: nothing has been said yet."""
    st.session_state[_TOLD] = False


def reason_text(fault: StoreFault, _: Words) -> str:
    """Return what is wrong with the database, as part of a sentence."""
    return {
        StoreFault.FULL: _("its disk is full"),
        StoreFault.READ_ONLY: _("it can only be read"),
        StoreFault.LOCKED: _("another program is writing to it"),
        StoreFault.UNREACHABLE: _("it does not answer"),
        StoreFault.MISSING: _("its file is missing or cannot be opened"),
        StoreFault.DAMAGED: _("it is damaged; whoever runs this server restores a backup"),
        StoreFault.FOREIGN: _("its file belongs to another program"),
        StoreFault.NEWER: _("a newer release made it; whoever runs this server updates it"),
        StoreFault.DISK: _("its disk is full or fails"),
        StoreFault.REFUSED: _("the server's log says why"),
    }[fault]


def draw_problem(briefing: Briefing, _: Words) -> None:
    """Say what is wrong with the data, and look again by itself when it is the database."""
    if briefing.failure is None:
        if briefing.problem:
            st.warning(plain(_.said(briefing.problem)))
        return
    why = reason_text(briefing.failure.fault, _)
    if briefing.incident_store is None:
        said = _(
            "The database cannot be used just now (%(why)s); until it can, this page shows the "
            "places that ship, and nothing can be edited.",
            why=why,
        )
    else:
        said = _(
            "The database cannot be used just now (%(why)s); until it can, this page shows what "
            "was last read of it.",
            why=why,
        )
    st.warning(said)
    st.session_state[_TOLD] = True
    draw_watch()


def draw_missing_page(error: StoreError, _: Words) -> None:
    """Say why a page cannot be shown, unless it has said so already, and look again by itself."""
    if st.session_state[_TOLD]:
        return
    st.error(
        _(
            "This page needs the database, which cannot be used just now (%(why)s); it comes back "
            "by itself, with what you typed.",
            why=reason_text(error.fault, _),
        )
    )
    draw_watch()


def refused_text(error: StoreError, _: Words) -> str:
    """Return why something was not saved."""
    return _(
        "Not saved, because the database cannot be written just now (%(why)s); what you typed "
        "stays here.",
        why=reason_text(error.fault, _),
    )


def draw_unkept(error: StoreError, _: Words) -> None:
    """Say that a draft is not kept, and try again by itself."""
    st.warning(
        _(
            "Your draft cannot be kept just now (%(why)s); what you typed stays as long as this "
            "page is open.",
            why=reason_text(error.fault, _),
        )
    )
    draw_watch(at_once=True)


def draw_watch(*, at_once: bool = False) -> None:
    """Look again and again whether the database is back, and draw the page anew when it is.

    Parameters
    ----------
    at_once
        Whether the page is drawn anew at the next look, whatever reading the database says: what
        failed is known only to who tries again.
    """
    st.session_state[_WATCH] = False

    @st.fragment(run_every=TRY_AGAIN_S if at_once else LOOK_AGAIN_S)
    def watch() -> None:
        # The first run is that of the page itself.
        if not st.session_state[_WATCH]:
            st.session_state[_WATCH] = True
            return
        if at_once or _is_back():
            st.rerun()

    watch()


def _is_back() -> bool:
    """Tell whether the database can be read again."""
    try:
        briefing = current_briefing()
        _ = briefing.gazetteer.revision
    except GazetteerError:
        return False
    return briefing.failure is None
