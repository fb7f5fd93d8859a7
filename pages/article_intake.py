"""The start of the article page: paste, upload, one of the sources, or one that was read before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Role
from geo import (
    ARTICLE_FILE_TYPES,
    ArticleFileError,
    KeptArticle,
    clean_text,
    read_article_file,
    text_digest,
    text_language,
    text_title,
)
from pages.article_reading import ARTICLE, article_at_hand, open_article
from pages.labels import source_name
from pages.plain import plain
from pages.said import say_next
from pages.source_record import open_source

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo import ArticleDesk, ArticleFile, Briefing, Source
    from pages.words import Words

# Source: own choice, as `geo.articles.cleaning.MOST_LETTERS`; the box itself grows slow beyond.
_MOST_PASTED = 1_000_000
_LONGEST = 300
_EARLIEST = date(1900, 1, 1)
_TEXT, _SOURCE, _FILE = "article_text", "article_source", "article_file"
_MOST_RECENT = 12
# What this session keeps of the file that was read last.
_READ = "article-read-file"


def draw_intake(desk: ArticleDesk, briefing: Briefing, _: Words) -> None:
    """Draw the ways to an article."""
    new, before = st.columns([1.7, 1], gap="medium")
    with new:
        _draw_new(desk, briefing, _)
    with before:
        _draw_recent(desk, _)


def _draw_new(desk: ArticleDesk, briefing: Briefing, _: Words) -> None:
    text = st.text_area(
        _("Text of the article, Arabic or English"),
        key=_TEXT,
        height=260,
        max_chars=_MOST_PASTED,
        placeholder=_("Paste it here; no service outside sees it."),
    )
    file = st.file_uploader(
        _("… or a file: text, HTML, Word, or PDF with text"),
        type=list(ARTICLE_FILE_TYPES),
        key=_FILE,
        max_upload_size=10,
    )
    found: ArticleFile | None = None
    if file is not None:
        try:
            found = _read(file)
        except ArticleFileError as error:
            st.error(
                _(
                    "%(file)s cannot be read: %(problem)s.",
                    file=plain(error.file),
                    problem=plain(_.said(error.problem)),
                )
            )
    article, keep_text = _draw_details(desk, briefing, found, _)
    if st.button(_("Find the places"), key="article_go", type="primary"):
        body = found.text if found else clean_text(text)
        if not body:
            st.error(_("Paste a text or choose a file first."))
            return
        _open(desk, article, body, keep_text, _)


def _read(file: UploadedFile) -> ArticleFile:
    """Return the article in a file, read once however often the page is drawn."""
    held: tuple[str, ArticleFile] | None = st.session_state.get(_READ)
    if held is None or held[0] != file.file_id:
        held = file.file_id, read_article_file(file.name, file.getvalue())
        st.session_state[_READ] = held
    return held[1]


def _draw_details(
    desk: ArticleDesk, briefing: Briefing, found: ArticleFile | None, _: Words
) -> tuple[KeptArticle, bool]:
    """Draw what is known of the article; return it without text, and whether to keep the text."""
    sources = briefing.dataset.sources
    cited = briefing.incidents_by_source()
    shipped = [s for s in sources if s in cited]
    chosen = st.selectbox(
        _("One of the sources of this map?"),
        ["", *shipped],
        format_func=lambda s: source_name(sources[s], _) if s else _("No, another article"),
        key=_SOURCE,
    )
    if chosen:
        st.button(
            _("What the map knows of it"),
            key="article_record",
            on_click=open_source,
            args=(chosen,),
            icon=":material/article:",
        )
        made = _of_source(chosen, sources[chosen], _)
    else:
        made = _typed(found, _)
    keep_text = False
    if desk.user.role >= Role.CONTRIBUTOR:
        keep_text = st.checkbox(
            _("Keep the text itself in the database, too"),
            key="article_keep_text",
            help=_(
                "Otherwise only title, publisher, date, link and what you decide are kept; after "
                "a reload, paste the text again."
            ),
        )
    return made, keep_text


def _of_source(source_id: str, source: Source, _: Words) -> KeptArticle:
    """Return what is known of an article that this map has as a source."""
    arabic = _.language == "ar"
    return KeptArticle(
        digest="",
        title=source.title_ar if arabic else source.title,
        publisher=source.publisher_ar if arabic else source.publisher,
        published=source.published,
        link=source.url,
        language=source.language,
        source_id=source_id,
    )


def _typed(found: ArticleFile | None, _: Words) -> KeptArticle:
    """Draw the fields of an article, filled with what its file tells; return what they say."""
    mark = "" if found is None else text_digest(found.text)
    first, second = st.columns(2)
    publisher = first.text_input(
        _("Publisher"),
        value=found.publisher if found else "",
        max_chars=_LONGEST,
        key=f"article_publisher{mark}",
    )
    title = second.text_input(
        _("Title"),
        value=found.title if found else "",
        max_chars=_LONGEST,
        key=f"article_title{mark}",
        placeholder=_("Left empty: the first line of the text"),
    )
    published = first.date_input(
        _("Published on"),
        value=found.published if found else None,
        min_value=_EARLIEST,
        key=f"article_published{mark}",
        format="YYYY-MM-DD",
        help=_("“Yesterday” and “on Friday” are counted from this day."),
    )
    link = second.text_input(
        _("Link"), value=found.link if found else "", max_chars=2000, key=f"article_link{mark}"
    )
    return KeptArticle(
        digest="",
        title=title.strip(),
        publisher=publisher.strip(),
        published=published,
        link=link.strip(),
        language="",
    )


def _open(desk: ArticleDesk, article: KeptArticle, body: str, keep_text: bool, _: Words) -> None:
    made = replace(
        article,
        title=article.title or text_title(body),
        language=article.language or text_language(body),
        text=body,
    )
    before = open_article(desk, made, keep_text=keep_text)
    if before is not None:
        when = _.date(before.read_at) if before.read_at else ""
        say_next(
            _(
                "This article was read before (%(name)s, %(date)s); what was decided is here.",
                name=before.read_by,
                date=when,
            )
        )
    st.rerun()


def _draw_recent(desk: ArticleDesk, _: Words) -> None:
    st.subheader(_("Read before"), anchor=False)
    recent = desk.articles(_MOST_RECENT)
    held = article_at_hand()
    if held is not None and held.digest not in {article.digest for article in recent}:
        recent.insert(0, held)
    if not recent:
        st.caption(_("Articles read on this page are listed here, with what was decided."))
    for article in recent:
        when = _.date(article.read_at) if article.read_at else ""
        name = article.title[:80] or _("Without a title")
        st.button(
            plain(name),
            key=f"article_open_{article.digest}",
            on_click=st.query_params.__setitem__,
            args=(ARTICLE, article.digest),
            help=plain(" · ".join(part for part in (article.publisher, when) if part)),
            type="tertiary",
        )
