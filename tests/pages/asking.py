"""Asking an application for its answers, without a server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from starlette.types import ASGIApp


@dataclass
class Clock:
    """Seconds that pass when they are told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Asking:
    """Asks `app` as the client at the address `client`."""

    app: ASGIApp
    client: str = "127.0.0.1"
    base_url: str = "http://localhost"

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return asyncio.run(self._ask("GET", path, headers))

    def post(
        self, path: str, *, content: bytes, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, headers, content))

    async def _ask(
        self, method: str, path: str, headers: dict[str, str] | None, content: bytes | None = None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(self.client, 1))
        async with httpx.AsyncClient(transport=transport, base_url=self.base_url) as opened:
            return await opened.request(method, path, headers=headers, content=content)
