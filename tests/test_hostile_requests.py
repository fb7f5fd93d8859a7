"""Hostile text in addresses, headers and bodies: every answer is one of few, and none runs."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from gazetteer import Toponym, escape
from gazetteer.reconcile import reconcile_app
from gazetteer.reconcile_preview import preview_html
from geo import MapState, current_briefing
from pages.guide_pictures import guide_routes
from pages.language import language_routes
from pages.monitoring import monitoring_routes
from pages.routes import map_routes
from pages.tour import tour_routes
from tests.gazetteer.stub_gazetteer import HAJIN, StubGazetteer
from tests.hostile_checks import assert_inert_html
from tests.pages.hostile import text_of
from tests.payloads import BROKEN, LONG, MARK, PAYLOADS, hostile_texts
from tests.ways_in import PAGE_PARAMETERS, map_parameters, ways_in

if TYPE_CHECKING:
    from collections.abc import Mapping

# Every parameter that the routes and the map read.
KEYS = tuple(sorted({*map_parameters(), *ways_in().parameters, "v", "callback"}))
# Every route of the dashboard but those of the reconciliation service, which are tried apart.
ROUTES = [
    route
    for route in (
        *map_routes(), *guide_routes(), *language_routes(), *tour_routes(), *monitoring_routes(),
    )
    if isinstance(route, Route) and not route.path.startswith("/reconcile")
]  # fmt: skip
HEADERS = ("host", "referer", "user-agent", "accept-language", "cookie", "x-forwarded-host")


class Stub(StubGazetteer):
    revision = 1


def ask(
    app: Starlette,
    path: str,
    query: Mapping[str, str] | None = None,
    *,
    headers: Mapping[str, bytes] | None = None,
    body: bytes | None = None,
) -> tuple[int, dict[str, str], bytes]:
    """Call an application as a server would; return status, headers and body."""
    form = b"application/x-www-form-urlencoded"
    given = {"host": b"localhost", "content-type": form, **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET" if body is None else "POST",
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "root_path": "",
        "query_string": urlencode(query or {}, errors="replace").encode(),
        "headers": [(name.encode(), value) for name, value in given.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - any message
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    told = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(m.get("body", b"") for m in sent[1:])


def assert_harmless(answer: tuple[int, dict[str, str], bytes]) -> None:
    """Fail when an answer is an error of ours, splits its headers or is a page that runs."""
    status, headers, body = answer
    assert status in {200, 204, 302, 307, 400, 404, 413, 414, 503}, (status, body[:300])
    assert not [v for v in headers.values() if "\r" in v or "\n" in v]
    assert MARK not in headers.get("set-cookie", "")
    assert "forged" not in headers.get("set-cookie", "")
    kind = headers.get("content-type", "")
    if "html" in kind:
        assert MARK not in body.decode()
    elif "json" in kind:
        json.loads(body)


@pytest.fixture(scope="module")
def routes() -> Starlette:
    return Starlette(routes=ROUTES)


@pytest.fixture(scope="module")
def reconcile() -> Starlette:
    return reconcile_app(Stub())


@pytest.mark.parametrize("text", [*PAYLOADS, *BROKEN])
def test_state_of_the_map_reads_any_text_in_every_parameter(text: str) -> None:
    for key in KEYS:
        state, problems = MapState.from_query([(key, text), (key, text)])
        assert MapState.from_query(state.to_query())[1] == []
        assert all(isinstance(problem, str) for problem in problems)


@pytest.mark.parametrize("text", PAYLOADS)
def test_routes_answer_any_text_in_every_parameter_and_path(routes: Starlette, text: str) -> None:
    query = dict.fromkeys(KEYS, text)
    for route in ROUTES:
        path = re.sub(r"\{\w+(?::\w+)?\}", lambda _: text, route.path)
        assert_harmless(ask(routes, path, query))


def test_routes_that_know_their_revision_answer_any_text_in_the_other_parameters(
    routes: Starlette,
) -> None:
    revision = current_briefing().table.revision
    for text in PAYLOADS:
        query = {**dict.fromkeys(KEYS, text), "revision": revision}
        for path in ("/hudud/incidents/labels", "/hudud/incidents/verdicts"):
            assert_harmless(ask(routes, path, query))


def test_every_parameter_of_a_page_is_tried_in_chromium() -> None:
    tried = {name for names in PAGE_PARAMETERS.values() for name in names} | map_parameters()
    pages = {name for name, files in ways_in().parameters.items() if files - {"pages/routes.py"}}
    assert pages <= tried
    # Where the name is no constant, it is all of the map's, or one of those of the data sets.
    assert ways_in().computed == {
        ("pages/clients.py", "variable"),
        ("pages/dataset_address.py", "name"),
        ("pages/export_address.py", "key"),
        ("pages/link.py", "key"),
    }


@pytest.mark.parametrize("text", PAYLOADS)
def test_routes_answer_any_text_in_every_header(routes: Starlette, text: str) -> None:
    # What a server lets through: no line ends.
    value = text.replace("\r", "").replace("\n", "").replace("\0", "").encode()
    headers = dict.fromkeys(HEADERS, value)
    assert_harmless(ask(routes, "/hudud/map", headers=headers))
    assert_harmless(ask(routes, "/reconcile", headers=headers))


def reconcile_with(app: Starlette, text: str) -> None:
    """Put a text into every field of every request of the reconciliation service."""
    wanted = {
        "query": text,
        "type": text,
        "limit": 3,
        "properties": [{"pid": text, "v": text}, {"pid": "country", "v": [text, {"id": text}]}],
    }
    extension = {"ids": [text, HAJIN.id], "properties": [{"id": text}, {"id": "country"}]}
    # JSON may hold halves of characters, and so may what is made of it.
    for form in (
        {"queries": json.dumps({text: wanted})},
        {"query": json.dumps(wanted)},
        {"query": text},
        {"queries": text},
        {"extend": json.dumps(extension)},
        {"extend": text},
    ):
        body = urlencode({**form, "callback": text}, errors="replace").encode()
        assert_harmless(ask(app, "/reconcile", body=body))
    for path in ("entity", "property", "type"):
        assert_harmless(ask(app, f"/reconcile/suggest/{path}", {"prefix": text, "cursor": text}))
    assert_harmless(ask(app, "/reconcile/preview", {"id": text}))
    assert_harmless(ask(app, "/reconcile/properties", {"type": text, "limit": text}))


@pytest.mark.parametrize("text", [*PAYLOADS, *BROKEN, LONG[:70_000]])
def test_reconcile_answers_any_text_in_every_field(reconcile: Starlette, text: str) -> None:
    reconcile_with(reconcile, text)


@settings(max_examples=20)
@given(hostile_texts(broken=True))
def test_reconcile_answers_generated_text_in_every_field(text: str) -> None:
    reconcile_with(reconcile_app(Stub()), text)


@given(st.dictionaries(st.sampled_from(KEYS), hostile_texts(broken=True)))
def test_state_of_the_map_reads_generated_links(params: dict[str, str]) -> None:
    state, _problems = MapState.from_query(params)
    assert MapState.from_query(state.to_query())[1] == []


def test_reconcile_refuses_a_name_of_a_megabyte(reconcile: Starlette) -> None:
    body = urlencode({"query": LONG}).encode()
    assert ask(reconcile, "/reconcile", body=body)[0] == 413


@pytest.mark.parametrize("text", PAYLOADS)
def test_preview_shows_a_hostile_place_as_text(text: str) -> None:
    name = Toponym(name=text, language="en")
    links = ("geonames:1", f"javascript:{text}", f"https://x.org/{text}")
    html = preview_html(replace(HAJIN, toponyms=(name,), note=text, links=links))
    assert escape(text) in html
    assert text_of(html).count("id hajin") == 1
    assert_inert_html(html.replace(' href="https://', ' data-link="'))
