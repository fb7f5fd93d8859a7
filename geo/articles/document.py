"""HTML, Word and PDF -> their text; run as a program of its own, because its input is anybody's.

Such files can make their readers work for hours or fill the machine, in more ways than can be told
by looking. So `geo.articles.files` runs this file as a process that may use little memory and time
and write nothing. Kind of file as argument, its bytes on standard input, JSON on standard output:
text, title, publisher, published and link, or `problem` with one of the words of `Problem`.
"""

import io
import json
import re
import sys
import zipfile
from enum import StrEnum
from typing import Any, Final

if sys.platform != "win32":
    import resource

# Bytes of memory and seconds of work. Source: own choice; a PDF of 300 pages needs a third of it.
MOST_MEMORY: Final = 2**30
MOST_SECONDS: Final = 30
# Source: own choice; what a packed document may unpack to, so that a small file fills no memory.
_MOST_UNPACKED: Final = 60_000_000
_MOST_PARTS: Final = 2_000
MOST_PAGES: Final = 300
MOST_LEVELS: Final = 500
# Letters of text that are taken; the caller refuses an article that long.
_MOST_LETTERS: Final = 2_000_000
_NOT_THE_ARTICLE: Final = (
    "script, style, noscript, template, nav, header, footer, aside, form, button, svg, iframe, "
    "figure, [hidden], [aria-hidden=true]"
)
_BLOCKS: Final = "p, h1, h2, h3, h4, h5, h6, li, blockquote, pre, td"
_TAG: Final = re.compile(r"<(/?)(div|span|section|table|ul|ol|li|b|i|em|a|p|font)\b", re.IGNORECASE)


class Problem(StrEnum):
    """Why a file cannot be read."""

    NO_WORD = "no-word"
    UNPACKS = "unpacks"
    LOCKED = "locked"
    PAGES = "pages"
    DEEP = "deep"
    TOO_MUCH = "too-much"
    DAMAGED = "damaged"


class DocumentError(Exception):
    """A file cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def of_html(data: bytes) -> dict[str, str]:
    """Return what a page in UTF-8 holds, without what stands around the article.

    Raises
    ------
    DocumentError
        If its elements lie too deep in one another.
    """
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - needed for such files alone

    text = data.decode("utf-8", "replace")
    if _levels(text) > MOST_LEVELS:
        raise DocumentError(Problem.DEEP)
    page = LexborHTMLParser(text)
    link = page.css_first("link[rel=canonical]")
    said = {
        "title": _meta(page, "og:title") or _text_of(page, "h1") or _text_of(page, "title"),
        "publisher": _meta(page, "og:site_name"),
        "published": _meta(page, "article:published_time"),
        "link": (link.attributes.get("href") or "" if link else "") or _meta(page, "og:url"),
    }
    for node in page.css(_NOT_THE_ARTICLE):
        node.decompose()
    body = page.css_first("article") or page.css_first("main") or page.body
    if body is None:
        return said
    inmost = (block for block in body.css(_BLOCKS) if len(block.css(_BLOCKS)) <= 1)
    blocks = (block.text(separator="", strip=False) for block in inmost)
    lines = (re.sub(r"\s+", " ", block).strip() for block in blocks)
    whole = "\n".join(line for line in lines if line)
    return {**said, "text": whole or body.text(separator="\n")}


def _levels(text: str) -> int:
    """Return how many elements may be open at once: each that opens counts until one closes."""
    open_now = most = 0
    for match in _TAG.finditer(text):
        open_now = max(0, open_now - 1) if match[1] else open_now + 1
        # A paragraph need not be closed.
        most = max(most, 0 if match[2].lower() in {"p", "li"} else open_now)
    return most


def _meta(page: Any, named: str) -> str:  # noqa: ANN401 - the library is loaded where it is needed
    node = page.css_first(f'meta[property="{named}"], meta[name="{named}"]')
    return (node.attributes.get("content") or "") if node else ""


def _text_of(page: Any, selector: str) -> str:  # noqa: ANN401 - as above
    node = page.css_first(selector)
    return str(node.text()) if node else ""


def of_docx(data: bytes) -> dict[str, str]:
    """Return the paragraphs and the title of a Word document.

    Raises
    ------
    DocumentError
        If it is none, or unpacks to too much.
    """
    from docx import Document  # noqa: PLC0415 - needed for such files alone

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    if "word/document.xml" not in {part.filename for part in parts}:
        raise DocumentError(Problem.NO_WORD)
    if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > _MOST_UNPACKED:
        raise DocumentError(Problem.UNPACKS)
    document = Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    return {"text": text, "title": document.core_properties.title or ""}


def of_pdf(data: bytes) -> dict[str, str]:
    """Return the text of a PDF's pages, and its title.

    Raises
    ------
    DocumentError
        If it is locked, or has too many pages.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - needed for such files alone

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(Problem.LOCKED)
    if len(reader.pages) > MOST_PAGES:
        raise DocumentError(Problem.PAGES)
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > _MOST_LETTERS:
            break
    title = reader.metadata.title if reader.metadata else None
    return {"text": "\n".join(pages), "title": title or ""}


READERS: Final = {"html": of_html, "docx": of_docx, "pdf": of_pdf}


def read(kind: str, data: bytes) -> dict[str, str]:
    """Return what a file holds, or its `problem` and what its reader said in `told`."""
    try:
        found = READERS[kind](data)
    except DocumentError as error:
        return {"problem": error.problem}
    except (MemoryError, RecursionError):
        return {"problem": Problem.TOO_MUCH}
    # Damaged files make their readers raise whatever they like.
    except Exception as error:  # noqa: BLE001
        told = str(error) or type(error).__name__
        return {"problem": Problem.DAMAGED, "told": told[:200]}
    return {name: value[: 2 * _MOST_LETTERS] for name, value in found.items()}


def _limit() -> None:
    """Let this process have little memory and time, and write nothing."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read standard input as the kind of file that the first argument says."""
    _limit()
    found = read(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
