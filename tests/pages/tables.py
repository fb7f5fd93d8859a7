"""The tables of a page, as Streamlit's harness holds them."""

import json
from html.parser import HTMLParser
from typing import Any

from streamlit.testing.v1 import AppTest


def row_table(at: AppTest, key: str) -> list[list[str]]:
    """Return the rows of the table to choose from with `key`: of each cell its main text."""
    return [
        [cell if isinstance(cell, str) else cell[0] for cell in row]
        for row in row_table_data(at, key)["rows"]
    ]


def row_table_data(at: AppTest, key: str) -> dict[str, Any]:
    """Return what the table to choose from with `key` is told; no rows where it is not drawn."""
    for node in at.get("bidi_component"):
        if node.key == key:
            data: dict[str, Any] = json.loads(node.proto.json)
            return data
    return {"rows": [], "ids": []}


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_data(self, data: str) -> None:
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1] += data


def html_tables(at: AppTest) -> list[list[list[str]]]:
    """Return the tables that are written as HTML: rows of texts, the heads first."""
    found = []
    for node in at.get("html"):
        reader = _Tables()
        if 'class="hudud-table' in node.proto.body:
            reader.feed(node.proto.body)
            reader.close()
        found += reader.tables
    return found
