"""The slides: text that can be edited, its direction, pictures that are described."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from pptx import Presentation
from pptx.util import Emu

from geo.snapshot import render_pptx
from geo.snapshot.slides import is_arabic

if TYPE_CHECKING:
    from geo.snapshot import Sheet


@pytest.fixture(scope="module")
def content(both: Sheet) -> bytes:
    return render_pptx(both, dpi=72)


@pytest.fixture(scope="module")
def deck(content: bytes) -> Any:  # noqa: ANN401  # python-pptx gives no types
    return Presentation(io.BytesIO(content))


def paragraphs(slide: Any) -> list[Any]:  # noqa: ANN401
    return [
        p for shape in slide.shapes if shape.has_text_frame for p in shape.text_frame.paragraphs
    ]


def test_first_slide_says_everything_as_text(deck: Any, both: Sheet) -> None:  # noqa: ANN401
    texts = [p.text for p in paragraphs(deck.slides[0])]
    told = " ".join(texts)
    for wanted in (*both.title, *both.subtitle, both.options.handling):
        assert " ".join(wanted.split()) in " ".join(told.split())
    for entry in both.legend:
        assert set(entry.text) <= set(texts)
    for note in both.notes:
        for heading, text in zip(note.heading, note.text, strict=True):
            assert f"{heading} {text}" in texts
    assert [figure.value for figure in both.figures if figure.value not in texts] == []


def test_arabic_paragraphs_run_from_the_right(deck: Any) -> None:  # noqa: ANN401
    seen = 0
    for slide in deck.slides:
        for paragraph in paragraphs(slide):
            properties = paragraph._p.pPr
            flag = None if properties is None else properties.get("rtl")
            assert (flag == "1") == is_arabic(paragraph.text), paragraph.text
            for run in paragraph.runs:
                language = run._r.rPr.get("lang")
                assert language == ("ar-IQ" if is_arabic(run.text) else "en-GB")
            seen += flag == "1"
    assert seen > 20


def test_pictures_are_described_and_lie_where_the_sheet_has_them(
    deck: Any,  # noqa: ANN401
    both: Sheet,
) -> None:
    pictures = [shape for shape in deck.slides[0].shapes if shape.shape_type == 13]
    assert len(pictures) == 2
    description = pictures[0]._element.xpath(".//p:cNvPr")[0].get("descr")
    assert both.title[0] in description
    assert "shown on the map" in description
    rect = both.map.frame.rect
    assert pictures[0].width == pytest.approx(Emu(round(rect.width * 12_700)), abs=2)
    assert pictures[0].left == pytest.approx(Emu(round(rect.x * 12_700)), abs=2)


def test_timeline_is_a_chart_with_the_counts(deck: Any, both: Sheet) -> None:  # noqa: ANN401
    (chart,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert list(chart.plots[0].series[0].values) == [bin_.count for bin_ in both.timeline]


def test_tables_hold_the_incidents_with_their_sources(
    deck: Any,  # noqa: ANN401
    both: Sheet,
) -> None:
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    cells = [[cell.text for cell in row.cells] for table in tables for row in list(table.rows)[1:]]
    assert len(cells) == len(both.rows) == 36
    for row, shown in zip(both.rows, cells, strict=True):
        assert row.source[0] in shown[-1]
        assert row.when[0] in shown[0]
        assert shown[4] == row.dead
    assert tables[0].cell(0, 0).text.startswith("Date")


def test_arabic_table_runs_from_the_right(arabic: Sheet) -> None:
    deck = Presentation(io.BytesIO(render_pptx(arabic, dpi=72)))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert tables
    assert all(table._tbl.tblPr.get("rtl") == "1" for table in tables)


def test_file_holds_no_time_of_its_making(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        (book,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
        with zipfile.ZipFile(io.BytesIO(archive.read(book))) as inner:
            assert b"1980-01-01T00:00:00Z" in inner.read("docProps/core.xml")
