"""Weighted edit distance from one phonetic form to many at once, across scripts.

What a change costs is learned: `data/phonetic_costs.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from gazetteer.segment import FIRST_ARABIC_CODE, SYMBOL_CODES

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PATH: Final = Path(__file__).parent / "data" / "phonetic_costs.json"
_SIZE: Final = len(SYMBOL_CODES) + 1


@dataclass(frozen=True, slots=True)
class ChangeCosts:
    """Costs by symbol code: `change[a, b]`, and `gap[other_is_arabic, a]` of a left out."""

    change: NDArray[np.float32]
    gap: NDArray[np.float32]


@lru_cache(maxsize=1)
def change_costs() -> ChangeCosts:
    """Return the learned costs; code 0, the padding, costs nothing to leave out."""
    document = json.loads(_PATH.read_text(encoding="utf-8"))
    change = np.full((_SIZE, _SIZE), document["highest"], dtype=np.float32)
    gap = np.full((2, _SIZE), document["highest"], dtype=np.float32)
    for kind, table in document["costs"].items():
        for a, row in table.items():
            for b, cost in row.items():
                if a and b:
                    change[SYMBOL_CODES[a], SYMBOL_CODES[b]] = cost
                    change[SYMBOL_CODES[b], SYMBOL_CODES[a]] = cost
                elif a:
                    gap[int(kind[1] == "A"), SYMBOL_CODES[a]] = cost
                else:
                    gap[int(kind[0] == "A"), SYMBOL_CODES[b]] = cost
    gap[:, 0] = 0.0
    change[0, :] = 0.0
    return ChangeCosts(change, gap)


def distances(
    query: bytes, forms: NDArray[np.uint8], form_is_arabic: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the cost of turning `query` into each of `forms`.

    Parameters
    ----------
    query
        Symbol codes of the query's phonetic form.
    forms
        Symbol codes, shape (forms, longest), padded with 0.
    form_is_arabic
        Which forms are in Arabic letters, shape (forms,).

    Returns
    -------
    numpy.ndarray
        Costs in nats, shape (forms,); 0 for the same or an equally usual spelling.
    """
    costs = change_costs()
    count, width = forms.shape
    query_is_arabic = int(any(code >= FIRST_ARABIC_CODE for code in query))
    inserted = costs.gap[query_is_arabic][forms]
    along = np.zeros((count, width + 1), dtype=np.float32)
    np.cumsum(inserted, axis=1, out=along[:, 1:])
    row = along.copy()
    left_out = costs.gap[:, list(query)][form_is_arabic.astype(np.intp)] if query else None
    for i, code in enumerate(query):
        assert left_out is not None  # noqa: S101 - the loop runs only when there is a query
        best = row + left_out[:, i : i + 1]
        np.minimum(best[:, 1:], row[:, :-1] + costs.change[code][forms], out=best[:, 1:])
        # The cheapest run of insertions up to each column, in one sweep.
        row = np.minimum.accumulate(best - along, axis=1) + along
    # Padding costs nothing to insert, so the last column is the value at each form's own end.
    return row[:, -1]
