"""The frame around every page: page config, language, navigation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from pages.announcing import draw_announcer
from pages.language import current_words, language_switch
from pages.tour import draw_help, draw_tour
from pages.widget_words import draw_widget_words

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from pages.words import Words

_FOLDER = Path(__file__).parent

# Until the first run calls `st.navigation`, Streamlit takes a folder of this name for its older
# kind of pages, and whoever opens a fresh server at /figures is told that there is no such page.
PagesManager.uses_pages_directory = False


def gazetteer_page(_: Words) -> StreamlitPage:
    """Return the page of the gazetteer, to go to or to link to."""
    return _page("gazetteer_page", _("Gazetteer"), "location_on", "gazetteer")


def map_page(_: Words) -> StreamlitPage:
    """Return the page of the map, to go to or to link to."""
    return st.Page(_FOLDER / "map_page.py", title=_("Map"), icon=":material/map:", default=True)


def export_page(_: Words) -> StreamlitPage:
    """Return the page of snapshots and data files, to go to or to link to."""
    return _page("export_page", _("Into a briefing"), "photo_camera", "snapshot")


def stories_page(_: Words) -> StreamlitPage:
    """Return the page of stories, to go to or to link to."""
    return _page("story_page", _("Stories"), "auto_stories", "stories")


def article_page(_: Words) -> StreamlitPage:
    """Return the page of articles, to go to or to link to."""
    return _page("article_page", _("Article"), "article", "article")


def _page(name: str, title: str, icon: str, address: str) -> StreamlitPage:
    return st.Page(_FOLDER / f"{name}.py", title=title, icon=f":material/{icon}:", url_path=address)


def all_pages(_: Words) -> dict[str, StreamlitPage]:
    """Return the pages by their addresses, in the order of the menu."""
    pages = [
        map_page(_),
        export_page(_),
        stories_page(_),
        gazetteer_page(_),
        article_page(_),
        _page("datasets_page", _("Data sets"), "dataset", "data"),
        _page("figures_page", _("Reported figures"), "fact_check", "figures"),
        _page("guide_page", _("Guide"), "menu_book", "guide"),
        _page("about_page", _("Sources and method"), "info", "about"),
    ]
    return {page.url_path: page for page in pages}


def show() -> None:
    """Draw the page that the address asks for."""
    _ = current_words()
    st.set_page_config(
        page_title=_("Hudud: a briefing map"),
        page_icon=str(_FOLDER / "icon.svg"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    st.html(_FOLDER / "style.css")
    if _.direction == "rtl":
        st.html(_FOLDER / "rtl.css")
    else:
        st.html("<style>:root { --hudud-direction: ltr; }</style>")
    draw_widget_words(_)
    pages = all_pages(_)
    page = st.navigation(list(pages.values()))
    language_switch()
    draw_help(page.url_path, _)
    draw_tour(pages, page.url_path, _)
    page.run()
    draw_announcer(page.url_path, _)
