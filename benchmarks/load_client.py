"""A visitor of the dashboard without a browser, many at a time: real sockets, no drawing.

It does what a page of Streamlit and the map in it do: keeps the state of its widgets, says which
messages it still has, and fetches what the map's new state asks for.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx
    from google.protobuf.message import Message
    from streamlit.proto.Alert_pb2 import Alert
    from websockets.asyncio.client import ClientConnection

# A run that takes longer counts as an error, in seconds.
RUN_SECONDS: Final = 60.0
# Of the map's state: what it fetches anew when the address changes.
MAP_ADDRESSES: Final = ("columnsUrl", "verdictsUrl", "zoneUrl")
# Messages that a page keeps so that they need not be sent again; a browser keeps about two runs'.
MOST_KEPT: Final = 8
XSRF: Final = "_streamlit_xsrf"


class VisitError(Exception):
    """The dashboard did something that a visitor would call a fault."""


@dataclass
class Measured:
    """What all visitors met: seconds and bytes of each kind of act, and faults."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, seconds: float, received: int = 0) -> None:
        """Note one act."""
        self.seconds.setdefault(kind, []).append(seconds)
        self.received[kind] = self.received.get(kind, 0) + received


@dataclass
class Page:
    """What the last run of the script drew."""

    widgets: dict[str, Message] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    map_state: dict[str, Any] = field(default_factory=dict)


class Visitor:
    """One tab of a browser; `cookies` are those of the browser, `headers` of a proxy before it."""

    def __init__(
        self,
        server: str,
        http: httpx.AsyncClient,
        measured: Measured,
        *,
        page: str = "",
        query: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.server = server
        self.measured = measured
        self.query = dict(query or {})
        self.page = Page()
        self._http = http
        self._name = page
        self._cookies = dict(cookies or {})
        self._headers = dict(headers or {})
        self._states: dict[str, WidgetState] = {}
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._hash = ""
        self._fetched: dict[str, str] = {}
        self._socket: ClientConnection

    async def open(self) -> None:
        """Connect and run the page for the first time."""
        began = time.perf_counter()
        address = self.server.partition("://")[2]
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._socket = await connect(
            f"ws://{address}/_stcore/stream",
            origin=Origin(self.server),
            additional_headers={**self._headers, "Cookie": cookie},
            subprotocols=[
                Subprotocol("streamlit"),
                Subprotocol(self._cookies.get(XSRF) or "none"),
            ],
            max_size=None,
            open_timeout=RUN_SECONDS,
            ping_interval=None,
        )
        received = await self._run()
        self.measured.add("open", time.perf_counter() - began, received)

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    def write(self, label: str, value: str | float | list[str] | list[float]) -> None:
        """Note what the widget with this label or key says; `act` sends it."""
        key = self._id(label)
        state = WidgetState(id=key)
        if isinstance(value, str):
            state.string_value = value
        elif isinstance(value, list):
            if value and isinstance(value[0], float):
                state.double_array_value.data.extend(value)
            else:
                state.string_array_value.data.extend(map(str, value))
        else:
            state.double_value = value
        self._states[key] = state

    def press(self, label: str) -> None:
        """Note that the button with this label or key is pressed; `act` sends it."""
        key = self._id(label)
        self._states[key] = WidgetState(id=key, trigger_value=True)

    def has(self, label: str) -> bool:
        """Tell whether there is such a widget on the page."""
        return label in self.page.widgets

    def options(self, label: str) -> list[str]:
        """Return what a widget offers to be chosen, as it is written."""
        found: Any = self.page.widgets[label]
        return [getattr(option, "content", option) for option in found.options]

    async def act(self, kind: str) -> None:
        """Send what was noted, wait until the script has run, and count it as `kind`."""
        began = time.perf_counter()
        received = await self._run()
        self.measured.add(kind, time.perf_counter() - began, received)

    async def fetch_map(self) -> None:
        """Fetch what the map fetches when its state has changed."""
        for name in MAP_ADDRESSES:
            address = self.page.map_state.get(name)
            if address and self._fetched.get(name) != address:
                await self._fetch(name, f"/hudud/{address}")
                self._fetched[name] = address

    async def _fetch(self, name: str, address: str) -> None:
        began = time.perf_counter()
        answer = await self._http.get(self.server + address)
        self.measured.add(name, time.perf_counter() - began, len(answer.content))
        # 404: an editor has saved in between; the next run names the new revision.
        if answer.status_code not in {200, 404}:
            self.measured.faults.append(f"{answer.status_code} from {address}: {answer.text[:200]}")

    def _id(self, label: str) -> str:
        widget = self.page.widgets.get(label)
        if widget is None:
            message = f"no widget {label!r} among {sorted(self.page.widgets)}"
            raise VisitError(message)
        return str(getattr(widget, "id", ""))

    async def _run(self) -> int:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = urlencode(self.query)
        rerun.page_name = self._name
        rerun.page_script_hash = self._hash
        rerun.widget_states.widgets.extend(self._states.values())
        rerun.cached_message_hashes.extend(self._kept)
        await self._socket.send(message.SerializeToString())
        self._states = {k: s for k, s in self._states.items() if not s.HasField("trigger_value")}
        try:
            return await asyncio.wait_for(self._read_run(), RUN_SECONDS)
        except TimeoutError:
            raise VisitError(f"no end of the run within {RUN_SECONDS:g} s") from None

    async def _read_run(self) -> int:
        received = 0
        while True:
            data = await self._socket.recv(decode=False)
            received += len(data)
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") == "ref_hash":
                message = ForwardMsg.FromString(self._kept[message.ref_hash])
            elif message.metadata.cacheable and message.hash:
                self._kept[message.hash] = data
            if self._is_end(message):
                self._forget_old()
                return received

    def _is_end(self, message: ForwardMsg) -> bool:
        """Take one message in; tell whether it ends the run."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = Page()
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._draw(message)
        elif kind == "page_info_changed":
            asked = parse_qs(message.page_info_changed.query_string)
            self.query = {name: values[-1] for name, values in asked.items()}
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return False
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise VisitError(f"the script ended with {message.script_finished}")
            return True
        return False

    def _forget_old(self) -> None:
        """Drop the messages longest kept, and what widgets said that are no longer there."""
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        there = {str(getattr(w, "id", "")) for w in self.page.widgets.values()}
        self._states = {key: state for key, state in self._states.items() if key in there}

    def _draw(self, message: ForwardMsg) -> None:
        part = getattr(message.delta, str(message.delta.WhichOneof("type")))
        kind = part.WhichOneof("type") if "type" in part.DESCRIPTOR.oneofs_by_name else None
        element: Any = getattr(part, str(kind), part)
        if kind == "exception":
            self.measured.faults.append(f"exception on the page: {element.message}")
        elif kind == "toast":
            self.page.toasts.append(element.body)
        elif kind == "alert":
            self.page.alerts.append(element)
        elif kind == "bidi_component":
            told = json.loads(element.json) if element.json else {}
            # Other components of the page have no such state.
            self.page.map_state = told.get("state") or self.page.map_state
        elif getattr(element, "label", "") and getattr(element, "id", ""):
            # ``$$ID-…-key``: labels change with the language, keys do not.
            self.page.widgets[element.id.split("-", 2)[-1]] = element
            self.page.widgets[element.label] = element
            if getattr(element, "set_value", False):
                # The server has changed it; what it says is in the session already.
                self._states.pop(element.id, None)
