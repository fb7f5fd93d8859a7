"""The name under which the person at this machine edits, kept in a file of their own.

It stands in the configuration folder of the machine's user, not in the database: several people may
share one database, and each keeps their name when the server starts again.
"""

from __future__ import annotations

import logging
import tempfile
from functools import cache
from pathlib import Path

import platformdirs

_LOG = logging.getLogger(__name__)

LONGEST_NAME = 80
# Under this name releases write into the history; nobody may bear it.
_RESERVED = "shipped"


def local_name_path() -> Path:
    """Return the file in which the name is kept."""
    return Path(platformdirs.user_config_dir("hudud", appauthor=False)) / "editor-name.txt"


def local_name() -> str:
    """Return the name, empty when none was given or the file says nothing that can be one."""
    try:
        kept = local_name_path().read_text(encoding="utf-8")
    except FileNotFoundError:
        kept = ""
    except (OSError, UnicodeDecodeError) as error:
        _LOG.warning("the editor's name cannot be read: %s", error)
        kept = ""
    return as_name(kept) or _unkept().get("name", "")


def keep_local_name(text: str) -> str:
    """Keep a name, the file as a whole or not at all; return it as it stands from now on.

    What is no name changes nothing. A folder that cannot be written costs the name at the next
    start of the server and nothing else.
    """
    name = as_name(text)
    if not name:
        return local_name()
    path = local_name_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False
        ) as file:
            file.write(f"{name}\n")
        Path(file.name).replace(path)
    except OSError as error:
        _LOG.warning("the editor's name lasts only until the server stops: %s", error)
        _unkept()["name"] = name
    return name


def forget_local_name() -> None:
    """Forget the name; what was saved and drafted under it stays."""
    _unkept().clear()
    try:
        local_name_path().unlink(missing_ok=True)
    except OSError as error:
        _LOG.warning("the editor's name cannot be removed: %s", error)


@cache
def _unkept() -> dict[str, str]:
    """Return the name that could not be written, for as long as this process lives."""
    return {}


def as_name(text: str) -> str:
    """Return a text as a name in the history: shown letters alone; empty for what can be none."""
    name = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_NAME]
    return "" if name.casefold() == _RESERVED else name.strip()
