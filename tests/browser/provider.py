"""An OpenID Connect provider on this machine; run as ``python tests/browser/provider.py PORT``."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import oidc_provider_mock
import uvicorn

if TYPE_CHECKING:
    from flask import Response

# Who can log in: subject -> what the provider says of them.
PEOPLE: dict[str, dict[str, object]] = {
    "amal": {"email": "Amal@example.org", "email_verified": True},
    "carol": {"email": "carol@example.org", "email_verified": True},
    "mallory": {"email": "amal@example.org", "email_verified": False},
    "zaid": {"email": "zaid@example.org", "email_verified": True},
    # Those of `benchmarks.load`.
    **{
        f"editor-{n}": {"email": f"editor-{n}@example.org", "email_verified": True}
        for n in range(1, 6)
    },
}


def without_style(response: Response) -> Response:
    """Take out the style sheet that the forms would fetch from the internet."""
    if response.mimetype == "text/html":
        response.set_data(re.sub("<link[^>]*>", "", response.get_data(as_text=True)))
    return response


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    app = oidc_provider_mock.app(user_claims=users)
    app.after_request(without_style)
    uvicorn.run(app, interface="wsgi", port=int(sys.argv[1]))
