"""The figures that the articles state, each with its source and with what the data compute."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo import ATTACK_TYPES, ZoneParams, attacks_by_year, check_attacks, current_briefing
from pages.attack_text import attack_html
from pages.figure_text import (
    checked_figures,
    checked_html,
    matching,
    named_governorates,
    source_figures_html,
)
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
    years = sorted({year for counts in counted.values() for year in counts})
    kinds = _(", ").join(_(kind) for kind in ATTACK_TYPES)
    st.caption(
        _(
            "Incidents of these kinds in which IS takes part, by the year in which they begin: "
            "%(kinds)s. Standing situations and dates known only to the year are left out.",
            kinds=kinds,
        )
    )
    if years:
        frame = pd.DataFrame(
            {names[c]: [counts.get(year, 0) for year in years] for c, counts in counted.items()},
            index=pd.Index([str(year) for year in years], name=_("Year")),
        )
        st.table(frame)
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
    frame = pd.DataFrame(
        {
            "name": [s.name_ar if arabic else s.name for s in shares],
            "named": [s.admin1 in named for s in shares],
            "area": [s.area_km2 for s in shares],
            "of_zone": [100 * s.share_of_zone for s in shares],
            "towns": [towns[s.admin1] for s in shares],
        }
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        frame,
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn(
                _("Governorate"), alignment="right" if arabic else "left"
            ),
            "named": st.column_config.CheckboxColumn(_("Named"), help=_("Named by the source")),
            "area": number(_("km²"), format="%.0f"),
            "of_zone": number(_("of the zone (%)"), format="%.1f"),
            "towns": number(
                _("Towns"), help=_("Populated places of the gazetteer inside the strip")
            ),
        },
    )


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
    st.caption(_.plural("%(count)s figure", "%(count)s figures", shown))


fail_softly(show)
