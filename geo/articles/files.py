"""A file -> the article in it: plain text, HTML, Word and PDF with text, each within bounds."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gazetteer import GazetteerError, Message, detect_encoding
from geo.articles.cleaning import MOST_LETTERS, clean_text
from geo.errors import GeoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Source: own choice; a news article is seldom over 1 MB with its page around it.
MOST_BYTES: Final = 10_000_000
# Source: own choice; what a packed document may unpack to, so that a small file fills no memory.
_MOST_UNPACKED: Final = 60_000_000
_MOST_PARTS: Final = 2_000
_MOST_PAGES: Final = 300
_MOST_LEVELS: Final = 500
# The first bytes tell the encoding.
_HEAD: Final = 256 * 1024
ARTICLE_FILE_TYPES: Final = ("txt", "html", "htm", "docx", "pdf")
_NOT_THE_ARTICLE: Final = (
    "script, style, noscript, template, nav, header, footer, aside, form, button, svg, iframe, "
    "figure, [hidden], [aria-hidden=true]"
)
_BLOCKS: Final = "p, h1, h2, h3, h4, h5, h6, li, blockquote, pre, td"
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class ArticleFileError(GeoError, ValueError):
    """A file holds no article that can be read; `file` is its name, `problem` says why."""

    def __init__(self, file: str, problem: Message) -> None:
        super().__init__(Message("%(file)s: %(problem)s", file=file, problem=problem))
        self.file = file
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFile:
    """The text of a file, and what the file says of it; empty or None where it says nothing."""

    text: str
    title: str = ""
    publisher: str = ""
    published: date | None = None
    link: str = ""


def read_article_file(name: str, data: bytes) -> ArticleFile:
    """Return the article that a file holds; what the file is, is told by its content.

    Nothing that the file refers to is fetched, and nothing in it is run.

    Raises
    ------
    ArticleFileError
        If it is too large, cannot be read, or holds no text.
    """
    if len(data) > MOST_BYTES:
        raise ArticleFileError(
            name,
            Message("the file is larger than %(most)s MB", most=MOST_BYTES // 1000000),
        )
    if data.startswith(b"%PDF-"):
        found = _from_pdf(name, data)
    elif data.startswith(b"PK\x03\x04"):
        found = _from_docx(name, data)
    else:
        text = _decoded(name, data)
        is_page = name.lower().endswith((".html", ".htm")) or _looks_like_html(text)
        found = _from_html(name, text) if is_page else ArticleFile(text=text)
    found = replace(found, text=clean_text(found.text))
    if not found.text:
        raise ArticleFileError(name, Message("no text is in it; a scanned page has none"))
    return found


def _decoded(name: str, data: bytes) -> str:
    try:
        text = data.decode(detect_encoding(Path(name), data[:_HEAD]))
    except (GazetteerError, UnicodeDecodeError) as error:
        raise ArticleFileError(name, Message("it is neither text, HTML, Word nor PDF")) from error
    if text.count("\x00") or text.count("\ufffd") > len(text) // 100:
        raise ArticleFileError(name, Message("it is neither text, HTML, Word nor PDF"))
    return text


def _looks_like_html(text: str) -> bool:
    return re.match(r"\s*(<!doctype html|<html[\s>])", text, re.IGNORECASE) is not None


def _from_html(name: str, text: str) -> ArticleFile:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - needed for such files alone

    with _refused(name):
        if _levels(text) > _MOST_LEVELS:
            raise ArticleFileError(
                name,
                Message("its elements lie more than %(most)s deep", most=_MOST_LEVELS),
            )
        page = LexborHTMLParser(text)
        title = _meta(page, "og:title") or _text_of(page, "h1") or _text_of(page, "title")
        link = page.css_first("link[rel=canonical]")
        said = ArticleFile(
            text="",
            title=title,
            publisher=_meta(page, "og:site_name"),
            published=_day(_meta(page, "article:published_time")),
            link=(link.attributes.get("href") or "" if link else "") or _meta(page, "og:url"),
        )
        for node in page.css(_NOT_THE_ARTICLE):
            node.decompose()
        body = page.css_first("article") or page.css_first("main") or page.body
        if body is None:
            return said
        blocks = [b.text(separator="", strip=False) for b in body.css(_BLOCKS) if _is_inmost(b)]
        lines = [re.sub(r"\s+", " ", block).strip() for block in blocks]
        whole = "\n".join(line for line in lines if line)
        return replace(said, text=whole or body.text(separator="\n"))


def _is_inmost(node: LexborNode) -> bool:
    """Tell whether no block lies within a block; it finds itself."""
    return len(node.css(_BLOCKS)) <= 1


def _levels(text: str) -> int:
    """Return how many elements may be open at once: each that opens counts until one closes."""
    open_now = most = 0
    for match in re.finditer(r"<(/?)(div|span|section|table|ul|ol|li|b|i|em|a|p|font)\b", text):
        open_now = max(0, open_now - 1) if match[1] else open_now + 1
        # A paragraph need not be closed.
        most = max(most, 0 if match[2] in {"p", "li"} else open_now)
    return most


def _meta(page: LexborHTMLParser, named: str) -> str:
    node = page.css_first(f'meta[property="{named}"], meta[name="{named}"]')
    return clean_text(node.attributes.get("content") or "") if node else ""


def _text_of(page: LexborHTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    return clean_text(node.text()) if node else ""


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _from_docx(name: str, data: bytes) -> ArticleFile:
    from docx import Document  # noqa: PLC0415 - needed for such files alone

    with _refused(name):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if "word/document.xml" not in packed.namelist():
                raise ArticleFileError(name, Message("it is no Word document"))
        if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > _MOST_UNPACKED:
            raise ArticleFileError(name, Message("it unpacks to more than an article can be"))
        document = Document(io.BytesIO(data))
        said = document.core_properties
        return ArticleFile(
            text="\n".join(paragraph.text for paragraph in document.paragraphs),
            title=clean_text(said.title or ""),
        )


def _from_pdf(name: str, data: bytes) -> ArticleFile:
    from pypdf import PdfReader  # noqa: PLC0415 - needed for such files alone

    with _refused(name):
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleFileError(name, Message("it is locked with a password"))
        if len(reader.pages) > _MOST_PAGES:
            raise ArticleFileError(
                name, Message("it has more than %(most)s pages", most=_MOST_PAGES)
            )
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MOST_LETTERS:
                break
        title = reader.metadata.title if reader.metadata else None
        return ArticleFile(text="\n".join(pages), title=clean_text(title or ""))


@contextmanager
def _refused(name: str) -> Iterator[None]:
    """Turn whatever a damaged file makes its reader raise into one clear error."""
    try:
        yield
    except ArticleFileError:
        raise
    except Exception as error:
        raise ArticleFileError(
            name, Message("it is damaged: %(problem)s", problem=error or type(error).__name__)
        ) from error
