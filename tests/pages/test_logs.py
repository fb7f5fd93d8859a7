"""What the server logs: JSON where wanted, and no secret, whoever writes it."""

from __future__ import annotations

import io
import json
import logging
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from gazetteer import Gazetteer, StoreError
from pages.logs import MASK, JsonLines, masked, masking_factory, secret_values
from tests.payloads import BROKEN, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_A_URL = "hush%40hush"
PASSWORD = unquote(IN_A_URL)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger whose lines are JSON, and what it has written."""
    monkeypatch.setenv("HUDUD_DATABASE_URL", f"postgresql://hudud:{IN_A_URL}@localhost:1/hudud")
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(masking_factory(secret_values()))
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    yield logger, written
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


def test_secret_values_are_the_password_as_typed_and_as_written_in_the_url(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUDUD_DATABASE_URL", f"postgresql://hudud:{IN_A_URL}@localhost:1/hudud")
    assert {PASSWORD, IN_A_URL} <= set(secret_values())
    monkeypatch.setenv("HUDUD_DATABASE_URL", "postgresql://hudud:a@localhost:1/hudud")
    assert "a" not in secret_values()


@pytest.mark.parametrize("url", ["postgresql://u:p@[broken", "", "/a/path"])
def test_secret_values_of_what_is_no_url_are_none(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HUDUD_DATABASE_URL", url)
    assert secret_values() == ()


def test_masked_hides_the_password_of_any_address() -> None:
    text = "cannot reach http://amal:open%20sesame@example.org/x: refused"
    assert masked(text, ()) == f"cannot reach http://amal:{MASK}@example.org/x: refused"
    assert masked("http://example.org:80/@a 12:30", ()) == "http://example.org:80/@a 12:30"


def test_log_masks_message_values_and_traceback(
    log: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, written = log
    logger.warning("with %s and %s", PASSWORD, {"url": f"postgresql://x:{IN_A_URL}@y"})
    try:
        int(PASSWORD)
    except ValueError:
        logger.exception("failed")
    assert "hush" not in written.getvalue()
    first, second = map(json.loads, written.getvalue().splitlines())
    assert first["message"].startswith(f"with {MASK} and ")
    assert (first["level"], first["logger"]) == ("WARNING", "tests.logs")
    assert first["time"].endswith("+00:00")
    assert second["error"].endswith(f"invalid literal for int() with base 10: '{MASK}'")


def test_log_tells_a_message_that_does_not_fit_its_values(
    log: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, written = log
    logger.error("%d of them", PASSWORD)  # what is tested
    said = json.loads(written.getvalue())["message"]
    assert said.startswith("%d of them")
    assert "hush" not in said


@pytest.mark.parametrize("payload", [*PAYLOADS, *BROKEN])
def test_log_as_text_keeps_hostile_values_on_the_line_of_their_record(payload: str) -> None:
    make = masking_factory(())
    error = ValueError(payload)
    given = (payload, error), (ValueError, error, None)
    record = make("tests.logs", logging.INFO, "file", 1, "%s: %s", *given)
    first, *rest = logging.Formatter("%(levelname)s %(message)s").format(record).split("\n")
    assert first.startswith("INFO ")
    assert not [c for c in first if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert all(line.startswith(("  ", "ValueError: ")) for line in rest)


def test_json_lines_keep_one_record_on_one_line(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.error('a\nb "c" </script> \u202e حدود')
    assert written.getvalue().count("\n") == 1
    assert json.loads(written.getvalue())["message"] == 'a\nb "c" </script> \u202e حدود'


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://hudud:{IN_A_URL}@127.0.0.1:1/hudud",
        f"postgresql://hudud:{IN_A_URL}@127.0.0.1:port/hudud",
        f"postgresql://hudud:{IN_A_URL}@nowhere.invalid/hudud?sslmode=wrong",
        f"mysql://hudud:{IN_A_URL}@127.0.0.1/hudud",
        f"nothing://hudud:{IN_A_URL}@127.0.0.1/hudud",
    ],
)
def test_store_that_cannot_be_opened_is_told_of_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as raised:
        Gazetteer.open(url)
    assert "hush" not in str(raised.value)
