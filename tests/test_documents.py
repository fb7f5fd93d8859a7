"""What the documents name is there: files, modules, functions, links and their headings."""

from __future__ import annotations

import importlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
FOLDERS = (".ci", ".streamlit", "benchmarks", "deploy", "gazetteer", "geo", "pages", "tests")
FILES = [
    *(path for path in ROOT.iterdir() if path.is_file()),
    *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()),
]
NAMES = {path.name for path in FILES}
DOCUMENTS = sorted(path for path in FILES if path.suffix == ".md")
# Files that somebody writes or is given, the articles, which are not included, and networks.
ELSEWHERE = re.compile(
    r"NAME(\.ar)?\.md|\.streamlit/secrets\.toml|hudud/editor-name\.txt|deploy/secrets\.toml"
    r"|deploy/\.env|00\d_\w{16}\.txt|dist/|[\d./]+"
)
_CODE = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_FILE = re.compile(
    r"(?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:py|md|js|css|po|jsonl?|geojson|toml|yaml|txt|svg)"
)
_MODULE = re.compile(r"python3? -m ([a-z_.]+)")
_NAME = re.compile(r"((?:gazetteer|geo|pages|tests|benchmarks)(?:\.\w+)+)(?:\(.*\))?")
_LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")


def said(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def code_of(document: Path) -> Iterator[str]:
    """Yield what stands in backquotes within the lines of a document."""
    yield from _CODE.findall(_BLOCK.sub("", said(document)))


def is_there(name: str, document: Path) -> bool:
    if "/" not in name:
        return name in NAMES
    return any((folder / name).exists() for folder in (ROOT, document.parent))


def means_something(name: str) -> bool:
    """Tell whether a dotted name is a module, or something that a module holds."""
    if find_spec(name.partition(".")[0]) is None:
        return False
    module, _, rest = name.rpartition(".")
    try:
        return find_spec(name) is not None or hasattr(importlib.import_module(module), rest)
    except ModuleNotFoundError:
        return means_something(module)


def headings(document: Path) -> set[str]:
    """Return the headings of a document, as links write them."""
    found = re.findall(r"^#+ (.*)$", _BLOCK.sub("", said(document)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document_names_only_what_is_there(document: Path) -> None:
    words = [word for code in code_of(document) for word in code.split()]
    files = {word for word in words if _FILE.fullmatch(word) and not ELSEWHERE.fullmatch(word)}
    assert {name for name in files if not is_there(name, document)} == set()
    named = {match[1] for code in code_of(document) if (match := _NAME.fullmatch(code))}
    named |= {name for name in _MODULE.findall(said(document)) if find_spec(name.partition(".")[0])}
    assert {name for name in named if not means_something(name)} == set()
    for target, heading in _LINK.findall(said(document)):
        led_to = document.parent / target if target else document
        assert led_to.exists(), target
        assert not heading or heading in headings(led_to), f"{target}#{heading}"
