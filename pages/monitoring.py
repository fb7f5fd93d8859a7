"""Whether this server is well (``/healthz``) and what it has been doing (``/metrics``)."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

from anyio import move_on_after, to_thread
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime, exists, get_instance

from gazetteer import GazetteerError
from geo import NOT_READ, GeoError, current_briefing
from pages.identity import FORWARDED
from pages.startup import is_prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger(__name__)

# A store that takes longer to say its revision is not well, in seconds.
# Source: own choice; SQLite takes 0.3 ms, PostgreSQL on the same network a few.
STORE_ANSWERS_WITHIN_S: Final = 5.0
_NEVER: Final = {"Cache-Control": "no-store"}
# What requests are counted by; a client could make up any number of addresses.
_KINDS: Final = (
    "/hudud/map",
    "/hudud/assets",
    "/hudud/base",
    "/hudud/incidents/columns",
    "/hudud/incidents/verdicts",
    "/hudud/incidents/labels",
    "/hudud/zone",
    "/hudud/place-map",
    "/hudud/places",
    "/hudud/guide",
    "/hudud/goto",
    "/hudud/area",
    "/hudud/language",
    "/hudud/toured",
    "/reconcile",
    "/healthz",
    "/metrics",
)
STREAMLIT: Final = "streamlit"
# In seconds: most answers take a few ms, a rerun about 0.1 s, a first zone up to one.
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class _Meters:
    """The figures of this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.reruns = Histogram(
            "hudud_rerun_seconds",
            "Runs of a page's script, from its beginning to its end",
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.script_errors = Counter(
            "hudud_script_errors",
            "Exceptions that no page caught",
            registry=self.registry,
        )
        self.requests = Histogram(
            "hudud_request_seconds",
            "Answers of routes, from the request to the last byte",
            ["route", "status"],
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.refused = Counter(
            "hudud_refused",
            "Requests and sessions that were too much of one client, or of all",
            ["kind"],
            registry=self.registry,
        )
        self._sessions = Gauge(
            "hudud_sessions", "Sessions that are connected", registry=self.registry
        )
        self._sessions.set_function(_sessions)
        self.revision = Gauge(
            "hudud_store_revision",
            "Revision of the gazetteer that is shown",
            registry=self.registry,
        )
        self.incidents = Gauge(
            "hudud_incidents", "Incidents that are shown", registry=self.registry
        )
        self.store_up = Gauge(
            "hudud_store_up",
            "Whether the store answered when last asked",
            registry=self.registry,
        )


@cache
def _meters() -> _Meters:
    return _Meters()


def _sessions() -> float:
    if not exists():
        return 0.0
    runtime: Runtime = get_instance()
    stats = runtime.stats_mgr.get_stats(["active_sessions"])
    return float(sum(getattr(stat, "value", 0) for s in stats.values() for stat in s))


def monitoring_routes() -> list[BaseRoute]:
    """Return the routes of health and figures."""
    return [
        Route("/healthz", serve_health),
        Route("/healthz/live", serve_life),
        Route("/metrics", serve_metrics),
    ]


async def serve_life(_request: Request) -> Response:
    """Answer that the process answers; who does not get this should start it again."""
    return JSONResponse({"status": "live"}, headers=_NEVER)


async def serve_health(_request: Request) -> Response:
    """Answer 200 when the data are read and the store answers, else 503 with what is missing.

    The pages of a server that is not well still show what it last read.
    """
    checks = await _checks()
    well = set(checks.values()) == {"ok"}
    said = {"status": "ok" if well else "unavailable", "checks": checks}
    return JSONResponse(said, 200 if well else 503, _NEVER)


async def serve_metrics(request: Request) -> Response:
    """Answer with the figures for Prometheus; to who asks this process itself, not by a proxy."""
    if any(name in request.headers for name in FORWARDED):
        return Response(status_code=404, headers=_NEVER)
    await _checks()
    text = generate_latest(_meters().registry)
    return Response(text, headers={**_NEVER, "Content-Type": CONTENT_TYPE_LATEST})


async def _checks() -> dict[str, str]:
    """Return what was looked at, each ``ok`` or what is wrong with it."""
    if not is_prepared():
        return {"data": "being read", "store": "not asked yet"}
    found = {"data": "ok", "store": f"no answer within {STORE_ANSWERS_WITHIN_S:g} s"}
    with move_on_after(STORE_ANSWERS_WITHIN_S):
        found = await to_thread.run_sync(_look, abandon_on_cancel=True)
    _meters().store_up.set(found["store"] == "ok")
    return found


def _look() -> dict[str, str]:
    try:
        briefing = current_briefing()
        revision = briefing.gazetteer.revision
    except GeoError:
        _LOG.exception("the data cannot be read")
        return {"data": "cannot be read; the server's log says why", "store": "not asked"}
    except GazetteerError:
        _LOG.exception("the store does not answer")
        return {"data": "ok", "store": NOT_READ}
    _meters().revision.set(revision)
    _meters().incidents.set(len(briefing.table))
    ailing = briefing.failure is not None
    return {"data": "ok", "store": str(briefing.problem) if ailing else "ok"}


@contextmanager
def measured_run() -> Iterator[None]:
    """Measure a run of a page's script."""
    with _meters().reruns.time():
        yield


def count_script_error(_error: Exception) -> None:
    """Count an exception that no page caught; Streamlit logs it and tells the reader."""
    _meters().script_errors.inc()


def count_refusal(kind: str) -> None:
    """Count a request or a session that was refused as too much."""
    _meters().refused.labels(kind).inc()


class RequestMeter:
    """ASGI middleware that measures each answer by route and status."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and measure its answer; one that fails counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            taken = time.perf_counter() - began
            _meters().requests.labels(kind_of(scope["path"]), str(status)).observe(taken)


def kind_of(path: str) -> str:
    """Return by what a request for this address is counted."""
    found = (kind for kind in _KINDS if path == kind or path.startswith(f"{kind}/"))
    return next(found, STREAMLIT)
