"""The servers under load: dashboards as the README starts them, a login, a database."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.request import urlopen

from benchmarks.chromium_meter import children_named, memory_mib
from tests.browser.conftest import running
from tests.browser.session import logged_in
from tests.browser.test_login import running_provider
from tests.postgresql import new_schema, running_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EDITORS: Final = tuple(f"editor-{number}" for number in range(1, 6))
SECRETS: Final = """
[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "hudud"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
COLLECTING: Final = Path(__file__).parent / "collecting"
PREPARED_SECONDS: Final = 120.0
TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass
class Dashboard:
    """One process."""

    address: str
    pid: int
    collected: Path

    def rss_mib(self) -> float:
        """Return the memory that the process holds now."""
        return memory_mib(self.pid, "Rss")

    def collect(self) -> float:
        """Have the process collect garbage; return the memory that it holds then."""
        self.collected.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR1)
        deadline = time.monotonic() + 30
        while not self.collected.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        return self.rss_mib()

    def cpu_seconds(self) -> float:
        """Return the processor time that the process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / TICKS


@dataclass
class Site:
    """Dashboards on one database, and the cookies of each editor's browser."""

    dashboards: list[Dashboard]
    database: str
    cookies: dict[str, dict[str, str]]


@contextmanager
def running_site(
    folder: Path,
    *,
    processes: int,
    postgresql: bool,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Site]:
    """Run the dashboards; editors are logged in when it yields."""
    with ExitStack() as stack:
        database = f"sqlite:///{folder / 'hudud.sqlite'}"
        if postgresql:
            database = new_schema(stack.enter_context(running_postgresql()))
        provider = stack.enter_context(running_provider())
        secrets = folder / "secrets.toml"
        secrets.write_text(SECRETS.format(provider=provider), encoding="utf-8")
        dashboards = [
            start(stack, folder / str(number), database, secrets, variables)
            for number in range(processes)
        ]
        for dashboard in dashboards:
            wait_until_prepared(dashboard.address)
        # Streamlit holds a login for the address of the page it was made from; these have several.
        cookies = {
            name: logged_in(dashboards[n % processes].address, name).cookies.get_dict()
            for n, name in enumerate(EDITORS)
        }
        yield Site(dashboards, database, cookies)


def start(
    stack: ExitStack,
    folder: Path,
    database: str,
    secrets: Path,
    variables: Mapping[str, str] | None = None,
) -> Dashboard:
    """Start a dashboard that stops with the stack."""
    folder.mkdir()
    collected = folder / "collected"
    given = {
        "HUDUD_DATABASE_URL": database,
        "HUDUD_COLLECTED": str(collected),
        "HUDUD_ROLES": ",".join(f"{name}@example.org=editor" for name in EDITORS),
        "STREAMLIT_SECRETS_FILES": str(secrets),
        "PYTHONPATH": f"{COLLECTING}{os.pathsep}{Path(__file__).parents[1]}",
        **(variables or {}),
    }
    before = set(children_named(os.getpid(), "dashboard.py"))
    address = stack.enter_context(running("dashboard.py", folder, variables=given))
    (pid,) = set(children_named(os.getpid(), "dashboard.py")) - before
    return Dashboard(address, pid, collected)


def wait_until_prepared(address: str) -> None:
    """Wait until a dashboard says that it has read its data."""
    deadline = time.monotonic() + PREPARED_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/healthz", timeout=10):  # noqa: S310  # our own
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} is not prepared")
