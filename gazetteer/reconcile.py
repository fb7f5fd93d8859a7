"""The Reconciliation Service API v0.2 over HTTP, so that OpenRefine can match spreadsheets.

`reconcile_routes` gives the routes for any Starlette application, `serve` runs them alone. JSONP is
left out, as the specification allows: with CORS nobody needs to run foreign scripts.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from gazetteer import reconcile_answers as answers
from gazetteer.errors import GazetteerError
from gazetteer.name_prefixes import NamePrefixes
from gazetteer.reconcile_preview import CONTENT_SECURITY_POLICY, preview_html
from gazetteer.reconcile_queries import BadRequestError, parse_batch, parse_extension, parse_single

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from gazetteer.reconcile_answers import ReconcilableGazetteer

DEFAULT_PORT: Final = 8765
# A request may be this long, in bytes: a full batch of long names with properties is about 100 kB.
MAX_BODY_BYTES: Final = 2**20
_MAX_FIELDS: Final = 20
_METHODS: Final = ["GET", "POST", "OPTIONS"]
_SUGGESTIONS: Final = 10
# Any page may ask, as the specification demands; no cookies or passwords go along.
_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}
_SAFE: Final = {"X-Content-Type-Options": "nosniff"}


def reconcile_routes(
    gazetteer: ReconcilableGazetteer | Callable[[], ReconcilableGazetteer],
    *,
    base_path: str = "/reconcile",
    name: str = "Hudud gazetteer of Syria and Iraq",
    public_url: str | None = None,
) -> list[Route]:
    """Return the routes of the service.

    Parameters
    ----------
    gazetteer
        What is matched against; or a function that gives it, asked anew by every request.
    base_path
        Where the service stands in the application.
    name
        What it is called in the list of OpenRefine.
    public_url
        Its address as users see it, if a proxy stands before it; what a request says if left out.
    """
    current = gazetteer if callable(gazetteer) else lambda: gazetteer
    service = _Service(current, base_path.rstrip("/"), name, public_url)
    endpoints = {
        "": service.reconcile,
        "/suggest/entity": service.suggest_entity,
        "/suggest/property": service.suggest_property,
        "/suggest/type": service.suggest_type,
        "/properties": service.properties,
        "/preview": service.preview,
    }
    routes = [
        Route(
            service.base_path + path or "/", _guarded(endpoint), methods=["GET", "POST", "OPTIONS"]
        )
        for path, endpoint in endpoints.items()
    ]
    # OpenRefine's users paste the address with and without a slash.
    if service.base_path:
        methods = ["GET", "POST", "OPTIONS"]
        routes.append(Route(f"{service.base_path}/", _guarded(service.reconcile), methods=methods))
    return routes


def reconcile_app(gazetteer: ReconcilableGazetteer, *, base_path: str = "/reconcile") -> Starlette:
    """Return an application that is the service alone; its root leads to it."""

    async def root(_: Request) -> Response:
        return RedirectResponse(f"{base_path}")

    return Starlette(routes=[*reconcile_routes(gazetteer, base_path=base_path), Route("/", root)])


def serve(
    gazetteer: ReconcilableGazetteer, *, host: str = "127.0.0.1", port: int = DEFAULT_PORT
) -> None:
    """Run the service until it is interrupted.

    Parameters
    ----------
    gazetteer
        What is matched against.
    host
        The address to listen on; only this machine by default.
    port
        The port.
    """
    import uvicorn  # noqa: PLC0415 - only a server of its own needs it, which most users never start

    uvicorn.run(reconcile_app(gazetteer), host=host, port=port, log_level="warning")


def _guarded(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[..., Any]:
    """Answer preflights, let other pages read answers, and tell errors as JSON."""

    async def guarded(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_CORS)
        try:
            response = await endpoint(request)
        except BadRequestError as error:
            response = JSONResponse({"error": str(error)}, error.status)
        except GazetteerError as error:
            response = JSONResponse({"error": str(error)}, 503)
        response.headers.update(_CORS | _SAFE)
        return response

    return guarded


class _Service:
    """The endpoints, and what they share."""

    def __init__(
        self,
        current_gazetteer: Callable[[], ReconcilableGazetteer],
        base_path: str,
        name: str,
        public_url: str | None,
    ) -> None:
        self.base_path = base_path
        self._current_gazetteer = current_gazetteer
        self._name = name
        self._public_url = public_url.rstrip("/") if public_url else None
        self._lock = threading.Lock()
        self._prefixes: tuple[int, NamePrefixes] | None = None

    @property
    def _gazetteer(self) -> ReconcilableGazetteer:
        return self._current_gazetteer()

    async def reconcile(self, request: Request) -> Response:
        fields = await _fields(request)
        if "queries" in fields:
            queries = parse_batch(fields["queries"], self._gazetteer)
            results = await run_in_threadpool(
                lambda: {
                    key: {"result": answers.reconcile(self._gazetteer, query)}
                    for key, query in queries.items()
                }
            )
            return JSONResponse(results)
        if "query" in fields:
            query = parse_single(fields["query"], self._gazetteer)
            found = await run_in_threadpool(answers.reconcile, self._gazetteer, query)
            return JSONResponse({"result": found})
        if "extend" in fields:
            ids, properties = parse_extension(fields["extend"])
            extended = await run_in_threadpool(answers.extend, self._gazetteer, ids, properties)
            return JSONResponse(extended)
        return JSONResponse(answers.manifest(self._service_url(request), name=self._name))

    def _service_url(self, request: Request) -> str:
        if self._public_url is not None:
            return self._public_url
        return f"{request.url.scheme}://{request.url.netloc}{self.base_path}"

    async def suggest_entity(self, request: Request) -> Response:
        fields = await _fields(request)
        prefix, cursor = fields.get("prefix", ""), _whole_number(fields, "cursor", 0)
        return JSONResponse({"result": await run_in_threadpool(self._suggest, prefix, cursor)})

    def _suggest(self, prefix: str, cursor: int) -> list[dict[str, Any]]:
        places = self._gazetteer.places()
        ids = self._name_prefixes().starting_with(prefix, skip=cursor, limit=_SUGGESTIONS)
        if prefix in places and prefix not in ids and not cursor:
            ids.insert(0, prefix)
        if not ids and not cursor and prefix.strip():
            resolution = self._gazetteer.resolve(prefix, limit=_SUGGESTIONS)
            ids = [candidate.place.id for candidate in resolution.candidates]
        return [answers.suggested_place(places[i]) for i in ids if i in places]

    def _name_prefixes(self) -> NamePrefixes:
        with self._lock:
            revision = self._gazetteer.revision
            if self._prefixes is None or self._prefixes[0] != revision:
                self._prefixes = (revision, NamePrefixes(self._gazetteer.places().values()))
            return self._prefixes[1]

    async def suggest_property(self, request: Request) -> Response:
        fields = await _fields(request)
        labels = {p.id: p.name for p in answers.PROPERTIES.values()} | answers.QUERY_PROPERTIES
        return JSONResponse(_page(labels, fields))

    async def suggest_type(self, request: Request) -> Response:
        return JSONResponse(_page(answers.TYPES, await _fields(request)))

    async def properties(self, request: Request) -> Response:
        fields = await _fields(request)
        limit = _whole_number(fields, "limit", 0) or None
        return JSONResponse(answers.propose_properties(fields.get("type", ""), limit))

    async def preview(self, request: Request) -> Response:
        fields = await _fields(request)
        place_id = fields.get("id", "")
        place = await run_in_threadpool(answers.place_by_id, self._gazetteer, place_id)
        if place is None:
            raise BadRequestError(f"no place has the id {place_id[:100]!r}", status=404)
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return HTMLResponse(preview_html(place), headers=headers)


def _page(labels: dict[str, str], fields: dict[str, str]) -> dict[str, Any]:
    found = answers.suggest_labels(labels, fields.get("prefix", ""))
    cursor = _whole_number(fields, "cursor", 0)
    return {"result": found[cursor : cursor + 2 * _SUGGESTIONS]}


def _whole_number(fields: dict[str, str], name: str, default: int) -> int:
    text = fields.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadRequestError(f"{name} must be a whole number, not {text[:50]!r}")
    return int(text)


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of the address, and of a form that was posted; the form's win."""
    fields = dict(request.query_params)
    if request.method != "POST":
        return fields
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind not in {"", "application/x-www-form-urlencoded"}:
        message = "a form must be application/x-www-form-urlencoded"
        raise BadRequestError(message, status=415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BadRequestError(f"the form has more than {MAX_BODY_BYTES} bytes", status=413)
    try:
        parsed = parse_qs(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError as error:
        raise BadRequestError(f"the form cannot be read: {error}") from error
    return fields | {name: values[-1] for name, values in parsed.items()}
