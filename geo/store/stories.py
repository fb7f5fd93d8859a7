"""Stories in the database: every version is kept, the last one holds."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, text

from gazetteer import Message, PermissionDeniedError, Role, sealed
from geo.errors import StoryConflictError, StoryError, StoryNotFoundError
from geo.store.schema import STORY
from geo.stories.shipped import shipped_stories
from geo.stories.story import Story

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from gazetteer import User
    from geo.store.incident_store import IncidentStore

# 40 bits, as for figures.
_ID_BYTES = 5


class StoryDesk:
    """What a person may do with stories; everybody may read them.

    A contributor writes them. Each writing method is one transaction.

    Parameters
    ----------
    store
        The data sets in whose database the stories are; None where only those that ship are.
    user
        Who is at the desk.
    """

    def __init__(self, store: IncidentStore | None, user: User) -> None:
        self._database = None if store is None else store.database
        self.user = user

    @property
    def may_write(self) -> bool:
        """Whether the person may keep stories here."""
        return self._database is not None and self.user.role >= Role.CONTRIBUTOR

    def stories(self) -> list[Story]:
        """Return the newest version of every story, the last changed first, shipped ones last."""
        if self._database is None:
            return list(shipped_stories())
        newest = (
            select(STORY.c.id, func.max(STORY.c.version).label("version"))
            .group_by(STORY.c.id)
            .subquery()
        )
        same = (STORY.c.id == newest.c.id) & (STORY.c.version == newest.c.version)
        query = (
            select(STORY)
            .join(newest, same)
            .where(STORY.c.record.is_not(None))
            .order_by(STORY.c.at.desc(), STORY.c.id)
        )
        with self._database.read() as connection:
            kept = [_story_of(row) for row in connection.execute(query).mappings()]
        return [*kept, *shipped_stories()]

    def find(self, story_id: str) -> Story:
        """Return the newest version of a story.

        Raises
        ------
        StoryNotFoundError
            If there is none with this id, or it was removed.
        """
        for story in shipped_stories():
            if story.id == story_id:
                return story
        versions = self.versions(story_id)
        if not versions or versions[0] is None:
            raise _not_found(story_id)
        return versions[0]

    def versions(self, story_id: str) -> list[Story | None]:
        """Return all versions of a story, the last one first; None where it was removed."""
        if self._database is None:
            return []
        query = select(STORY).where(STORY.c.id == story_id).order_by(STORY.c.version.desc())
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [None if row["record"] is None else _story_of(row) for row in rows]

    def save(self, story: Story) -> Story:
        """Keep a story as its next version and return it; `story.version` is what it changes.

        A story without an id is new. One that changes nothing is returned as it is held.

        Raises
        ------
        PermissionDeniedError
            If the user may not write.
        StoryNotFoundError
            If it was removed meanwhile.
        StoryConflictError
            If somebody else kept a version meanwhile.
        StoryError
            If it ships with the project, or has no view.
        StoreError
            If the database cannot be written.
        """
        if story.ships:
            raise StoryError(Message("a story that ships cannot be changed; keep it as a copy"))
        if not story.steps:
            raise StoryError(Message("a story needs at least one view"))
        return self._write(story, json.dumps(story.to_record(), ensure_ascii=False))

    def remove(self, story: Story) -> None:
        """Remove a story; its versions stay, and `save` of one of them brings it back.

        Raises
        ------
        PermissionDeniedError, StoryNotFoundError, StoryConflictError, StoreError
            As `save` does.
        """
        self._write(story, None)

    def _write(self, story: Story, record: str | None) -> Story:
        if self._database is None or not self.may_write:
            raise PermissionDeniedError(Message("only contributors and editors keep stories"))
        now = datetime.now(UTC)
        kept = replace(
            story,
            id=story.id or secrets.token_hex(_ID_BYTES),
            version=story.version + 1,
            editor=self.user.name.strip(),
            at=now,
        )
        row = {
            "id": kept.id,
            "version": kept.version,
            "record": record,
            "editor": kept.editor,
            "at": now.isoformat(timespec="microseconds"),
        }
        with self._database.write() as connection:
            held = _newest(connection, kept.id)
            if held is not None and held["version"] == story.version and held["record"] == record:
                return story
            _check_version(held, story)
            connection.execute(insert(STORY).values(**sealed(row)))
        return kept


def _newest(connection: Connection, story_id: str) -> RowMapping | None:
    if connection.dialect.name == "postgresql":
        # Two savers of one story: the second waits, then sees what the first one kept.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:id))"), {"id": f"story {story_id}"}
        )
    query = select(STORY).where(STORY.c.id == story_id).order_by(STORY.c.version.desc()).limit(1)
    return connection.execute(query).mappings().one_or_none()


def _check_version(held: RowMapping | None, story: Story) -> None:
    actual = 0 if held is None else int(held["version"])
    if held is None and story.id:
        raise _not_found(story.id)
    if actual != story.version:
        raise StoryConflictError(
            Message(
                "the story was changed meanwhile: it is at version %(actual)s, yours began at "
                "%(expected)s",
                actual=actual,
                expected=story.version,
            ),
            expected=story.version,
            actual=actual,
        )


def _not_found(story_id: str) -> StoryNotFoundError:
    return StoryNotFoundError(Message("no story has the id %(id)r", id=story_id[:40]))


def _story_of(row: RowMapping) -> Story:
    return Story.from_record(
        json.loads(row["record"]),
        id=row["id"],
        version=row["version"],
        editor=row["editor"],
        at=datetime.fromisoformat(row["at"]),
    )
