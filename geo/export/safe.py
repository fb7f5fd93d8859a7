"""Text from data on its way into files whose readers take some of it for something else."""

from __future__ import annotations

import re

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

# A cell that a spreadsheet may take for a formula, or that starts with the mark itself.
# Source: OWASP, "CSV Injection": = + - @ tab and carriage return, and the full-width forms; blanks
# and invisible characters before them are passed over by some programs.
_FORMULA = (
    "^(?:['\\t\\r\\n]|[\\s\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@|%＝＋－＠])"
)
_MARK = "'"

# What XML 1.0 cannot hold, and the two code points that are no characters.
# Source: W3C, XML 1.0, production [2] Char.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The first of Unicode's pictures of control characters.
_PICTURE = 0x2400


def mark_formulas(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts in which those that look like a formula, or start with ', have one more '.

    Taking one ' off the start of each text gives back exactly what it was.
    """
    marked = pc.binary_join_element_wise(_MARK, texts, "")
    return pc.if_else(pc.match_substring_regex(texts, _FORMULA), marked, texts)


def unmark_formulas(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts as they were before `mark_formulas`."""
    return pc.replace_substring_regex(texts, "\\A" + _MARK, "")


def xml_text(text: str) -> str:
    """Return `text` with what XML cannot hold made visible: control characters as their picture.

    What has no picture becomes the replacement character. Markup is left to the XML writer.
    """
    return _NOT_XML.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_PICTURE + code) if code < 0x20 else "\ufffd"
