"""What changed in the data since a figure or a day: in numbers, on a map, as a table, as files."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from geo import (
    FigureNotFoundError,
    FigureRegister,
    briefing_at,
    change_columns,
    change_rows,
    change_words,
    changes_csv,
    changes_xlsx,
    compare,
    snapshot,
    state_at,
)
from pages.html_table import Head, table_html
from pages.plain import plain

if TYPE_CHECKING:
    from geo import Briefing, Comparison, DataState, IncidentStore, MadeFigure
    from pages.words import Words

SINCE_FIGURE = "snapshot_since_figure"
_HOW, _DAY = "snapshot_since_how", "snapshot_since_day"
_MOST_OFFERED = 100
# Rows that the table shows; the files hold all.
_MOST_ROWS = 200
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_changes(briefing: Briefing, _: Words) -> None:
    """Draw the changes since what is chosen."""
    store = briefing.incident_store
    if store is None:
        st.info(_("Without a database there is no earlier state of the data."))
        return
    try:
        chosen = _chosen_state(store, _)
        if chosen is None:
            return
        data, since = chosen
        comparison = _compared(briefing.table.revision, data, briefing, store)
    except FigureNotFoundError as error:
        st.error(_("This cannot be compared: %(problem)s", problem=plain(_.said(error.message))))
        return
    if not comparison.changes:
        st.success(_("The incidents have not changed since."), icon=":material/check_circle:")
        return
    row = st.container(horizontal=True, gap="large", key="snapshot_counts")
    for kind, count in comparison.counts().items():
        row.metric(change_words(kind, _), _.number(count))
    title = _("Incidents in Iraq and Syria: what changed %(since)s", since=since)
    picture = _picture(briefing.table.revision, _.language, title, data, comparison, briefing)
    st.image(picture, width="stretch", alt=title)
    _draw_table(comparison, _)
    _draw_files(comparison, picture, _)


def change_counts(comparison: Comparison, _: Words) -> str:
    """Return how many incidents changed, in words."""
    said = [
        _("%(kind)s %(count)s", kind=change_words(kind, _), count=_.number(count))
        for kind, count in comparison.counts().items()
        if count
    ]
    return _(", ").join(said)


def _chosen_state(store: IncidentStore, _: Words) -> tuple[DataState, str] | None:
    """Return the earlier state that is chosen, and its name in words; None while none is."""
    made = FigureRegister(store.database).figures(limit=_MOST_OFFERED)
    ways = {"figure": _("Since a figure"), "day": _("Since a day")}
    st.session_state.setdefault(_HOW, "figure" if made else "day")
    how = st.segmented_control(
        _("Compare"), list(ways), format_func=ways.__getitem__, key=_HOW, required=True
    )
    if how == "figure":
        return _figure_state(store, made, _)
    st.session_state.setdefault(_DAY, datetime.now(UTC).date() - timedelta(days=7))
    day: date | None = st.date_input(
        _("What the data were at the end of this day (UTC)"),
        key=_DAY,
        max_value=datetime.now(UTC).date(),
        format="YYYY-MM-DD",
        width=300,
    )
    if day is None:
        return None
    since = _("since the end of %(date)s", date=_.date(day))
    return state_at(store, datetime.combine(day, time.max, UTC)), since


def _figure_state(
    store: IncidentStore, made: list[MadeFigure], _: Words
) -> tuple[DataState, str] | None:
    if not made:
        st.info(_("Nothing has been made yet. What you download is kept here."))
        return None
    offered = {figure.id: figure for figure in made}
    asked = st.session_state.get(SINCE_FIGURE)
    if asked and asked not in offered:
        offered[asked] = FigureRegister(store.database).get(asked)

    def label(figure_id: str) -> str:
        at = offered[figure_id].made_at
        day = _.date(at.date())
        return f"{figure_id} · {day} {at:%H:%M} · {offered[figure_id].made_by}"

    chosen = st.selectbox(_("Figure"), list(offered), format_func=label, key=SINCE_FIGURE)
    day = _.date(offered[chosen].made_at.date())
    since = _("since figure %(figure)s of %(date)s", figure=chosen, date=day)
    return offered[chosen].data, since


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs={"geo.store.made.DataState": repr})
def _compared(
    revision: str,  # noqa: ARG001 - the key of the cache
    data: DataState,
    _briefing: Briefing,
    _store: IncidentStore,
) -> Comparison:
    return compare(briefing_at(_store, data), _briefing)


@st.cache_data(max_entries=8, show_spinner=False, hash_funcs={"geo.store.made.DataState": repr})
def _picture(
    revision: str,  # noqa: ARG001 - the key of the cache
    language: str,
    title: str,
    data: DataState,  # noqa: ARG001
    _comparison: Comparison,
    _briefing: Briefing,
) -> bytes:
    return snapshot.render_changes_png(_comparison, _briefing, language, title=title)


def _draw_table(comparison: Comparison, _: Words) -> None:
    titles = change_columns(_)
    # Where it lay and lies to the last digit stands in the files.
    shown = {name: title for name, title in titles.items() if not name.startswith(("lat", "lon"))}
    heads = [Head(title, is_number=name == "moved_km") for name, title in shown.items()]
    rows = [
        [_cell(row[name], _) for name in shown]
        for row in change_rows(comparison, _.language)[:_MOST_ROWS]
    ]
    st.html(table_html(heads, rows, scrolls=_("What changed"), stacks=True))
    if len(comparison.changes) > _MOST_ROWS:
        st.caption(_("The first %(count)s are listed.", count=_.number(_MOST_ROWS)))


def _cell(value: object, _: Words) -> str:
    if isinstance(value, date):
        return _.date(value)
    return _.number(value, 1) if isinstance(value, int | float) else str(value or "")


def _draw_files(comparison: Comparison, picture: bytes, _: Words) -> None:
    with st.container(horizontal=True, key="snapshot_changes_files"):
        st.download_button(
            "CSV",
            data=lambda: changes_csv(comparison),
            file_name="hudud-changes.csv",
            mime="text/csv",
            key="snapshot_changes_csv",
            icon=":material/download:",
        )
        st.download_button(
            "Excel",
            data=lambda: changes_xlsx(comparison, _.language),
            file_name="hudud-changes.xlsx",
            mime=_SHEET,
            key="snapshot_changes_xlsx",
            icon=":material/download:",
        )
        st.download_button(
            "PNG",
            data=picture,
            file_name="hudud-changes.png",
            mime="image/png",
            key="snapshot_changes_png",
            icon=":material/image:",
        )
