"""Where the facts come from, how the zone is built, and what the boundaries do not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import EDGE_TOLERANCE_M, DatasetInfo, Source, current_briefing, escape, text_in
from pages.session import current_words, fail_softly

if TYPE_CHECKING:
    from pages.words import Words


def source_card(source: Source, count: int, _: Words) -> str:
    """Return the HTML of one source: what it is, when it was published and how that is known."""
    arabic = _.language == "ar"
    publisher = source.publisher_ar if arabic else source.publisher
    title = source.title_ar if arabic else source.title
    published = _.date(source.published) if source.published else _("not known")
    if source.published_inferred:
        published = _("%(date)s (inferred)", date=published)
    rows = [
        (_("Publisher"), publisher),
        (_("Published"), published),
        (_("How the date is known"), text_in(source, "date_basis", _.language)),
        (_("File"), source.file),
        (_("Incidents"), _.number(count)),
    ]
    return _card(title, rows, _)


def dataset_card(info: DatasetInfo, _: Words) -> str:
    """Return the HTML of one imported data set: whose it is, and on what terms."""
    rows = [
        (_("Publisher"), info.publisher),
        (_("Licence"), info.licence),
        (_("Citation"), info.citation),
        (_("Link"), info.link),
        (_("Incidents"), _.number(info.incidents)),
        (_("Last changed"), _.date(info.changed.date()) if info.changed else ""),
    ]
    return _card(info.name, rows, _)


def _card(title: str, rows: list[tuple[str, str]], _: Words) -> str:
    # Digits alone have no direction of their own and take that of the page.
    directions = ("auto" if any(map(str.isalpha, value)) else _.direction for __, value in rows)
    facts = "".join(
        f'<dt>{escape(name)}</dt><dd dir="{direction}">{escape(value)}</dd>'
        for (name, value), direction in zip(rows, directions, strict=True)
        if value
    )
    return f'<h4 dir="auto">{escape(title)}</h4><dl class="hudud-facts">{facts}</dl>'


def show() -> None:
    """Draw the page."""
    _ = current_words()
    briefing = current_briefing()
    st.title(_("Sources and method"))
    st.warning(_(briefing.disclaimer))
    st.subheader(_("Sources"))
    counts = briefing.incidents_by_source()
    for source in briefing.dataset.sources.values():
        with st.container(border=True):
            st.html(source_card(source, counts.get(source.id, 0), _))
    if briefing.imported:
        st.subheader(_("Imported data sets"))
    for loaded in briefing.imported:
        with st.container(border=True):
            st.html(dataset_card(loaded.info, _))
    st.subheader(_("Method"))
    st.markdown(
        _(
            "**The zone** is the strip of the chosen country within the chosen distance of the "
            "border. Distances are geodesic on WGS84; the edge lies within %(tolerance)s m of its "
            "distance. It is a proposal that a source reports, not a line on the ground.",
            tolerance=_.number(EDGE_TOLERANCE_M),
        )
    )
    st.markdown(
        _(
            "**Verdicts.** An incident is inside or outside only if the whole circle within which "
            "it happened is; otherwise its place is known too vaguely and it is undetermined."
        )
    )
    st.markdown(
        _(
            "**Places** come from the gazetteer: correct an entry there and every incident that "
            "names it moves. Hollow symbols mark places known only to within the dashed ring."
        )
    )
    st.markdown(
        _(
            "**Dates** that an article gives relatively are worked out from its own date; the "
            "details of each incident say how. Where the article shows no date, it is inferred and "
            "marked so."
        )
    )
    st.subheader(_("Data and licences"))
    st.html(f'<p dir="ltr">{briefing.attribution}</p>')


fail_softly(show)
