"""The tables of the data sets, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Text
from sqlalchemy import Table as SqlTable

METADATA = MetaData()

# One row. The line of history (`epoch`) is that of the gazetteer's own table `meta`.
META = SqlTable(
    "data_set_meta",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
)

# The present state. `record` is what describes it, as JSON; a removed one stays as a tombstone.
DATA_SET = SqlTable(
    "data_set",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("record", Text, nullable=False),
)

# Append-only. `before` and `after` hold records with edition and version; `at` is ISO 8601 in UTC;
# `seal` is the digest of all other columns, here and below: see gazetteer.sealed. A migration that
# changes the columns of a sealed table seals its rows anew.
CHANGE = SqlTable(
    "data_set_change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("data_set", Text, ForeignKey("data_set.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("report", Text),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("refusals", LargeBinary),
    Column("seal", Text, nullable=False, server_default=""),
    Index("data_set_change_by_set", "data_set", "id"),
    Index("data_set_change_by_revision", "revision"),
)

# Immutable: Parquet files of some rows, the columns of the map apart from the wide ones.
PART = SqlTable(
    "data_set_part",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("data_set", Text, ForeignKey("data_set.id"), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("narrow", LargeBinary, nullable=False),
    Column("wide", LargeBinary, nullable=False),
    Index("data_set_part_by_set", "data_set"),
)

# Numbers are never given twice; a version may have no rows.
VERSION = SqlTable(
    "data_set_version",
    METADATA,
    Column("data_set", Text, ForeignKey("data_set.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("row_count", Integer, nullable=False),
)

# Which rows of which parts make a version: one bit a row in `kept`, null for all.
VERSION_PART = SqlTable(
    "data_set_version_part",
    METADATA,
    Column("data_set", Text, ForeignKey("data_set.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("part", Integer, ForeignKey("data_set_part.id"), nullable=False),
    Column("kept", LargeBinary),
)

# Sources, actors and incidents that people confirmed; a withdrawn one stays as a tombstone.
RECORD = SqlTable(
    "data_set_record",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("record", Text, nullable=False),
)

# Append-only, as `data_set_change` is.
RECORD_CHANGE = SqlTable(
    "data_set_record_change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("seal", Text, nullable=False, server_default=""),
    Index("data_set_record_change_by_id", "record_id", "id"),
)

# Pictures and data files that were made, so that each can be made again. `data`, `options` and
# `findings` are JSON; `made_at` is ISO 8601 in UTC. Rows are written once and never changed.
FIGURE = SqlTable(
    "figure",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("thumbnail", LargeBinary, nullable=False),
    Column("seal", Text, nullable=False, server_default=""),
    Index("figure_by_moment", "made_at"),
)

# Articles that people read. `record` is what describes one, as JSON; its text stands here only when
# a person asked for that, and `digest` tells it from all others.
ARTICLE = SqlTable(
    "article",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("body", Text),
    Column("editor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("article_by_moment", "at"),
)

# What people decided on the places of an article, by where they stand in its clean text; what is
# taken back stays as a row, so that its versions go on.
ARTICLE_DECISION = SqlTable(
    "article_decision",
    METADATA,
    Column("digest", Text, ForeignKey("article.digest"), primary_key=True),
    Column("start_at", Integer, primary_key=True),
    Column("end_at", Integer, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("place_id", Text),
    Column("editor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

# Drafted incidents of an article, as JSON.
ARTICLE_CARD = SqlTable(
    "article_card",
    METADATA,
    Column("digest", Text, ForeignKey("article.digest"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

# Names that never mean a place in articles; the empty `place_id` stands for any place.
ARTICLE_SENSE = SqlTable(
    "article_sense",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("place_id", Text, primary_key=True),
    Column("editor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# Every version of every story; `record` is JSON, null where the story was removed.
STORY = SqlTable(
    "story",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("record", Text),
    Column("editor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("seal", Text, nullable=False, server_default=""),
)
