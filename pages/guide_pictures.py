"""The pictures of the guide, served to its page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import FileResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

PICTURES_ADDRESS: Final = "/hudud/guide"
_FOLDER: Final = Path(__file__).parent / "images"


def guide_routes() -> list[BaseRoute]:
    """Return the route of the guide's pictures."""
    return [Route(f"{PICTURES_ADDRESS}/{{name}}", serve_picture)]


def serve_picture(request: Request) -> Response:
    """Answer with a picture; 404 for any other name."""
    names = {path.name: path for path in _FOLDER.glob("*.png")}
    path = names.get(request.path_params["name"])
    return FileResponse(path) if path else Response(status_code=404)
