"""Which data set a file becomes: a new one or the next version of one, and how it is described."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo import uploads
from pages.dataset_entry import LONGEST, description_fields
from pages.dataset_words import moment_text
from pages.plain import plain

if TYPE_CHECKING:
    from geo import DatasetInfo
    from pages.words import Words


def draw_description(upload: uploads.Upload, held: DatasetInfo | None, _: Words) -> None:
    """Draw name, publisher, licence, citation and link, and keep what is typed."""
    choices = upload.choices
    if choices is None:
        return
    st.subheader(_("The data set"), anchor=False)
    key = f"data_info_{upload.id}"
    given = {}
    left, right = st.columns(2)
    for number, (field, label) in enumerate(description_fields(_).items()):
        st.session_state.setdefault(f"{key}_{field}", getattr(choices.info, field))
        box = (left, right)[number % 2]
        given[field] = box.text_input(label, key=f"{key}_{field}", max_chars=LONGEST)
    whole = choices.whole
    if held is not None:
        if held.edition != choices.based_on and held.changed is not None:
            st.warning(
                _(
                    "%(who)s changed this data set since you began (%(when)s). What stands here "
                    "replaces its description.",
                    who=plain(held.changed_by),
                    when=moment_text(held.changed, _),
                )
            )
        st.session_state.setdefault(f"{key}_whole", whole)
        ways = {
            True: _("The file is the whole data set: incidents that it leaves out are withdrawn."),
            False: _("The file is an addition: incidents that it leaves out stay."),
        }
        whole = st.radio(
            _("Whole or addition"), list(ways), format_func=ways.__getitem__, key=f"{key}_whole"
        )
    upload.choose(replace(choices, info=uploads.described(choices.info, given), whole=whole))
