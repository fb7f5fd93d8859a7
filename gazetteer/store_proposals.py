"""Rows of proposals: handed in once, decided once, never removed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from gazetteer.errors import InvalidPlaceError, PlaceNotFoundError
from gazetteer.message import Message
from gazetteer.record import format_draft, format_record
from gazetteer.review import Proposal, ProposalState
from gazetteer.store_rows import decode
from gazetteer.store_schema import META, PROPOSAL

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from gazetteer.place import Place


def put_proposal(
    connection: Connection,
    user: str,
    *,
    before: Place | None,
    after: Place,
    reason: str,
) -> Proposal:
    """Store a proposal and return it with its number."""
    # PostgreSQL locks this row, so that no two get one number; SQLite has one writer at a time.
    connection.execute(select(META.c.revision).with_for_update())
    last = connection.execute(select(func.max(PROPOSAL.c.id))).scalar_one()
    row: dict[str, Any] = {
        "id": (last or 0) + 1,
        "proposed_by": user,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "place_id": after.id,
        "based_on": None if before is None else before.version,
        "before": None if before is None else format_draft(before),
        "after": format_record(after),
        "reason": reason,
        "state": str(ProposalState.PENDING),
        "word": "",
    }
    connection.execute(insert(PROPOSAL), row)
    return get_proposal(connection, row["id"])


def get_proposal(connection: Connection, proposal_id: int) -> Proposal:
    """Return a proposal.

    Raises
    ------
    PlaceNotFoundError
        If there is none with this number.
    """
    query = select(PROPOSAL).where(PROPOSAL.c.id == proposal_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise PlaceNotFoundError(
            Message("there is no proposal %(proposal_id)s", proposal_id=proposal_id)
        )
    return _proposal(row)


def proposals_in(connection: Connection, state: ProposalState | None) -> list[Proposal]:
    """Return the proposals in a state, or all, the oldest first."""
    query = select(PROPOSAL).order_by(PROPOSAL.c.id)
    if state is not None:
        query = query.where(PROPOSAL.c.state == str(state))
    return [_proposal(row) for row in connection.execute(query).mappings()]


def decide_proposal(
    connection: Connection, proposal_id: int, state: ProposalState, *, user: str, word: str
) -> None:
    """Decide a proposal that is pending.

    Raises
    ------
    InvalidPlaceError
        If it was decided already.
    """
    pending = PROPOSAL.c.state == str(ProposalState.PENDING)
    decided = connection.execute(
        update(PROPOSAL)
        .where(PROPOSAL.c.id == proposal_id, pending)
        .values(
            state=str(state),
            decided_by=user,
            decided_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            word=word,
        )
    )
    if decided.rowcount == 0:
        raise _decided_already(proposal_id)


def refuse_decided(proposal: Proposal) -> None:
    """Refuse a proposal that is not pending, as `decide_proposal` does."""
    if proposal.state is not ProposalState.PENDING:
        raise _decided_already(proposal.id)


def _decided_already(proposal_id: int) -> InvalidPlaceError:
    return InvalidPlaceError(
        Message("proposal %(proposal_id)s was decided already", proposal_id=proposal_id),
        field="state",
    )


def _proposal(row: RowMapping) -> Proposal:
    decided_at = row["decided_at"]
    return Proposal(
        id=row["id"],
        who=row["proposed_by"],
        when=datetime.fromisoformat(row["at"]),
        place_id=row["place_id"],
        based_on=row["based_on"],
        before=None if row["before"] is None else decode(row["before"]),
        after=decode(row["after"]),
        reason=row["reason"],
        state=ProposalState(row["state"]),
        decided_by=row["decided_by"],
        decided_at=None if decided_at is None else datetime.fromisoformat(decided_at),
        word=row["word"],
    )
