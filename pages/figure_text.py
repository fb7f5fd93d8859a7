"""Reported figures in the reader's language: values, periods, sources, and why checks differ."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import shapely

from geo import (
    LENGTH_BORDER_ID,
    PUBLISHED_LENGTH_KM,
    CheckedFigure,
    check_figures,
    escape,
    fold,
    query_words,
)
from pages.labels import citation_text, source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo import Briefing, ReportedFigure
    from pages.words import Words

# A qualifier of the data that stands for a number the source does not give: "'dozens'; no number…".
_UNNUMBERED = re.compile(r"'(?P<word>[^']+)'; no number is given")
# From here on a decimal says nothing any more.
_WHOLE_FROM = 1000.0
# Units of what is measured; what is counted has others.
_MEASURED_UNITS = frozenset({"%", "km", "km²"})


@lru_cache(maxsize=1)
def checked_figures(briefing: Briefing) -> tuple[CheckedFigure, ...]:
    """Return the figures that the data can check, with their computed values."""
    return check_figures(briefing.dataset.figures, briefing.borders)


def measures(figure: ReportedFigure, _: Words) -> str:
    """Return what a figure measures."""
    return figure.measures_ar if _.language == "ar" else figure.measures


def number_text(value: float, _: Words) -> str:
    """Return a number with one decimal where it has one and is smaller than a thousand."""
    return _.number(value, 1 if abs(value) < _WHOLE_FROM else 0)


def unit_text(written: str, count: float, unit: str, _: Words) -> str:
    """Return the number or range `written` with its unit, in the form that `count` asks for."""
    whole = round(count)
    if written != _.number(whole):
        # Arabic has words without a number for one and two; a range or a fraction is neither.
        whole = max(whole, 3)
    forms: Mapping[str, Callable[[], str]] = {
        "%": lambda: _("%(value)s %%", value=written),
        "% per year": lambda: _("%(value)s %% a year", value=written),
        "km": lambda: _("%(value)s km", value=written),
        "km²": lambda: _("%(value)s km²", value=written),
        "US dollars": lambda: _("%(value)s US dollars", value=written),
        "attempts per day": lambda: _.plural(
            "%(value)s attempt a day", "%(value)s attempts a day", whole, value=written
        ),
        "countries": lambda: _.plural(
            "%(value)s country", "%(value)s countries", whole, value=written
        ),
        "families": lambda: _.plural(
            "%(value)s family", "%(value)s families", whole, value=written
        ),
        "fronts": lambda: _.plural("%(value)s front", "%(value)s fronts", whole, value=written),
        "governorates": lambda: _.plural(
            "%(value)s governorate", "%(value)s governorates", whole, value=written
        ),
        "members": lambda: _.plural("%(value)s member", "%(value)s members", whole, value=written),
        "people": lambda: _.plural("%(value)s person", "%(value)s people", whole, value=written),
        "trucks": lambda: _.plural("%(value)s truck", "%(value)s trucks", whole, value=written),
        "weeks": lambda: _.plural("%(value)s week", "%(value)s weeks", whole, value=written),
        "years": lambda: _.plural("%(value)s year", "%(value)s years", whole, value=written),
    }
    form = forms.get(unit)
    return form() if form else f"{written} {_(unit)}"


def unnumbered_word(figure: ReportedFigure) -> str | None:
    """Return the word, as "thousands", of a figure whose source gives no number; else None."""
    found = _UNNUMBERED.fullmatch(figure.qualifier)
    return found["word"] if found else None


def value_text(figure: ReportedFigure, _: Words) -> str:
    """Return the value as the source gives it: number, range or word, with unit and qualifier."""
    word = unnumbered_word(figure)
    if word is not None:
        return _("“%(word)s” (%(unit)s)", word=_(word), unit=_(figure.unit))
    value = unit_text(_range_text(figure, _), figure.high, figure.unit, _)
    said = figure.qualifier
    if not said or said.startswith("between;"):
        return value
    templates: Mapping[str, Callable[[], str]] = {
        "about": lambda: _("about %(value)s", value=value),
        "at least": lambda: _("at least %(value)s", value=value),
        "between about; the value is the middle": lambda: _("about %(value)s", value=value),
        "more than": lambda: _("more than %(value)s", value=value),
        "up to": lambda: _("up to %(value)s", value=value),
    }
    if said in templates:
        return templates[said]()
    return _("%(value)s (%(remark)s)", value=value, remark=_(said))


def value_remark(figure: ReportedFigure, _: Words) -> str:
    """Return how a value without a number is kept in the data; empty for every other."""
    if unnumbered_word(figure) is None:
        return ""
    return _(
        "The source gives no number; the data hold what the word can mean, %(range)s.",
        range=_range_text(figure, _),
    )


def _range_text(figure: ReportedFigure, _: Words) -> str:
    if figure.low == figure.high:
        return number_text(figure.value, _)
    low, high = number_text(figure.low, _), number_text(figure.high, _)
    return _("%(low)s to %(high)s", low=low, high=high)


def period_text(figure: ReportedFigure, _: Words) -> str:
    """Return the period that a figure speaks of; empty when it has none."""
    start, end = figure.period_start, figure.period_end
    if start and end and start != end:
        return _("%(start)s to %(end)s", start=_.date(start), end=_.date(end))
    day = start or end
    return _.date(day) if day else ""


def places_text(briefing: Briefing, figure: ReportedFigure, _: Words) -> str:
    """Return the names of the places of a figure."""
    places = map(briefing.gazetteer.get, figure.place_ids)
    return _(", ").join(place.preferred(_.language) for place in places)


def computed_text(checked: CheckedFigure, _: Words) -> str:
    """Return the computed value with its unit."""
    return unit_text(number_text(checked.computed, _), checked.computed, checked.unit, _)


def difference_text(checked: CheckedFigure, _: Words) -> str:
    """Return by how much the source differs from the data; empty when the units are not one."""
    difference = checked.difference
    if difference is None:
        return ""
    size = number_text(abs(difference), _)
    if checked.unit == "%":
        amount = _("%(value)s percentage points", value=size)
    else:
        amount = unit_text(size, abs(difference), checked.unit, _)
    if size == "0":
        return _("no difference")
    share = _.percent(abs(difference) / checked.computed)
    if checked.unit == "km":
        amount = _("%(value)s (%(remark)s)", value=amount, remark=share)
    if difference > 0:
        return _("%(amount)s more", amount=amount)
    if checked.unit in _MEASURED_UNITS:
        return _("%(amount)s less", amount=amount)
    return _("%(amount)s fewer", amount=amount)


def computed_meaning(checked: CheckedFigure, _: Words) -> str:
    """Return what the computed value is."""
    return {
        "border-length": _("Length of the border line on this map, geodesic on WGS84"),
        "east-of-euphrates": _("Share of Syria's area that lies east of the river"),
        "zone-area": _("Area of a strip of this depth inside Syria, along the whole border"),
        "zone-governorates": _("Governorates that such a strip along the whole border touches"),
    }[checked.figure.check or ""]


def reason_text(briefing: Briefing, checked: CheckedFigure, _: Words) -> str:
    """Return why the stated and the computed value may differ, no surer than the data allow."""
    if checked.figure.check == "zone-governorates":
        return _governorates_reason(briefing, checked, _)
    return {
        "border-length": _border_reason(briefing, checked, _),
        "east-of-euphrates": _(
            "The source gives a rounded share of the country, and control never followed the river "
            "exactly. That the two values are close makes the figure plausible; it proves nothing "
            "about who held what."
        ),
        "zone-area": _(
            "The source states the depth alone. The area follows from it only if the strip runs "
            "along the whole border between Syria and Turkey, which the source does not say."
        ),
    }[checked.figure.check or ""]


def _border_reason(briefing: Briefing, checked: CheckedFigure, _: Words) -> str:
    pieces = shapely.get_num_coordinates(briefing.borders.border(LENGTH_BORDER_ID)) - 1
    now, earlier = PUBLISHED_LENGTH_KM
    return _(
        "Lengths published for one border differ with how finely its bends are drawn and with "
        "where the line is taken to run and to end. Here a point stands every %(spacing)s m on "
        "average; the CIA World Factbook gives %(now)s km, in older editions %(earlier)s km, which "
        "are both nearer to this map. The article does not say where its figure comes from.",
        spacing=_.number(1_000 * checked.computed / pieces),
        now=_.number(now),
        earlier=_.number(earlier),
    )


def _governorates_reason(briefing: Briefing, checked: CheckedFigure, _: Words) -> str:
    named = named_governorates(briefing, checked.figure)
    inside = [share for share in checked.governorates if share.admin1 in named]
    others = [share for share in checked.governorates if share.admin1 not in named]
    names = _(", ").join(s.name_ar if _.language == "ar" else s.name for s in others)
    return _(
        "The governorates that the source names hold %(share)s of the strip; it also touches "
        "%(others)s. The plan may mean only a part of the border, or only the towns that the "
        "source lists; the source does not say which.",
        share=_.percent(sum(share.share_of_zone for share in inside)),
        others=names,
    )


def named_governorates(briefing: Briefing, figure: ReportedFigure) -> frozenset[str]:
    """Return the admin1 codes of the governorates among the places of a figure."""
    places = map(briefing.gazetteer.get, figure.place_ids)
    return frozenset(p.admin1 for p in places if p.admin1 and p.feature_code == "ADM1")


def matching(
    briefing: Briefing, figures: Iterable[ReportedFigure], query: str
) -> list[ReportedFigure]:
    """Return the figures in which every word of `query` stands, in English or in Arabic."""
    wanted = query_words(query)
    return [f for f in figures if all(word in _searched(briefing, f) for word in wanted)]


def _searched(briefing: Briefing, figure: ReportedFigure) -> str:
    names = (
        toponym.name
        for place_id in figure.place_ids
        for toponym in briefing.gazetteer.get(place_id).toponyms
    )
    return fold(" ".join((figure.measures, figure.measures_ar, figure.stated_by, *names)))


def _facts(
    briefing: Briefing, figure: ReportedFigure, _: Words, *, under: str = ""
) -> list[tuple[str, list[str]]]:
    """Return name and lines of what is known of a figure beside its value.

    Of the source with id `under`, whose name stands above already, only the paragraph is told.
    """
    sources = [
        _("Paragraph %(paragraph)s", paragraph=citation.paragraph)
        if citation.source_id == under
        else citation_text(briefing, citation, _)
        for citation in figure.citations
    ]
    note = _(figure.period_note) if figure.period_note else ""
    return [
        (_("Place"), [places_text(briefing, figure, _)]),
        (_("Period"), [period_text(figure, _), note]),
        (_("Stated by"), [_(figure.stated_by)]),
        (_("Source"), sources),
    ]


def _block(lines: Iterable[str], *, direction: str = "auto") -> str:
    return "".join(f'<div dir="{direction}">{escape(line)}</div>' for line in lines if line)


def checked_html(briefing: Briefing, checked: CheckedFigure, _: Words) -> str:
    """Return the HTML of a checked figure: stated and computed value side by side, and why."""
    figure = checked.figure
    columns = [
        (_("The source states"), value_text(figure, _), ""),
        (_("The data give"), computed_text(checked, _), computed_meaning(checked, _)),
        (_("Against the data, the source gives"), difference_text(checked, _), ""),
    ]
    return figure_card(briefing, figure, columns, reason_text(briefing, checked, _), _)


def figure_card(
    briefing: Briefing,
    figure: ReportedFigure,
    columns: Iterable[tuple[str, str, str]],
    reason: str,
    _: Words,
) -> str:
    """Return the HTML of a figure: its columns (name, value, remark), why they differ, facts."""
    compared = "".join(
        f'<div><span class="hudud-small">{escape(name)}</span><b>{escape(value)}</b>'
        f'<span class="hudud-small">{escape(note)}</span></div>'
        for name, value, note in columns
        if value
    )
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{_block(lines)}</dd>"
        for name, lines in _facts(briefing, figure, _)
        if any(lines)
    )
    return (
        f'<h4 dir="auto">{escape(measures(figure, _))}</h4>'
        f'<div class="hudud-compared">{compared}</div>'
        f'<p dir="auto" class="hudud-note">{escape(reason)}</p>'
        f'<dl class="hudud-facts">{facts}</dl>'
    )


def source_figures_html(
    briefing: Briefing, source_id: str, figures: Iterable[ReportedFigure], _: Words
) -> str:
    """Return the HTML of the figures of one source: its name above a table of them.

    A phone shows each row as a card of its own.
    """
    source = briefing.dataset.sources[source_id]
    title = source.title_ar if _.language == "ar" else source.title
    heads = (
        _("What is measured"),
        _("Value"),
        _("Place"),
        _("Period"),
        _("Stated by"),
        _("Source"),
    )
    rows = []
    for figure in figures:
        # Numbers alone have no direction of their own: "55 %" takes that of the page.
        value = _block([value_text(figure, _), value_remark(figure, _)], direction=_.direction)
        facts = (_block(lines) for __, lines in _facts(briefing, figure, _, under=source_id))
        cells = (_block([measures(figure, _)]), value, *facts)
        rows.append(
            "".join(
                f'<td data-head="{escape(name)}">{cell}</td>'
                for name, cell in zip(heads, cells, strict=True)
            )
        )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f'<h4 dir="auto">{escape(source_name(source, _))}</h4>'
        f'<p class="hudud-small" dir="auto">{escape(title)}</p>'
        f'<table class="hudud-figures"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
