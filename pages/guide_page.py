"""The guide: how to use the map and to edit it, its commands, and its method.

It draws the files of `pages/guide`, which read as well without the dashboard.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from pages.guide_pictures import PICTURES_ADDRESS
from pages.session import current_words, fail_softly, language_query

if TYPE_CHECKING:
    from pages.words import Words

_FOLDER: Final = Path(__file__).parent / "guide"
_PART: Final = "part"
# The parts and the names of their files, without language and ending.
_FILES: Final = {
    "use": "README",
    "editors": "editors",
    "commands": "command_line",
    "method": "method",
}
_TITLE: Final = re.compile(r"\A# .*\n+")
_PICTURES: Final = "](../images/"
# A link to another file; those to other sites stay as they are.
_LINK: Final = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def show() -> None:
    """Draw the page."""
    _ = current_words()
    st.title(_("Guide"), anchor=False)
    part = _choose_part(_)
    file = _file_of(part, _.language)
    text = _LINK.sub(_linked, _TITLE.sub("", file.read_text(encoding="utf-8")))
    with st.container(key=f"guide_{_.language}"):
        st.markdown(text.replace(_PICTURES, f"]({PICTURES_ADDRESS}/"))


def _choose_part(_: Words) -> str:
    """Draw the choice of a part, which the address says: ``?part=method``."""
    titles = {
        "use": _("Using the map"),
        "editors": _("For editors"),
        "commands": _("Command line and API"),
        "method": _("The method"),
    }
    asked = st.query_params.get(_PART)
    now = asked if asked in titles else next(iter(titles))
    # The key holds the language, or the browser would keep the titles of the other one.
    key = f"guide_part_{_.language}"
    st.session_state[key] = now

    def remember() -> None:
        st.query_params.from_dict({_PART: st.session_state[key] or now, **language_query()})

    st.segmented_control(
        _("Part of the guide"),
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        on_change=remember,
        label_visibility="collapsed",
    )
    return now


def _file_of(part: str, language: str) -> Path:
    """Return the file of a part in a language; the name of an English one says no language."""
    return _FOLDER / f"{_FILES[part]}{'' if language == 'en' else f'.{language}'}.md"


def _linked(link: re.Match[str]) -> str:
    """Return a link to another part as one to this page, to any other file as its text alone."""
    target = link[2].split(".")[0]
    part = next((part for part, name in _FILES.items() if name == target), None)
    return f"[{link[1]}](?{_PART}={part})" if part else link[1]


fail_softly(show)
