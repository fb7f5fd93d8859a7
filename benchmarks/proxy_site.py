"""Dashboards behind the proxy of ``deploy/Caddyfile``, on this machine alone."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.load_servers import Dashboard, start, wait_until_prepared
from tests.browser.conftest import free_port
from tests.browser.test_login import running_provider
from tests.postgresql import new_schema, running_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

PROCESSES: Final = 3
CADDYFILE: Final = Path(__file__).parents[1] / "deploy" / "Caddyfile"
SECRETS: Final = """
[auth]
redirect_uri = "{site}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "hudud"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[hudud.roles]
"amal@example.org" = {{role = "editor", name = "Amal Haddad"}}
"""
# What differs from the file as it ships: ports that nobody else has, and a certificate of its own.
OPTIONS: Final = """{{
	http_port {http}
	https_port {https}
	local_certs
	skip_install_trust
"""
STARTS_WITHIN_S: Final = 30


class ProxyError(Exception):
    """Something behind the proxy is not as it should be."""


def must(held: bool, *met: object) -> None:
    """Raise what was met in the place of what must hold."""
    if not held:
        raise ProxyError(*met)


@dataclass
class Site:
    """The proxy's addresses, the certificate to be believed, and the dashboards behind it."""

    address: str
    plain: str
    authority: Path
    dashboards: list[Dashboard]
    log: Path

    def client(self, source: str | None = None, **options: object) -> httpx.Client:
        """Return a client that asks from the address `source`."""
        trusted = ssl.create_default_context(cafile=str(self.authority))
        transport = httpx.HTTPTransport(verify=trusted, local_address=source)
        return httpx.Client(base_url=self.address, transport=transport, timeout=60, **options)  # type: ignore[arg-type]

    def sessions(self) -> list[int]:
        """Return how many sessions each dashboard has; -1 of one that is gone."""
        return [int(figure(d, "hudud_sessions")) for d in self.dashboards]


def figure(dashboard: Dashboard, name: str, **labels: str) -> float:
    """Return a figure that a dashboard tells who asks it without the proxy; -1 if it is gone."""
    try:
        text = httpx.get(f"{dashboard.address}/metrics", timeout=60).text
    except httpx.TransportError:
        return -1.0
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


@contextmanager
def running_behind_proxy(folder: Path) -> Iterator[Site]:
    """Run the dashboards, their database, a login and the proxy."""
    http, https = free_port(), free_port()
    site = f"https://localhost:{https}"
    with ExitStack() as stack:
        database = new_schema(stack.enter_context(running_postgresql()))
        provider = stack.enter_context(running_provider())
        secrets = folder / "secrets.toml"
        secrets.write_text(SECRETS.format(site=site, provider=provider), encoding="utf-8")
        # The proxy comes from this address; what it says of who asks is believed.
        variables = {"FORWARDED_ALLOW_IPS": "127.0.0.1,::1", "HUDUD_LOG": "json"}
        dashboards = [
            start(stack, folder / str(number), database, secrets, variables)
            for number in range(PROCESSES)
        ]
        for dashboard in dashboards:
            wait_until_prepared(dashboard.address)
        stack.enter_context(_running_caddy(folder, http, https, dashboards))
        authority = folder / "data/caddy/pki/authorities/local/root.crt"
        yield Site(site, f"http://localhost:{http}", authority, dashboards, folder / "proxy.log")


def proxy_file(http: int, https: int, dashboards: list[Dashboard]) -> str:
    """Return the proxy's file as it ships, with the ports and addresses of this machine."""
    shipped = CADDYFILE.read_text(encoding="utf-8")
    named = " ".join(dashboard.address.partition("://")[2] for dashboard in dashboards)
    changed = shipped.replace("{\n", OPTIONS.format(http=http, https=https), 1)
    changed, times = re.subn(r"(reverse_proxy) .* {", rf"\1 {named} {{", changed)
    must(times == 1, shipped)
    return changed


@contextmanager
def _running_caddy(
    folder: Path, http: int, https: int, dashboards: list[Dashboard]
) -> Iterator[None]:
    caddy = shutil.which("caddy")
    if caddy is None:
        message = "this needs Caddy: apt-get install caddy"
        raise SystemExit(message)
    written = folder / "Caddyfile"
    written.write_text(proxy_file(http, https, dashboards), encoding="utf-8")
    environment = {
        "HUDUD_SITE": "localhost",
        "HUDUD_STICKY_SECRET": "sticky",
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "HOME": str(folder),
    }
    command = [caddy, "run", "--config", str(written), "--adapter", "caddyfile"]
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(process, f"https://localhost:{https}/_stcore/health", folder)
            yield
        finally:
            process.terminate()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(address, verify=False, timeout=10).status_code == 200:  # noqa: S501 - ours
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError((folder / "proxy.log").read_text(encoding="utf-8"))
