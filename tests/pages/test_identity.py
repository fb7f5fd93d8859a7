"""Who counts as the person at this machine, and that a viewer's events change nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gazetteer import Role, User
from pages import identity
from pages.identity import current_user, is_local
from pages.local_name import forget_local_name, keep_local_name, local_name
from pages.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Ask = Callable[..., None]

HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.fixture(autouse=True)
def _nobody_known() -> Iterator[None]:
    forget_local_name()
    yield
    forget_local_name()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Let a request reach a server: ``asked(headers, address="localhost", ip=None)``."""
    kept = st.get_option

    def request(
        headers: dict[str, str], *, address: str | None = "localhost", ip: str | None = None
    ) -> None:
        options = {"server.address": address}
        monkeypatch.setattr(st, "context", SimpleNamespace(headers=headers, ip_address=ip))
        monkeypatch.setattr(
            st, "get_option", lambda name: options[name] if name in options else kept(name)
        )

    return request


@pytest.mark.parametrize(
    "headers",
    [
        HERE,
        {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"},
        {"Host": "[::1]:8501", "Origin": "http://[::1]:8501"},
        {"Host": "localhost"},
    ],
)
def test_is_local_asked_directly_is_true(asked: Ask, headers: dict[str, str]) -> None:
    asked(headers)
    assert is_local()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_is_local_server_bound_to_a_loopback_address_is_true(asked: Ask, address: str) -> None:
    asked(HERE, address=address)
    assert is_local()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},
        {"Host": "localhost.evil.example", "Origin": "http://localhost.evil.example"},
        {"Host": "localhost:8501", "Origin": "https://maps.example.org"},
        {"Host": "localhost:8501", "Origin": "http://localhost:9999"},
        {"Host": "localhost:8501", "Origin": "null"},
        {"Host": "localhost@evil.example"},
        {"Host": "[::1"},
        {"Host": ""},
        {"Host": "0.0.0.0:8501"},
        {"Host": "192.168.1.7:8501"},
        *({**HERE, name: "x"} for name in identity.FORWARDED),
    ],
    ids=str,
)
def test_is_local_asked_by_another_name_or_through_a_proxy_is_false(
    asked: Ask, headers: dict[str, str]
) -> None:
    asked(headers)
    assert not is_local()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "", None])  # noqa: S104
def test_is_local_server_that_others_reach_is_false(asked: Ask, address: str | None) -> None:
    asked(HERE, address=address)
    assert not is_local()


def test_is_local_asked_from_another_machine_is_false(asked: Ask) -> None:
    asked(HERE, ip="192.168.1.7")
    assert not is_local()


def test_current_user_is_the_name_at_this_machine_alone(asked: Ask) -> None:
    keep_local_name("Hiba")
    asked(HERE)
    assert (current_user().name, current_user().role) == ("Hiba", Role.EDITOR)
    asked({**HERE, "X-Forwarded-For": "10.0.0.1"})
    assert (current_user().name, current_user().role) == ("", Role.VIEWER)


def test_taking_and_dropping_a_name_from_elsewhere_changes_nothing(
    asked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_local_name("Hiba")
    asked({**HERE, "Via": "1.1 proxy"})
    monkeypatch.setattr(st, "session_state", {identity.NAME: "Mallory"})
    identity._take_name()
    identity._drop_name()
    assert local_name() == "Hiba"


SCRIPT = """
from pages.identity import current_user, draw_identity
from pages.words import words
draw_identity(current_user(), words("LANGUAGE"))
"""
COMPLETE = {
    "redirect_uri": "https://maps.example.org/oauth2callback",
    "cookie_secret": "0123456789abcdef" * 2,
}
PROVIDER = {"client_id": "hudud", "client_secret": "s", "server_metadata_url": "https://x.org"}


def drawn(auth: dict[str, Any] | None = None, language: str = "en") -> AppTest:
    at = AppTest.from_string(SCRIPT.replace("LANGUAGE", language))
    if auth is not None:
        at.secrets["auth"] = auth
    at.run()
    assert not at.exception
    return at


def test_draw_identity_login_that_is_not_complete_is_one_sentence() -> None:
    keep_local_name("Hiba")
    at = drawn({**COMPLETE, "client_id": "hudud"})
    (box,) = at.info
    missing = plain("auth.client_secret, auth.server_")
    assert box.value.startswith(f"Login is not set up completely ({missing}")
    assert not at.button


def test_draw_identity_in_arabic_says_what_is_missing() -> None:
    at = drawn({}, "ar")
    assert plain("auth.cookie_secret") in at.info[0].value
    assert "للقراءة فقط" in at.info[0].value


def test_draw_identity_each_provider_has_its_button() -> None:
    assert [b.label for b in drawn({**COMPLETE, **PROVIDER}).button] == ["Log in"]
    named = {**COMPLETE, "google": PROVIDER, "okta": PROVIDER}
    assert [b.label for b in drawn(named).button] == ["Log in with Google", "Log in with Okta"]


def test_draw_identity_name_is_shown_as_it_was_given() -> None:
    keep_local_name("*A* [b](http://x.org) :red[c] $d$ e_f_")
    popover = drawn().main.children[0].proto.popover
    shown = r"\*A\* \[b\]\(http\:/|/x.org\) \:red\[c\] \$d\$ e\_f\_".replace("|", "\u2060")
    assert popover.label == f"Editing as {shown}"
    assert current_user() == User(local_name(), Role.EDITOR)
