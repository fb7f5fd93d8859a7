"""Quotation marks that are not closed: named with their row, and nothing is swallowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gazetteer import PlaceFileError, read_places
from geo import IncidentDataError
from geo.imports import preview_incidents

if TYPE_CHECKING:
    from pathlib import Path

    from tests.geo.imports.conftest import Read

_HEAD = "id,date,lat,lon\n"
_ROWS = "".join(f"a{n},2019-01-01,36,38\n" for n in range(5))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param(f'{_HEAD}a,2019-01-01,36,38\nb,2019-01-02,36,"38\n{_ROWS}', 3, id="to-end"),
        pytest.param(f'{_HEAD}"b,2019-01-02,36,38\n{_ROWS}', 2, id="first-column-to-end"),
        pytest.param(f'{_HEAD}{_ROWS}b,2019-01-02,36,"38', 7, id="last-cell-without-line-end"),
        pytest.param(
            f'{_HEAD}x,2019,1,2,3\nb,2019-01-02,36,"38\n{_ROWS}c,2019-01-03,36,"39"\n{_ROWS}',
            3,
            id="to-next-mark-same-column",
        ),
        pytest.param(
            f'{_HEAD}"b,2019-01-02,36,38\n{_ROWS}c,"2019-01-03",36,39\n', 2, id="to-next-mark"
        ),
        pytest.param(f'{_HEAD}{_ROWS}"' + "x,\n" * 3_000_000, 7, id="longer-than-a-block"),
        pytest.param(f'id,date,lat,"lon\n{_ROWS}', 1, id="heading"),
        pytest.param('id,date,lat,"lon', 1, id="heading-alone"),
    ],
)
def test_quotation_mark_not_closed_refuses_the_file_with_the_row_where_it_opens(
    text: str, row: int, tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, newline="")
    with pytest.raises(IncidentDataError, match="not closed") as told:
        read(path)
    assert (told.value.path, told.value.row) == (path, row)


def test_preview_of_a_quotation_mark_not_closed_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'{_HEAD}b,2019-01-02,36,"38\n{_ROWS}')
    with pytest.raises(IncidentDataError, match="row 2"):
        preview_incidents(path)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_cells_of_several_lines_and_loose_marks_within_a_line_are_read(
    line_end: str, tmp_path: Path, read: Read
) -> None:
    text = (
        'id,date,lat,lon,summary\na,2019-01-01,36,38,"one, ""two""\nthree"\n\n'
        'b,2019-01-01,36,38,"Group "A" men"\nc,2019-01-01,36,38,5" pipe\nd,2019-01-01,36,38,"x"'
    )
    path = tmp_path / "a.csv"
    path.write_text(text.replace("\n", line_end), newline="")
    batch = read(path)
    assert len(batch.refusals) == 0
    assert batch.rows["id"].to_pylist() == ["a", "b", "c", "d"]
    assert batch.rows["summary"][0].as_py().split()[:2] == ["one,", '"two"']


@pytest.mark.parametrize(
    "text",
    [
        'name,lat,lon\nA,36,38\n"B,36,38\nC,36,38\n',
        'name,lat,lon,note\nA,36,38,\nB,36,38,"x\nC,36,38,"y"\n',
        'id,title,title_source,fclasses,start\nx:1,A,S,P,1\nx:2,"B,S,P,1\nx:3,C,S,P,1\n',
    ],
)
def test_places_quotation_mark_not_closed_names_the_row_where_it_opens(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    path.write_text(text)
    with pytest.raises(PlaceFileError, match="not closed") as told:
        list(read_places(path))
    assert told.value.row == 3
