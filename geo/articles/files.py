"""A file -> the article in it: plain text, HTML, Word and PDF with text, each within bounds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gazetteer import GazetteerError, Message, detect_encoding
from geo.articles import document
from geo.articles.cleaning import clean_text
from geo.articles.document import Problem
from geo.errors import GeoError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Source: own choice; a news article is seldom over 1 MB with its page around it.
MOST_BYTES: Final = 10_000_000
# The first bytes tell the encoding.
_HEAD: Final = 256 * 1024
ARTICLE_FILE_TYPES: Final = ("txt", "html", "htm", "docx", "pdf")
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
        found = _from_document(name, "pdf", data)
    elif data.startswith(b"PK\x03\x04"):
        found = _from_document(name, "docx", data)
    else:
        text = _decoded(name, data)
        is_page = name.lower().endswith((".html", ".htm")) or _looks_like_html(text)
        found = (
            _from_document(name, "html", text.encode("utf-8", "replace"))
            if is_page
            else ArticleFile(text=text)
        )
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


def _from_document(name: str, kind: str, data: bytes) -> ArticleFile:
    """Read a document in a process of its own, which ends with what it makes of the file."""
    command = [sys.executable, "-I", str(Path(document.__file__)), kind]
    try:
        done = subprocess.run(  # noqa: S603 - this very interpreter and a file of ours
            command,
            input=data,
            capture_output=True,
            timeout=2 * document.MOST_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise ArticleFileError(name, _problem({"problem": Problem.TOO_MUCH})) from error
    # Whatever is not told is a process that was ended at its bounds.
    found = json.loads(done.stdout) if done.returncode == 0 else {"problem": Problem.TOO_MUCH}
    if "problem" in found:
        raise ArticleFileError(name, _problem(found))
    return ArticleFile(
        text=found.get("text", ""),
        title=clean_text(found.get("title", "")),
        publisher=clean_text(found.get("publisher", "")),
        published=_day(found.get("published", "")),
        link=found.get("link", ""),
    )


def _problem(found: Mapping[str, str]) -> Message:
    """Return in words why a document cannot be read."""
    told = found.get("told", "")
    return {
        Problem.NO_WORD: Message("it is no Word document"),
        Problem.UNPACKS: Message("it unpacks to more than an article can be"),
        Problem.LOCKED: Message("it is locked with a password"),
        Problem.PAGES: Message(
            "it has more than %(most_pages)s pages", most_pages=document.MOST_PAGES
        ),
        Problem.DEEP: Message(
            "its elements lie more than %(most_levels)s deep", most_levels=document.MOST_LEVELS
        ),
        Problem.TOO_MUCH: Message("reading it takes more time or memory than an article can need"),
        Problem.DAMAGED: Message("it is damaged: %(problem)s", problem=told),
    }[Problem(found["problem"])]


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
