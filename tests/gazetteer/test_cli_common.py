from __future__ import annotations

import io
from typing import TYPE_CHECKING

from gazetteer.cli_common import Progress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gazetteer.cli_common._PATIENCE_S", 0.0)
    monkeypatch.setattr("gazetteer.cli_common._TICK_S", 0.0)
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        with Progress("import", stream) as progress:
            progress(1, 4)
            progress(1_500, 0)
    assert file.getvalue() == ""
    assert " 25%" in terminal.getvalue()
    assert "1,500" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
