"""What waits at the desk: drafts, proposals, and names that nothing resolved to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gazetteer.place import Candidate, Place


class ProposalState(StrEnum):
    """What became of a proposal."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    AMENDED = "amended"
    DECLINED = "declined"


class UnresolvedState(StrEnum):
    """What became of a name in the queue."""

    OPEN = "open"
    RESOLVED = "resolved"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEdit:
    """An edit as stored.

    `place` has its new version. `merged_from` is the version that somebody else had saved meanwhile
    and that the edit was merged with; None when there was none.
    """

    place: Place
    merged_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An edit that was not saved yet, as it stood when it was last kept.

    `based_on` is the version it started from, None for a new place. `place` may break the rules of
    a record: it was written in the middle of an edit. `updated` is in UTC.
    """

    user: str
    place_id: str
    place: Place
    based_on: int | None
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A contributor's edit, and what became of it.

    `before` is the state at version `based_on`; both are None for a new place. `after` is what was
    proposed, also when an editor amended it. `when` and `decided_at` are in UTC; `word` is what the
    editor who decided had to say.
    """

    id: int
    who: str
    when: datetime
    place_id: str
    based_on: int | None
    before: Place | None
    after: Place
    reason: str
    state: ProposalState = ProposalState.PENDING
    decided_by: str | None = None
    decided_at: datetime | None = None
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedReport:
    """A name that an import or an article gave and that resolved to nothing, `count` times.

    The context is what was known of it: codes or names, empty when unknown. `origin` tells where
    it stood: a file's name, an article's title.
    """

    name: str
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    origin: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedName:
    """A name in the queue: how often it was met in this context, first and last (UTC).

    `origin` is where it was met last; `suggestions` are what the resolver makes of it now, the best
    one first.
    """

    id: int
    name: str
    country: str
    admin1: str
    admin2: str
    origin: str
    count: int
    first_seen: datetime
    last_seen: datetime
    state: UnresolvedState
    suggestions: tuple[Candidate, ...] = ()
