"""One of the sources of the map: what is known of the article, and what the map tells from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import escape, text_in
from pages.article_reading import ARTICLE, close_article
from pages.incident_link import draw_incident_links
from pages.labels import source_name

if TYPE_CHECKING:
    from geo import Briefing
    from pages.words import Words

_PREFIX = "source:"


def source_query(source_id: str) -> dict[str, str]:
    """Return the parameters of the address that shows the record of a source."""
    return {ARTICLE: f"{_PREFIX}{source_id}"}


def open_source(source_id: str) -> None:
    """Show the record of a source."""
    st.query_params.update(source_query(source_id))


def asked_source(briefing: Briefing) -> str | None:
    """Return the id of the source that the address asks for, if there is such a source."""
    source_id = str(st.query_params.get(ARTICLE) or "").removeprefix(_PREFIX)
    return source_id if source_id in briefing.dataset.sources else None


def draw_source(briefing: Briefing, source_id: str, _: Words) -> None:
    """Draw a source's record and the incidents that cite it."""
    source = briefing.dataset.sources[source_id]
    st.button(_("Back"), key="article_back", on_click=close_article, icon=":material/arrow_back:")
    title = source.title_ar if _.language == "ar" else source.title
    facts = {
        _("Publisher"): source_name(source, _),
        _("Link"): source.url,
        _("How the date is known"): text_in(source, "date_basis", _.language),
        _("File"): source.file,
    }
    rows = "".join(
        f'<dt>{escape(name)}</dt><dd dir="auto">{escape(value)}</dd>'
        for name, value in facts.items()
        if value
    )
    st.html(f'<h4 dir="auto">{escape(title)}</h4><dl class="hudud-facts">{rows}</dl>')
    st.caption(
        _("The text itself does not ship; paste it at the start of this page to see its places.")
    )
    cited = [
        (citation.paragraph, incident.id)
        for incident in briefing.incidents.values()
        for citation in incident.citations
        if citation.source_id == source_id
    ]
    st.subheader(
        _.plural("%(count)s incident from it", "%(count)s incidents from it", len(cited)),
        anchor=False,
    )
    draw_incident_links(briefing, [incident_id for _number, incident_id in sorted(cited)], _)
