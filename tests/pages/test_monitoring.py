"""Health, figures, and what they never tell."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gazetteer import Message, StoreError
from geo import NOT_READ, GeoError, current_briefing
from pages import monitoring
from pages.guide_pictures import guide_routes
from pages.language import language_routes
from pages.monitoring import (
    RequestMeter,
    count_refusal,
    count_script_error,
    measured_run,
    monitoring_routes,
)
from pages.routes import map_routes
from pages.tour import tour_routes
from tests.pages.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from geo import Briefing


def fail(_request: Request) -> PlainTextResponse:
    raise ValueError("broken")


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    # What a server does before it says that it is prepared.
    current_briefing()
    monkeypatch.setattr(monitoring, "is_prepared", lambda: True)
    routes = [
        Route("/hudud/zone", lambda _request: PlainTextResponse("ok")),
        Route("/hudud/places", fail),
        *monitoring_routes(),
    ]
    return Asking(RequestMeter(Starlette(routes=routes)))


def figures(asking: Asking) -> dict[tuple[str, str, str], float]:
    """Return the samples by name, route or kind, and status."""
    answer = asking.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    samples = (s for f in text_string_to_metric_families(answer.text) for s in f.samples)
    return {
        (s.name, s.labels.get("route", s.labels.get("kind", "")), s.labels.get("status", "")): (
            s.value
        )
        for s in samples
    }


def test_health_of_a_server_that_is_well(asking: Asking) -> None:
    answer = asking.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"data": "ok", "store": "ok"}}
    assert answer.headers["cache-control"] == "no-store"


def unreadable() -> Briefing:
    raise GeoError(Message("postgresql://hudud:hush@db/hudud is gone"))


def silent() -> Briefing:
    raise StoreError(Message("postgresql://hudud:hush@db/hudud is gone"))


def ailing() -> Briefing:
    known = current_briefing()
    return known.renewed(known.places, problem=NOT_READ, failure=StoreError(Message("gone")))


@pytest.mark.parametrize(
    ("look", "check", "says"),
    [
        (unreadable, "data", "cannot be read"),
        (silent, "store", "does not answer"),
        (ailing, "store", "does not answer"),
    ],
)
def test_health_tells_in_one_sentence_what_is_wrong_and_no_secret(
    asking: Asking,
    monkeypatch: pytest.MonkeyPatch,
    look: Callable[[], Briefing],
    check: str,
    says: str,
) -> None:
    monkeypatch.setattr(monitoring, "current_briefing", look)
    answer = asking.get("/healthz")
    assert answer.status_code == 503
    assert says in answer.json()["checks"][check]
    assert "hush" not in answer.text
    assert asking.get("/healthz/live").json() == {"status": "live"}
    assert figures(asking)["hudud_store_up", "", ""] == 0


def test_health_does_not_wait_for_data_that_are_being_read(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitoring, "is_prepared", lambda: False)
    answer = asking.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["data"]) == (503, "being read")


def test_health_does_not_wait_for_a_store_that_hangs(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = threading.Event()

    def look() -> dict[str, str]:
        hanging.wait(60)
        return {"data": "ok", "store": "ok"}

    monkeypatch.setattr(monitoring, "STORE_ANSWERS_WITHIN_S", 0.05)
    monkeypatch.setattr(monitoring, "_look", look)
    # Asked here, the event loop would wait for the thread that hangs before it ends.
    threading.Timer(0.5, hanging.set).start()
    answer = asking.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["store"]) == (
        503,
        "no answer within 0.05 s",
    )


def test_metrics_tell_revision_sessions_and_incidents(asking: Asking) -> None:
    found = figures(asking)
    briefing = current_briefing()
    assert found["hudud_store_revision", "", ""] == briefing.gazetteer.revision
    assert found["hudud_incidents", "", ""] == len(briefing.table)
    assert found["hudud_store_up", "", ""] == 1
    assert found["hudud_sessions", "", ""] == 0


def test_metrics_count_requests_by_route_and_status(asking: Asking) -> None:
    name = "hudud_request_seconds_count"
    before = figures(asking)
    assert asking.get("/hudud/zone?depth=1").status_code == 200
    for made_up in ("/a", "/b", "/hudud/zone-x"):
        assert asking.get(made_up).status_code == 404
    with pytest.raises(ValueError, match="broken"):
        asking.get("/hudud/places")
    after = figures(asking)
    grown = {key[1:]: after[key] - before.get(key, 0) for key in after if key[0] == name}
    assert grown["/hudud/zone", "200"] == 1
    assert grown["streamlit", "404"] == 3
    assert grown["/hudud/places", "500"] == 1


def test_metrics_count_runs_and_what_no_page_caught(asking: Asking) -> None:
    before = figures(asking)
    with measured_run():
        pass
    with pytest.raises(KeyError), measured_run():
        raise KeyError
    count_script_error(KeyError())
    after = figures(asking)
    grown: dict[str, Any] = {key[0]: after[key] - before[key] for key in before}
    assert grown["hudud_rerun_seconds_count"] == 2
    assert grown["hudud_script_errors_total"] == 1


def test_metrics_count_every_route_by_itself() -> None:
    routes = [*map_routes(), *guide_routes(), *language_routes(), *tour_routes()]
    addresses = {
        route.path for route in [*routes, *monitoring_routes()] if isinstance(route, Route)
    }
    assert {a for a in addresses if monitoring.kind_of(a) == monitoring.STREAMLIT} == set()


def test_metrics_count_what_was_refused_by_kind(asking: Asking) -> None:
    for _ in range(3):
        count_refusal("sessions")
    before = figures(asking)
    count_refusal("sessions")
    name = "hudud_refused_total"
    assert figures(asking)[name, "sessions", ""] == before[name, "sessions", ""] + 1


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_metrics_are_not_told_by_a_proxy(asking: Asking, header: str) -> None:
    answer = asking.get("/metrics", {header: "10.0.0.9"})
    assert (answer.status_code, answer.text) == (404, "")
