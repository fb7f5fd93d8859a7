"""What one client may ask: length of query and body, and requests in a time."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages import limits
from pages.limits import MAX_BODY_BYTES, MAX_QUERY_BYTES, RATES, RequestLimits
from tests.pages.asking import Asking


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served(clock: Clock) -> RequestLimits:
    paths = ("/hudud/zone", "/hudud/map", "/reconcile", "/_stcore/health")
    routes = [
        Route(path, lambda _request: PlainTextResponse("ok"), methods=["GET", "POST"])
        for path in paths
    ]
    return RequestLimits(Starlette(routes=routes), clock=clock)


def client(served: RequestLimits, host: str = "10.0.0.1") -> Asking:
    return Asking(served, client=host)


def spend(asking: Asking, path: str, count: int) -> set[int]:
    return {asking.get(path).status_code for _ in range(count)}


@pytest.mark.parametrize("path", ["/hudud/zone", "/reconcile"])
def test_request_limits_past_the_burst_tell_when_to_come_again(
    served: RequestLimits, clock: Clock, path: str
) -> None:
    asking, rate = client(served), RATES[path]
    assert spend(asking, path, rate.burst) == {200}
    refused = asking.get(path)
    assert refused.status_code == 429
    assert "too many requests" in refused.json()["error"]
    clock.now += int(refused.headers["retry-after"])
    assert spend(asking, path, int(rate.per_second)) == {200}
    assert asking.get(path).status_code == 429


def test_request_limits_count_each_client_and_each_kind_by_itself(served: RequestLimits) -> None:
    spend(client(served), "/hudud/zone", RATES["/hudud/zone"].burst + 1)
    assert client(served).get("/hudud/map").status_code == 200
    assert client(served, "10.0.0.2").get("/hudud/zone").status_code == 200
    assert client(served).get("/hudud/zone").status_code == 429


def test_request_limits_leave_the_dashboard_itself_alone(served: RequestLimits) -> None:
    most = max(rate.burst for rate in RATES.values())
    assert spend(client(served), "/_stcore/health", most + 1) == {200}


@pytest.mark.parametrize("path", ["/hudud/zone", "/reconcile"])
def test_request_limits_refuse_what_is_too_long(served: RequestLimits, path: str) -> None:
    asking = client(served)
    fits, long = "x" * MAX_QUERY_BYTES, "x" * (MAX_QUERY_BYTES + 1)
    assert [asking.get(f"{path}?{query}").status_code for query in (fits, long)] == [200, 414]
    full, fuller = b"x" * MAX_BODY_BYTES, b"x" * (MAX_BODY_BYTES + 1)
    assert [asking.post(path, content=body).status_code for body in (full, fuller)] == [200, 413]
    for length in ("-1", "1e9", "9" * 4000):
        refused = asking.post(path, content=b"", headers={"Content-Length": length})
        assert refused.status_code == 413, length


def test_request_limits_forget_who_asked_longest_ago(
    served: RequestLimits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_CLIENTS", 2)
    burst = RATES["/hudud/zone"].burst
    spend(client(served), "/hudud/zone", burst)
    for number in range(2, 4):
        client(served, f"10.0.0.{number}").get("/hudud/zone")
    assert client(served).get("/hudud/zone").status_code == 200
