"""Secrets are planted and then looked for in all that comes out: pages, answers, logs, files."""

from __future__ import annotations

import gzip
import zipfile
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import requests

from gazetteer.__main__ import main as gazetteer_main
from geo.__main__ import main as geo_main
from geo.export import FORMATS
from tests.browser.conftest import running
from tests.browser.session import RUN_SECONDS, Session, logged_in
from tests.browser.test_login import SECRETS, running_provider
from tests.postgresql import new_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Part of every planted secret; the database's password needs to be written otherwise in a URL.
MARK = "planted-7f3a"
COOKIE, CLIENT, PASSWORD = f"cookie-{MARK}-0123456789abcdef", f"client-{MARK}", f"{MARK}@db/x"
PAGES = ("", "gazetteer", "article", "data", "figures", "about", "no-such-page")
ANSWERS = (
    "healthz",
    "healthz/live",
    "metrics",
    "_stcore/health",
    "_stcore/host-config",
    "hudud/map",
    "hudud/map?lang=%00",
    "hudud/assets/x/../../../.streamlit/secrets.toml",
    "hudud/places?revision=x",
    "hudud/zone?depth=nothing",
    "hudud/incidents/verdicts?revision=x",
    "reconcile",
    "reconcile?queries={",
    "oauth2callback?code=wrong&state=wrong",
    "auth/login?provider=none",
    "no/such/address",
)


@dataclass(frozen=True)
class Served:
    """A dashboard full of secrets, its database and its log."""

    address: str
    database: str
    log: Path


@pytest.fixture(scope="module")
def served(postgresql_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("secrets")
    user = "postgresql://hudud"
    database = new_schema(postgresql_url).replace(user, f"{user}:{quote(PASSWORD, safe='')}", 1)
    secrets = folder / "secrets.toml"
    with running_provider() as provider:
        text = SECRETS.format(provider=provider)
        text = text.replace("0123456789abcdef0123456789abcdef", COOKIE)
        text = text.replace('client_secret = "secret"', f'client_secret = "{CLIENT}"')
        secrets.write_text(text, encoding="utf-8")
        variables = {
            "HUDUD_DATABASE_URL": database,
            "HUDUD_LOG": "json",
            "STREAMLIT_SECRETS_FILES": str(secrets),
        }
        with running("dashboard.py", folder, variables=variables) as address:
            yield Served(address, database, folder / "log")


def tells(content: bytes) -> bool:
    """Tell whether there is a secret in it, as it is or packed or encoded."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(tells(archive.read(name)) for name in archive.namelist())
    # In base64 it depends on what stands before.
    encoded = [b64encode(b" " * n + MARK.encode())[4:-4] for n in range(3)]
    return any(form in content for form in (MARK.encode(), *encoded))


def test_the_search_finds_a_secret_in_any_dress() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", gzip.compress(f"x {COOKIE}".encode()))
    assert tells(packed.getvalue())
    for before in ("", "a", "ab"):
        assert tells(b64encode(f"{before}{PASSWORD}".encode()))
    assert tells(quote(PASSWORD, safe="").encode())
    assert not tells(b"nothing")


def test_no_page_answer_or_log_tells_a_secret(served: Served) -> None:
    editor = logged_in(served.address, "amal")
    for page in PAGES:
        with Session(served.address, page, browser=editor) as session:
            assert not tells(session.text.encode()), page
    for path in ANSWERS:
        answer = requests.get(f"{served.address}/{path}", timeout=RUN_SECONDS)
        told = answer.content + str(answer.headers).encode()
        assert not tells(told), path
    log = served.log.read_bytes()
    assert b'"level"' in log
    assert not tells(log)


def test_no_exported_file_or_backup_tells_a_secret(
    served: Served, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    export = ["export", "--database", served.database, "--out", str(tmp_path / "made")]
    assert geo_main([*export, "--format", ",".join(FORMATS), "--lang", "en"]) == 0
    backup = ["backup", "--database", served.database, str(tmp_path / "backup.sqlite")]
    assert gazetteer_main(backup) == 0
    export[2] = served.database.replace("/postgres?", "/absent?", 1)
    assert geo_main(export) != 0
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > len(FORMATS)
    for path in files:
        assert not tells(path.read_bytes()), path
    said = capfd.readouterr()
    assert "absent" in said.err
    assert not tells((said.out + said.err).encode())
