"""The server's log: a JSON object a line if wanted, and never a secret in it."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

from gazetteer import default_database_url, visible
from pages.login import read_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOG_VARIABLE: Final = "HUDUD_LOG"
MASK: Final = "•••"
# A shorter secret is part of ordinary words, and masking it would tell it.
_SHORTEST: Final = 4
# The password in any address: ``scheme://user:password@host``.
_PASSWORD: Final = re.compile(r"(://[^\s:/@]*:)[^\s@/]+(?=@)")
_SECRET_NAME: Final = re.compile(r"secret|password|token", re.IGNORECASE)


def set_up_logs() -> None:
    """Mask what is secret in every record from now on; with ``HUDUD_LOG=json`` write JSON.

    Called once, when the server starts. Lines that Streamlit prints rather than logs stay text.
    """
    logging.setLogRecordFactory(masking_factory(secret_values()))
    if os.environ.get(LOG_VARIABLE, "").strip().casefold() == "json":
        _write_json()


def secret_values() -> tuple[str, ...]:
    """Return what must not stand in a log, longest first: the database's password, the secrets."""
    found = set()
    try:
        password = urlsplit(default_database_url()).password or ""
    except ValueError:
        password = ""
    found |= {password, unquote(password)}
    secrets = read_secrets()
    if secrets is not None:
        found |= set(_secrets_of(secrets))
    forms = {form for value in found for form in _written(value)}
    return tuple(sorted((f for f in forms if len(f) >= _SHORTEST), key=len, reverse=True))


def _secrets_of(given: Mapping[str, object], *, named: bool = False) -> Iterator[str]:
    for name, value in given.items():
        is_secret = named or _SECRET_NAME.search(name) is not None
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, Mapping):
                yield from _secrets_of(one, named=is_secret)
            elif is_secret:
                yield str(one)


def _written(secret: str) -> Iterator[str]:
    """Yield how a secret may stand in a log: as it is, escaped, quoted, in an address."""
    for one in (secret, secret.strip(), " ".join(secret.split()), visible(secret)):
        yield from (one, repr(one)[1:-1], json.dumps(one)[1:-1])
        yield json.dumps(one, ensure_ascii=False)[1:-1]
        with suppress(UnicodeEncodeError):
            yield from (quote(one), quote(one, safe=""), quote_plus(one))


def masked(text: str, secrets: tuple[str, ...]) -> str:
    """Return a text without the secrets, and without a password in any address."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return _PASSWORD.sub(rf"\g<1>{MASK}", text)


def masking_factory(secrets: tuple[str, ...]) -> Callable[..., logging.LogRecord]:
    """Return what makes records whose message and traceback are masked, whoever writes them."""
    traceback = logging.Formatter()

    # A record is made with positional and keyword arguments of any kind.
    def make(*args: object, **kwargs: object) -> logging.LogRecord:
        record = logging.LogRecord(*args, **kwargs)  # type: ignore[arg-type]
        record.args = _on_one_line(record.args)
        try:
            record.msg, record.args = masked(record.getMessage(), secrets), ()
        except (TypeError, ValueError):
            # The message and its values do not fit: told as they are, without formatting.
            record.msg, record.args = masked(f"{record.msg} {record.args}", secrets), ()
        if record.exc_info and record.exc_info[0] is not None:
            told = masked(traceback.formatException(record.exc_info), secrets)
            # A line of an error's message cannot be taken for a record of its own.
            record.exc_text = told.replace("\r", "\\r").replace("\n", "\n  ")
        return record

    return make


def _on_one_line(given: object) -> Any:  # noqa: ANN401 - what the standard library takes
    """Return the values of a message with those that are text or errors on one line each."""
    if isinstance(given, tuple):
        return tuple(_on_one_line(value) for value in given)
    if isinstance(given, Mapping):
        return {key: _on_one_line(value) for key, value in given.items()}
    if isinstance(given, str | BaseException):
        return visible(str(given))
    return given


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time (UTC), level, logger, message, error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            said["error"] = record.exc_text
        return json.dumps(said, ensure_ascii=False)


def _write_json() -> None:
    """Send all records through one handler; Streamlit and its server have brought their own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.root.handlers = [handler]
    for logger in logging.root.manager.loggerDict.values():
        # One without a handler of its own is silent on purpose: the addresses of requests, in
        # which a login passes its code.
        if isinstance(logger, logging.Logger) and logger.handlers:
            logger.handlers = []
            logger.propagate = True
