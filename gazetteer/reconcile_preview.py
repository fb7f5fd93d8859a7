"""The small page that shows a place while somebody reconciles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer.authorities import link_uri
from gazetteer.feature_codes import feature_label
from gazetteer.place_names import address_of
from gazetteer.text import escape

if TYPE_CHECKING:
    from gazetteer.place import Place

_STYLE = (
    "body{font:14px/1.4 sans-serif;margin:8px;color:#222}h1{font-size:16px;margin:0 0 4px}"
    "p{margin:2px 0}.quiet{color:#666}"
)
# The page runs nothing and loads nothing; it may be framed, which is what it is for.
CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
# Names that are shown, at most.
_NAMES = 12


def preview_html(place: Place) -> str:
    """Return a page about a place; all text of the record is escaped."""
    names = [t.name for t in place.toponyms]
    others = [name for name in dict.fromkeys(names) if name != place.preferred("en")]
    kind = feature_label(place.feature_class, place.feature_code)
    lines = [
        f"<h1><bdi>{escape(place.preferred('en'))}</bdi></h1>",
        f"<p>{escape(kind)}, <bdi>{escape(address_of(place))}</bdi></p>",
    ]
    if others:
        shown = " · ".join(f"<bdi>{escape(name)}</bdi>" for name in others[:_NAMES])
        lines.append(f"<p>{shown}</p>")
    if place.lat is not None and place.lon is not None:
        point = f"{place.lat:.4f}, {place.lon:.4f} ± {place.extent_km:g} km"
        lines.append(f"<p>{escape(point)} ({escape(place.certainty.value)})</p>")
    if place.note:
        lines.append(f'<p dir="auto">{escape(place.note)}</p>')
    lines.append(f'<p class="quiet">{_links(place)}</p>')
    title = escape(place.preferred("en"))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(lines)
        + "\n</body></html>\n"
    )


def _links(place: Place) -> str:
    parts = [f"id {escape(place.id)}"]
    for link in place.links:
        uri = link_uri(link)
        if uri.startswith(("https://", "http://")):
            parts.append(
                f'<a href="{escape(uri)}" target="_blank" rel="noopener noreferrer">'
                f"{escape(link)}</a>"
            )
        else:
            parts.append(escape(link))
    return " · ".join(parts)
