"""Where everything stands on the page: text in lines, rules, swatches, all in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.snapshot.flow import ACCENT, FAINT, INK, MUTED, Flow, Item, Letters, RuleItem, SwatchItem
from geo.snapshot.fonts import Face, text_width
from geo.snapshot.page import Page, Rect
from geo.snapshot.sheet import Regions

if TYPE_CHECKING:
    from geo.snapshot.sheet import Figure, Note, Phrase, Sheet, SnapshotOptions, TimeBin

# Sizes of letters on A4, in points.
TITLE_PT, SUBTITLE_PT, REMARK_PT, HANDLING_PT = 17.0, 8.8, 9.4, 7.6
HEADING_PT, LEGEND_PT, FIGURE_PT, LABEL_PT, NOTE_PT = 6.8, 7.0, 17.0, 6.4, 5.7
MARGIN_PT = 24.0
_GAP_PT = 11.0
# Share of the width that the panel takes beside the map, and of the height below it.
_PANEL_WIDTH, _PANEL_HEIGHT = 0.235, 0.2
_BOTH_WIDTH = 0.27
# From this shape of what is between head and foot on, the panel has two columns, and is wider.
_VERY_WIDE, _TWO_COLUMNS = 2.2, 1.5
# How much smaller titles are on pages that are not wide.
_NARROW_TITLE = 0.86
# The locator's height as a share of its width.
_LOCATOR_SHAPE = 0.7
# Share of the height of the panel, beside the map and below it, that it takes at most.
_LOCATOR_MOST, _LOCATOR_BELOW = 0.29, 0.44
# Its width as a share of its height, at most: wider, it would show more than the base map knows.
_LOCATOR_WIDEST = 1.4
# What the panel is shrunk by, step by step, until it fits; smaller would not be read.
_SHRINK = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.72)
# Most areas that the panel lists by name, in one language and in two.
MOST_WIDE_AREAS = (7, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The drawn things of a page besides the map; `overflow` is what did not fit, in points.

    `shrink` is how much smaller the panel was set to fit, `bars` whether it has the timeline.
    """

    items: tuple[Item, ...]
    overflow: float
    shrink: float
    bars: bool


def beside(page: Page) -> bool:
    """Whether the panel stands beside the map; else it lies below."""
    width, height = page.size
    return width > 1.15 * height


def lay_regions(
    options: SnapshotOptions, title: Phrase, subtitle: Phrase, notes: tuple[Note, ...]
) -> tuple[Regions, Rect | None]:
    """Return where the parts of a page lie, and where the locator does, by what its texts need."""
    page = options.page
    width, height = page.size
    size = page.type_scale
    margin = MARGIN_PT * size
    inner = width - 2 * margin
    gap = _GAP_PT * size
    handling = HANDLING_PT * size * 1.9 if options.handling else 0.0
    head_height = _head_height(options, title, subtitle, inner, size)
    head = Rect(margin, height - margin * 0.8 - handling - head_height, inner, head_height)
    foot_flow = Flow(Rect(margin, 0, inner, height), size, options.languages)
    _foot(foot_flow.columns(_foot_columns(options), gap), notes, options)
    foot = Rect(margin, margin * 0.7 + handling, inner, foot_flow.used_in_columns() + 5 * size)
    body = Rect(margin, foot.top + gap * 0.7, inner, head.y - foot.top - gap * 1.3)
    if beside(page):
        regions, locator = _beside(options, head, body, foot, gap)
    else:
        regions, locator = _below(options, head, body, foot, gap)
    if options.languages[0] == "ar":
        mirrored = Regions(
            head=head,
            foot=foot,
            map=regions.map.mirrored(width),
            columns=tuple(column.mirrored(width) for column in regions.columns),
        )
        return mirrored, locator.mirrored(width) if locator else None
    return regions, locator


def _beside(
    options: SnapshotOptions, head: Rect, body: Rect, foot: Rect, gap: float
) -> tuple[Regions, Rect | None]:
    """Put the panel beside the map: one column, or two where the page is very wide."""
    share = _BOTH_WIDTH if len(options.languages) > 1 else _PANEL_WIDTH
    count = 1
    if body.width > _VERY_WIDE * body.height:
        share, count = share * _TWO_COLUMNS, 2
    panel = body.width * share
    wide = (panel - (count - 1) * gap) / count
    shown = Rect(body.x, body.y, body.width - panel - gap, body.height)
    places = [shown.right + gap + number * (wide + gap) for number in range(count)]
    columns = [Rect(x, body.y, wide, body.height) for x in places]
    if not options.locator:
        return Regions(head=head, map=shown, columns=tuple(columns), foot=foot), None
    shape = _LOCATOR_SHAPE if len(options.languages) == 1 else _LOCATOR_SHAPE * 0.75
    tall = min(wide * shape, body.height * _LOCATOR_MOST)
    locator = Rect(places[-1], body.y, min(wide, tall * _LOCATOR_WIDEST), tall)
    columns[-1] = Rect(places[-1], body.y + tall + gap, wide, body.height - tall - gap)
    return Regions(head=head, map=shown, columns=tuple(columns), foot=foot), locator


def _below(
    options: SnapshotOptions, head: Rect, body: Rect, foot: Rect, gap: float
) -> tuple[Regions, Rect | None]:
    deep = max(body.height * _PANEL_HEIGHT, 158 * options.page.type_scale)
    shown = Rect(body.x, body.y + deep + gap, body.width, body.height - deep - gap)
    wide = (body.width - 2 * gap) / 3
    columns = [Rect(body.x + i * (wide + gap), body.y, wide, deep) for i in range(3)]
    if not options.locator:
        return Regions(head=head, map=shown, columns=tuple(columns), foot=foot), None
    tall = min(wide * _LOCATOR_SHAPE, deep * _LOCATOR_BELOW)
    locator = Rect(columns[2].x, body.y, min(wide, tall * _LOCATOR_WIDEST), tall)
    columns[2] = Rect(columns[2].x, body.y + tall + gap, wide, deep - tall - gap)
    return Regions(head=head, map=shown, columns=tuple(columns), foot=foot), locator


def _head_height(
    options: SnapshotOptions, title: Phrase, subtitle: Phrase, width: float, size: float
) -> float:
    flow = Flow(Rect(0, 0, width, 10_000), size, options.languages)
    _head(flow, title, subtitle, options)
    return flow.used + 3 * size


def _head(flow: Flow, title: Phrase, subtitle: Phrase, options: SnapshotOptions) -> None:
    points = TITLE_PT if beside(options.page) else TITLE_PT * _NARROW_TITLE
    flow.stacked(title, Letters(points, Face.BOLD, leading=1.18, even=True))
    flow.space(2.2)
    flow.row(subtitle, Letters(SUBTITLE_PT, color=MUTED))
    if options.remarks:
        flow.space(3.5)
        flow.stacked(options.remarks, Letters(REMARK_PT, leading=1.32))


def _foot_columns(options: SnapshotOptions) -> int:
    """Return in how many columns the notes run: one for each language, or two."""
    if len(options.languages) > 1 or beside(options.page):
        return 2
    return 1 if options.page.size[0] < 400 else 2


def _foot(columns: list[Flow], notes: tuple[Note, ...], options: SnapshotOptions) -> None:
    """Set the notes: each language in its own column, or one language balanced over both."""
    if len(options.languages) > 1:
        for number, column in enumerate(columns):
            column.languages = (options.languages[number],)
            for note in notes:
                column.note((note.heading[number],), (note.text[number],), NOTE_PT)
        return
    whole = Flow(columns[0].rect, columns[0].size, options.languages)
    for note in notes:
        whole.note(note.heading, note.text, NOTE_PT)
    half = whole.used / len(columns)
    current = 0
    for note in notes:
        if current + 1 < len(columns) and columns[current].used >= half * 0.94:
            current += 1
        columns[current].note(note.heading, note.text, NOTE_PT)


def lay_out(sheet: Sheet) -> Layout:
    """Return everything on the page besides the map and the locator.

    Where the panel does not fit, it is shrunk; where that is not enough, it goes without bars.
    """
    tries = [(shrink, bars) for bars in (True, False) for shrink in _SHRINK]
    for shrink, bars in tries:
        items, overflow = _laid_out(sheet, shrink, bars=bars)
        if overflow <= 0:
            break
    return Layout(items=tuple(items), overflow=max(overflow, 0.0), shrink=shrink, bars=bars)


def _laid_out(sheet: Sheet, shrink: float, *, bars: bool) -> tuple[list[Item], float]:
    options, regions = sheet.options, sheet.regions
    size = options.page.type_scale
    head = Flow(regions.head, size, options.languages)
    _head(head, sheet.title, sheet.subtitle, options)
    items = [*_frame_lines(sheet, size), *head.items]
    foot_rect = Rect(regions.foot.x, 0, regions.foot.width, regions.foot.top - 5 * size)
    foot = Flow(foot_rect, size, options.languages)
    _foot(foot.columns(_foot_columns(options), _GAP_PT * size), sheet.notes, options)
    items += foot.items_in_columns()
    flows = [Flow(rect, size * shrink, options.languages) for rect in regions.columns]
    _panel(sheet, flows, bars=bars)
    for flow in flows:
        items += flow.items
    return items, max(flow.used - flow.rect.height for flow in flows)


def _frame_lines(sheet: Sheet, size: float) -> list[Item]:
    """Return the rules that part the page, and the handling line at head and foot."""
    options, regions = sheet.options, sheet.regions
    width, height = options.page.size
    head, foot = regions.head, regions.foot
    lead = head.right - 46 * size if sheet.right_to_left else head.x
    items: list[Item] = [
        RuleItem(head.x, head.y, head.right, head.y, 0.7 * size, INK),
        RuleItem(lead, head.y, lead + 46 * size, head.y, 2.6 * size, ACCENT),
        RuleItem(foot.x, foot.top, foot.right, foot.top, 0.4 * size, FAINT),
    ]
    if options.handling:
        points = HANDLING_PT * size
        margin = MARGIN_PT * size
        for y in (height - margin * 0.75 - points * 0.7, margin * 0.62):
            line = Flow(Rect(0, 0, width, height), size, options.languages)
            letters = Letters(HANDLING_PT, Face.BOLD, ACCENT)
            line.word(options.handling, (width / 2, y), letters, "center")
            items += line.items
    return items


def _panel(sheet: Sheet, flows: list[Flow], *, bars: bool) -> None:
    """Set figures, legend, timeline and wide areas in one column, in two or in three."""
    first, second, third = {1: (0, 0, 0), 2: (0, 0, 1), 3: (0, 1, 2)}[len(flows)]
    _figures(flows[first], sheet.figures)
    flows[first].space(7)
    if first != second and bars:
        _timeline(flows[first], sheet)
    _legend(flows[second], sheet)
    flows[second].space(6)
    if first == second and bars:
        _timeline(flows[third], sheet)
    _wide(flows[third], sheet)


def _figures(flow: Flow, figures: tuple[Figure, ...]) -> None:
    """Set the large numbers two in a row, the first of them alone and larger."""
    for start in range(0, len(figures), 2):
        flow.beside(
            [(f.value, f.label, f.note) for f in figures[start : start + 2]], FIGURE_PT, LABEL_PT
        )
        flow.space(4)


def _legend(flow: Flow, sheet: Sheet) -> None:
    flow.heading(sheet.headings.legend, HEADING_PT)
    for entry in sheet.legend:
        flow.swatch(entry, LEGEND_PT)


def _timeline(flow: Flow, sheet: Sheet) -> None:
    if len(sheet.timeline) < 2:
        return
    flow.heading(sheet.headings.timeline, HEADING_PT)
    flow.bars([bin_.count for bin_ in sheet.timeline], 34)
    _bar_labels(flow, sheet.timeline)
    flow.space(6)


def _bar_labels(flow: Flow, bins: tuple[TimeBin, ...]) -> None:
    """Name the first and the last bar and as many between as fit."""
    letters = Letters(LABEL_PT * 0.92, color=MUTED)
    size = letters.points * flow.size
    wide = flow.rect.width / len(bins)
    names = [bin_.label[0] for bin_ in bins]
    need = max(text_width(name, size) for name in names) * 1.35
    step = max(1, -(-int(need) // max(int(wide), 1)) if wide < need else 1)
    y = flow.down(LABEL_PT * 1.25)
    order = range(len(bins)) if flow.languages[0] != "ar" else range(len(bins) - 1, -1, -1)
    for place, number in enumerate(order):
        if number % step == 0:
            x = flow.rect.x + (place + 0.5) * wide
            half = text_width(names[number], size) / 2
            x = min(max(x, flow.rect.x + half), flow.rect.right - half)
            flow.word(names[number], (x, y), letters, "center")


def _wide(flow: Flow, sheet: Sheet) -> None:
    if not sheet.wide_areas:
        return
    flow.heading(sheet.headings.wide_areas, HEADING_PT)
    for name, count in sheet.wide_areas:
        flow.counted(name, f"{count:,}", LEGEND_PT)


def swatches(layout: Layout) -> tuple[SwatchItem, ...]:
    """Return the drawn samples of the legend."""
    return tuple(item for item in layout.items if isinstance(item, SwatchItem))
