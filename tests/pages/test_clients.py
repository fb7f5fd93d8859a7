"""Who asks, what one client is still allowed, and what the log tells of refusals."""

from __future__ import annotations

import logging

import pytest

from pages import clients
from pages.clients import PEOPLE, TOLD_AGAIN_S, Allowance, Rate, Refusals, client_of, number_from
from tests.pages.asking import Clock


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", "no address"),
        ("x" * 1_000, "x" * 64),
    ],
)
def test_client_is_an_address_and_of_the_new_kind_its_site(said: str, client: str) -> None:
    assert client_of({"type": "http", "client": (said, 4711)}) == client


def test_client_without_an_address_is_one_and_the_same() -> None:
    assert client_of({"type": "http"}) == client_of({"type": "http", "client": None}) == ""


def test_rate_of_more_people_is_larger_in_both_and_never_nothing() -> None:
    rate = Rate(burst=100, per_second=5)
    assert rate.of(PEOPLE) == rate
    assert rate.of(2 * PEOPLE) == Rate(200, 10)
    assert Rate(burst=10, per_second=5).of(1).burst == 1


@pytest.mark.parametrize(("said", "number"), [("", 7), ("  ", 7), ("1", 1), (" 300 ", 300)])
def test_number_from_the_environment_or_the_default(
    said: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDUD_SESSIONS", said)
    assert number_from("HUDUD_SESSIONS", 7) == number


@pytest.mark.parametrize("said", ["0", "-1", "1.5", "many", "١٠", "9" * 10, "9" * 5_000])
def test_number_from_the_environment_that_is_none_names_variable_and_value(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDUD_SESSIONS", said)
    with pytest.raises(ValueError, match=f"^HUDUD_SESSIONS must be .*, not '{said}'$"):
        number_from("HUDUD_SESSIONS", 7)


def test_allowance_is_used_up_grows_again_and_not_beyond_the_burst() -> None:
    clock, rate = Clock(), Rate(burst=3, per_second=2)
    allowance = Allowance(clock)
    assert [allowance.take("k", "c", rate) for _ in range(4)] == [0, 0, 0, 0.5]
    assert allowance.take("k", "another", rate) == allowance.take("another", "c", rate) == 0
    clock.now += 0.5
    assert allowance.wait("k", "c", rate) == allowance.wait("k", "c", rate) == 0
    assert [allowance.take("k", "c", rate) for _ in range(2)] == [0, 0.5]
    clock.now += 1_000
    assert [allowance.take("k", "c", rate) for _ in range(4)] == [0, 0, 0, 0.5]


def test_refusals_are_all_counted_and_told_once_a_minute_with_their_number(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, counted = Clock(), list[str]()
    monkeypatch.setattr(clients, "MAX_CLIENTS", 2)
    refusals = Refusals(counted.append, clock)
    with caplog.at_level(logging.WARNING, "pages.clients"):
        for _ in range(100):
            refusals.note("sessions", "203.0.113.9")
        refusals.note("pages", "203.0.113.9")
        clock.now += TOLD_AGAIN_S
        refusals.note("sessions", "203.0.113.9")
    assert counted == ["sessions"] * 100 + ["pages", "sessions"]
    assert [record.getMessage() for record in caplog.records] == [
        "203.0.113.9 asks for too much: sessions refused 1 times",
        "203.0.113.9 asks for too much: pages refused 1 times",
        "203.0.113.9 asks for too much: sessions refused 100 times",
    ]
