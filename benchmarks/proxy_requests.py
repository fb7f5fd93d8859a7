"""What the proxy answers and passes on, asked without a browser."""

from __future__ import annotations

import http.client
import ssl
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx

from benchmarks.proxy_site import figure, must
from pages.limits import RATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.proxy_site import Site

ONCE: Final = (
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
)
ANSWERED: Final = ("/", "/gazetteer", "/hudud/map", "/_stcore/health", "/reconcile", "/nowhere.js")
# Each as it is asked, without being made shorter by the client.
INSIDE: Final = (
    "/metrics",
    "/healthz",
    "/healthz/live",
    "/_stcore/metrics",
    "/metrics/",
    "/METRICS",
    "//metrics",
    "/%6detrics",
    "/x/../metrics",
    "/./healthz",
    "/healthz%2flive",
    "/metrics?x",
)
TOLD_INSIDE: Final = (b"hudud_", b'"checks"', b'"live"', b"process_resident")
# Two clients; all of this network are this machine.
FLOODER: Final = "127.0.0.9"
OTHER: Final = "127.0.0.10"
FLOODING_AT_ONCE: Final = 24


def raw(site: Site, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers one by one, and body of what is asked exactly so."""
    parts = urlsplit(site.address)
    trusted = ssl.create_default_context(cafile=str(site.authority))
    connection = http.client.HTTPSConnection(str(parts.hostname), parts.port, context=trusted)
    connection.putrequest("GET", path)
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, answer.getheaders(), answer.read()
    connection.close()
    return found


def redirected(site: Site) -> str:
    """Ask in the clear: sent to TLS, with path and query."""
    answer = httpx.get(f"{site.plain}/data?x=1", follow_redirects=False)
    there = answer.headers["location"]
    must(answer.status_code == 308, answer.status_code)
    # The ports are not those of the world, and the proxy leaves them out or not by its version.
    must(there in {f"{site.address}/data?x=1", "https://localhost/data?x=1"}, there)
    must("set-cookie" not in answer.headers)
    return "308"


def headers_once(site: Site) -> str:
    """Each security header stands once in every answer, and none names the server."""
    for path in ANSWERED:
        _, headers, _ = raw(site, path)
        counted = Counter(name.lower() for name, _ in headers)
        must({name: counted[name] for name in ONCE} == dict.fromkeys(ONCE, 1), (path, counted))
        must("server" not in counted, path)
    return f"{len(ONCE)} headers, {len(ANSWERED)} addresses"


def cookies_secure(site: Site) -> str:
    """Every cookie over TLS is marked Secure."""
    seen = set()
    for path in ANSWERED:
        for name, value in raw(site, path)[1]:
            if name.lower() == "set-cookie":
                seen.add(value.partition("=")[0])
                must("; secure" in value.lower(), value)
    must({"hudud_server", "_streamlit_xsrf"} <= seen, seen)
    return ", ".join(sorted(seen))


def inside_kept(site: Site) -> str:
    """Health and figures are answered to nobody outside, however the address is written."""
    for path in INSIDE:
        status, _, body = raw(site, path)
        must(not [word for word in TOLD_INSIDE if word in body], (path, status, body[:200]))
    statuses = Counter(raw(site, path)[0] for path in INSIDE)
    must(figure(site.dashboards[0], "hudud_store_up") == 1)
    return f"{len(INSIDE)} ways to write them: {dict(statuses)}"


def kept_together(site: Site) -> str:
    """Keep a browser's requests with one dashboard, and send new browsers to all of them."""

    def counts() -> list[float]:
        name, route = "hudud_request_seconds_count", "/hudud/places"
        return [figure(dashboard, name, route=route) for dashboard in site.dashboards]

    used = set()
    for _ in range(12):
        before = counts()
        with site.client() as browser:
            browser.get("/_stcore/health")
            for _ in range(8):
                browser.get("/hudud/places?revision=0")
        (got,) = [
            n for n, pair in enumerate(zip(before, counts(), strict=True)) if pair[0] != pair[1]
        ]
        used.add(got)
    must(len(used) == len(site.dashboards), used)
    return f"12 browsers, 8 requests each, over {len(used)} dashboards"


def forged_address(site: Site) -> str:
    """Refuse a client that floods, whatever address it claims, and nobody else."""
    with site.client(FLOODER) as flooder, ThreadPoolExecutor(FLOODING_AT_ONCE) as together:
        flooder.get("/_stcore/health")

        def claim(number: int) -> int:
            claimed = f"198.51.100.{number % 250}" if number % 2 else OTHER
            headers = dict.fromkeys(("X-Forwarded-For", "X-Real-IP"), claimed)
            headers["Forwarded"] = f"for={claimed}"
            return flooder.get("/reconcile", headers=headers).status_code

        answers = Counter(together.map(claim, range(RATES["/reconcile"].burst * 4)))
        # To the same dashboard, which counts by itself.
        with site.client(OTHER, cookies=flooder.cookies) as other:
            served = other.get("/reconcile").status_code
    must(set(answers) == {200, 429}, answers)
    must(served == 200, served)
    return f"{answers[200]} answered, {answers[429]} refused; the one it claimed to be: {served}"


def scheme_believed(site: Site) -> str:
    """Believe no client that says it came without TLS."""
    with site.client() as browser:
        answer = browser.get("/_stcore/health", headers={"X-Forwarded-Proto": "http"})
    for cookie in answer.headers.get_list("set-cookie"):
        must("; secure" in cookie.lower(), cookie)
    return "cookies stay Secure"


CHECKS: Final[tuple[Callable[[Site], str], ...]] = (
    redirected,
    headers_once,
    cookies_secure,
    inside_kept,
    kept_together,
    forged_address,
    scheme_believed,
)
