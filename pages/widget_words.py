"""What Streamlit's own widgets say, which it says in English alone, in the reader's language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.words import Words

KEY: Final = "widget_words"
_UPLOADER: Final = '[data-testid="stFileUploader"]'
_HINT: Final = '[data-testid="InputInstructions"] span'
# Where a text, and not a name alone, is a widget's own: nothing from data stands in these.
_OWN_TEXTS: Final = (
    "[data-testid=stSkipToContent]",
    "[data-testid=stDataFrameColumnMenu]",
    "[data-testid=stDataFrameColumnVisibilityMenu]",
    "[data-testid=stMainMenuPopover]",
    "[data-testid=stTooltipContent]",
)


def draw_widget_words(_: Words) -> None:
    """Put words of ours over Streamlit's; nothing in English, which they are in already.

    Streamlit has no setting for them. Names and tips are changed by a script as they appear; what
    stands between other texts, a style hides and writes another behind it.
    """
    if _.language == "en":
        return
    _draw_styles(_)
    component: Callable[..., Any] = st.components.v2.component(
        "hudud_widget_words", js=_script(), isolate_styles=False
    )
    # Out of sight, it takes no room.
    with st.container(key=KEY):
        component(
            key=f"{KEY}_{_.language}",
            data={
                "whole": _whole(_),
                "begins": [["Remove ", _("Remove: ")], ["Shortcut ", _("Key: ")]],
                "where": ", ".join(_OWN_TEXTS),
            },
        )


@cache
def _script() -> str:
    return Path(__file__).with_name("widget_words.js").read_text(encoding="utf-8")


def _whole(_: Words) -> dict[str, str]:
    """Return what Streamlit says and what it is to say, each a whole text."""
    return {
        "Skip to main content": _("Skip to main content"),
        "App pages": _("Pages of the dashboard"),
        "Sidebar": _("Sidebar"),
        "Expand sidebar": _("Unfold the sidebar"),
        "Collapse sidebar": _("Fold the sidebar away"),
        "Notifications": _("Notices"),
        "Main menu": _("Main menu"),
        "Running...": _("Working…"),
        "Close": _("Close"),
        "Open": _("Open the list"),
        "Clear value": _("Clear the choice"),
        "Clear all": _("Clear all choices"),
        "Clear entry": _("Clear the text"),
        "Clear date": _("Clear the date"),
        "Clear dates": _("Clear the dates"),
        "Selected values": _("Chosen values"),
        "Select all": _("Choose all"),
        "Choose date": _("Choose a date"),
        "Choose date range": _("Choose two dates"),
        "Increment": _("More"),
        "Decrement": _("Less"),
        "Add files": _("Choose a file"),
        "Fullscreen": _("Whole window"),
        "Close fullscreen": _("Leave the whole window"),
        "Search": _("Search"),
        "Close Search": _("Close the search"),
        "Next Result": _("Next result"),
        "Previous Result": _("Previous result"),
        "Add row": _("Add a row"),
        "Delete row(s)": _("Delete the chosen rows"),
        "Download as CSV": _("Download as CSV"),
        "Show/hide columns": _("Show or hide columns"),
        "Clear selection": _("Clear the choice"),
        "Copy to clipboard": _("Copy"),
        "Choose an option": _("Choose one"),
        "Empty": _("Empty"),
        "Link to heading": _("Link to this heading"),
        "file upload": _("Choose a file"),
    }


def _draw_styles(_: Words) -> None:
    said = {
        f"{_UPLOADER} section button p": _("Choose a file"),
        f"{_UPLOADER} [data-testid='stFileUploaderDropzoneInstructions'] span": _(
            "or drag it here"
        ),
        f"{_UPLOADER} [data-testid='stFileUploaderFileErrorMessage']": _(
            "This file is of another kind, or larger than allowed."
        ),
        # Where the hint stands alone, it may be the number of characters.
        f"[data-testid='stTextInput'] {_HINT}:first-child:not(:only-child)": _("Enter applies it"),
        f"[data-testid='stNumberInput'] {_HINT}": _("Enter applies it"),
        f"[data-testid='stTextArea'] {_HINT}:first-child:not(:only-child)": _(
            "Ctrl+Enter applies it"
        ),
        "[role='listbox'][data-empty='true'] [role='option'] span": _("No results"),
    }
    rules = "\n".join(
        f"{where} {{ font-size: 0; }}\n"
        f"{where}::after {{ content: {json.dumps(text, ensure_ascii=False)}; "
        "font-size: 0.875rem; }"
        for where, text in said.items()
    )
    st.html(f"<style>\n{rules}\n</style>")
