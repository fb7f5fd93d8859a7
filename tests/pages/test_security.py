"""The headers of every answer, and the policies of the pages."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo import TILES_URL
from pages.routes import serve_map, serve_place_map
from pages.security import SameSite, SecurityHeaders, app_policy, map_policy
from tests.pages.asking import Asking

TILES = "https://tile.openstreetmap.org"


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


def own(_request: Request) -> Response:
    headers = {"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "origin"}
    return PlainTextResponse("own", headers=headers)


def cookie(_request: Request) -> Response:
    answer = PlainTextResponse("cookie")
    answer.set_cookie("a", "1", httponly=True)
    answer.set_cookie("b", "2", secure=True)
    return answer


@pytest.fixture
def served() -> SecurityHeaders:
    routes = [Route("/own", own), Route("/cookie", cookie), Route("/reconcile", cookie)]
    return SecurityHeaders(Starlette(routes=routes))


@pytest.mark.parametrize("path", ["/cookie", "/nothing"])
def test_security_headers_stand_on_every_answer(served: SecurityHeaders, path: str) -> None:
    headers = Asking(served).get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["content-security-policy"] == app_policy()


def test_security_headers_leave_what_an_answer_says_of_itself(served: SecurityHeaders) -> None:
    headers = Asking(served).get("/own").headers
    assert headers.get_list("content-security-policy") == ["default-src 'none'"]
    assert headers.get_list("referrer-policy") == ["origin"]


def test_security_headers_let_other_sites_reconcile(served: SecurityHeaders) -> None:
    headers = Asking(served).get("/reconcile").headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(("scheme", "marks"), [("https", [1, 1]), ("http", [0, 1])])
def test_security_headers_keep_cookies_of_tls_off_plain_http(
    served: SecurityHeaders, scheme: str, marks: list[int]
) -> None:
    answer = Asking(served, base_url=f"{scheme}://maps.example.org").get("/cookie")
    cookies = answer.headers.get_list("set-cookie")
    assert [text.lower().count("; secure") for text in cookies] == marks
    assert "httponly" in cookies[0].lower()


def test_app_policy_lets_no_text_become_script() -> None:
    found = directives(app_policy())
    scripts = [v for v in found["script-src"] if not v.startswith("'sha256-")]
    assert scripts == ["'self'", "blob:", "'wasm-unsafe-eval'"]
    assert found["default-src"] == found["object-src"] == found["base-uri"] == ["'none'"]
    assert found["frame-ancestors"] == ["'self'"]
    assert "http" not in app_policy()


@pytest.mark.parametrize("serve", [serve_map, serve_place_map])
def test_map_policy_names_each_inline_script_and_no_other(serve: object) -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    answer = (serve_map if serve is serve_map else serve_place_map)(Request(scope))
    page = bytes(answer.body).decode()
    found = directives(answer.headers["content-security-policy"])
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {f"'sha256-{b64encode(sha256(t.encode()).digest()).decode()}'" for t in inline}
    assert inline
    assert set(found["script-src"]) == {"'self'", *hashes}
    assert "'unsafe-inline'" not in found["style-src"]
    assert found["img-src"] == ["'self'", "data:", TILES]
    assert answer.headers["referrer-policy"] == "strict-origin"


def test_map_policy_without_the_online_map_reaches_no_other_host() -> None:
    assert TILES in map_policy(f"<script>L.tileLayer('{TILES_URL}')</script>")
    assert "http" not in map_policy("<script>1</script>")


def test_map_policy_takes_line_ends_as_a_browser_does() -> None:
    assert map_policy("<script>a\r\nb\rc</script>") == map_policy("<script>a\nb\nc</script>")


def origin(request: Request) -> Response:
    return PlainTextResponse(request.headers.get("origin", "none"))


@pytest.mark.parametrize(
    ("path", "asks", "arrives"),
    [
        ("/media/x", "https://evil.example", "none"),
        ("/media/x", "http://localhost:8502", "none"),
        ("/media/x", "null", "none"),
        ("/media/x", "http://localhost", "http://localhost"),
        ("/media/x", "https://friend.example", "https://friend.example"),
        ("/reconcile", "https://evil.example", "https://evil.example"),
    ],
)
def test_same_site_takes_no_page_of_another_site_for_one_of_its_own(
    monkeypatch: pytest.MonkeyPatch, path: str, asks: str, arrives: str
) -> None:
    monkeypatch.setattr(st, "get_option", lambda _name: ["https://friend.example"])
    served = SameSite(Starlette(routes=[Route("/media/x", origin), Route("/reconcile", origin)]))
    assert Asking(served).get(path, {"Origin": asks}).text == arrives
