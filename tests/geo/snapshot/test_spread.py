"""Pushing apart what would cover each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.snapshot.page import Rect
from geo.snapshot.spread import spread

RECT = Rect(0, 0, 500, 400)
POINTS = st.lists(st.tuples(st.floats(20, 480), st.floats(20, 380)), min_size=2, max_size=14)


def gaps(middles: np.ndarray, radii: np.ndarray) -> np.ndarray:
    first, second = np.triu_indices(len(middles), 1)
    apart = np.hypot(*(middles[first] - middles[second]).T)
    left: np.ndarray = apart - radii[first] - radii[second]
    return left


@given(POINTS)
@settings(max_examples=25, deadline=None)
def test_spread_parts_discs_and_keeps_them_on_the_map(points: list[tuple[float, float]]) -> None:
    anchors = np.array(points)
    radii = np.full(len(points), 5.0)
    middles = spread(anchors, radii, RECT)
    assert gaps(middles, radii).min() > -0.5
    assert middles.min() >= 5
    assert (middles <= (495, 395)).all()
    assert np.array_equal(middles, spread(anchors, radii, RECT))


def test_spread_leaves_alone_what_is_apart() -> None:
    anchors = np.array([(50.0, 50.0), (200.0, 60.0), (300.0, 300.0)])
    assert np.allclose(spread(anchors, np.full(3, 6.0), RECT), anchors)


def test_spread_parts_what_lies_at_one_point() -> None:
    radii = np.array([4.0, 9.0])
    middles = spread(np.array([(100.0, 100.0)] * 2), radii, RECT)
    assert gaps(middles, radii).min() > -0.1
