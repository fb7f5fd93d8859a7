"""Three dashboards on one PostgreSQL behind the proxy of ``deploy/Caddyfile``.

Run ``python -m benchmarks.proxy`` (needs ``apt-get install caddy chromium postgresql``). The proxy
speaks TLS with a certificate of its own authority, on two free ports; else its file is as it ships.
Each check is a line of the table that is printed; the command fails where one does not hold.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import sync_playwright

from benchmarks import proxy_browsers, proxy_requests
from benchmarks.chromium_meter import launch
from benchmarks.proxy_site import running_behind_proxy

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def check(look: Callable[[T], str], at: T) -> bool:
    """Look, and print what came of it as a line of the table."""
    try:
        came, held = look(at), True
    except Exception as error:  # noqa: BLE001 - what is checked next is another matter
        traceback.print_exception(error)
        came, held = f"FAILED: {(str(error) or repr(error)).splitlines()[0]}", False
    print(f"| {str(look.__doc__).rstrip('.')} | {came} |", flush=True)
    return held


def main() -> int:
    """Check everything; return the exit code."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(running_behind_proxy(folder))
        held = [check(look, site) for look in proxy_requests.CHECKS]
        playwright = stack.enter_context(sync_playwright())
        people = proxy_browsers.People(site, launch(playwright))
        held += [check(look, people) for look in proxy_browsers.CHECKS]
        people.chromium.close()
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
