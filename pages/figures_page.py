"""The figures that the articles state, each with its source and with what the data compute."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from geo import ATTACK_TYPES, ZoneParams, attacks_by_year, check_attacks, current_briefing
from pages.announcing import announce
from pages.attack_text import attack_html
from pages.figure_text import (
    checked_figures,
    checked_html,
    matching,
    named_governorates,
    source_figures_html,
)
from pages.html_table import Head, table_html
from pages.labels import source_name
from pages.plain import plain
from pages.session import current_words, fail_softly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo import AttackCheck, Briefing, CheckedFigure, ReportedFigure
    from pages.words import Words

SOURCES, TEXT = "figures_sources", "figures_text"


def show() -> None:
    """Draw the page."""
    _ = current_words()
    briefing = current_briefing()
    st.title(_("Reported figures"), anchor=False)
    st.markdown(
        _(
            "Numbers that the articles state, as they state them. Where the map's own data can "
            "compute the same thing, the computed value stands beside it."
        )
    )
    checked = checked_figures(briefing)
    st.subheader(_("Checked against the data"), anchor=False)
    for start in range(0, len(checked), 2):
        for column, one in zip(st.columns(2), checked[start : start + 2], strict=False):
            with column.container(border=True, height="stretch"):
                st.html(checked_html(briefing, one, _))
                if one.figure.check == "zone-governorates":
                    _governorates(briefing, one, _)
    declines = check_attacks(briefing.dataset.figures, briefing.table)
    _declines(briefing, declines, _)
    done = {one.figure.id for one in checked} | {one.figure.id for one in declines}
    _others(briefing, [f for f in briefing.dataset.figures if f.id not in done], _)


def _declines(briefing: Briefing, declines: Sequence[AttackCheck], _: Words) -> None:
    """Draw the stated declines of attacks, and the attacks of each year on the map."""
    st.subheader(_("Attacks of IS, stated and on the map"), anchor=False)
    counted = {country: attacks_by_year(briefing.table, country) for country in ("IQ", "SY")}
    names = {"IQ": _("Iraq"), "SY": _("Syria")}
    found = [year for counts in counted.values() for year in counts]
    # A year without any stands there too: left out, it would not be missed.
    years = list(range(min(found), max(found) + 1)) if found else []
    kinds = _(", ").join(_(kind) for kind in ATTACK_TYPES)
    st.caption(
        _(
            "Incidents of these kinds in which IS takes part, by the year in which they begin: "
            "%(kinds)s. Standing situations and dates known less exactly than to the month are "
            "left out. An article reports what is news: the counts are no census.",
            kinds=kinds,
        )
    )
    if years:
        heads = [Head(_("Year")), *(Head(names[c], is_number=True) for c in counted)]
        rows = [
            [str(year), *(_.number(counts.get(year, 0)) for counts in counted.values())]
            for year in years
        ]
        st.html(f'<div class="hudud-narrow">{table_html(heads, rows)}</div>')
    else:
        st.info(_("The map holds no such incident."))
    for start in range(0, len(declines), 2):
        for column, one in zip(st.columns(2), declines[start : start + 2], strict=False):
            with column.container(border=True, height="stretch"):
                st.html(attack_html(briefing, one, _))


def _governorates(briefing: Briefing, checked: CheckedFigure, _: Words) -> None:
    """Draw what the strip takes of each governorate, and which of them the source names."""
    named = named_governorates(briefing, checked.figure)
    towns = Counter(p.admin1 for p in briefing.populated_places_in(briefing.zone(ZoneParams())))
    arabic = _.language == "ar"
    shares = checked.governorates
    heads = [
        Head(_("Governorate")),
        Head(_("Named by the source")),
        Head(_("km²"), is_number=True),
        Head(_("of the zone (%)"), is_number=True),
        Head(_("Places of the gazetteer"), is_number=True),
    ]
    rows = [
        [
            s.name_ar if arabic else s.name,
            _("yes") if s.admin1 in named else "–",
            _.number(s.area_km2),
            f"{100 * s.share_of_zone:.1f}",
            _.number(towns[s.admin1]),
        ]
        for s in shares
    ]
    st.html(table_html(heads, rows))


def _others(briefing: Briefing, figures: list[ReportedFigure], _: Words) -> None:
    """Draw the figures that the data cannot check, by source, with their filters."""
    st.subheader(_("Stated only"), anchor=False)
    by_source: dict[str, list[ReportedFigure]] = {id_: [] for id_ in briefing.dataset.sources}
    for figure in figures:
        by_source[figure.citations[0].source_id].append(figure)
    present = [id_ for id_, held in by_source.items() if held]
    sources = briefing.dataset.sources
    chosen = st.pills(
        _("Source"),
        present,
        selection_mode="multi",
        format_func=lambda id_: (
            f"{plain(source_name(sources[id_], _))} ({_.number(len(by_source[id_]))})"
        ),
        key=SOURCES,
    )
    query = st.text_input(
        _("Text"), key=TEXT, placeholder=_("Words of a figure, place or speaker"), max_chars=200
    )
    shown = 0
    for source_id in chosen or present:
        found = matching(briefing, by_source[source_id], query or "")
        if not found:
            continue
        shown += len(found)
        st.html(source_figures_html(briefing, source_id, found, _))
    if not shown:
        st.info(_("No figure meets the filters. Choose other sources or fewer words."))
    count = _.plural("%(count)s figure", "%(count)s figures", shown)
    st.caption(count)
    announce("figures", count)


fail_softly(show)
