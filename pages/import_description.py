"""Which data set a file becomes: a new one or the next version of one, and how it is described."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo import CONFIRMED, uploads
from pages.dataset_address import go_to_import
from pages.dataset_entry import LONGEST, changed_meanwhile, description_fields

if TYPE_CHECKING:
    from geo import DatasetInfo, IncidentStore
    from pages.words import Words

# What the box holds for a data set of its own.
_NEW = ""


def draw_target(
    store: IncidentStore, upload: uploads.Upload, held: DatasetInfo | None, _: Words
) -> None:
    """Draw the choice between a new data set and the next version of one."""
    infos = {info.id: info for info in store.datasets() if info.id != CONFIRMED}
    if not infos:
        return
    key = f"data_target_{upload.id}"
    st.session_state[key] = _NEW if held is None else held.id

    def go_on() -> None:
        chosen = infos.get(st.session_state[key])
        for name in [k for k in st.session_state if str(k).startswith(f"data_info_{upload.id}")]:
            del st.session_state[name]
        upload.aim(chosen, {*infos, *(i.id for i in store.datasets(removed=True))})
        go_to_import(upload.id, update=None if chosen is None else chosen.id)

    st.selectbox(
        _("This file becomes"),
        [_NEW, *infos],
        format_func=lambda chosen: (
            _("the next version of “%(name)s”", name=infos[chosen].name)
            if chosen
            else _("a new data set")
        ),
        key=key,
        on_change=go_on,
    )


def draw_description(upload: uploads.Upload, held: DatasetInfo | None, _: Words) -> None:
    """Draw name, publisher, licence, citation and link, and keep what is typed."""
    choices = upload.choices
    if choices is None:
        return
    key = f"data_info_{upload.id}"
    given = {}
    # Two in a row, so that they stand in their order on a narrow screen, too.
    boxes = [box for _pair in range(3) for box in st.columns(2)]
    for box, (field, label) in zip(boxes, description_fields(_).items(), strict=False):
        st.session_state.setdefault(f"{key}_{field}", getattr(choices.info, field))
        given[field] = box.text_input(label, key=f"{key}_{field}", max_chars=LONGEST)
    whole = choices.whole
    if held is not None:
        if held.edition != choices.based_on:
            st.warning(changed_meanwhile(held, _))
        st.session_state.setdefault(f"{key}_whole", whole)
        ways = {
            True: _("The file is the whole data set: incidents that it leaves out are withdrawn."),
            False: _("The file is an addition: incidents that it leaves out stay."),
        }
        whole = st.radio(
            _("Whole or addition"), list(ways), format_func=ways.__getitem__, key=f"{key}_whole"
        )
    upload.choose(replace(choices, info=uploads.described(choices.info, given), whole=whole))
