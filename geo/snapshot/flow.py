"""Text in a column, from the top down, in one direction or in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.snapshot.fonts import Face, text_width, wrap, wrap_evenly
from geo.snapshot.page import Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.snapshot.sheet import LegendEntry, Phrase

INK, MUTED, FAINT, ACCENT = "#1b2430", "#55606e", "#aab2bc", "#a63d1f"
# From one baseline to the next, as a share of the size; the first baseline below the top.
_LEADING, _FIRST = 1.28, 0.86
# Width kept for the sample of a line of the legend, and the space after it, in points.
_SAMPLE_PT, _AFTER_PT = 17.0, 5.0
_BAR = "#3d4f63"


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text is set: size in points on A4, cut, colour, and from one baseline to the next.

    With `even` its lines are about as wide as each other.
    """

    points: float
    face: Face = Face.REGULAR
    color: str = INK
    leading: float = _LEADING
    even: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextItem:
    """A paragraph: `lines` under each other, `leading` points apart, the first baseline at `y`.

    `x` is the edge that `align` (left, center or right) speaks of; `width` is the room that it was
    broken for. A `lead` stands in bold before the first line and takes `lead_width` points.
    """

    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    face: Face
    color: str
    align: str
    width: float
    leading: float = 0.0
    lead: str = ""
    lead_width: float = 0.0

    @property
    def text(self) -> str:
        """The paragraph in one line."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class RuleItem:
    """A straight line, `width` points thick."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    color: str


@dataclass(frozen=True, slots=True)
class BoxItem:
    """A filled rectangle."""

    rect: Rect
    color: str


@dataclass(frozen=True, slots=True)
class SwatchItem:
    """The sample of a line of the legend, drawn within `rect`."""

    rect: Rect
    entry: LegendEntry
    size: float


Item = TextItem | RuleItem | BoxItem | SwatchItem


class Flow:
    """A column that fills from the top; what it sets gathers in `items`.

    Parameters
    ----------
    rect
        The column.
    size
        How much larger than on A4 letters are.
    languages
        Languages of the phrases that it is given; the first gives the side of the samples.
    """

    def __init__(self, rect: Rect, size: float, languages: Sequence[str]) -> None:
        self.rect = rect
        self.size = size
        self.languages = tuple(languages)
        self.items: list[Item] = []
        self.y = rect.top
        self._columns: list[Flow] = []

    @property
    def used(self) -> float:
        """What has been filled so far, in points."""
        return self.rect.top - self.y

    @property
    def from_right(self) -> bool:
        """Whether the column is read from the right."""
        return self.languages[0] == "ar"

    def columns(self, count: int, gap: float) -> list[Flow]:
        """Return columns side by side that fill the rest of this one, the first read first."""
        width = (self.rect.width - (count - 1) * gap) / count
        places = [self.rect.x + i * (width + gap) for i in range(count)]
        if self.from_right:
            places.reverse()
        height = self.y - self.rect.y
        self._columns = [
            Flow(Rect(x, self.rect.y, width, height), self.size, self.languages) for x in places
        ]
        return self._columns

    def used_in_columns(self) -> float:
        """Return what the fullest of the columns has filled."""
        return max(column.used for column in self._columns)

    def items_in_columns(self) -> list[Item]:
        """Return what the columns hold."""
        return [item for column in self._columns for item in column.items]

    def space(self, points: float) -> None:
        """Leave room, in points on A4."""
        self.y -= points * self.size

    def down(self, points: float) -> float:
        """Leave room and return where it ends."""
        self.space(points)
        return self.y

    def stacked(self, phrase: Phrase, letters: Letters) -> None:
        """Set the languages below each other, each from its own side."""
        self._stack(phrase, letters, self.rect.x, self.rect.right)

    def row(self, phrase: Phrase, letters: Letters) -> None:
        """Set the languages on one line from both sides where there is room, else stacked."""
        self._row(phrase, letters, self.rect.x, self.rect.right)

    def heading(self, phrase: Phrase, points: float) -> None:
        """Set a heading, the languages on one line where there is room, over a hair line."""
        self.row(phrase, Letters(points, Face.BOLD))
        self.space(1.2)
        self.items.append(
            RuleItem(self.rect.x, self.y, self.rect.right, self.y, 0.4 * self.size, FAINT)
        )
        self.space(2.6)

    def note(self, heading: Phrase, text: Phrase, points: float) -> None:
        """Set a paragraph in one language, led in by its heading in bold."""
        size = points * self.size
        lead = text_width(heading[0] + "  ", size, Face.BOLD)
        whole = " ".join(text[0].split())
        first = wrap(whole, self.rect.width - lead, size)[0]
        rest = whole[len(first) :].strip()
        lines = [first, *(wrap(rest, self.rect.width, size) if rest else [])]
        rtl = self.from_right
        self.items.append(
            TextItem(
                x=self.rect.right if rtl else self.rect.x,
                y=self.y - size * _FIRST,
                lines=tuple(lines),
                size=size,
                face=Face.REGULAR,
                color=MUTED,
                align="right" if rtl else "left",
                width=self.rect.width,
                leading=size * _LEADING,
                lead=heading[0],
                lead_width=lead,
            )
        )
        self.y -= size * (_FIRST + _LEADING * (len(lines) - 1) + 0.42)

    def swatch(self, entry: LegendEntry, points: float) -> None:
        """Set a line of the legend: a sample, and its text beside it."""
        sample, after = _SAMPLE_PT * self.size, _AFTER_PT * self.size
        left, right = self.rect.x, self.rect.right
        if self.from_right:
            x = right - sample
            right -= sample + after
        else:
            x = left
            left += sample + after
        top = self.y
        self._row(entry.text, Letters(points), left, right)
        height = max(top - self.y, points * self.size * 1.25)
        one_line = points * self.size * 1.2
        self.items.append(SwatchItem(Rect(x, top - one_line, sample, one_line), entry, self.size))
        self.y = top - height
        self.space(2.0)

    def counted(self, phrase: Phrase, number: str, points: float) -> None:
        """Set a name with a number in bold before it, where samples stand in the legend."""
        sample, after = _SAMPLE_PT * self.size, _AFTER_PT * self.size
        left, right = self.rect.x, self.rect.right
        size = points * self.size
        edge, align = (right - sample, "left") if self.from_right else (left + sample, "right")
        self.word(number, (edge, self.y - size * _FIRST), Letters(points, Face.BOLD), align)
        if self.from_right:
            right -= sample + after
        else:
            left += sample + after
        self._row(phrase, Letters(points), left, right)
        self.space(1.2)

    def beside(
        self, cells: Sequence[tuple[str, Phrase, Phrase]], points: float, label_points: float
    ) -> None:
        """Set large numbers side by side, each with its label and a note under it."""
        columns = [
            Flow(rect, self.size, self.languages) for rect in self._cells(max(len(cells), 2))
        ]
        for column, (value, label, note) in zip(columns, cells, strict=False):
            column.y -= points * self.size * 0.8
            edge = column.rect.right if column.from_right else column.rect.x
            align = "right" if column.from_right else "left"
            room = column.rect.width / text_width(value, points * self.size, Face.BOLD)
            letters = Letters(points * min(room, 1.0), Face.BOLD)
            column.word(value, (edge, column.y), letters, align)
            column.space(2.2)
            column.stacked(label, Letters(label_points, Face.BOLD, MUTED))
            if note:
                column.stacked(note, Letters(label_points * 0.94, color=MUTED))
            self.items += column.items
        self.y = min(column.y for column in columns)

    def _cells(self, count: int) -> list[Rect]:
        gap = 6 * self.size
        width = (self.rect.width - (count - 1) * gap) / count
        places = [self.rect.x + i * (width + gap) for i in range(count)]
        if self.from_right:
            places.reverse()
        return [Rect(x, self.rect.y, width, self.y - self.rect.y) for x in places]

    def bars(self, counts: Sequence[int], height: float) -> None:
        """Set bars, the first read first, with the largest number at the top."""
        tall = height * self.size
        letters = Letters(5.6, color=MUTED)
        size = letters.points * self.size
        most = max(counts)
        bottom = self.y - tall - size
        wide = self.rect.width / len(counts)
        for number, count in enumerate(counts):
            place = len(counts) - 1 - number if self.from_right else number
            x = self.rect.x + place * wide
            bar = Rect(x + wide * 0.11, bottom, wide * 0.78, tall * count / most)
            if count:
                self.items.append(BoxItem(bar, _BAR))
            if count and (count == most or wide > 2.2 * size):
                above = bar.top + size * 0.25
                self.word(f"{count:,}", (x + wide / 2, above), letters, "center")
        self.items.append(
            RuleItem(self.rect.x, bottom, self.rect.right, bottom, 0.4 * self.size, FAINT)
        )
        self.y = bottom

    def _row(self, phrase: Phrase, letters: Letters, left: float, right: float) -> None:
        size = letters.points * self.size
        widths = [text_width(text, size, letters.face) for text in phrase]
        if len(phrase) > 1 and sum(widths) + size * (len(phrase) - 1) <= right - left:
            top = self.y
            for language, text in zip(self.languages, phrase, strict=True):
                self.y = top
                self._lines([text], language, letters, left, right)
            return
        self._stack(phrase, letters, left, right)

    def _stack(self, phrase: Phrase, letters: Letters, left: float, right: float) -> None:
        broken = wrap_evenly if letters.even else wrap
        for language, text in zip(self.languages, phrase, strict=True):
            lines = broken(text, right - left, letters.points * self.size, letters.face)
            self._lines(lines, language, letters, left, right)

    def _lines(
        self, lines: Sequence[str], language: str, letters: Letters, left: float, right: float
    ) -> None:
        size = letters.points * self.size
        edge, align = (right, "right") if language == "ar" else (left, "left")
        self.items.append(
            TextItem(
                x=edge,
                y=self.y - size * (_FIRST + (letters.leading - 1) / 2),
                lines=tuple(lines),
                size=size,
                face=letters.face,
                color=letters.color,
                align=align,
                width=right - left,
                leading=size * letters.leading,
            )
        )
        self.y -= size * letters.leading * len(lines)

    def word(self, text: str, at: tuple[float, float], letters: Letters, align: str) -> None:
        """Set one word or number with its baseline at a point; nothing moves on."""
        size = letters.points * self.size
        self.items.append(
            TextItem(
                x=at[0],
                y=at[1],
                lines=(text,),
                size=size,
                face=letters.face,
                color=letters.color,
                align=align,
                width=text_width(text, size, letters.face),
            )
        )
