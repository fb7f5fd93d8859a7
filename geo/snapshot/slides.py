"""A sheet as slides: the map as a picture, everything else as text, shapes and charts to edit."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from geo.export.safe import xml_text
from geo.snapshot.files import render_locator_png, render_map_png, told
from geo.snapshot.flow import ACCENT, INK, MUTED, BoxItem, RuleItem, SwatchItem, TextItem
from geo.snapshot.fonts import Face
from geo.snapshot.layout import MARGIN_PT, lay_out
from geo.snapshot.package import settled
from geo.snapshot.slide_shapes import draw_box, draw_rule, draw_sample, emu, position, rgb
from geo.snapshot.table import COLUMNS, TABLE_PT, row_cells, row_height, rows_by_slide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.table import _Cell as Cell
    from pptx.text.text import TextFrame
    from pptx.text.text import _Paragraph as Paragraph

    from geo.snapshot.sheet import Phrase, Row, Sheet

# A typeface that every office suite has for Arabic and Latin; wider than the sheet's own.
_FONT, _NARROWER = "Arial", 0.9


def render_pptx(sheet: Sheet, *, dpi: int = 200) -> bytes:
    """Return slides: map, timeline when there is one, and the incidents with their sources.

    Everything but the two maps can be edited: texts are text, right to left where they are Arabic,
    samples of the legend are shapes, the timeline is a chart.
    """
    deck = Presentation()
    page = sheet.options.page.size
    deck.slide_width, deck.slide_height = emu(page[0]), emu(page[1])
    _map_slide(deck, sheet, dpi)
    if len(sheet.timeline) > 1:
        _timeline_slide(deck, sheet)
    start = 0
    for rows in rows_by_slide(sheet):
        _table_slide(deck, sheet, rows, start)
        start += len(rows)
    _tell(deck, sheet)
    target = io.BytesIO()
    deck.save(target)
    return settled(target.getvalue())


def render_views_pptx(
    sheets: Sequence[Sheet], *, title: str, lines: Sequence[str], dpi: int = 200
) -> bytes:
    """Return slides: one with a title and lines below it, then the map of each sheet.

    The remark of a sheet is also the speaker's note of its slide.

    Parameters
    ----------
    sheets
        At least one; the first gives the size of the slides, their direction and what the file
        says of itself.
    title, lines
        In the language of the sheets.
    """
    deck = Presentation()
    page = sheets[0].options.page.size
    deck.slide_width, deck.slide_height = emu(page[0]), emu(page[1])
    _title_slide(deck, sheets[0], title, lines)
    for sheet in sheets:
        slide = _map_slide(deck, sheet, dpi)
        if sheet.options.remarks:
            slide.notes_slide.notes_text_frame.text = "\n".join(sheet.options.remarks)
    _tell(deck, sheets[0])
    deck.core_properties.title = title
    target = io.BytesIO()
    deck.save(target)
    return settled(target.getvalue())


def _title_slide(deck: Presentation, sheet: Sheet, title: str, lines: Sequence[str]) -> None:
    slide = _blank(deck)
    size = sheet.options.page.type_scale
    margin = MARGIN_PT * size
    width, height = sheet.options.page.size
    top = _heading(slide, sheet, (title,) * len(sheet.languages)) + 14 * size
    box = slide.shapes.add_textbox(
        emu(margin), emu(top), emu(width - 2 * margin), emu(height - top - margin)
    )
    frame = _bare(box)
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _run(paragraph, line, 11 * size, INK)
        paragraph.space_after = Pt(4 * size)
        _direct(paragraph, line, "right" if sheet.right_to_left else "left")


def _tell(deck: Presentation, sheet: Sheet) -> None:
    properties = deck.core_properties
    properties.title = " · ".join(sheet.title)
    properties.author = sheet.options.author
    properties.last_modified_by = ""
    properties.subject = told(sheet)[:255]
    properties.language = sheet.languages[0]
    properties.identifier = sheet.figure_id


def _blank(deck: Presentation) -> Slide:
    return deck.slides.add_slide(deck.slide_layouts[6])


def _map_slide(deck: Presentation, sheet: Sheet, dpi: int) -> Slide:
    slide = _blank(deck)
    height = sheet.options.page.size[1]
    pictures = [(sheet.map.frame.rect, render_map_png(sheet, dpi=dpi), sheet.headings.map_alt)]
    if sheet.map.locator is not None:
        picture = render_locator_png(sheet, dpi=dpi)
        pictures.append((sheet.map.locator.frame.rect, picture, sheet.headings.locator))
    for rect, content, alt in pictures:
        shape = slide.shapes.add_picture(io.BytesIO(content), *position(rect, height))
        _describe(shape, " ".join(alt))
    layout = lay_out(sheet)
    for item in layout.items:
        if isinstance(item, TextItem):
            _text(slide, item, height)
        elif isinstance(item, RuleItem):
            draw_rule(slide, item, height)
        elif isinstance(item, BoxItem):
            draw_box(slide, item.rect, height, item.color)
        elif isinstance(item, SwatchItem):
            draw_sample(slide, item, sheet, height)
    return slide


def _describe(shape: BaseShape, text: str) -> None:
    """Give a picture its alternative text."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", xml_text(text))  # no public way


def _text(slide: Slide, item: TextItem, height: float) -> None:
    """Set a paragraph in a box of its own, where the sheet has it."""
    tall = item.size * 1.3 + item.leading * (len(item.lines) - 1)
    # A little wider than the sheet's own: other typefaces are.
    width = item.width if len(item.lines) > 1 else item.width * 1.2 + 6
    left = {"left": item.x, "right": item.x - width, "center": item.x - width / 2}[item.align]
    top = height - item.y - item.size * 0.98
    shape = slide.shapes.add_textbox(emu(left), emu(top), emu(width), emu(tall))
    frame = _bare(shape)
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    if item.lead:
        _run(paragraph, f"{item.lead} ", item.size, item.color, bold=True)
    _run(
        paragraph, item.text, item.size, item.color,
        bold=item.face is Face.BOLD, italic=item.face is Face.ITALIC,
    )  # fmt: skip
    _direct(paragraph, item.lead + item.text, item.align)


def _bare(shape: BaseShape) -> TextFrame:
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    return frame


def _run(
    paragraph: Paragraph,
    text: str,
    size: float,
    color: str,
    *,
    bold: bool = False,
    italic: bool = False,
) -> None:
    run = paragraph.add_run()
    # A slide cannot hold all that data can, the two code points that are no characters for one.
    run.text = xml_text(text)
    font = run.font
    font.size, font.bold, font.italic = Pt(round(size * _NARROWER, 1)), bold, italic
    font.color.rgb = rgb(color)
    font.name = _FONT
    arabic = is_arabic(text)
    element = run._r.get_or_add_rPr()  # no public way to the complex-script font
    element.set("lang", "ar-IQ" if arabic else "en-GB")
    script = element.makeelement(qn("a:cs"), {"typeface": _FONT})
    element.append(script)


def is_arabic(text: str) -> bool:
    """Tell whether the first letter of a text is written from the right."""
    for letter in text:
        if letter.isalpha():
            return "\u0590" <= letter <= "\u08ff"
    return False


def _direct(paragraph: Paragraph, text: str, align: str) -> None:
    """Give a paragraph its side, and its direction when it is Arabic."""
    sides = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
    paragraph.alignment = sides[align]
    if is_arabic(text):
        paragraph._p.get_or_add_pPr().set("rtl", "1")  # no public way


def _heading(slide: Slide, sheet: Sheet, texts: Phrase, number: str = "") -> float:
    """Set the head of a slide and return how far down it reaches, in points."""
    width = sheet.options.page.size[0]
    size = sheet.options.page.type_scale
    margin = MARGIN_PT * size
    inner = width - 2 * margin
    box = slide.shapes.add_textbox(emu(margin), emu(margin * 0.8), emu(inner), emu(44 * size))
    frame = _bare(box)
    frame.word_wrap = True
    for place, (language, text) in enumerate(zip(sheet.languages, texts, strict=True)):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        _run(paragraph, f"{text} {number}".strip(), 17 * size, INK, bold=True)
        _direct(paragraph, text, "right" if language == "ar" else "left")
    bottom = margin * 0.8 + (24 * size) * len(texts)
    rule = RuleItem(margin, 0, margin + inner, 0, 0.7 * size, ACCENT)
    draw_rule(slide, rule, bottom)
    return bottom


def _foot(slide: Slide, sheet: Sheet) -> None:
    """Set the title of the sheet, its figure id and the handling line at the foot of a slide."""
    width, height = sheet.options.page.size
    size = sheet.options.page.type_scale
    margin = MARGIN_PT * size
    more = sheet.headings.more_rows[0] if len(sheet.rows) < sheet.counts.selected else ""
    parts = (sheet.options.handling, sheet.title[0], sheet.figure_id, more)
    text = " · ".join(part for part in parts if part)
    box = slide.shapes.add_textbox(
        emu(margin), emu(height - margin), emu(width - 2 * margin), emu(10 * size)
    )
    frame = _bare(box)
    frame.word_wrap = True
    _run(frame.paragraphs[0], text, 6.4 * size, MUTED)
    _direct(frame.paragraphs[0], text, "right" if sheet.right_to_left else "left")


def _timeline_slide(deck: Presentation, sheet: Sheet) -> None:
    slide = _blank(deck)
    width, height = sheet.options.page.size
    size = sheet.options.page.type_scale
    margin = MARGIN_PT * size
    top = _heading(slide, sheet, sheet.headings.timeline) + 10 * size
    chart_data = CategoryChartData()
    chart_data.categories = [" / ".join(dict.fromkeys(bin_.label)) for bin_ in sheet.timeline]
    chart_data.add_series(" / ".join(sheet.headings.timeline), [b.count for b in sheet.timeline])
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, emu(margin), emu(top), emu(width - 2 * margin),
        emu(height - top - margin * 1.4), chart_data,
    )  # fmt: skip
    _describe(frame, " ".join(sheet.headings.timeline))
    chart = frame.chart
    chart.has_legend, chart.has_title = False, False
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 35, True
    plot.data_labels.font.size = Pt(8 * size)
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "#,##0;;", False
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = rgb("#3d4f63")
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.category_axis.tick_labels.font.size = Pt(8 * size)
    chart.category_axis.reverse_order = sheet.right_to_left
    _foot(slide, sheet)


def _table_slide(deck: Presentation, sheet: Sheet, rows: Sequence[Row], start: int) -> None:
    slide = _blank(deck)
    width = sheet.options.page.size[0]
    size = sheet.options.page.type_scale
    margin = MARGIN_PT * size
    total = f"({start + 1}–{start + len(rows)} / {sheet.counts.selected:,})"
    top = _heading(slide, sheet, sheet.headings.table, total) + 8 * size
    inner = width - 2 * margin
    frame = slide.shapes.add_table(
        len(rows) + 1, len(COLUMNS), emu(margin), emu(top), emu(inner),
        emu(0),
    )  # fmt: skip
    table = frame.table
    table.rows[0].height = emu(15 * size)
    for table_row, row in zip(list(table.rows)[1:], rows, strict=True):
        table_row.height = emu(row_height(sheet, row) * size)
    if sheet.right_to_left:
        table._tbl.tblPr.set("rtl", "1")  # no public way
    for column, share in zip(table.columns, COLUMNS, strict=True):
        column.width = emu(inner * share)
    for number, phrase in enumerate(sheet.headings.columns):
        _cell(table.cell(0, number), phrase, sheet, head=True)
    for line, row in enumerate(rows, start=1):
        for number, phrase in enumerate(row_cells(row)):
            _cell(table.cell(line, number), phrase, sheet, head=False)
    _foot(slide, sheet)


def _cell(cell: Cell, phrase: Phrase, sheet: Sheet, *, head: bool) -> None:
    size = sheet.options.page.type_scale
    cell.margin_left = cell.margin_right = emu(3 * size)
    cell.margin_top = cell.margin_bottom = emu(2 * size)
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb("#e3e8ed" if head else "#f7f8fa")
    frame = cell.text_frame
    frame.word_wrap = True
    texts = tuple(dict.fromkeys(phrase)) or ("",)
    points = TABLE_PT[len(sheet.languages) - 1]
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        _run(paragraph, text, points * size, INK, bold=head)
        from_right = is_arabic(text) or sheet.languages == ("ar",)
        _direct(paragraph, text, "right" if from_right else "left")
