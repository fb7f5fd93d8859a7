"""What a screen reader is told when it changes: counts, and what stands where nobody looks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.words import Words

KEY = "announcer"
_SAID = "announced"


@cache
def _script() -> str:
    return Path(__file__).with_name("announcing.js").read_text(encoding="utf-8")


def announce(kind: str, sentence: str, *, is_known: bool = False) -> None:
    """Have `sentence` read out, politely, where it differs from the last one of its kind.

    What a page says when it is first drawn is not read out: the page itself is. With `is_known` the
    person has been told already, by what was pressed.
    """
    said = st.session_state.setdefault(_SAID, {})
    said[kind] = {"text": sentence, "isKnown": is_known}


def draw_announcer(page: str, _: Words) -> None:
    """Draw what reads out the sentences of this run of the page with the address `page`."""
    said: dict[str, Any] = st.session_state.pop(_SAID, {})
    component: Callable[..., Any] = st.components.v2.component("hudud_announcer", js=_script())
    with st.container(key=KEY):
        component(
            key="announcing",
            data={
                "page": f"{page} {_.language}",
                "language": _.language,
                "said": said,
                "working": _("Working …"),
            },
        )
