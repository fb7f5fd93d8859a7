"""The map as one HTML file: works from a disk with the network off, on a phone too.

Scripts, styles, base map and incidents stand in the file; a content security policy lets nothing
else run and nothing be asked for. It holds the exported incidents alone. Beyond `MOST_SUMMARIES`
incidents the file holds them without summaries and notes, which would make it too large to mail.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from geo import assets
from geo.described import casualty_words, verification_words
from geo.layers import MapSources, briefing_map
from geo.listing import SortKey, sort_order
from geo.marks_drawn import marks_drawn
from geo.payload import columns_payload, verdict_payload
from geo.text import escape
from geo.zone import zone_geojson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from geo.export.content import MapExport
    from geo.words import Words

# Source: own choice; 20,000 summaries in two languages are about 8 MB.
MOST_SUMMARIES = 20_000
_BASE = ("countries", "governorates", "borders", "rivers", "lakes", "labels")
_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")
_SCRIPT = re.compile(r'<script src="asset:([\w.-]+)"></script>')
_STYLE = re.compile(r'<link rel="stylesheet" href="asset:([\w.-]+)"/>')
_IMAGE = re.compile(r"url\((images/[\w.-]+\.png)\)")
_LAYER = re.compile(r'"hudud-layer-(\w+)"')
_INLINE = {
    "script-src": re.compile(r"<script>(.*?)</script>", re.DOTALL),
    "style-src": re.compile(r"<style>(.*?)</style>", re.DOTALL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """What else stands in the head of a page, below its title.

    `script` finds `data` as JSON in the element ``hudud-inset-data``, and the element
    ``hudud-inset``, which is empty. `style` is CSS.
    """

    title: str
    data: object
    script: str
    style: str


def write_html(export: MapExport, path: Path) -> None:
    """Write the page."""
    path.write_text(html_page(export), encoding="utf-8", newline="\n")


def html_page(export: MapExport, inset: Inset | None = None) -> str:
    """Return the whole page as text."""
    _ = export.words
    fmap = briefing_map(_sources(export), language=_.language, translate=_)
    # folium gives random names; the order of appearance makes the same page twice the same.
    names: dict[str, str] = {}
    page = _ID.sub(lambda m: names.setdefault(m[0], f"{len(names):032x}"), fmap.get_root().render())
    page = _SCRIPT.sub(lambda m: f"<script>{_asset(m[1])}</script>", page)
    page = _STYLE.sub(lambda m: f"<style>{_style(m[1])}</style>", page)
    page = page.replace("<html>", f'<html lang="{_.language}">', 1)
    title = f"<title>{escape(export.title if inset is None else inset.title)}</title>"
    page = re.sub("<title>.*?</title>", lambda _match: title, page, count=1)
    page = _LAYER.sub(r'window.hududBase["\1"]', page)
    head, body = page.split("</head>", 1)
    head += f"<style>{_own('page.css')}</style>"
    if inset is not None:
        head += f"<style>{inset.style}</style>"
    timeline = '<div id="hudud-timeline"'
    body = body.replace(timeline, f"{_base(export)}{_frame(export, inset)}{timeline}", 1)
    closing = f"{_data(export)}<script>{_own('page.js')}</script>"
    if inset is not None:
        held = f'<script type="application/json" id="hudud-inset-data">{_json(inset.data)}</script>'
        closing += f"{held}<script>{inset.script}</script>"
    closing += "\n</html>"
    body = closing.join(body.rsplit("</html>", 1))
    return _guarded(f"{head}</head>{body}")


def _sources(export: MapExport) -> MapSources:
    briefing, wanted = export.briefing, export.state.filter.area
    return MapSources(
        asset_url=lambda name: f"asset:{name}",
        # folium compiles what it is given as a template: names of places must not pass there.
        layers={layer: {"data": f"hudud-layer-{layer}"} for layer in _BASE},
        columns={"base64": b64encode(columns_payload(export.table)).decode()},
        attribution=briefing.short_attribution,
        area=() if wanted is None else wanted.numbers,
        marks=_marks(export),
        online=False,
    )


def _marks(export: MapExport) -> dict[str, Any]:
    """Return what was measured, without a name from the data: see above."""
    told = marks_drawn(export.state.marks, export.briefing.places, export.words)
    if told["rings"] is not None:
        told["rings"] |= {"name": "", "place": ""}
    return told


def _asset(name: str) -> str:
    # A browser reads every line end as a line feed before it takes the hash.
    return assets.asset(name).decode().replace("\r\n", "\n").replace("\r", "\n")


def _own(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _style(name: str) -> str:
    """Return a style sheet with its pictures in it; those that nothing shows are left out."""

    def picture(match: re.Match[str]) -> str:
        if match[1] not in assets.asset_names():
            return "none"
        return f"url(data:image/png;base64,{b64encode(assets.asset(match[1])).decode()})"

    return _IMAGE.sub(picture, _asset(name))


def _guarded(page: str) -> str:
    """Return the page with a policy under which only its own scripts and styles do anything."""
    allowed = {
        directive: " ".join(sorted(f"'sha256-{_digest(text)}'" for text in found.findall(page)))
        for directive, found in _INLINE.items()
    }
    policy = "; ".join(
        (
            "default-src 'none'",
            *(f"{directive} {hashes}" for directive, hashes in allowed.items()),
            "img-src data:",
            "connect-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace("<head>", f'<head>\n<meta charset="utf-8">{meta}', 1)


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _frame(export: MapExport, inset: Inset | None) -> str:
    """Return what stands around the map: heading, list, and the notice on the data."""
    _ = export.words
    # Without filters the first line says that there are none, which is nothing for a heading.
    first = 0 if export.state.filter.active() else 1
    told = " · ".join(text for _name, text in export.filters[first:])
    title = export.title if inset is None else inset.title
    below = f'<p dir="auto">{escape(told)}</p>' if inset is None else '<div id="hudud-inset"></div>'
    heading = (
        f'<header id="hudud-head" dir="{_.direction}"><h1 dir="auto">{escape(title)}</h1>'
        f"{below}</header>"
    )
    notice = "".join(f'<p dir="auto">{escape(line)}</p>' for line in _notice_lines(export))
    return (
        f'{heading}<aside id="hudud-panel" dir="{_.direction}"><details id="hudud-sheet" open>'
        '<summary id="hudud-count" aria-live="polite"></summary><div id="hudud-body">'
        '<div id="hudud-list"></div><div id="hudud-detail"></div>'
        f'<details id="hudud-notice"><summary>{escape(_("Sources and licences"))}</summary>'
        f"{notice}</details></div></details></aside>"
    )


def _notice_lines(export: MapExport) -> Iterable[str]:
    _ = export.words
    yield f"{_('Data revision')}: {export.revision} · {export.as_of}"
    if export.figure:
        yield f"{_('Figure')}: {export.figure}"
    for name, text in export.filters:
        yield f"{name}: {text}"
    if len(export.rows) > MOST_SUMMARIES:
        yield _("Summaries are left out of so large a file; the other data files have them.")
    yield from export.source_lines()
    for licence in export.licences:
        yield f"{licence.attribution} ({licence.name}, {licence.url})"
    yield export.disclaimer


def _data(export: MapExport) -> str:
    """Return what the page's script reads, as JSON that cannot end its element."""
    _ = export.words
    table = export.table
    order = sort_order(table, SortKey.START, descending=True, language=_.language)
    zone = export.zone
    admin1 = table.admin1
    per_value = np.bincount(admin1.codes, minlength=len(admin1.values)).tolist()
    data = {
        "language": _.language,
        "strings": _strings(_),
        "columns": _columns(export),
        "order": order.tolist(),
        "verdicts": b64encode(verdict_payload(table, zone)).decode(),
        "zone": json.loads(zone_geojson(zone)),
        "zoneName": _(
            "Proposed buffer zone, %(width)s km deep", width=_.number(zone.width_m / 1_000, 1)
        ),
        "counts": dict(zip(admin1.values, per_value, strict=True)),
        "notice": export.notice(),
    }
    return f'<script type="application/json" id="hudud-data">{_json(data)}</script>'


def _base(export: MapExport) -> str:
    """Return the layers of the base map as a script."""
    layers = {layer: json.loads(export.briefing.base_layer(layer)) for layer in _BASE}
    return f"<script>window.hududBase = {_json(layers)};</script>"


def _json(data: object) -> str:
    """Return JSON that is also JavaScript and cannot end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _strings(_: Words) -> dict[str, str]:
    return {
        "shown": _("%(shown)s of %(total)s incidents"),
        "more": _("%(count)s more: choose a shorter period or fewer types"),
        "back": _("Back to the list"),
        "period": _("%(start)s to %(end)s"),
        "within": _("Within %(extent)s km of the point"),
        "noPoint": _("No point on the map"),
        "when": _("When"),
        "where": _("Where"),
        "zone": _("Zone"),
        "inside": _("Inside the zone"),
        "outside": _("Outside the zone"),
        "undetermined": _("Undetermined: the place is known too vaguely"),
        "border": _("km to the border"),
        "casualties": _("Casualties"),
        "actors": _("Actors"),
        "verification": _("Verification"),
        "dataset": _("Data set"),
        "sources": _("Sources"),
    }


def _columns(export: MapExport) -> dict[str, dict[str, list[Any]]]:
    """Return what the page shows of each row: different values, and which one each row has."""
    _ = export.words
    columns, table = export.columns, export.table
    own, other = ("_ar", "") if _.language == "ar" else ("", "_ar")
    language = ("en", "ar").index(_.language)
    type_shown = pc.coalesce(columns["sub_type"], columns["event_type"])
    cited = pc.coalesce(columns["paragraphs"], columns["sources"])
    distance = pc.round(columns["border_distance_km"], 1).cast(pa.string())
    found = {
        "title": _coded(type_shown, _),
        "place": _coded(columns[f"place{own}"], str),
        "zone_verdict": _coded(columns["zone_verdict"], str),
        "border_distance_km": _coded(distance, str),
        "actors": _coded(columns[f"actors{own}"], lambda names: "\n".join(json.loads(names))),
        "verification": _coded(columns["verification"], lambda code: verification_words(code, _)),
        "dataset": _coded(columns["dataset"], lambda code: table.name("dataset", code)[language]),
        "cited": _coded(cited, lambda places: _cited(export, json.loads(places))),
        "casualties": _coded(_casualties(columns, _), str),
    }
    if len({view.zone for view in export.views}) > 1:
        # The views look at different zones, and the columns know one.
        found["zone_verdict"] = found["border_distance_km"] = _nothing(export)
    texts = {"summary": f"summary{own}", "summary_other": f"summary{other}"}
    notes = ("date_basis", "location_note", "casualties_note")
    texts |= {name: f"{name}{own}" for name in notes}
    if len(table) > MOST_SUMMARIES:
        return found | dict.fromkeys(texts, _nothing(export))
    return found | {name: _coded(columns[column], str) for name, column in texts.items()}


def _nothing(export: MapExport) -> dict[str, list[Any]]:
    return {"values": [], "codes": [-1] * len(export.table)}


def _coded(column: pa.ChunkedArray, say: Callable[[str], str]) -> dict[str, list[Any]]:
    """Return a column as its different texts, each said once, and a code a row, -1 for none."""
    coded = pc.dictionary_encode(pa.chunked_array(column).combine_chunks())
    codes = coded.indices.fill_null(-1).to_pylist()
    return {"values": [say(value) for value in coded.dictionary.to_pylist()], "codes": codes}


def _cited(export: MapExport, places: list[str]) -> str:
    """Return the sources, and their paragraphs where they are known, one a line."""
    _ = export.words
    known = {source.id: source for source in export.sources}
    lines = []
    for place in places:
        source_id, _mark, paragraph = place.rpartition("#") if "#" in place else (place, "", "")
        source = known.get(source_id)
        told = [place] if source is None else [source.publisher, source.title, source.published]
        if paragraph:
            told.append(_("Paragraph %(paragraph)s", paragraph=paragraph))
        lines.append(" · ".join(filter(None, told)))
    return "\n".join(lines)


def _casualties(columns: pa.Table, _: Words) -> pa.ChunkedArray:
    """Return dead and injured of each row in words, null for none known."""
    numbers = (columns[f"fatalities_{which}"].to_pylist() for which in ("best", "low", "high"))
    rows = zip(*numbers, columns["injured"].to_pylist(), strict=True)
    said: dict[tuple[int | None, ...], str | None] = {}
    texts = []
    for best, low, high, injured in rows:
        row = (best, low, high, injured)
        if row not in said:
            said[row] = casualty_words(best, low, high, injured, _) or None
        texts.append(said[row])
    return pa.chunked_array([pa.array(texts, pa.string())])
