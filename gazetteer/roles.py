"""Who may do what: three roles, each of which may do all that the one before it may."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do, ordered: a viewer reads, a contributor proposes, an editor changes.

    Roles compare by what they allow, not by their letters: ``Role.VIEWER < Role.EDITOR``.
    """

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"

    @property
    def rank(self) -> int:
        """The place of the role among the roles, 0 for the one that may do least."""
        return list(Role).index(self)

    def __lt__(self, other: str) -> bool:
        return self.rank < Role(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Role(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Role(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Role(other).rank


@dataclass(frozen=True, slots=True)
class User:
    """A person at work: the name that the history shows, and the role that was given to them."""

    name: str
    role: Role
