"""The server prepares itself, and comes up even when it cannot."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from gazetteer import Message
from geo import GeoError, current_briefing
from pages import startup

if TYPE_CHECKING:
    import pytest


def run_until_prepared() -> None:
    async def serve() -> None:
        async with startup.prepared(object()):
            for thread in threading.enumerate():
                if thread.name == "prepare":
                    thread.join(60)

    asyncio.run(serve())


def test_prepared_reads_the_briefing_before_the_first_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    briefing = current_briefing()
    asked: list[str] = []

    def current() -> object:
        asked.append("briefing")
        return briefing

    monkeypatch.setattr(startup, "current_briefing", current)
    run_until_prepared()
    assert asked == ["briefing"]


def test_prepared_broken_data_do_not_keep_the_server_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> object:
        raise GeoError(Message("the file is damaged"))

    monkeypatch.setattr(startup, "current_briefing", broken)
    run_until_prepared()
