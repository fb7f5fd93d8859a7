"""What every answer of the server tells a browser: what it may load, run, frame and pass on."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse

from geo import TILES_URL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT: Final = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_INLINE_STYLE: Final = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
# Other sites may ask here and show what they get: OpenRefine does both.
_OPEN_PREFIX: Final = "/reconcile"

# Nothing of the dashboard uses any of these.
_NO_FEATURES: Final = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
_EVERYWHERE: Final = {
    "X-Content-Type-Options": "nosniff",
    # The address of a page tells what somebody looks for.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": _NO_FEATURES,
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware that adds the headers; what an answer says of itself stays.

    Cookies that travel over TLS are marked so: Streamlit does it only where it holds the
    certificate itself, and mostly a proxy does.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _headers_of(scope).items():
                    headers.setdefault(name, value)
                if scope.get("scheme") == "https":
                    message["headers"] = [_over_tls(*pair) for pair in headers.raw]
            await send(message)

        await self._app(scope, receive, send_guarded)


class SameSite:
    """ASGI middleware that keeps the pages of other sites from sessions.

    A socket asked for by another site's page is refused, and what else its scripts ask for is
    answered as if no page had asked, which a browser lets no script read. Streamlit would do so,
    too, but looks for its own address before: with a question to a host on the internet, and with
    every page of the reader's own machine for a friend. What
    ``server.corsAllowedOrigins`` names may pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, if it does not come from another site's page."""
        if scope["type"] == "lifespan" or not _is_from_elsewhere(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            # Before it is accepted, a socket that is closed is answered with 403.
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["path"].startswith(_OPEN_PREFIX):
            await self._app(scope, receive, send)
        else:
            kept = [(name, value) for name, value in scope["headers"] if name != b"origin"]
            await self._app({**scope, "headers": kept}, receive, send)


def _is_from_elsewhere(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is None or origin.partition("://")[2] == headers.get("host"):
        return False
    return origin not in st.get_option("server.corsAllowedOrigins")


def _headers_of(scope: Scope) -> Mapping[str, str]:
    open_to_others = scope["path"].startswith(_OPEN_PREFIX)
    return {
        **_EVERYWHERE,
        "Cross-Origin-Resource-Policy": "cross-origin" if open_to_others else "same-origin",
        "Content-Security-Policy": app_policy(),
    }


def _over_tls(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header of an answer, a cookie with the mark that it never goes in the clear."""
    if name == b"set-cookie" and b"; secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value


@cache
def app_policy() -> str:
    """Return the content security policy of Streamlit's page.

    Scripts come from this server, but for the one that stands in Streamlit's page, named by its
    hash, and those of components, which Streamlit loads by a ``blob:`` that a script has made. Its
    protocol counts with WebAssembly, which may run; text that becomes JavaScript may not.
    Styles are the one thing that may stand anywhere: the library that Streamlit draws with makes
    them while it runs.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return _policy(
        {
            "script-src": [
                "'self'",
                "blob:",
                "'wasm-unsafe-eval'",
                *_hashes(_INLINE_SCRIPT.findall(page)),
            ],
            "style-src": ["'self'", "'unsafe-inline'"],
            "img-src": ["'self'", "data:", "blob:"],
            "font-src": ["'self'", "data:"],
            "media-src": ["'self'", "blob:"],
            "worker-src": ["'self'", "blob:"],
            "connect-src": ["'self'"],
            "frame-src": ["'self'"],
            "manifest-src": ["'self'"],
            "form-action": ["'self'"],
            "frame-ancestors": ["'self'"],
        }
    )


def map_policy(page: str) -> str:
    """Return the content security policy of a map's page, which runs its own scripts alone.

    Pictures may come from the online map only where the page has that layer.
    """
    tiles = urlsplit(TILES_URL)
    online = [f"https://{tiles.netloc}"] if TILES_URL in page else []
    return _policy(
        {
            "script-src": ["'self'", *_hashes(_INLINE_SCRIPT.findall(page))],
            "style-src": ["'self'", *_hashes(_INLINE_STYLE.findall(page))],
            "img-src": ["'self'", "data:", *online],
            "connect-src": ["'self'"],
            "form-action": ["'none'"],
            "frame-ancestors": ["'self'"],
        }
    )


def map_response(page: str, headers: Mapping[str, str]) -> HTMLResponse:
    """Return the answer that holds a map's page, under its own policy.

    Who keeps the online map asks that a browser says from which site it comes.
    """
    # Source: https://operations.osmfoundation.org/policies/tiles/
    own = {"Content-Security-Policy": map_policy(page), "Referrer-Policy": "strict-origin"}
    return HTMLResponse(page, headers={**headers, **own})


def _policy(directives: Mapping[str, list[str]]) -> str:
    given = {"default-src": ["'none'"], "base-uri": ["'none'"], "object-src": ["'none'"]}
    return "; ".join(
        f"{name} {' '.join(values)}" for name, values in {**given, **directives}.items()
    )


def _hashes(inline: Iterable[str]) -> list[str]:
    """Return what names the content of inline elements in a policy.

    A browser reads every line end as a line feed before it takes the hash.
    """
    texts = {text.replace("\r\n", "\n").replace("\r", "\n") for text in inline}
    digests = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
    return sorted(f"'sha256-{digest}'" for digest in digests)
