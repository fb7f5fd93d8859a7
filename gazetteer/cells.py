"""Several values in one cell of a table, and cells that a spreadsheet must not run."""

from __future__ import annotations

import re

# What a spreadsheet takes for the beginning of a formula; blanks and invisible characters before it
# are passed over by some programs. Source: OWASP, "CSV Injection".
_START = (
    "(?:[\\t\\r\\n]|[\\s\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@|%＝＋－＠])"
)
_FORMULA = re.compile(f"'*{_START}")
_QUOTED_FORMULA = re.compile(f"'+{_START}")


def join_values(values: list[str], separator: str) -> str:
    """Join values in one cell; a separator or backslash within a value is escaped."""
    escape = re.compile(rf"([\\{re.escape(separator)}])")
    return separator.join(escape.sub(r"\\\1", value) for value in values)


def split_values(cell: str, separator: str) -> list[str]:
    """Split what `join_values` joined; an empty cell holds nothing."""
    if not cell:
        return []
    values = [""]
    escaped = False
    for character in cell:
        if escaped or character not in {"\\", separator}:
            values[-1] += character
            escaped = False
        elif character == separator:
            values.append("")
        else:
            escaped = True
    return values


def guard_formula(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_formula(cell: str) -> str:
    """Return the text that `guard_formula` made a cell of."""
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell
