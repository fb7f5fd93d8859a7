"""A session of the dashboard without a browser: whatever can be sent to the server can be forged.

It speaks Streamlit's own protocol over the real WebSocket.
"""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from types import TracebackType

    from google.protobuf.message import Message

# A generous bound on one run of the script, in seconds: the first one reads all data.
RUN_SECONDS = 60
_XSRF = "_streamlit_xsrf"


@dataclass
class Session:
    """One connection to a page.

    `host` and `origin` are what the request says of itself, those of the server unless given;
    `headers` are added to it. `browser` holds the cookies, which several sessions may share.
    """

    server: str
    page: str = ""
    query: dict[str, str] = field(default_factory=dict)
    host: str = ""
    origin: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    browser: requests.Session = field(default_factory=requests.Session)
    elements: list[Message] = field(default_factory=list)
    redirect: str = ""

    def __enter__(self) -> Self:
        at = urlsplit(self.server)
        self.browser.get(f"{self.server}/_stcore/health", timeout=RUN_SECONDS)
        cookies = self.browser.cookies.get_dict()
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._open = ExitStack()
        opening = connect(
            f"ws://{self.host or at.netloc}/_stcore/stream",
            sock=socket.create_connection((str(at.hostname), at.port or 80)),
            origin=Origin(self.server if self.origin is None else self.origin),
            additional_headers={"Cookie": cookie, **self.headers},
            subprotocols=[Subprotocol("streamlit"), Subprotocol(cookies.get(_XSRF) or "none")],
            max_size=None,
            open_timeout=RUN_SECONDS,
        )
        self._socket = self._open.enter_context(opening)
        self.states: dict[str, WidgetState] = {}
        self._hash = ""
        self.run()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def run(self) -> None:
        """Send the state of the widgets, triggers once, and wait until the script has run."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = urlencode(self.query)
        rerun.page_name = self.page
        rerun.page_script_hash = self._hash
        rerun.widget_states.widgets.extend(self.states.values())
        self._socket.send(message.SerializeToString())
        self.states = {
            key: state for key, state in self.states.items() if not state.HasField("trigger_value")
        }
        self._read_run()

    def _read_run(self) -> None:
        self.elements = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(self._socket.recv(RUN_SECONDS, decode=False))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.elements = []
            elif kind == "navigation":
                self._hash = message.navigation.page_script_hash
            elif kind == "delta":
                part = getattr(message.delta, str(message.delta.WhichOneof("type")))
                # What passes, as the sign that something is being made, is of no type.
                is_typed = "type" in part.DESCRIPTOR.oneofs_by_name
                drawn = str(part.WhichOneof("type")) if is_typed else ""
                self.elements.append(getattr(part, drawn, part))
            elif kind == "page_info_changed":
                asked = parse_qs(message.page_info_changed.query_string)
                self.query = {name: values[-1] for name, values in asked.items()}
            elif kind == "auth_redirect":
                self.redirect = message.auth_redirect.url
            elif (
                kind == "script_finished"
                and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return

    @property
    def text(self) -> str:
        """All that the page says, as one text of everything that was sent."""
        return "\n".join(str(element) for element in self.elements)

    def labels(self) -> set[str]:
        """Return the labels of the widgets on the page."""
        return {str(getattr(element, "label", "")) for element in self.elements} - {""}

    def widget(self, label: str) -> str:
        """Return the id of the widget with this label."""
        found = [
            str(getattr(element, "id", ""))
            for element in self.elements
            if getattr(element, "label", "") == label
        ]
        assert found, f"no widget {label!r} among {sorted(self.labels())}"
        return found[0]

    def press(self, widget: str) -> None:
        """Note that a button is pressed; `run` sends it."""
        self.states[widget] = WidgetState(id=widget, trigger_value=True)

    def write(self, widget: str, value: str | float) -> None:
        """Note what a box says; `run` sends it."""
        if isinstance(value, str):
            self.states[widget] = WidgetState(id=widget, string_value=value)
        else:
            self.states[widget] = WidgetState(id=widget, double_value=value)


def logged_in(server: str, subject: str) -> requests.Session:
    """Return the cookies of a browser in which a person has logged in at the provider."""
    browser = requests.Session()
    with Session(server, "gazetteer", browser=browser) as session:
        session.press(session.widget("Log in"))
        session.run()
        form = browser.get(urljoin(server, session.redirect), timeout=RUN_SECONDS)
    back = browser.post(form.url, data={"sub": subject}, timeout=RUN_SECONDS)
    assert back.url.startswith(server), back.text
    return browser
