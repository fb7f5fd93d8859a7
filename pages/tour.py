"""Help on every page, and the tour: offered at a first visit, and found again in the help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.routing import Route

from pages.cookies import answer_with_cookie, asking_html
from pages.help_text import page_help, tour_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from streamlit.navigation.page import StreamlitPage

    from pages.words import Words

COOKIE: Final = "hudud_toured"
_ADDRESS: Final = "/hudud/toured"
_OFFERED: Final = "1"
# The step that is shown, from 0; whether this session has seen or declined the tour.
_STEP, _DONE, _FIRST = "tour_step", "tour_done", "tour_first"


def draw_help(page: str, _: Words) -> None:
    """Draw the help of a page, given by its address, at the foot of the sidebar."""
    lines = page_help(page, _)
    with st.sidebar.popover(_("Help"), icon=":material/help:", width="stretch"):
        st.markdown("\n".join(f"- {line}" for line in lines))
        st.button(
            _("Take the tour"), key="tour_again", icon=":material/tour:", on_click=_go, args=(0,)
        )


def draw_tour(pages: Mapping[str, StreamlitPage], page: str, _: Words) -> None:
    """Draw the tour where it is under way, or offer it on the map at a first visit."""
    # Always there, filled or not: an element more before a map would make its frame anew.
    box = st.container(key="tour")
    if st.session_state.get(_STEP) is not None:
        _dialog(_)(pages, _)
    elif page == "" and _is_first_visit():
        with box.container(
            horizontal=True, vertical_alignment="center", key="tour_offer", border=True
        ):
            st.markdown(_("Here for the first time? Five short steps show what this map can do."))
            st.button(
                _("Take the tour"), key="tour_take", icon=":material/tour:", on_click=_go, args=(0,)
            )
            st.button(_("No, thank you"), key="tour_skip", type="tertiary", on_click=_end)
    if st.session_state.get(_DONE) and st.context.cookies.get(COOKIE) != _OFFERED:
        box.html(asking_html(_ADDRESS))


def _is_first_visit() -> bool:
    """Tell whether the tour is to be offered; a link from somebody shows what it is about."""
    first = st.context.cookies.get(COOKIE) != _OFFERED and not st.query_params
    return bool(st.session_state.setdefault(_FIRST, first)) and not st.session_state.get(_DONE)


def _dialog(_: Words) -> Callable[[Mapping[str, StreamlitPage], Words], None]:
    """Return what draws a step in a window over the page."""
    window = st.dialog(_("A tour in five steps"), width="medium", on_dismiss=_end)
    return window(_draw_step)


def _draw_step(pages: Mapping[str, StreamlitPage], _: Words) -> None:
    # A press in the window draws it again by itself, with what it was given when it opened.
    if st.session_state.get(_STEP) is None:
        st.rerun()
    number = int(st.session_state[_STEP])
    steps = tour_steps(_)
    step = steps[number]
    st.caption(_("%(number)s of %(total)s", number=number + 1, total=len(steps)))
    st.subheader(step.title, anchor=False)
    st.markdown(step.text)
    if step.page:
        st.page_link(pages[step.page], label=_("Open this page"), icon=":material/open_in_new:")
    with st.container(horizontal=True, key="tour_buttons"):
        st.button(
            _("Back"), key="tour_back", disabled=number == 0, on_click=_go, args=(number - 1,)
        )
        if number + 1 < len(steps):
            st.button(_("Next"), key="tour_next", type="primary", on_click=_go, args=(number + 1,))
            st.button(_("Skip the tour"), key="tour_stop", type="tertiary", on_click=_end)
        else:
            st.button(_("To the map"), key="tour_stop", type="primary", on_click=_end)


def _go(number: int) -> None:
    st.session_state[_STEP] = number
    st.session_state[_DONE] = True


def _end() -> None:
    st.session_state[_STEP] = None
    st.session_state[_DONE] = True


def tour_routes() -> list[BaseRoute]:
    """Return the route by which the browser remembers that the tour was offered."""
    return [Route(_ADDRESS, remember_tour)]


def remember_tour(request: Request) -> Response:  # noqa: ARG001  # what a route is given
    """Answer with nothing but the cookie."""
    return answer_with_cookie(COOKIE, _OFFERED)
