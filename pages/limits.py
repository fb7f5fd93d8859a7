"""How much one client may ask of the addresses that answer without a session."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

# Source: own choice; the longest that the map asks, 200 rows of labels, is 2 kB.
MAX_QUERY_BYTES: Final = 16 * 2**10
# Source: own choice; a full batch of OpenRefine with long names is about 100 kB.
MAX_BODY_BYTES: Final = 2**20
# So many clients are remembered, those that asked last; one takes about 300 bytes.
MAX_CLIENTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and afterwards so many a second."""

    burst: int
    per_second: float


# By the beginning of the address; the first that fits holds. All sit behind one address in many a
# newsroom, so a client is taken for fifty people.
# Source: own choice. A first look at the map asks for about 30 files, which the browser keeps; a
# save makes every map that is open ask for incidents and verdicts anew, so five editors who save
# every ten seconds cause 25 requests of each a second; OpenRefine sends its batches of ten names
# one after the other.
RATES: Final = {
    "/hudud/zone": Rate(burst=500, per_second=50),
    "/hudud/incidents/verdicts": Rate(burst=500, per_second=50),
    "/hudud": Rate(burst=2_000, per_second=200),
    "/reconcile": Rate(burst=200, per_second=20),
}


class RequestLimits:
    """ASGI middleware that answers 414, 413 or 429 where a request is too much.

    A body that does not say how long it is passes; who reads one (`gazetteer.reconcile`) stops.

    Each process counts for itself, by the address of the client; behind a proxy that is the one
    the proxy tells, if ``FORWARDED_ALLOW_IPS`` says that this proxy is to be believed.
    """

    def __init__(self, app: ASGIApp, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        # (prefix, client) -> (requests that it may still send, when that was counted).
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that keeps within the limits."""
        prefix = _prefix(scope["path"]) if scope["type"] == "http" else None
        if prefix is None:
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope, prefix)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope, prefix: str) -> JSONResponse | None:
        if len(scope["query_string"]) > MAX_QUERY_BYTES:
            return _refused(414, f"the address holds more than {MAX_QUERY_BYTES} bytes of query")
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared[:20]) > MAX_BODY_BYTES:
            return _refused(413, f"the body has more than {MAX_BODY_BYTES} bytes")
        client = scope.get("client") or ("",)
        wait = self._wait((prefix, client[0]), RATES[prefix])
        if wait > 0:
            seconds = math.ceil(wait)
            message = f"too many requests; ask again in {seconds} s"
            return _refused(429, message, {"Retry-After": str(seconds)})
        return None

    def _wait(self, key: tuple[str, str], rate: Rate) -> float:
        """Count a request; return 0, or in how many seconds it may come again."""
        now = self._clock()
        left, then = self._left.pop(key, (float(rate.burst), now))
        left = min(rate.burst, left + (now - then) * rate.per_second)
        wait = 0.0 if left >= 1 else (1 - left) / rate.per_second
        self._left[key] = (left if wait else left - 1, now)
        if len(self._left) > MAX_CLIENTS:
            self._left.popitem(last=False)
        return wait


def _prefix(path: str) -> str | None:
    return next((p for p in RATES if path == p or path.startswith(f"{p}/")), None)


def _refused(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    # Any site may read the refusal, as it may read the answers of the reconciliation.
    told = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", **(headers or {})}
    return JSONResponse({"error": message}, status, told)
