"""The page of the guide: its parts, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from pages.guide_pictures import PICTURES_ADDRESS, guide_routes
from tests.pages.asking import Asking

GUIDE = Path(__file__).parents[2] / "pages" / "guide"
Open = Callable[..., AppTest]


def shown(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


def opened(open_page: Open, query: dict[str, str]) -> AppTest:
    at = open_page("guide")
    # Going to a page leaves the parameters of the one before.
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def headings(name: str) -> list[str]:
    return re.findall(r"^#{2,} .*$", (GUIDE / name).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ({}, "README.md"),
        ({"lang": "ar"}, "README.ar.md"),
        ({"part": "editors", "lang": "ar"}, "editors.ar.md"),
        ({"part": "method"}, "method.md"),
        ({"part": "method", "lang": "ar"}, "method.ar.md"),
        ({"part": "commands", "lang": "ar"}, "command_line.ar.md"),
        ({"part": "no-such-part"}, "README.md"),
    ],
)
def test_guide_page_shows_the_part_that_the_address_asks_for(
    open_page: Open, query: dict[str, str], file: str
) -> None:
    text = shown(opened(open_page, query))
    assert all(heading in text for heading in headings(file))
    assert headings(file)


def test_guide_page_leads_to_its_pictures_and_parts(open_page: Open) -> None:
    text = shown(open_page("guide"))
    assert "](?part=method)" in text
    assert ".md)" not in text
    asking = Asking(Starlette(routes=guide_routes()))
    pictures = re.findall(r"!\[[^\]]+\]\((.*?)\)", text)
    assert pictures
    for picture in pictures:
        assert asking.get(picture).headers["content-type"] == "image/png"


@pytest.mark.parametrize("name", ["no-such.png", "..%2Ficon.svg", "%2E%2E/guide/README.md"])
def test_guide_routes_answer_with_pictures_alone(name: str) -> None:
    asking = Asking(Starlette(routes=guide_routes()))
    assert asking.get(f"{PICTURES_ADDRESS}/{name}").status_code == 404
