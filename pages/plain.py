"""Text from outside where Streamlit reads Markdown: labels, notices, captions."""

from __future__ import annotations

import re

from gazetteer import printable

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~:$&])")
_NUMBERED = re.compile(r"^(\d+)\.")
# Inside what Streamlit looks for once Markdown has been read, when the backslashes are gone: icons,
# its own picture, dashes and arrows, addresses.
# Source: Streamlit 1.67, tried in Chromium by tests/browser/test_hostile_text.py.
_READ_LATER = re.compile(
    r"(?<=:)(?=material/|streamlit:)|(?<=[<-])(?=-)|(?<=-)(?=>)|(?<=[<>~])(?==)"
    r"|(?<=:/)(?=/)|(?<=www)(?=\.)|(?<=\w@)(?=\w)",
    re.IGNORECASE,
)
# Nobody sees it, and nothing matches across it.
_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """Return text with nothing in it that is read as Markdown; it stays on one line."""
    apart = _READ_LATER.sub(_WORD_JOINER, printable(" ".join(text.split())))
    return _NUMBERED.sub(r"\1\\.", _MARKDOWN.sub(r"\\\1", apart))
