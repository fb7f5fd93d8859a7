"""Whether a file or page holds hostile text as text: nothing in it runs, links or asks."""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import openpyxl
from lxml import etree  # type: ignore[import-untyped]
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.payloads import BEACON, MARK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import BytesIO
    from pathlib import Path

# Elements of KML, QML, SLD and SVG that fetch, run or lead elsewhere.
_ACTIVE_XML = frozenset({"script", "foreignObject", "NetworkLink", "iframe", "object", "include"})
_ACTIVE_PDF = frozenset({"/JS", "/JavaScript", "/OpenAction", "/AA", "/URI", "/Launch", "/A"})
_FORMULA = re.compile(r"^(?:[\t\r\n]|[\s\u00a0\u200b-\u200f\u2060\ufeff]*[=+\-@|%＝＋－＠])")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


class _Active(HTMLParser):
    """Gathers what of a page does something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"iframe", "object", "embed", "form", "base", "svg", "math", "img", "link"}:
            self.found.append(tag)
        for name, value in attrs:
            leads = name in {"href", "src", "action", "srcdoc", "xlink:href"}
            if name.startswith("on") or (leads and not (value or "").startswith("#")):
                self.found.append(f"{tag} {name}={value}")


def assert_inert_html(html: str) -> None:
    """Fail when a page of text has a handler, an address or an element that loads something."""
    reader = _Active()
    reader.feed(html)
    reader.close()
    assert reader.found == []
    assert f"<script>window.{MARK}" not in html


def assert_inert_xml(content: bytes) -> Any:  # noqa: ANN401 - lxml gives no types
    """Fail when XML has an entity, an instruction or an element that does something."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(content, parser)
    assert b"<!ENTITY" not in content
    for node in root.iter():
        assert isinstance(node.tag, str), node
        assert etree.QName(node).localname not in _ACTIVE_XML
        for name, value in node.attrib.items():
            assert not etree.QName(name).localname.startswith("on"), name
            if etree.QName(name).localname in {"href", "src"}:
                assert value.startswith(("#", "icons/", "data:image/")), value
    return root


def assert_inert_cells(cells: Iterable[str]) -> None:
    """Fail when a spreadsheet would take a cell of a text table for a formula."""
    assert [c for c in cells if _FORMULA.match(c) and not _NUMBER.fullmatch(c)] == []


def assert_inert_workbook(file: Path | BytesIO) -> None:
    """Fail when a workbook has a formula, a link, a macro or a connection."""
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
        assert not sheet._hyperlinks
    _assert_inert_package(file)


def assert_inert_slides(file: BytesIO) -> None:
    """Fail when slides lead elsewhere or run something."""
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            if name.startswith("ppt/slides/slide") and name.endswith(".xml"):
                content = package.read(name)
                assert b"hlinkClick" not in content
                assert b"<p:oleObj" not in content
    _assert_inert_package(file)


def _assert_inert_package(file: Path | BytesIO) -> None:
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            assert "vba" not in name
            assert "connections" not in name
            assert "externalLink" not in name
            if name.endswith(".rels"):
                assert b"External" not in package.read(name), name


def assert_inert_pdf(file: BytesIO) -> str:
    """Fail when a PDF runs or opens something; return its text."""
    reader = PdfReader(file)
    for number in reader.xref[0]:
        found = reader.get_object(number)
        if isinstance(found, DictionaryObject):
            assert not _ACTIVE_PDF & set(found), found
    assert not any(page.annotations for page in reader.pages)
    return "".join(page.extract_text() for page in reader.pages)


def assert_asks_nobody(text: str) -> None:
    """Fail when an address of the payloads stands where a program would load it."""
    loads = rf"""(?:src|href|action|url\(|@import)\s*=?\s*["'(]?\s*https?://{BEACON}"""
    assert not re.search(loads, text)
