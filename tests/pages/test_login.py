"""What the secrets say on logging in, and who gets which role."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gazetteer import Role, User
from pages import login
from pages.login import Login, configured_login, known_users, tell_what_is_missing, user_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Secrets = Callable[[str], None]

COMPLETE = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "hudud"
client_secret = "s"
server_metadata_url = "http://localhost:1/.well-known/openid-configuration"
"""
NAMED = """
[auth]
redirect_uri = "https://maps.example.org/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
[auth.google]
client_id = "hudud"
client_secret = "s"
server_metadata_url = "https://accounts.example.org/.well-known/openid-configuration"
"""


@pytest.mark.usefixtures("secrets")
def test_configured_login_without_secrets_is_none() -> None:
    assert configured_login() is None


def test_configured_login_secrets_of_something_else_is_none(secrets: Secrets) -> None:
    secrets("[hudud]\ntrust_email = true\n")
    assert configured_login() is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COMPLETE, Login(("default",))),
        (NAMED, Login(("google",))),
        (COMPLETE + '[auth.client_kwargs]\nprompt = "login"\n', Login(("default",))),
        (COMPLETE.replace('client_id = "hudud"', ""), Login(("default",), ("auth.client_id",))),
        (NAMED.replace('"s"', '""'), Login(("google",), ("auth.google.client_secret",))),
        (COMPLETE.replace("abcdef", ""), Login(("default",), ("auth.cookie_secret",))),
        (COMPLETE.replace("/oauth2callback", "/"), Login(("default",), ("auth.redirect_uri",))),
        ("[auth]\n", Login(("default",), tuple(f"auth.{key}" for key in (
            "redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"
        )))),
        ('auth = "yes"\n', Login((), ("auth",))),
        ("[auth\n", Login((), ("secrets.toml",))),
    ],
    ids=[
        "complete", "named", "client_kwargs", "no client_id", "empty secret", "guessable cookie",
        "wrong redirect", "nothing in it", "no table", "no TOML",
    ],
)  # fmt: skip
def test_configured_login_names_what_is_missing(
    secrets: Secrets, text: str, expected: Login
) -> None:
    secrets(text)
    assert configured_login() == expected


def test_configured_login_example_of_the_readme_lacks_only_a_secret_of_ones_own(
    secrets: Secrets,
) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    example = readme.partition("<!-- tested secrets -->\n```toml\n")[2].partition("```")[0]
    secrets(example)
    assert configured_login() == Login(("default",), ("auth.cookie_secret",))
    assert known_users() == {
        "amal@example.org": User("amal@example.org", Role.EDITOR),
        "basim@example.org": User("Basim K.", Role.CONTRIBUTOR),
    }


def test_known_users_reads_secrets_and_variable_and_leaves_out_what_is_no_role(
    secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets(
        '[hudud.roles]\n"Amal@x.org" = "editor"\n"basim@x.org" = "viewer"\n"carol@x.org" = 3\n'
        '"dunya@x.org" = {role = "contributor", name = " Dunya  K "}\n'
    )
    monkeypatch.setenv(
        login.ROLES_VARIABLE, "E@x.org=editor, basim@x.org = Contributor,f@x.org=king,=editor,g"
    )
    assert known_users() == {
        "amal@x.org": User("amal@x.org", Role.EDITOR),
        "basim@x.org": User("basim@x.org", Role.CONTRIBUTOR),
        "dunya@x.org": User("Dunya K", Role.CONTRIBUTOR),
        "e@x.org": User("e@x.org", Role.EDITOR),
    }


def test_known_users_name_that_two_bear_stands_for_neither(secrets: Secrets) -> None:
    secrets(
        '[hudud.roles]\n"a@x.org" = {role = "editor", name = "Ali"}\n'
        '"b@x.org" = {role = "editor", name = "ali"}\n'
    )
    assert [user.name for user in known_users().values()] == ["a@x.org", "b@x.org"]


@pytest.mark.parametrize("text", ['hudud = "x"\n', "[hudud]\nroles = 3\n"])
def test_known_users_settings_of_the_wrong_kind_give_nobody_a_role(
    secrets: Secrets, text: str
) -> None:
    secrets(text)
    assert known_users() == {}


AMAL = User("amal@x.org", Role.EDITOR)
NOBODY = User("", Role.VIEWER)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"email": "Amal@X.org", "email_verified": True}, AMAL),
        ({"email": "amal@x.org", "email_verified": "true"}, AMAL),
        ({"email": "amal@x.org", "email_verified": False}, NOBODY),
        ({"email": "amal@x.org", "email_verified": "false"}, NOBODY),
        ({"email": "amal@x.org", "email_verified": None}, NOBODY),
        ({"email": "amal@x.org"}, NOBODY),
        ({"email": "", "email_verified": True}, NOBODY),
        ({"email": None, "email_verified": True}, NOBODY),
        ({"sub": "amal@x.org", "preferred_username": "amal@x.org"}, NOBODY),
        ({"email": "z@x.org", "email_verified": True}, User("z@x.org", Role.VIEWER)),
    ],
)
def test_user_of_gives_a_role_to_a_verified_address_alone(
    secrets: Secrets, claims: dict[str, Any], expected: User
) -> None:
    secrets('[hudud.roles]\n"amal@x.org" = "editor"\n')
    assert user_of(claims) == expected


def test_user_of_provider_that_is_trusted_need_not_say_verified(secrets: Secrets) -> None:
    secrets('[hudud]\ntrust_email = true\nroles = {"amal@x.org" = "editor"}\n')
    assert user_of({"email": "amal@x.org"}) == AMAL
    assert user_of({"email": "amal@x.org", "email_verified": False}) == NOBODY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[auth]\n", "auth.cookie_secret"),
        (COMPLETE, "nobody has a role"),
        (COMPLETE + '[hudud.roles]\n"amal@x.org" = "editor"\n', ""),
        ("", ""),
    ],
)
def test_tell_what_is_missing_says_so_in_the_log(
    secrets: Secrets, caplog: pytest.LogCaptureFixture, text: str, said: str
) -> None:
    secrets(text)
    tell_what_is_missing()
    assert said in caplog.text
    assert bool(caplog.records) is bool(said)
