"""Push apart what would cover each other on the map, as little as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.snapshot.page import Rect

    FloatArray = NDArray[np.float64]

# Rounds of pushing; 250 discs settle in about half of them.
_ROUNDS = 240
# Share of the way back to its own place that a disc is pulled each round, falling to none, so that
# what is left in the end is apart.
_PULL = 0.06
# Empty room between two discs, in points.
_GAP_PT = 0.8


def spread(anchors: FloatArray, radii: FloatArray, rect: Rect) -> FloatArray:
    """Return middles of discs near their anchors that do not cover each other.

    The same input gives the same output; discs stay inside `rect`.

    Parameters
    ----------
    anchors
        Where they belong, in points, shape (n, 2).
    radii
        Their radii, in points, shape (n,).
    rect
        The map.
    """
    middles = anchors.astype(float)
    count = len(middles)
    if count < 2:
        return _kept_inside(middles, radii, rect)
    first, second = np.triu_indices(count, 1)
    needed = radii[first] + radii[second] + _GAP_PT
    near = np.hypot(*(middles[first] - middles[second]).T) < needed + 6 * radii.max()
    first, second, needed = first[near], second[near], needed[near]
    # Two at the same spot are parted along a direction that their numbers fix.
    turn = (first * 0.7 + second * 1.3)[:, None]
    fallback = np.hstack((np.cos(turn), np.sin(turn)))
    for step in range(_ROUNDS):
        between = middles[second] - middles[first]
        apart = np.hypot(between[:, 0], between[:, 1])[:, None]
        direction = np.where(apart > 1e-6, between / np.maximum(apart, 1e-6), fallback)
        push = np.maximum(needed[:, None] - apart, 0) * direction / 2
        moved = np.zeros_like(middles)
        np.add.at(moved, first, -push)
        np.add.at(moved, second, push)
        pull = _PULL * max(0.0, 1 - 1.4 * step / _ROUNDS)
        middles = middles + moved * 0.7 + (anchors - middles) * pull
        middles = _kept_inside(middles, radii, rect)
        if pull == 0 and float(np.abs(moved).max()) < 0.01:
            break
    return middles


def _kept_inside(middles: FloatArray, radii: FloatArray, rect: Rect) -> FloatArray:
    low = np.column_stack((rect.x + radii, rect.y + radii))
    high = np.column_stack((rect.right - radii, rect.top - radii))
    return np.clip(middles, low, np.maximum(low, high))
