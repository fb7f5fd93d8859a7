"""The timeline and the table of a sheet: incidents in bars and in rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from geo.described import verdict_words
from geo.listing import records
from geo.snapshot import citing, wording
from geo.snapshot.sheet import Row, TimeBin
from geo.timeline import TimeUnit
from geo.words import words
from geo.zone import VERDICTS

if TYPE_CHECKING:
    from geo.selection import Selection
    from geo.snapshot.sheet import Phrase
    from geo.snapshot.wording import Facts
    from geo.words import Words

# Most incidents that the table of a deck holds.
MOST_ROWS = 36
# Most bars of the timeline: beyond it they are gathered in months or years.
_MOST_BARS = 40


def time_bins(selection: Selection, languages: tuple[str, ...]) -> tuple[TimeBin, ...]:
    """Return the bars from the first incident to the last, few enough to be told apart."""
    line = selection.timeline
    filled = np.flatnonzero(line.selected)
    if not filled.size:
        return ()
    first, last = int(filled[0]), int(filled[-1])
    starts = line.dates()[first : last + 1]
    counts = line.selected[first : last + 1].tolist()
    unit = line.unit
    if len(starts) > _MOST_BARS and unit is not TimeUnit.YEAR:
        months = {TimeUnit.DAY, TimeUnit.WEEK}
        unit = TimeUnit.MONTH if unit in months and _months(starts) <= _MOST_BARS else TimeUnit.YEAR
        starts, counts = _in_longer_bins(starts, counts, unit)
    return tuple(
        TimeBin(start=start, count=count, label=_bin_label(start, unit, languages))
        for start, count in zip(starts, counts, strict=True)
    )


def _months(starts: list[date]) -> int:
    return (starts[-1].year - starts[0].year) * 12 + starts[-1].month - starts[0].month + 1


def _in_longer_bins(
    starts: list[date], counts: list[int], unit: TimeUnit
) -> tuple[list[date], list[int]]:
    """Gather bins into months or years, the empty ones between them kept."""
    width = 12 if unit is TimeUnit.YEAR else 1
    numbers = [(start.year * 12 + start.month - 1) // width for start in starts]
    bins = dict.fromkeys(range(numbers[0], numbers[-1] + 1), 0)
    for number, count in zip(numbers, counts, strict=True):
        bins[number] += count
    dates = [date(n * width // 12, n * width % 12 + 1, 1) for n in bins]
    return dates, list(bins.values())


def _bin_label(start: date, unit: TimeUnit, languages: tuple[str, ...]) -> Phrase:
    if unit is TimeUnit.YEAR:
        return tuple(str(start.year) for _ in languages)
    if unit is TimeUnit.MONTH:
        return tuple(words(language).month(start) for language in languages)
    return tuple(words(language).date(start) for language in languages)


def latest_rows(facts: Facts) -> tuple[Row, ...]:
    """Return the latest incidents in words."""
    table, languages = facts.table, facts.options.languages
    chosen = np.flatnonzero(facts.selection.mask)
    latest = chosen[np.argsort(-table.start_day[chosen], kind="stable")][:MOST_ROWS]
    verdicts = table.verdicts(facts.zone)

    def when(record: dict[str, object], _: Words) -> str:
        start, end = record["start"], record["end"]
        assert isinstance(start, date)  # noqa: S101  # `records` gives dates
        assert isinstance(end, date)  # noqa: S101
        if start == end:
            return _.date(start)
        return _("%(start)s to %(end)s", start=_.date(start), end=_.date(end))

    found = []
    for record in records(table, latest.tolist()):
        verdict = VERDICTS[int(verdicts[record["row"]])]
        best = record["fatalities_best"]
        found.append(
            Row(
                id=record["id"],
                when=tuple(when(record, words(lang)) for lang in languages),
                place=tuple(
                    wording.place_name(facts, table.place.text(record["row"]), words(lang))
                    for lang in languages
                ),
                event_type=tuple(wording.type_name(record, words(lang)) for lang in languages),
                summary=tuple(record["summary"][lang] for lang in languages),
                dead="" if best is None else str(best),
                zone=tuple(verdict_words(verdict, words(lang)) for lang in languages),
                source=tuple(
                    citing.row_sources(facts, record["row"], words(lang)) for lang in languages
                ),
            )
        )
    return tuple(found)
