"""What goes onto the sheet: title, languages, paper, extent, furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import snapshot
from pages import export_choices as keys
from pages.labels import governorate_name

if TYPE_CHECKING:
    from geo import Briefing
    from pages.words import Words

# What was chosen last: Streamlit forgets a widget once it is not drawn.
_KEPT = "snapshot-choices"
LONGEST_TEXT = 240


def restore_choices(_: Words, *, framed: bool) -> dict[str, Any]:
    """Give widgets that hold nothing what they held last, and return what all of them hold."""
    state = st.session_state
    kept = state.get(_KEPT) or keys.first_values(_.language, framed=framed)
    for key, value in kept.items():
        state.setdefault(key, value)
    found = {key: state[key] for key in kept}
    if not framed and found[keys.EXTENT] == snapshot.ExtentKind.SCREEN:
        found[keys.EXTENT] = state[keys.EXTENT] = str(snapshot.ExtentKind.REGION)
    state[_KEPT] = found
    return found


def set_choices(values: dict[str, Any]) -> None:
    """Let the widgets hold these values from the next run on."""
    for key in values:
        st.session_state.pop(key, None)
    st.session_state[_KEPT] = values


def draw_form(
    briefing: Briefing, chosen: dict[str, Any], suggested: dict[str, str], _: Words, *, framed: bool
) -> None:
    """Draw the choices; `suggested` are the titles, by language, for those that are empty."""
    languages = {"en": _("English"), "ar": _("Arabic"), "en,ar": _("English, Arabic"),
                 "ar,en": _("Arabic, English")}  # fmt: skip
    st.selectbox(
        _("Language of the sheet"),
        list(languages),
        format_func=languages.__getitem__,
        key=keys.LANGS,
    )
    for language in str(chosen[keys.LANGS]).split(","):
        _draw_title(language, suggested.get(language, ""), _)
    _draw_page(briefing, chosen, _, framed=framed)
    with st.expander(_("Names, lines and notes")):
        labels = {keys.SAME: _("As the sheet"), "en": _("English"), "ar": _("Arabic"),
                  "en,ar": _("Both")}  # fmt: skip
        st.selectbox(
            _("Names on the map"), list(labels), format_func=labels.__getitem__, key=keys.LABELS
        )
        st.checkbox(_("Draw the proposed zone"), key=keys.ZONE)
        st.checkbox(_("Show where the map lies"), key=keys.LOCATOR)
        st.checkbox(_("Meridians and parallels"), key=keys.GRATICULE)
        st.text_input(_("Author"), key=keys.AUTHOR, max_chars=LONGEST_TEXT)
        st.text_input(
            _("Classification or handling line"),
            key=keys.HANDLING,
            max_chars=LONGEST_TEXT,
            help=_("Shown at the head and foot of the sheet; leave empty for none."),
        )
        dpi, width = st.columns(2)
        dpi.number_input(_("Dots per inch"), 36, 600, step=10, key=keys.DPI)
        width.number_input(
            _("PNG width (pixels)"), 300, 10_000, step=10, key=keys.WIDTH,
            placeholder=_("By dots per inch"),
        )  # fmt: skip


def _draw_title(language: str, suggested: str, _: Words) -> None:
    key = keys.TITLES[language]
    label = _("Title in Arabic") if language == "ar" else _("Title in English")
    st.text_area(
        label,
        key=key,
        max_chars=LONGEST_TEXT,
        placeholder=suggested,
        height=68,
        help=_("Empty: the suggestion, which follows the filters."),
    )
    if st.session_state[key]:
        st.button(
            _("Back to the suggestion"), key=f"{key}_reset", on_click=_set, args=(key, ""),
            type="tertiary", icon=":material/undo:",
        )  # fmt: skip
    elif suggested:
        st.button(
            _("Edit the suggestion"), key=f"{key}_edit", on_click=_set, args=(key, suggested),
            type="tertiary", icon=":material/edit:",
        )  # fmt: skip


def _set(key: str, value: object) -> None:
    st.session_state[key] = value


def _draw_page(briefing: Briefing, chosen: dict[str, Any], _: Words, *, framed: bool) -> None:
    paper, extent = st.columns(2)
    pages = {
        "a4": _("A4"),
        "a4-portrait": _("A4, upright"),
        "a3": _("A3"),
        "a3-portrait": _("A3, upright"),
        "letter": _("Letter"),
        "letter-portrait": _("Letter, upright"),
        "16:9": _("Slide 16:9"),
        "square": _("Square"),
    }
    paper.selectbox(_("Page"), list(pages), format_func=pages.__getitem__, key=keys.PAGE)
    extents = {
        "screen": _("As on the screen"),
        "region": _("Iraq and Syria"),
        "zone": _("The zone"),
        "governorate": _("A governorate"),
        "box": _("A box"),
    }
    if not framed:
        del extents["screen"]
    extent.selectbox(_("Extent"), list(extents), format_func=extents.__getitem__, key=keys.EXTENT)
    if chosen[keys.EXTENT] == snapshot.ExtentKind.GOVERNORATE:
        codes = [code for group in briefing.governorates.values() for code in group]
        st.selectbox(
            _("Governorate"),
            codes,
            format_func=lambda code: governorate_name(briefing, code, _),
            key=keys.GOVERNORATE,
            placeholder=_("Choose a governorate"),
        )
    elif chosen[keys.EXTENT] == snapshot.ExtentKind.BOX:
        names = {"west": _("West"), "south": _("South"), "east": _("East"), "north": _("North")}
        for column, (side, key) in zip(st.columns(4), keys.BOX.items(), strict=True):
            most = 180.0 if side in {"west", "east"} else 85.0
            column.number_input(f"{names[side]} (°)", -most, most, step=0.5, key=key)
