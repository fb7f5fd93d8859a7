"""What a page costs in Chromium: milliseconds to the painted change, bytes sent, memory."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tests.browser.conftest import chromium_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
# The software renderer of WebGL that deck.gl needs; it slows everything else down.
WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
MIB = 1 << 20
_FIELD = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)


def launch(playwright: Playwright, *, webgl: bool = False) -> Browser:
    """Start a Chromium of our own."""
    arguments = [*ARGUMENTS, *(WEBGL if webgl else ("--disable-gpu",))]
    return playwright.chromium.launch(executable_path=chromium_path(), args=arguments)


class Traffic:
    """Bytes that a page has received since the last look, HTTP bodies and web socket alike."""

    def __init__(self, page: Page) -> None:
        self._bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.dataReceived", lambda e: self._add(e["dataLength"]))
        session.on("Network.webSocketFrameReceived", lambda e: self._add(_length(e["response"])))

    def _add(self, size: int) -> None:
        self._bytes += size

    def taken(self) -> int:
        """Return the bytes since the last call."""
        size, self._bytes = self._bytes, 0
        return size


def _length(response: dict[str, object]) -> int:
    data = cast("str", response["payloadData"])
    # A binary frame is told as base64.
    return len(data) * 3 // 4 if response["opcode"] == 2 else len(data)


def collect_garbage(page: Page) -> str:
    """Have the page drop what it holds no more; return what its scripts hold then, in words."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    page.wait_for_timeout(1000)
    held = session.send("Runtime.getHeapUsage")
    objects, buffers = held["usedSize"] / MIB, held["backingStorageSize"] / MIB
    return f"objects {objects:.0f}, typed arrays {buffers:.0f}"


def renderer_mib(browser_pid: int) -> float:
    """Return the private memory of the largest page process below `browser_pid`."""
    sizes = [
        memory_mib(pid, "Private_Clean", "Private_Dirty")
        for pid in _descendants(browser_pid)
        if b"--type=renderer" in _command(pid)
    ]
    return max(sizes, default=0.0)


def memory_mib(pid: int, *fields: str) -> float:
    """Return the sum of `fields` of a process's ``smaps_rollup``."""
    text = _read(pid, "smaps_rollup").decode()
    told = {name: int(size) for name, size in _FIELD.findall(text)}
    return sum(told.get(name, 0) for name in fields) / 1024


def peak_mib(pid: int) -> float:
    """Return the most that a process has held in memory at once."""
    told = {name: int(size) for name, size in _FIELD.findall(_read(pid, "status").decode())}
    return told.get("VmHWM", 0) / 1024


def children_named(pid: int, part: str) -> list[int]:
    """Return the descendants of `pid` whose command line holds `part`."""
    return [child for child in _descendants(pid) if part.encode() in _command(child)]


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _descendants(child)


def _command(pid: int) -> bytes:
    return _read(pid, "cmdline")


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def browser_pid() -> int:
    """Return the Chromium that this process started."""
    found = [
        pid
        for pid in _descendants(os.getpid())
        if b"chrom" in _command(pid) and b"--type=" not in _command(pid)
    ]
    return found[0]
