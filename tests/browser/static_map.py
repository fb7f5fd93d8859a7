"""The map's own page without a dashboard: its assets and data answered out of memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from geo import MapSources, assets, briefing_map, columns_payload, verdict_payload

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from playwright.sync_api import Frame, Locator, Page, Route

    from geo import IncidentTable

ADDRESS = "http://localhost"
# How often a busy browser is looked at, every tenth of a second, before it counts as wrong.
_LOOKS = 100
_LAYERS = ("countries", "governorates", "borders", "rivers", "lakes")
_ZONE = {
    "type": "Feature",
    "properties": {},
    "geometry": {"type": "Polygon", "coordinates": [[[39, 33], [41, 33], [41, 35], [39, 33]]]},
}
_HOST = """<!doctype html><body style="margin:0"><div id="host"></div><script type="module">
import host from "/assets/map_host.js";
window.told = [];
window.give = (state) => host({
    data: { page: "/map", title: "Map", height: "700px", view: "", state },
    parentElement: document.getElementById("host"),
    setTriggerValue: (kind, value) => window.told.push([kind, value]),
});
</script></body>"""


class StaticMap:
    """A map of `table` in a page that plays its host."""

    def __init__(self, page: Page, table: IncidentTable, zone: Hashable = 23.0) -> None:
        self.page = page
        self.table = table
        self.state: dict[str, Any] = {
            "revision": table.revision,
            "columnsUrl": "incidents/columns?revision=1",
            "verdictsUrl": "incidents/verdicts?revision=1",
            "mask": None,
            "heard": 0,
            "period": None,
            "types": [],
            "verdicts": [],
            "selected": -1,
            "zoneUrl": "zone",
            "zoneName": "Zone",
            "counts": {},
        }
        nothing = {"type": "FeatureCollection", "features": []}
        layers: dict[str, dict[str, object]] = {name: {"data": nothing} for name in _LAYERS}
        sources = MapSources(
            asset_url=lambda name: f"/assets/{name}",
            layers={**layers, "labels": {"data": []}},
            columns={},
        )
        fmap = briefing_map(sources, language="en", translate=lambda text: text)
        self._answers: dict[str, tuple[str, bytes]] = {
            "/": ("text/html", _HOST.encode()),
            "/map": ("text/html", fmap.get_root().render().encode()),
            "/incidents/columns": ("application/octet-stream", columns_payload(table)),
            "/zone": ("application/json", json.dumps(_ZONE).encode()),
        }
        if table.judge_zone is not None:
            verdicts = verdict_payload(table, zone)
            self._answers["/incidents/verdicts"] = ("application/octet-stream", verdicts)

    def open(self) -> Self:
        """Open the host's page, give the map its first state and wait until it has drawn."""
        self.page.route(f"{ADDRESS}/**", self._answer)
        self.page.goto(f"{ADDRESS}/")
        self.page.wait_for_function("window.give !== undefined")
        self.give()
        self.page.frame_locator("iframe").locator("body[data-shown]").wait_for()
        # The verdicts arrive after the first picture.
        self.frame.wait_for_function("window.hudud.incidents.verdicts !== null")
        return self

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/assets/"):
            name = path.removeprefix("/assets/")
            route.fulfill(body=assets.asset(name), content_type=assets.media_type(name))
        elif path == "/incidents/labels":
            route.fulfill(body=json.dumps(self._labels(route.request.url)))
        else:
            content_type, body = self._answers[path]
            route.fulfill(body=body, content_type=content_type)

    @staticmethod
    def _labels(url: str) -> list[dict[str, object]]:
        rows = urlsplit(url).query.rpartition("rows=")[2].replace("%2C", ",").split(",")
        return [{"row": int(row), "title": f"<b>row {row}</b>"} for row in rows]

    def give(self, **changes: object) -> None:
        """Send the map a state as a run of the server does."""
        self.state.update(changes)
        self.page.evaluate("(state) => window.give(state)", self.state)

    @property
    def frame(self) -> Frame:
        """The map's own page."""
        return next(frame for frame in self.page.frames if frame.url.endswith("/map"))

    def entry(self, name: str) -> Locator:
        """The entry of the legend called `name`."""
        return self.frame.get_by_role("button", name=name, exact=True)

    @property
    def shown(self) -> int:
        """How many incidents the map shows."""
        return int(self.ask("window.hudud.incidents.count"))

    def ask(self, script: str, given: object = None) -> Any:  # noqa: ANN401  # what scripts answer
        """Return what `script` answers inside the map."""
        return self.frame.evaluate(script, given)

    def becomes(self, look: Callable[[], object], wanted: object) -> None:
        """Wait until `look` gives what is wanted; fail with what it gives after some seconds."""
        for _ in range(_LOOKS):
            if look() == wanted:
                return
            self.page.wait_for_timeout(100)
        seen = look()
        assert seen == wanted, f"{seen!r} instead of {wanted!r}"

    def told(self, kind: str = "hot") -> list[dict[str, Any]]:
        """Return the messages of a kind that the server has got."""
        messages: list[tuple[str, dict[str, Any]]] = self.page.evaluate("window.told")
        return [message for name, message in messages if name == kind]
