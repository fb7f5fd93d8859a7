"""What Streamlit's own widgets say, which it says in English alone, in the reader's language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from pages.words import Words

_UPLOADER: Final = '[data-testid="stFileUploader"]'
_HINT: Final = '[data-testid="InputInstructions"] span'


def draw_widget_words(_: Words) -> None:
    """Put words of ours over Streamlit's; nothing in English, which they are in already.

    Streamlit has no setting for them, so a style hides each and writes another behind it. The names
    that screen readers hear are those of our own labels.
    """
    if _.language == "en":
        return
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
