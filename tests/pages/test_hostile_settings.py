"""Hostile text in what whoever runs a server writes: variables, secrets, options of Streamlit.

Each value is taken as it stands and shown as text, or ends in one line that names where it stands.
"""

from __future__ import annotations

import json
import logging
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gazetteer import Role, StoreError, User, visible
from gazetteer.__main__ import main
from gazetteer.store_engine import URL_VARIABLE, Database, default_database_url
from pages.clients import number_from
from pages.identity import is_local
from pages.login import (
    Login,
    configured_login,
    known_users,
    refuse_unreadable_secrets,
    tell_what_is_missing,
)
from pages.logs import MASK, masking_factory, secret_values, set_up_logs
from tests.pages.test_login import COMPLETE
from tests.payloads import BY_KIND, PAYLOADS
from tests.ways_in import ways_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Secrets = Callable[[str], None]

# No environment variable can hold a zero byte; what is no UTF-8 arrives as halves of characters.
IN_A_VARIABLE = (*(p for p in PAYLOADS if "\0" not in p), "\udc80\udcff.sqlite")
# SQLite adds up to eight bytes to the name of a file, which has 255 at most.
NAME_BYTES = 247
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def assert_one_line(said: str) -> None:
    assert said.startswith("error: "), said
    assert said.count("\n") == 1, said
    assert not CONTROL.search(said), said


def open_and_close(url: str) -> None:
    database = Database(url)
    try:
        with database.read():
            pass
    finally:
        database.close()


def toml(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def test_every_variable_secret_and_option_is_tried_here() -> None:
    found = ways_in()
    assert set(found.environment) == {
        "HUDUD_DATABASE_URL",
        "HUDUD_LOG",
        "HUDUD_PEOPLE_PER_ADDRESS",
        "HUDUD_ROLES",
        "HUDUD_SESSIONS",
    }
    assert set(found.secrets) == {"auth", "hudud", "roles", "trust_email"}
    assert set(found.options) == {
        "secrets.files",
        "server.address",
        "server.corsAllowedOrigins",
    }


@pytest.mark.parametrize("start", range(0, len(IN_A_VARIABLE), 20))
def test_database_variable_names_a_file_as_it_stands_or_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    for number, text in enumerate(IN_A_VARIABLE[start : start + 20]):
        here = tmp_path / str(number) / "so" / "deep" / "that" / "none" / "leads" / "out"
        here.mkdir(parents=True)
        monkeypatch.chdir(here)
        # An absolute one would lie outside the folder of the test.
        written = text.strip().lstrip("/") or "blank"
        monkeypatch.setenv(URL_VARIABLE, written)
        parts = written.encode("utf-8", "surrogateescape").split(b"/")
        is_no_file = "://" in written or written == "." or max(map(len, parts)) > NAME_BYTES
        if is_no_file:
            with pytest.raises(StoreError):
                open_and_close(default_database_url())
        else:
            open_and_close(default_database_url())
            assert (here / written).is_file(), text


def test_database_variable_that_cannot_be_opened_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    for text in IN_A_VARIABLE:
        written = text.strip()
        if written == ".":
            continue
        for url in (
            f"file/{written}",
            f"sqlite:///file/{written}",
            f"{quote(written, errors='replace')}://",
        ):
            monkeypatch.setenv(URL_VARIABLE, url)
            assert main(["history"]) == 1
            assert_one_line(capsys.readouterr().err)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_hostile_account_of_a_database_server_is_told_in_one_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, text in enumerate(IN_A_VARIABLE[:-1]):
        written = quote(text, safe="")
        # Nobody listens at port 1.
        forms = (
            f"postgresql://{written}:hush-hush@127.0.0.1:1/hudud",
            f"postgresql://hudud:hush-hush@127.0.0.1:1/{written}",
            f"postgresql://hudud:hush-hush@127.0.0.1:1/hudud?application_name={written}",
            f"postgresql://hudud:hush-hush@127.0.0.1:1/hudud?{written}=1",
        )
        password = f"postgresql://hudud:{written}@127.0.0.1:1/hudud"
        for url in (password, forms[number % len(forms)]):
            monkeypatch.setenv(URL_VARIABLE, url)
            assert main(["history"]) == 1, url
            said = capsys.readouterr().err
            assert_one_line(said)
            assert "hush-hush" not in said
            assert ":" + written + "@" not in said


def test_roles_variable_gives_a_role_to_the_address_as_it_stands_or_says_which_entry_gives_none(
    secrets: Secrets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secrets("")
    for text in IN_A_VARIABLE:
        monkeypatch.setenv("HUDUD_ROLES", f"{text}=editor,amal@x.org=editor,basim@x.org={text}")
        users = known_users()
        assert users["amal@x.org"] == User("amal@x.org", Role.EDITOR)
        assert "basim@x.org" not in users
        key = text.strip().casefold()
        if key.isprintable() and key and "=" not in key and "," not in key:
            assert users[key] == User(key, Role.EDITOR)
        assert all(user.name.isprintable() for user in users.values())
        caplog.clear()
        tell_what_is_missing()
        assert caplog.records
        for record in caplog.records:
            said = record.getMessage()
            assert re.match(r"HUDUD_ROLES, entry \d+ gives no role: ", said), said
            assert text not in said or len(text) < 3


def test_log_variable_of_any_text_leaves_the_log_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = list(logging.root.handlers)
    before = logging.getLogRecordFactory()
    try:
        for text in IN_A_VARIABLE:
            monkeypatch.setenv("HUDUD_LOG", text)
            set_up_logs()
            assert logging.root.handlers == handlers
    finally:
        logging.setLogRecordFactory(before)


def hostile_secrets(text: str) -> str:
    """Return secrets in which every value, and every name that people choose, is a text."""
    written = toml(text)
    values = "\n".join(re.sub('".*"', lambda _: written, line) for line in COMPLETE.splitlines())
    return (
        f"other_token = {written}\n{values}\n[auth.{written}]\nclient_id = {written}\n"
        f"[hudud]\ntrust_email = {written}\n"
        f'[hudud.roles]\n{written} = "editor"\n"basim@x.org" = {written}\n'
        f'"amal@x.org" = {{role = "editor", name = {written}}}\n'
    )


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 20))
def test_secrets_of_any_text_are_read_and_what_cannot_work_is_named(
    secrets: Secrets, start: int, caplog: pytest.LogCaptureFixture
) -> None:
    for text in PAYLOADS[start : start + 20]:
        secrets(hostile_secrets(text).replace("other_token", "x.y"))
        login = configured_login()
        assert login is not None
        assert "auth.redirect_uri" in login.missing
        assert f"auth.{text}.client_secret" in login.missing
        users = known_users()
        name = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:80]
        assert users["amal@x.org"] == User(name.strip() or "amal@x.org", Role.EDITOR)
        assert "basim@x.org" not in users
        assert all(user.name.isprintable() for user in users.values())
        caplog.clear()
        tell_what_is_missing()
        assert "hudud.roles of the secrets, 'basim@x.org' gives no role" in caplog.text


def test_secret_of_any_text_is_masked_however_it_stands_in_a_log(secrets: Secrets) -> None:
    for text in PAYLOADS:
        if len("".join(text.split())) < 4:
            continue
        secrets(f"[hudud]\nplain = 1\n[[hudud.far]]\n[hudud.far.token]\ninner = {toml(text)}\n")
        make = masking_factory(secret_values())
        forms = (text, quote(text), quote(text, safe=""), json.dumps(text), repr(text))
        told: list[tuple[str, tuple[object, ...]]] = [(given, ()) for given in forms]
        told += [("%s", (given,)) for given in forms]
        for given in ({"k": text}, [text], ValueError(text), text):
            told += [("%s", (given,)), ("%r", (given,))]
        for form, args in told:
            said = make("x", logging.INFO, "f", 1, form, args, None).getMessage()
            assert MASK in said, (text, said)
            assert not any(one in said for one in (*forms, visible(text))), (text, said)


@pytest.mark.parametrize(
    "content",
    [
        b'[auth]\ncookie_secret = "\xff\xfe"\n',
        b'"a=b" = "hush-hush"\n',
        b'n = "hush-hush\\u0000"\n',
        b'n = "hush-hush\n',
        b"\xef\xbb\xbf[auth]\n",
    ],
    ids=["not UTF-8", "a name that no variable can have", "a zero byte", "cut off", "a mark"],
)
def test_secrets_that_cannot_be_read_keep_everybody_from_writing_and_are_named(
    secrets: Secrets, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    secrets("")
    (tmp_path / "secrets.toml").write_bytes(content)
    assert configured_login() == Login((), ("secrets.toml",))
    assert known_users() == {}
    assert secret_values() == ()
    tell_what_is_missing()
    assert "missing or wrong in the secrets: secrets.toml" in caplog.text
    assert "hush" not in caplog.text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'[auth]\ncookie_secret = "hush\xff"\n', "not UTF-8 at byte 28"),
        (b'"a=b" = "hush-hush"\n', "none that an environment variable can have"),
        (b'n = "hush-hush\\u0000"\n', "none that an environment variable can have"),
    ],
)
def test_server_does_not_start_with_secrets_that_streamlit_falls_over(
    secrets: Secrets, tmp_path: Path, content: bytes, why: str
) -> None:
    secrets("[hudud]\n")
    refuse_unreadable_secrets()
    secrets("")
    (tmp_path / "secrets.toml").write_bytes(content)
    with pytest.raises(SystemExit, match=why) as caught:
        refuse_unreadable_secrets()
    assert_one_line(f"{caught.value}\n")
    file, _, told = str(caught.value).rpartition("'")
    assert "secrets.toml" in file
    assert "hush" not in told


def test_secrets_without_leave_to_read_them_are_named(secrets: Secrets, tmp_path: Path) -> None:
    secrets("")
    (tmp_path / "secrets.toml").unlink()
    (tmp_path / "secrets.toml").mkdir()
    assert configured_login() == Login((), ("secrets.toml",))


def _identity() -> None:
    from pages.identity import current_user, draw_identity
    from pages.words import words

    draw_identity(current_user(), words("en"))


def test_page_says_which_hostile_setting_is_wrong_as_text(secrets: Secrets) -> None:
    together = " ".join(BY_KIND[kind][0] for kind in ("markup", "markdown", "template", "xml"))
    secrets(hostile_secrets(together).replace("other_token", "x.y"))
    at = AppTest.from_function(_identity).run()
    assert not at.exception
    (said,) = at.info
    assert not re.search(r"(?<!\\)[`*\[\]<>$]", said.value)


@pytest.mark.parametrize("variable", ["HUDUD_PEOPLE_PER_ADDRESS", "HUDUD_SESSIONS"])
def test_number_variable_of_any_text_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for text in IN_A_VARIABLE:
        if text.strip():
            monkeypatch.setenv(variable, text)
            with pytest.raises(ValueError, match=variable) as caught:
                number_from(variable, 7)
            assert not CONTROL.search(str(caught.value))


def test_options_of_any_text_are_no_address_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(st, "context", SimpleNamespace(headers={}, ip_address=None))
    for text in PAYLOADS:
        monkeypatch.setattr(st, "get_option", lambda _name, text=text: text)
        assert not is_local()
    monkeypatch.setattr(st, "get_option", lambda _name: "127.0.0.1")
    assert is_local()
    for text in PAYLOADS:
        for headers in ({"Host": text}, {"Host": "localhost", "Origin": text}):
            asked = SimpleNamespace(headers=headers, ip_address=None)
            monkeypatch.setattr(st, "context", asked)
            assert not is_local()
