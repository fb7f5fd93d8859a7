"""One data set: what it is, where it is shown, its history, and what an editor can do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, Role, escape
from geo import CONFIRMED, DatasetNotFoundError, GeoError, uploads
from pages.dataset_address import go_to_import, go_to_list, open_map_of
from pages.dataset_history import draw_dataset_history
from pages.dataset_list import card_html, draw_switch
from pages.dataset_words import dataset_refusal, moment_text
from pages.plain import plain
from pages.said import say_next

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gazetteer import User
    from geo import Briefing, DatasetInfo, IncidentStore
    from pages.words import Words

# Characters of a text that describes a data set; citations with many authors are long.
LONGEST = 2_000


def draw_dataset(
    store: IncidentStore | None, briefing: Briefing, user: User, dataset_id: str, _: Words
) -> None:
    """Draw a data set."""
    st.button(
        _("All data sets"),
        key="data_back_to_list",
        on_click=go_to_list,
        icon=":material/arrow_back:",
    )
    try:
        info = None if store is None else store.get(dataset_id)
    except DatasetNotFoundError:
        info = None
    if store is None or info is None:
        st.info(_("There is no such data set, or it was removed."))
        return
    with st.container(border=True, key="data_entry"):
        text, switch = st.columns([5, 1.3], vertical_alignment="center")
        text.html(card_html(info, _))
        with switch:
            draw_switch(store, info, user, _)
        st.html(_facts_html(info, _))
        _draw_ways(briefing, info, user, _)
    if user.role >= Role.EDITOR and info.id != CONFIRMED:
        _draw_description(store, info, user, _)
        _draw_removal(store, info, user, _)
    draw_dataset_history(store, info, user, _)


def description_fields(_: Words) -> Mapping[str, str]:
    """Return what is said of a data set, by the name of the attribute."""
    return {
        "name": _("Name on the map"),
        "publisher": _("Publisher"),
        "licence": _("Licence"),
        "citation": _("How to cite it"),
        "link": _("Where it is published"),
    }


def _facts_html(info: DatasetInfo, _: Words) -> str:
    names = description_fields(_)
    rows = [(names[field], str(getattr(info, field))) for field in ("citation", "link")]
    facts = "".join(
        f'<dt>{escape(name)}</dt><dd dir="auto">{escape(value)}</dd>'
        for name, value in (*rows, (_("Id in links"), info.id))
        if value
    )
    return f'<dl class="hudud-facts">{facts}</dl>'


def _draw_ways(briefing: Briefing, info: DatasetInfo, user: User, _: Words) -> None:
    row = st.container(horizontal=True)
    if info.active and (info.version or info.id == CONFIRMED):
        draw_map_button(row, briefing, info, _)
    if user.role >= Role.EDITOR and info.id != CONFIRMED:
        row.button(
            _("Update with a newer file"),
            key="data_update",
            on_click=go_to_import,
            kwargs={"update": info.id},
            icon=":material/upload_file:",
        )


def draw_map_button(
    row: st.delta_generator.DeltaGenerator, briefing: Briefing, info: DatasetInfo, _: Words
) -> None:
    """Draw the way to the map of one data set; it waits until the map has its newest version."""
    loaded = {each.info.id: each.info.version for each in briefing.imported}
    is_ready = info.id == CONFIRMED or loaded.get(info.id) == info.version
    pressed = row.button(
        _("Show on the map"),
        key="data_on_map",
        icon=":material/map:",
        disabled=not is_ready,
        help=None if is_ready else _("The map is still being prepared; this takes a few seconds."),
    )
    if pressed:
        open_map_of(info.id)
    if not is_ready:
        _look_again()


@st.fragment(run_every=2)
def _look_again() -> None:
    """Draw the page again while the map is made ready."""
    if st.session_state.pop("data-looked", False):
        st.rerun()
    st.session_state["data-looked"] = True


def _draw_description(store: IncidentStore, info: DatasetInfo, user: User, _: Words) -> None:
    """Draw the form; it stays as it was begun when somebody else changes the description."""
    held_key, warned_key = f"data-describing-{info.id}", f"data-warned-{info.id}"
    begun: DatasetInfo = st.session_state.setdefault(held_key, info)
    is_stale = any(getattr(begun, f) != getattr(info, f) for f in description_fields(_))
    is_known = not is_stale or st.session_state.get(warned_key) == info.edition
    key = f"data_describe_{info.id}_{begun.edition}"
    with st.expander(_("Edit the description"), expanded=is_stale), st.form(key):
        if is_stale and info.changed is not None:
            st.warning(changed_meanwhile(info, _))
            st.session_state[warned_key] = info.edition
        given = {
            field: st.text_input(
                label, value=str(getattr(begun, field)), key=f"{key}_{field}", max_chars=LONGEST
            )
            for field, label in description_fields(_).items()
        }
        reason = st.text_input(_("Why?"), key=f"{key}_why", max_chars=300)
        if st.form_submit_button(_("Save")):
            based_on = info.edition if is_known else begun.edition
            wanted = uploads.described(info, given)
            done_or_said(
                lambda: store.describe(wanted, user=user, reason=reason, based_on=based_on),
                reason,
                _("The description is saved."),
                _,
                after=lambda: st.session_state.pop(held_key, None),
            )


def changed_meanwhile(info: DatasetInfo, _: Words) -> str:
    """Return who changed a data set under the hands of the person at the page."""
    return _(
        "%(who)s changed this data set since you began (%(when)s). What stands here "
        "replaces its description.",
        who=plain(info.changed_by),
        when="" if info.changed is None else moment_text(info.changed, _),
    )


def _draw_removal(store: IncidentStore, info: DatasetInfo, user: User, _: Words) -> None:
    with st.expander(_("Remove this data set")), st.form(f"data_remove_{info.id}"):
        st.caption(
            _.plural(
                "Its %(count)s incident leaves the map for everybody. The history stays, and it "
                "can be brought back.",
                "Its %(count)s incidents leave the map for everybody. The history stays, and it "
                "can be brought back.",
                info.incidents,
            )
        )
        reason = st.text_input(_("Why?"), key=f"data_remove_why_{info.id}", max_chars=300)
        if st.form_submit_button(_("Remove the data set")):
            done_or_said(
                lambda: store.remove(info.id, user=user, reason=reason, based_on=info.edition),
                reason,
                _("The data set was removed; below the list you can bring it back."),
                _,
                after=go_to_list,
            )


def done_or_said(
    do: Callable[[], object],
    reason: str,
    done: str,
    _: Words,
    *,
    after: Callable[[], object] | None = None,
) -> None:
    """Do something that needs a reason and draw the page anew; say why if it is refused."""
    if not reason.strip():
        st.error(_("Say why, in a few words."))
        return
    try:
        do()
    except (GazetteerError, GeoError) as error:
        st.error(plain(dataset_refusal(error, _)))
        return
    if after is not None:
        after()
    say_next(done)
    st.rerun()
