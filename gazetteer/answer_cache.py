"""Answers of an online service, kept so that no question is asked twice."""

from __future__ import annotations

import json
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# Source: own choice; a place name that was answered half a year ago is worth asking again.
KEEP_S = 180 * 86_400.0


class AnswerCache:
    """Question -> answer, in memory or in a file; the oldest answers go when it is full.

    Parameters
    ----------
    path
        The file, made if it is not there; None keeps the answers in memory.
    max_answers
        How many are kept.
    """

    def __init__(self, path: Path | None = None, *, max_answers: int = 10_000) -> None:
        self._max_answers = max_answers
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False
        )
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS answer (question TEXT PRIMARY KEY, at REAL, answer TEXT)"
        )

    def get(self, question: str, *, now: float) -> Any | None:  # noqa: ANN401 - whatever JSON holds
        """Return the answer to a question, None when it is not known or too old.

        Parameters
        ----------
        question
            The question.
        now
            Seconds since 1970.
        """
        with self._lock:
            row = self._connection.execute(
                "SELECT answer FROM answer WHERE question = ? AND at > ?", (question, now - KEEP_S)
            ).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, question: str, answer: object, *, now: float) -> None:
        """Keep an answer, plain JSON values; `now` is in seconds since 1970."""
        with self._lock, self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?)",
                (question, now, json.dumps(answer)),
            )
            self._connection.execute(
                "DELETE FROM answer WHERE rowid NOT IN "
                "(SELECT rowid FROM answer ORDER BY at DESC, rowid DESC LIMIT ?)",
                (self._max_answers,),
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
