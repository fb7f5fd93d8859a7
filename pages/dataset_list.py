"""All data sets, with the switch that shows them on the map and the way to the next one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, Role, escape
from geo import CONFIRMED, DATASET_NAMES, GeoError, uploads
from pages.dataset_address import go_to_import, go_to_set
from pages.dataset_words import dataset_refusal, moment_text, size_text
from pages.said import say_next

if TYPE_CHECKING:
    from gazetteer import User
    from geo import Briefing, DatasetInfo, IncidentStore
    from pages.words import Words

PAGE_SIZE = 20
_PAGE = "data_page"


def draw_datasets(store: IncidentStore | None, briefing: Briefing, user: User, _: Words) -> None:
    """Draw the data sets, what was begun, and what was removed."""
    st.caption(
        _(
            "Every incident on the map belongs to a data set. Those that are switched on are shown "
            "to everybody; each keeps its publisher, its licence and its whole history."
        )
    )
    is_editor = user.role >= Role.EDITOR and store is not None
    if is_editor:
        st.button(
            _("Import a file"),
            key="data_import",
            type="primary",
            icon=":material/upload_file:",
            on_click=go_to_import,
        )
        _draw_begun(user, _)
    infos = [] if store is None else store.datasets()
    imported = [info for info in infos if info.id != CONFIRMED]
    if not imported:
        _draw_empty(is_editor, _)
    for info in _page_of(imported, _):
        _draw_card(store, info, user, _)
    st.subheader(_("Built in"), anchor=False)
    _draw_articles(briefing, _)
    confirmed = next((info for info in infos if info.id == CONFIRMED), None)
    if confirmed is not None:
        _draw_card(store, confirmed, user, _)
    if store is not None:
        _draw_removed(store, user, _)


def _page_of(infos: list[DatasetInfo], _: Words) -> list[DatasetInfo]:
    pages = -(-len(infos) // PAGE_SIZE)
    if pages <= 1:
        return infos
    st.session_state[_PAGE] = min(st.session_state.get(_PAGE, 1), pages)
    number = st.number_input(_("Page"), 1, pages, key=_PAGE)
    return infos[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]


def _draw_empty(is_editor: bool, _: Words) -> None:
    with st.container(border=True, key="data_empty"):
        st.markdown(f"**{_('No file has been imported yet.')}**")
        st.markdown(
            _(
                "Bring what you have: an export of ACLED or UCDP, a spreadsheet, a map file. You "
                "see what its columns are taken for and what would change before anything does."
            )
        )
        if not is_editor:
            st.caption(_("Only editors can import."))


def dataset_name(info: DatasetInfo, _: Words) -> str:
    """Return the name of a data set; those built in have one in each language."""
    own = DATASET_NAMES.get(info.id)
    return own[_.language == "ar"] if own else info.name


def _draw_card(store: IncidentStore | None, info: DatasetInfo, user: User, _: Words) -> None:
    with st.container(border=True, key=f"data_card_{info.id}"):
        text, switch, button = st.columns([5, 1.3, 1], vertical_alignment="center")
        text.html(card_html(info, _))
        with switch:
            draw_switch(store, info, user, _)
        button.button(
            _("Open"),
            key=f"data_open_{info.id}",
            on_click=go_to_set,
            args=(info.id,),
            width="stretch",
        )


def card_html(info: DatasetInfo, _: Words) -> str:
    """Return name, publisher, size and last change of a data set as HTML."""
    origin = " · ".join(part for part in (info.publisher, info.licence) if part)
    facts = [_.plural("%(count)s incident", "%(count)s incidents", info.incidents)]
    if info.version:
        facts.append(_("version %(number)s", number=info.version))
    if info.changed is not None:
        changed = _(
            "changed %(when)s by %(who)s", when=moment_text(info.changed, _), who=info.changed_by
        )
        facts.append(changed)
    return (
        f'<div class="hudud-placename"><b dir="auto">{escape(dataset_name(info, _))}</b></div>'
        + (
            f'<div class="hudud-note"><span dir="auto">{escape(origin)}</span></div>'
            if origin
            else ""
        )
        + f'<div class="hudud-note">{escape(" · ".join(facts))}</div>'
    )


def draw_switch(store: IncidentStore | None, info: DatasetInfo, user: User, _: Words) -> None:
    """Draw the switch between shown and hidden; for those who may not use it, say which it is."""
    if store is None or user.role < Role.EDITOR:
        st.caption(_("On the map") if info.active else _("Hidden"))
        return
    key = f"data_switch_{info.id}_{info.edition}"
    st.toggle(
        _("On the map"),
        value=info.active,
        key=key,
        on_change=partial(_switch, store, info, user, _),
    )


def _switch(store: IncidentStore, info: DatasetInfo, user: User, _: Words) -> None:
    reason = "hidden from the map" if info.active else "shown on the map"
    try:
        store.switch(info.id, not info.active, user=user, reason=reason, based_on=info.edition)
    except (GazetteerError, GeoError) as error:
        say_next(dataset_refusal(error, _))
        return
    say_next(_("Hidden from the map.") if info.active else _("Shown on the map."))


def _draw_articles(briefing: Briefing, _: Words) -> None:
    count = len(briefing.dataset.incidents) - len(briefing.confirmed)
    name = DATASET_NAMES["articles"][_.language == "ar"]
    facts = _.plural("%(count)s incident", "%(count)s incidents", count)
    with st.container(border=True, key="data_card_articles"):
        st.html(
            f'<div class="hudud-placename"><b dir="auto">{escape(name)}</b></div>'
            f'<div class="hudud-note">{escape(facts)} · '
            f"{escape(_('ships with this program; it cannot be changed here'))}</div>"
        )


def _draw_begun(user: User, _: Words) -> None:
    """Draw the files that this person began to import and has not finished with."""
    desk = uploads.current_upload_desk()
    for upload in desk.of(user):
        is_done = upload.status is uploads.UploadStatus.DONE
        said = _("imported") if is_done else _("not imported yet")
        if upload.is_busy:
            said = _("at work")
        with st.container(border=True, key=f"data_begun_{upload.id}"):
            text, go_on, drop = st.columns([5, 1.3, 1], vertical_alignment="center")
            text.html(
                f'<div><span dir="auto">{escape(upload.name)}</span></div>'
                f'<div class="hudud-note">{escape(size_text(upload.size, _))} · '
                f"{escape(said)}</div>"
            )
            go_on.button(
                _("Continue"),
                key=f"data_continue_{upload.id}",
                on_click=go_to_import,
                args=(upload.id,),
                width="stretch",
            )
            drop.button(
                _("Discard"),
                key=f"data_discard_{upload.id}",
                on_click=desk.discard,
                args=(upload,),
                width="stretch",
            )


def _draw_removed(store: IncidentStore, user: User, _: Words) -> None:
    removed = store.datasets(removed=True)
    if not removed:
        return
    title = _.plural("%(count)s removed data set", "%(count)s removed data sets", len(removed))
    with st.expander(title):
        for info in removed[:PAGE_SIZE]:
            text, button = st.columns([5, 1.3], vertical_alignment="center")
            text.html(card_html(info, _))
            if user.role >= Role.EDITOR:
                button.button(
                    _("Bring back"),
                    key=f"data_back_{info.id}_{info.edition}",
                    on_click=_bring_back,
                    args=(store, info, user, _),
                    width="stretch",
                )


def _bring_back(store: IncidentStore, info: DatasetInfo, user: User, _: Words) -> None:
    """Undo the removal, the last change of a removed data set."""
    try:
        change = store.history(info.id, limit=1)[0]
        store.undo(change.id, user=user, reason="brought back")
    except (GazetteerError, GeoError) as error:
        say_next(dataset_refusal(error, _))
        return
    say_next(_("Brought back."))
