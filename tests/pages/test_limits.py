"""What one client may ask: length of query and body, and requests in a time."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages import clients
from pages.clients import PEOPLE, PEOPLE_VARIABLE
from pages.limits import MAX_BODY_BYTES, MAX_QUERY_BYTES, PAGES, RATES, RequestLimits, kind_of
from tests.pages.asking import Asking, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def refused() -> list[str]:
    """The kinds of what was refused, one after the other."""
    return []


@pytest.fixture
def served(clock: Clock, refused: list[str]) -> RequestLimits:
    paths = ("/hudud/zone", "/hudud/map", "/reconcile", "/figures", "/_stcore/upload_file/a/b")
    routes = [
        Route(path, lambda _request: PlainTextResponse("ok"), methods=["GET", "POST"])
        for path in paths
    ]
    return RequestLimits(Starlette(routes=routes), refused=refused.append, clock=clock)


def client(served: RequestLimits, host: str = "10.0.0.1") -> Asking:
    return Asking(served, client=host)


def spend(asking: Asking, path: str, count: int) -> set[int]:
    return {asking.get(path).status_code for _ in range(count)}


@pytest.mark.parametrize("path", ["/hudud/zone", "/reconcile", "/_stcore/upload_file/a/b"])
def test_request_limits_past_the_burst_tell_when_to_come_again(
    served: RequestLimits, clock: Clock, refused: list[str], path: str
) -> None:
    asking, rate = client(served), RATES[kind_of(path)]
    assert spend(asking, path, rate.burst) == {200}
    told = asking.get(path)
    assert told.status_code == 429
    assert "too many requests" in told.json()["error"]
    clock.now += int(told.headers["retry-after"])
    assert spend(asking, path, int(rate.per_second)) == {200}
    assert asking.get(path).status_code == 429
    assert refused == [kind_of(path)] * 2


def test_request_limits_count_each_client_and_each_kind_by_itself(served: RequestLimits) -> None:
    spend(client(served), "/hudud/zone", RATES["/hudud/zone"].burst + 1)
    assert client(served).get("/hudud/map").status_code == 200
    assert client(served, "10.0.0.2").get("/hudud/zone").status_code == 200
    assert client(served).get("/hudud/zone").status_code == 429


def test_request_limits_of_pages_say_one_sentence_to_a_person_in_every_language(
    served: RequestLimits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RATES, PAGES, RATES["/reconcile"])
    asking = client(RequestLimits(served, refused=lambda _kind: None, clock=Clock()))
    assert spend(asking, "/figures", RATES[PAGES].burst) == {200}
    refused = asking.get("/figures", {"Accept": "text/html,*/*"})
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["cache-control"] == "no-store"
    for sentence in ("asks this server for too much", "انتظر بضع ثوانٍ"):
        assert refused.text.count(sentence) == 1
    assert asking.get("/figures").json()["error"].startswith("too many requests")


def test_request_limits_grow_with_the_people_behind_an_address(
    served: RequestLimits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PEOPLE_VARIABLE, str(PEOPLE // 5))
    few = RequestLimits(served, refused=lambda _kind: None, clock=Clock())
    burst = RATES["/reconcile"].burst // 5
    assert spend(client(few), "/reconcile", burst) == {200}
    assert client(few).get("/reconcile").status_code == 429


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
    monkeypatch.setattr(clients, "MAX_CLIENTS", 2)
    burst = RATES["/hudud/zone"].burst
    spend(client(served), "/hudud/zone", burst)
    for number in range(2, 4):
        client(served, f"10.0.0.{number}").get("/hudud/zone")
    assert client(served).get("/hudud/zone").status_code == 200
