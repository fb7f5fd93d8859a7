"""Reading foreign JSON with care: each member with the type that it must have."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gazetteer.message import Message
from gazetteer.place_files import RowError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Members:
    """The members of a JSON object; a missing one and null are empty.

    Parameters
    ----------
    value
        The object.
    where
        The path to it, for errors.

    Raises
    ------
    RowError
        If it is no object; each reading raises it for a member of another type.
    """

    def __init__(self, value: object, where: str) -> None:
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise RowError(where, value, Message("is not a JSON object"))
        self._values: Mapping[str, object] = value
        self._where = where

    def has(self, name: str) -> bool:
        """Tell whether a member is there and not null."""
        return self._values.get(name) is not None

    def raw(self, name: str) -> object:
        """Return a member as it is, None when there is none."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """Return a text; a number counts as the text that it is written as."""
        value = self._values.get(name)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise RowError(self._path(name), value, Message("is not text"))
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; one text counts as a list of it."""
        value = self._values.get(name)
        values = [value] if isinstance(value, str) else (value or [])
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise RowError(self._path(name), value, Message("is not a list of texts"))
        return values

    def number(self, name: str, default: float) -> float:
        """Return a finite number."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RowError(self._path(name), value, Message("is not a number"))
        if not abs(value) <= sys.float_info.max:
            raise RowError(self._path(name), value, Message("is not a number"))
        return float(value)

    def members(self, name: str) -> Members:
        """Return the members of an object."""
        return Members(self._values.get(name), self._path(name))

    def items(self, name: str) -> list[Members]:
        """Return the objects of a list; one object counts as a list of it."""
        value = self._values.get(name)
        values = [value] if isinstance(value, dict) else (value or [])
        if not isinstance(values, list):
            raise RowError(self._path(name), value, Message("is not a list"))
        return [Members(v, f"{self._path(name)}[{i}]") for i, v in enumerate(values)]

    def _path(self, name: str) -> str:
        return name if self._where == "feature" else f"{self._where}.{name}"
