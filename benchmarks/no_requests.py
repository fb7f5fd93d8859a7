"""Capture every packet while Chromium goes through the dashboard: none may leave the machine.

Run ``sudo python -m benchmarks.no_requests`` (Linux; `unshare` and `ip` of util-linux and
iproute2). It moves into a network namespace of its own, whose default route, IPv4 and IPv6, leads
into a wire that nobody answers on. What is sent there is captured, the dashboard's and Chromium's
alike: a question for a name, too. Three names of Google that Chromium asks for by itself, on an
empty page as well, are taken from it. First the script sends packets itself, to show that they are
seen.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from benchmarks.chromium_meter import ARGUMENTS
from tests.browser.conftest import chromium_path, running
from tests.browser.test_web_security import PAGES, come_to_rest

if TYPE_CHECKING:
    from playwright.sync_api import Page

INSIDE: Final = "--inside"
WIRE: Final = "wire0"
NETWORK: Final = f"""
link set lo up
link add {WIRE} type veth peer name wire1
link set {WIRE} up
link set wire1 up
address add 192.0.2.2/24 dev {WIRE}
neighbour add 192.0.2.1 lladdr 02:00:00:00:00:01 dev {WIRE} nud permanent
route add default via 192.0.2.1 dev {WIRE}
address add 2001:db8::2/64 dev {WIRE} nodad
neighbour add 2001:db8::1 lladdr 02:00:00:00:00:01 dev {WIRE} nud permanent
-6 route add default via 2001:db8::1 dev {WIRE}
"""
ALL_PROTOCOLS: Final = 3
IPV4, IPV6, ICMPV6 = 0x0800, 0x86DD, 58
DNS: Final = 53
PROTOCOLS: Final = {1: "ICMP", 6: "TCP", 17: "UDP"}
# Packets that the script sends by itself, to addresses that no one has.
# Source: RFC 5737 and RFC 3849, addresses for documentation.
CONTROLS: Final = (("198.51.100.7", 53), ("203.0.113.7", 443), ("2001:db8:7::7", 443))
# What Chromium asks for by itself, whatever page it shows; no name is asked for that stands here.
BROWSERS_OWN: Final = "--host-resolver-rules=" + ", ".join(
    f"MAP {name} ~NOTFOUND"
    for name in (
        "accounts.google.com",
        "content-autofill.googleapis.com",
        "update.googleapis.com",
    )
)
ARTICLE: Final = "On 3 March 2019 a car bomb killed four people in Manbij, Syria."


class Capture:
    """What leaves by the wire, from now on."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
        threading.Thread(target=self._listen, daemon=True).start()

    def taken(self) -> Counter[str]:
        """Return the packets since the last call, by where they go."""
        time.sleep(1)
        seen, self.seen = self.seen, Counter()
        return seen

    def _listen(self) -> None:
        while True:
            frame, (interface, protocol, kind, *_rest) = self._socket.recvfrom(65_535)
            if interface == WIRE and kind == socket.PACKET_OUTGOING:
                told = destination(frame[14:], protocol)
                if told:
                    self.seen[told] += 1


def destination(packet: bytes, protocol: int) -> str:
    """Return where a packet goes; nothing for what the kernel sends to find its neighbours."""
    if protocol == IPV4:
        length, inner = 4 * (packet[0] & 15), packet[9]
        host = str(ipaddress.IPv4Address(packet[16:20]))
    elif protocol == IPV6:
        length, inner = 40, packet[6]
        host = str(ipaddress.IPv6Address(packet[24:40]))
        # Hop-by-hop options stand before reports on groups.
        if inner in {0, ICMPV6}:
            return ""
    else:
        return ""
    port = int.from_bytes(packet[length + 2 : length + 4], "big")
    told = f"{PROTOCOLS.get(inner, inner)} {host} port {port}"
    return f"{told} for {asked_name(packet[length + 8 :])}" if port == DNS else told


def asked_name(question: bytes) -> str:
    """Return the name that a question to a name server asks for."""
    labels, at = [], 12
    while at < len(question) and question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode("ascii", "replace"))
        at += 1 + question[at]
    return ".".join(labels)


def set_up_network() -> None:
    """Make the wire, in this process's own namespace."""
    for line in NETWORK.strip().splitlines():
        subprocess.run(["ip", *line.split()], check=True)  # noqa: S607  # where it lies differs


def send_controls() -> None:
    """Send what the capture has to see."""
    for host, port in CONTROLS:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as tcp, suppress(OSError):
            tcp.settimeout(0.3)
            tcp.connect((host, port))
        with socket.socket(family, socket.SOCK_DGRAM) as udp:
            udp.sendto(b"control", (host, port))


def go_through(page: Page, server: str) -> None:
    """Open every page in both languages, filter, read an article, make a picture."""
    for language in ("en", "ar"):
        for path, frame in PAGES.items():
            page.goto(f"{server}/{path}{'&' if '?' in path else '?'}lang={language}")
            come_to_rest(page)
            if frame:
                page.frame_locator(frame).locator("body[data-draws]").wait_for()
    page.goto(f"{server}/?type=Battles&depth=30")
    come_to_rest(page)
    page.goto(f"{server}/article")
    come_to_rest(page)
    page.locator("textarea").first.fill(ARTICLE)
    page.locator("textarea").first.press("Control+Enter")
    come_to_rest(page)
    page.goto(f"{server}/snapshot")
    page.locator(".st-key-snapshot_preview img").wait_for()
    with page.expect_download():
        page.locator(".st-key-snapshot_get_png button").click()


def main() -> int:
    """Capture and print; return the exit code."""
    unshare = shutil.which("unshare")
    if unshare is None or shutil.which("ip") is None:
        raise SystemExit("this needs the programs unshare and ip")
    if INSIDE not in sys.argv:
        command = [unshare, "--net", sys.executable, "-m", "benchmarks.no_requests", INSIDE]
        os.execv(unshare, command)  # noqa: S606  # this program again, inside
    set_up_network()
    capture = Capture()
    send_controls()
    controls = capture.taken()
    missed = [host for host, _ in CONTROLS if not any(f" {host} " in told for told in controls)]
    print(f"control: {sum(controls.values())} packets of our own seen, missed: {missed}")
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        with running("dashboard.py", Path(folder) / "server") as server:
            found["dashboard starts"] = capture.taken()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium_path(), args=[*ARGUMENTS, BROWSERS_OWN]
                )
                found["Chromium starts"] = capture.taken()
                page = browser.new_page()
                page.set_default_timeout(300_000)
                go_through(page, server)
                found["all pages"] = capture.taken()
                browser.close()
        found["dashboard stops"] = capture.taken()
    for phase, packets in found.items():
        print(f"{phase}: {sum(packets.values())} packets leave")
        for told, number in packets.most_common():
            print(f"    {number} x {told}")
    return int(bool(missed) or any(packets.values() for packets in found.values()))


if __name__ == "__main__":
    sys.exit(main())
