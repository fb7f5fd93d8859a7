"""The small map of an import: where its points lie, and nothing that is not a number."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from geo import Borders, uploads


def findings(*points: tuple[float, float]) -> uploads.ImportFindings:
    array = np.array(points, np.float64).reshape(-1, 2)
    bounds = None
    if points:
        (west, south), (east, north) = array.min(axis=0).tolist(), array.max(axis=0).tolist()
        bounds = (west, south, east, north)
    return uploads.ImportFindings(
        report=None, row_count=len(points), refused=0, refusals=(), unresolved=(),
        points=array, bounds=bounds,
    )  # fmt: skip


def test_points_sketch_of_nothing_is_nothing(borders: Borders) -> None:
    assert uploads.points_sketch(findings(), borders) == ""


@pytest.mark.parametrize(
    "points",
    [((38.0, 36.5),), ((36.0, 33.0), (45.0, 37.0)), ((-180.0, -90.0), (180.0, 90.0))],
)
def test_points_sketch_shows_every_point_within_its_frame(
    borders: Borders, points: tuple[tuple[float, float], ...]
) -> None:
    root = ET.fromstring(uploads.points_sketch(findings(*points), borders))  # noqa: S314 - ours
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    dots = [e for e in root.iter() if e.tag.endswith("circle")]
    assert len(dots) == len(points)
    for dot in dots:
        assert 0 <= float(dot.attrib["cx"]) <= width
        assert 0 <= float(dot.attrib["cy"]) <= height
    for path in (e for e in root.iter() if e.tag.endswith("path")):
        assert re.fullmatch(r"[MLZ0-9.,-]*", path.attrib["d"])


def test_points_sketch_puts_north_up_and_east_right(borders: Borders) -> None:
    sketch = uploads.points_sketch(findings((36.0, 33.0), (45.0, 37.0)), borders)
    (x1, y1), (x2, y2) = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', sketch)
    assert float(x1) < float(x2)
    assert float(y1) > float(y2)
