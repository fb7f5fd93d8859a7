"""What the browser remembers for the pages.

A session of Streamlit cannot set a cookie, but the answer to a request of its page can: the page
asks for an address that answers with nothing else.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

_A_YEAR_S: Final = 365 * 24 * 60 * 60


def asking_html(address: str) -> str:
    """Return what makes the browser ask for an address, unseen; `address` is a constant."""
    return f'<img src="{address}" alt="" hidden>'


def answer_nothing() -> Response:
    """Return an answer without content, which no browser keeps."""
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def answer_with_cookie(name: str, value: str) -> Response:
    """Return an answer without content that has the browser keep `value` for a year."""
    response = answer_nothing()
    response.set_cookie(name, value, max_age=_A_YEAR_S, httponly=True, samesite="lax")
    return response
