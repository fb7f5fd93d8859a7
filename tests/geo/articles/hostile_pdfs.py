"""PDF files and pages that are made to exhaust whoever reads them."""

from __future__ import annotations

import io
import zlib
from typing import Final

from pypdf import PdfReader, PdfWriter

_STREAM: Final = b"<<%s/Length %d>>stream\n%s\nendstream"


def _pdf(objects: list[bytes], root: bytes = b"1 0 R") -> bytes:
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF" % (size, root, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def _page(content: bytes, *more: bytes, resources: bytes = b"", packed: bool = False) -> bytes:
    """Return one page; `more` are the objects from number 6 on."""
    told = b"/Filter/FlateDecode" if packed else b""
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources"
            b"<</Font<</F 5 0 R>>%s>>>>" % resources,
            _STREAM % (told, len(content), content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ]
    )


def _form(content: bytes, uses: bytes) -> bytes:
    told = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<<%s>>>>"
    return _STREAM % (told % uses, len(content), content)


_TEXT: Final = b"BT /F 9 Tf (Manbij) Tj ET"


def recursive_forms() -> bytes:
    """Return a page with a form that draws itself."""
    form = _form(_TEXT + b" /X Do", b"/X 6 0 R")
    return _page(_TEXT + b" /X Do", form, resources=b"/XObject<</X 6 0 R>>")


def doubling_forms(levels: int = 40) -> bytes:
    """Return a page with forms that each draw the next one twice."""
    forms = [_form(b"/X Do /X Do", b"/X %d 0 R" % (7 + level)) for level in range(levels)]
    return _page(b"/X Do", *forms, _form(_TEXT, b""), resources=b"/XObject<</X 6 0 R>>")


def many_pages(count: int = 10_000) -> bytes:
    """Return so many pages of one text."""
    kids = b"3 0 R " * count
    made = _page(_TEXT)
    return made.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[%s]/Count %d" % (kids, count))


def page_tree_in_itself() -> bytes:
    """Return a tree of pages of which a branch is its root."""
    return _page(_TEXT).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R 3 0 R]/Count 2")


def locked() -> bytes:
    """Return a page that only a password opens."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_page(_TEXT))))
    writer.encrypt("secret", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def packed_page(size: int = 100_000_000) -> bytes:
    """Return a page of which the content unpacks to `size` bytes."""
    return _page(_deflated(b"(x) Tj ", size), packed=True)


def object_stream(size: int = 100_000_000) -> bytes:
    """Return a catalogue in a stream of objects that unpacks to `size` bytes."""
    packed = _deflated(b" ", size)
    stream = _STREAM % (
        b"/Type/ObjStm/N 1/First 5/Filter/FlateDecode", len(packed), packed,
    )  # fmt: skip
    head = b"%PDF-1.5\n"
    at = len(head)
    body = head + b"2 0 obj" + stream + b" endobj\n"
    rows = b"\0\0\0\0\xff" + b"\2\0\0\2\0" + b"\1" + at.to_bytes(3, "big") + b"\0"
    told = b"/Type/XRef/Size 3/W[1 3 1]/Root 1 0 R"
    table = _STREAM % (told, len(rows), rows)
    return body + b"3 0 obj" + table + b" endobj\nstartxref\n%d\n%%%%EOF" % len(body)


def _deflated(piece: bytes, size: int) -> bytes:
    packer = zlib.compressobj(9)
    block = piece * (2**20 // len(piece))
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
