"""The tables of the store, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()

# One row. `epoch` names the line of history: it changes when a backup is restored, so that whoever
# holds a copy of the places knows that counting on from a revision is not enough.
META = Table(
    "meta",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("shipped_version", Text),
)

# The present state. `record` is the whole place as JSON; the other columns repeat what is searched.
# A deleted place stays as a tombstone, so that its id is never given away again.
PLACE = Table(
    "place",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("feature_class", Text, nullable=False),
    Column("feature_code", Text, nullable=False),
    Column("country_code", Text),
    Column("admin1", Text),
    Column("admin2", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("record", Text, nullable=False),
    Index("place_by_admin", "country_code", "admin1"),
)

# `near_key` is where an import looks for namesakes close by: see store_rows.near_key. When that
# function or merging.name_key changes, a migration fills the column anew.
TOPONYM = Table(
    "toponym",
    METADATA,
    Column("place_id", Text, ForeignKey("place.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("script", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("near_key", Text),
    Index("toponym_by_near_key", "near_key"),
)

LINK = Table(
    "link",
    METADATA,
    Column("place_id", Text, ForeignKey("place.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("link", Text, nullable=False),
    Index("link_by_link", "link"),
)

# The id of a place that was merged into another keeps leading there.
REDIRECT = Table(
    "redirect",
    METADATA,
    Column("id", Text, ForeignKey("place.id"), primary_key=True),
    Column("target", Text, ForeignKey("place.id"), nullable=False),
)

# Append-only: triggers refuse UPDATE and DELETE. `at` is ISO 8601 in UTC; `overridden` are codes of
# warnings with a space between; `seal` is the digest of all other columns, see store_seals. A
# migration that changes the columns seals all rows anew.
CHANGE = Table(
    "change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("place_id", Text, ForeignKey("place.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("redirect_to", Text),
    Column("reason", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("change.id")),
    Column("overridden", Text, nullable=False, server_default=""),
    Column("seal", Text, nullable=False, server_default=""),
    Index("change_by_place", "place_id", "id"),
    Index("change_by_revision", "revision"),
)

# An edit that is not saved yet. Its place may not exist, and its record may break the rules.
DRAFT = Table(
    "draft",
    METADATA,
    Column("editor", Text, primary_key=True),
    Column("place_id", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("based_on", Integer),
    Column("updated", Text, nullable=False),
)

PROPOSAL = Table(
    "proposal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("proposed_by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("place_id", Text, nullable=False),
    Column("based_on", Integer),
    Column("before", Text),
    Column("after", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Text),
    Column("word", Text, nullable=False),
    Index("proposal_by_state", "state", "id"),
)

# A name in its context; unknown context is empty text, because no NULL equals another.
UNRESOLVED = Table(
    "unresolved",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("admin1", Text, nullable=False),
    Column("admin2", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("reason", Text, nullable=False),
    Column("place_id", Text),
    Index("unresolved_by_name", "name", "country", "admin1", "admin2", unique=True),
    Index("unresolved_by_count", "state", "count"),
)
