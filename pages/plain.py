"""Text from outside where Streamlit reads Markdown: labels, notices, captions."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~:$])")


def plain(text: str) -> str:
    """Return text with nothing in it that is read as Markdown; it stays on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
