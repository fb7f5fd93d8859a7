"""Where the incidents of a sheet come from, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.snapshot.wording import Facts
    from geo.words import Words


def source_name(facts: Facts, source_id: str, _: Words) -> str:
    """Return publisher and date of a source."""
    source = facts.briefing.dataset.sources.get(source_id)
    if source is None:
        return facts.table.name("source", source_id)[1 if _.language == "ar" else 0]
    publisher = source.publisher_ar if _.language == "ar" else source.publisher
    published = _.date(source.published) if source.published else _("date not known")
    return _("%(publisher)s, %(date)s", publisher=publisher, date=published)


def data_sets_used(facts: Facts) -> list[str]:
    """Return how each imported data set that gives a selected incident wants to be cited."""
    column = facts.table.dataset
    used = {column.values[code] for code in np.unique(column.codes[facts.selection.mask])}
    found = []
    for info in (loaded.info for loaded in facts.briefing.imported):
        if info.id in used:
            named = ", ".join(filter(None, (info.name, info.publisher)))
            known = f"{named} ({info.licence})" if info.licence else named
            cited = info.citation.strip().rstrip(".")
            found.append(f"{known}: {cited}" if cited else known)
    return found


def sources_used(facts: Facts) -> list[tuple[str, int]]:
    """Return the ids of the sources of the selected incidents with their numbers, most first."""
    sets = facts.table.sources
    per_set = np.bincount(sets.codes[facts.selection.mask], minlength=sets.set_count)
    counts = np.bincount(
        sets.members, weights=np.repeat(per_set, np.diff(sets.offsets)), minlength=len(sets.values)
    ).astype(int)
    used = [(sets.values[code], int(counts[code])) for code in np.flatnonzero(counts).tolist()]
    return sorted(((s, n) for s, n in used if s), key=lambda item: (-item[1], item[0]))


def sources_text(facts: Facts, most: int, _: Words) -> str:
    """Return the sources with dates and how many incidents each gives, at most `most` of them."""
    used = sources_used(facts)
    named = [
        _("%(source)s (%(count)s)", source=source_name(facts, source_id, _), count=_.number(count))
        for source_id, count in used[:most]
    ]
    if len(used) > most:
        named.append(_("%(count)s more sources", count=_.number(len(used) - most)))
    told = _("; ").join(named) + ("." if named else "")
    data_sets = data_sets_used(facts)
    if data_sets:
        # The mark keeps a Latin source apart from the Latin citation before it in Arabic lines.
        apart = " \u200f" if _.language == "ar" else " "
        told = _("Data sets: %(names)s.", names=_("; ").join(data_sets)) + apart + told
    return told.strip()


def row_sources(facts: Facts, row: int, _: Words) -> str:
    """Return the sources of one incident."""
    used = facts.table.sources.texts(row)
    return _("; ").join(source_name(facts, source_id, _) for source_id in used if source_id)
