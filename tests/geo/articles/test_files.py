"""Files of every kind, whole, damaged, too large and hostile."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx import Document

from geo import ArticleFileError, read_article_file
from tests.geo.articles import hostile_pdfs
from tests.payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = """<!doctype html><html><head><title>Site | Shelling</title>
<meta property="og:title" content="Shelling of Manbij">
<meta property="og:site_name" content="Daily">
<meta property="article:published_time" content="2021-03-10T08:00:00Z">
<link rel="canonical" href="https://daily.example/a"></head>
<body><nav>Home</nav><article><h1>Shelling of Manbij</h1><p>Shells fell on
<b>Manbij</b>.</p><script>evil()</script><p>Two died.</p></article>
<footer>Imprint</footer></body></html>"""


def word(*paragraphs: str) -> bytes:
    document = Document()
    document.core_properties.title = "A title"
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(text: str) -> bytes:
    """Return a PDF of one line, written by hand."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % at


def test_read_article_file_html_gives_text_and_what_the_page_says() -> None:
    found = read_article_file("a.html", PAGE.encode())
    assert found.text == "Shelling of Manbij\nShells fell on Manbij.\nTwo died."
    assert (found.title, found.publisher) == ("Shelling of Manbij", "Daily")
    assert (found.published, found.link) == (date(2021, 3, 10), "https://daily.example/a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_read_article_file_plain_text_in_usual_encodings(encoding: str) -> None:
    assert read_article_file("a.txt", "قصف على منبج".encode(encoding)).text == "قصف على منبج"


def test_read_article_file_word_gives_paragraphs_and_title() -> None:
    found = read_article_file("a.docx", word("قصف على منبج", "", "انفجار"))
    assert (found.text, found.title) == ("قصف على منبج\nانفجار", "A title")


def test_read_article_file_pdf_gives_its_text() -> None:
    assert "Shelling of Manbij" in read_article_file("a.pdf", pdf("Shelling of Manbij")).text


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 70_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"  \n", "no text"),
        ("scan.pdf", pdf(""), "no text"),
        ("broken.pdf", b"%PDF-1.4 nothing", "damaged"),
        ("broken.docx", b"PK\x03\x04 nothing", "damaged"),
        ("bomb.docx", bomb(), "unpacks to more"),
        ("sheet.xlsx", word("x").replace(b"word/document.xml", b"xord/document.xml"), "Word"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "neither text"),
        ("large.txt", b"a" * 10_000_001, "larger than"),
        ("deep.html", b"<html>" + b"<div>" * 900, "deep"),
    ],
)
def test_read_article_file_that_cannot_be_read_says_why(name: str, data: bytes, said: str) -> None:
    with pytest.raises(ArticleFileError, match=said) as refused:
        read_article_file(name, data)
    assert refused.value.file == name


def test_read_article_file_word_with_an_external_entity_reads_nothing() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("text"))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                start = data.index(b"<w:document")
                entity = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
                data = data[:start] + entity + data[start:].replace(b">text<", b">text&x;<")
            new.writestr(name, data)
    assert read_article_file("a.docx", file.getvalue()).text == "text"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_read_article_file_hostile_text_stays_text(payload: str) -> None:
    read_article_file("a.txt", f"منبج {payload}".encode())


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("pages.pdf", hostile_pdfs.many_pages, "more than 300 pages"),
        ("tree.pdf", hostile_pdfs.page_tree_in_itself, "damaged"),
        ("locked.pdf", hostile_pdfs.locked, "locked with a password"),
        ("page.pdf", hostile_pdfs.packed_page, "damaged"),
        ("objects.pdf", hostile_pdfs.object_stream, "damaged"),
        ("bold.html", lambda: b"<html>" + b"<b>" * 1_000_000, "deep"),
        ("large.html", lambda: b"<html>" + b"<div></div>" * 1_000_000, "larger than"),
    ],
)
def test_read_article_file_made_to_exhaust_ends_in_one_error(
    name: str, make: Callable[[], bytes], said: str
) -> None:
    with pytest.raises(ArticleFileError, match=said) as refused:
        read_article_file(name, make())
    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("form.pdf", hostile_pdfs.recursive_forms),
        ("forms.pdf", hostile_pdfs.doubling_forms),
        ("breaks.html", lambda: b"<html><body>" + b"<br>" * 1_000_000 + b"Manbij"),
    ],
)
def test_read_article_file_that_repeats_itself_gives_bounded_text(
    name: str, make: Callable[[], bytes]
) -> None:
    text = read_article_file(name, make()).text
    assert "Manbij" in text
    assert len(text) < 100_000
