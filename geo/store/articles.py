"""Articles that people read: what they are, what was decided in them, what was drafted of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, text, update

from gazetteer import PermissionDeniedError, Role
from geo.articles.cards import CardState, decode_card, encode_card, incident_of
from geo.articles.decisions import MentionDecision, MentionVerdict, NeverSense
from geo.errors import DatasetNotFoundError, IncidentDataError
from geo.incidents import Citation, Source
from geo.records import load_dataset
from geo.store.schema import ARTICLE, ARTICLE_CARD, ARTICLE_DECISION, ARTICLE_SENSE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, RowMapping

    from gazetteer import User
    from geo.articles.cards import IncidentCard
    from geo.incidents import Incident
    from geo.store.incident_store import IncidentStore

# Letters of the digest in the ids of an article's source and incidents: 48 bits.
_SHORT = 12
_DATE_BASIS = "Given by the person who read the article."
_NO_DATE = "Not known to the person who read the article."

# Both databases read these alike.
_DECIDE = text("""
INSERT INTO article_decision (digest, start_at, end_at, verdict, place_id, editor, at)
VALUES (:digest, :start_at, :end_at, :verdict, :place_id, :editor, :at)
ON CONFLICT (digest, start_at, end_at) DO UPDATE SET
    verdict = excluded.verdict, place_id = excluded.place_id,
    editor = excluded.editor, at = excluded.at
""")
_KEEP_CARD = text("""
INSERT INTO article_card (digest, id, record, editor, at)
VALUES (:digest, :id, :record, :editor, :at)
ON CONFLICT (digest, id) DO UPDATE SET
    record = excluded.record, editor = excluded.editor, at = excluded.at
""")
_RULE_OUT = text("""
INSERT INTO article_sense (name, place_id, editor, at, reason)
VALUES (:name, :place_id, :editor, :at, :reason)
ON CONFLICT (name, place_id) DO UPDATE SET
    editor = excluded.editor, at = excluded.at, reason = excluded.reason
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArticle:
    """An article that was read; `digest` is that of `text_digest`.

    `text` is None unless a person asked to keep it. `source_id` names the source of the data that
    ship that it is, empty for another article. `read_by` and `read_at` (UTC) are the store's.
    """

    digest: str
    title: str
    publisher: str = ""
    published: date | None = None
    link: str = ""
    language: str = "ar"
    source_id: str = ""
    text: str | None = None
    read_by: str = ""
    read_at: datetime | None = None


class ArticleDesk:
    """What a person may do with articles; everybody may read what is kept of them.

    A contributor keeps articles, decisions and cards. An editor also confirms cards and rules
    senses out for all articles. Each writing method is one transaction and raises
    `PermissionDeniedError` when the role does not allow it.

    Parameters
    ----------
    store
        The data sets in whose database the articles are.
    user
        Who is at the desk.
    """

    def __init__(self, store: IncidentStore, user: User) -> None:
        self._store = store
        self._database = store.database
        self.user = user

    # -- reading -----------------------------------------------------------------------------------

    def articles(self, limit: int = 20) -> list[KeptArticle]:
        """Return the articles that were read, the last one first, without their texts."""
        columns = [c for c in ARTICLE.c if c.name != "body"]
        query = select(*columns).order_by(ARTICLE.c.at.desc(), ARTICLE.c.digest).limit(limit)
        with self._database.read() as connection:
            return [_article_of(row) for row in connection.execute(query).mappings()]

    def find(self, digest: str) -> KeptArticle | None:
        """Return the article with a digest, with its text if that is kept; None if it is new."""
        query = select(ARTICLE).where(ARTICLE.c.digest == digest)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _article_of(row)

    def decisions(self, digest: str) -> list[MentionDecision]:
        """Return what was decided on the places of an article."""
        table = ARTICLE_DECISION
        query = select(table).where(table.c.digest == digest).order_by(table.c.start_at)
        with self._database.read() as connection:
            return [
                MentionDecision(
                    start=row.start_at,
                    end=row.end_at,
                    verdict=MentionVerdict(row.verdict),
                    place_id=row.place_id,
                    by=row.editor,
                )
                for row in connection.execute(query)
            ]

    def cards(self, digest: str) -> list[IncidentCard]:
        """Return the cards of an article in the order of its text."""
        with self._database.read() as connection:
            found = _cards_in(connection, digest)
        return sorted(found.values(), key=lambda c: (c.paragraph, c.sentence or (0, 0), c.id))

    def never(self) -> list[NeverSense]:
        """Return the senses that were ruled out for all articles."""
        query = select(ARTICLE_SENSE).order_by(ARTICLE_SENSE.c.name, ARTICLE_SENSE.c.place_id)
        with self._database.read() as connection:
            return [
                NeverSense(name=row.name, place_id=row.place_id or None)
                for row in connection.execute(query)
            ]

    # -- a contributor -----------------------------------------------------------------------------

    def keep(self, article: KeptArticle) -> None:
        """Keep what an article is, in the place of what was kept of it; its text as given."""
        name, at = self._signed(Role.CONTRIBUTOR)
        record = asdict(replace(article, text=None, read_by="", read_at=None))
        row = {
            "record": json.dumps(record, ensure_ascii=False, default=date.isoformat),
            "body": article.text,
            "editor": name,
            "at": at,
        }
        with self._database.write() as connection:
            same = ARTICLE.c.digest == article.digest
            if not connection.execute(update(ARTICLE).where(same).values(**row)).rowcount:
                connection.execute(insert(ARTICLE).values(digest=article.digest, **row))

    def decide(self, digest: str, decisions: Iterable[MentionDecision]) -> None:
        """Keep decisions on mentions, each in the place of an earlier one on the same mention."""
        name, at = self._signed(Role.CONTRIBUTOR)
        rows = [
            {
                "digest": digest,
                "start_at": one.start,
                "end_at": one.end,
                "verdict": str(one.verdict),
                "place_id": one.place_id,
                "editor": name,
                "at": at,
            }
            for one in decisions
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(_DECIDE, rows)

    def withdraw(self, digest: str, spans: Iterable[tuple[int, int]]) -> None:
        """Take decisions back: the mentions at these (start, end) stand as they were found."""
        self._signed(Role.CONTRIBUTOR)
        table = ARTICLE_DECISION
        with self._database.write() as connection:
            for start, end in spans:
                where = (table.c.start_at == start) & (table.c.end_at == end)
                connection.execute(delete(table).where(table.c.digest == digest, where))

    def keep_cards(self, digest: str, cards: Iterable[IncidentCard]) -> None:
        """Keep cards, each in the place of an earlier one of its id; a confirmed one stays."""
        name, at = self._signed(Role.CONTRIBUTOR)
        with self._database.write() as connection:
            held = _cards_in(connection, digest)
            rows = [
                {
                    "digest": digest,
                    "id": card.id,
                    "record": encode_card(card),
                    "editor": name,
                    "at": at,
                }
                for card in cards
                if not (card.id in held and held[card.id].state is CardState.CONFIRMED)
            ]
            if rows:
                connection.execute(_KEEP_CARD, rows)

    def draft_again(self, digest: str, cards: Iterable[IncidentCard]) -> None:
        """Replace the cards that nobody touched by new ones; those that somebody did stay."""
        name, at = self._signed(Role.CONTRIBUTOR)
        table = ARTICLE_CARD
        with self._database.write() as connection:
            held = _cards_in(connection, digest)
            touched = {c.id for c in held.values() if c.is_edited or c.state is not CardState.OPEN}
            untouched = table.c.id.in_(held.keys() - touched)
            connection.execute(delete(table).where(table.c.digest == digest, untouched))
            for card in cards:
                if card.id not in touched:
                    row = {"digest": digest, "id": card.id, "editor": name, "at": at}
                    connection.execute(_KEEP_CARD, {**row, "record": encode_card(card)})

    # -- an editor ---------------------------------------------------------------------------------

    def rule_out(self, sense: NeverSense, *, reason: str) -> None:
        """Let a name never mean a place in any article from now on."""
        name, at = self._signed(Role.EDITOR)
        row = {"name": sense.name, "place_id": sense.place_id or "", "editor": name, "at": at}
        with self._database.write() as connection:
            connection.execute(_RULE_OUT, {**row, "reason": reason})

    def allow_again(self, sense: NeverSense) -> None:
        """Take back that a name never means a place."""
        self._signed(Role.EDITOR)
        table = ARTICLE_SENSE
        where = (table.c.name == sense.name) & (table.c.place_id == (sense.place_id or ""))
        with self._database.write() as connection:
            connection.execute(delete(table).where(where))

    def confirm(self, article: KeptArticle, card: IncidentCard) -> Incident:
        """Put the incident of a card on the map, with its article and paragraph; return it.

        A card that was confirmed already, here or elsewhere, is not confirmed twice.

        Raises
        ------
        IncidentDataError
            If the card or the article lacks something; `field` names what.
        DatasetNotFoundError
            If the article is not kept.
        """
        self._signed(Role.EDITOR)
        source, paragraph = _source_of(article), card.paragraph
        if article.source_id:
            # The source's paragraphs are counted in its file, those of a card in the pasted text.
            paragraph += source.first_paragraph - 1
        citation = Citation(source_id=source.id, paragraph=paragraph)
        incident_id = f"article-{article.digest[:_SHORT]}-{card.id}"
        if self.find(article.digest) is None:
            raise DatasetNotFoundError(f"no article {article.digest!r} is kept")
        incident = incident_of(card, incident_id=incident_id, citation=citation)
        reason = f"confirmed from: {article.title}"
        known = next((s for s in self._sources() if s.id == source.id), None)
        (stored,) = self._store.add_incidents(
            [incident], user=self.user, reason=reason, sources=[known or source]
        )
        done = replace(card, state=CardState.CONFIRMED, incident_id=stored.id, is_edited=True)
        self.keep_cards(article.digest, [done])
        return stored

    # -- within ------------------------------------------------------------------------------------

    def _sources(self) -> Iterable[Source]:
        return self._store.records().sources.values()

    def _signed(self, role: Role) -> tuple[str, str]:
        """Return name and moment (UTC) for what is written, if the role allows it."""
        name = self.user.name.strip()
        if self.user.role < role or not name:
            raise PermissionDeniedError(f"this needs the role of {role} and a name")
        return name, datetime.now(UTC).isoformat(timespec="microseconds")


def _cards_in(connection: Connection, digest: str) -> dict[str, IncidentCard]:
    query = select(ARTICLE_CARD.c.record).where(ARTICLE_CARD.c.digest == digest)
    cards = map(decode_card, connection.scalars(query))
    return {card.id: card for card in cards}


def _source_of(article: KeptArticle) -> Source:
    """Return the source that an article is cited as."""
    if article.source_id:
        return load_dataset().sources[article.source_id]
    for field, value in (("title", article.title), ("publisher", article.publisher)):
        if not value.strip():
            raise IncidentDataError(f"a source needs a {field}", field=field)
    return Source(
        id=f"article-{article.digest[:_SHORT]}",
        publisher=article.publisher,
        publisher_ar=article.publisher,
        title=article.title,
        title_ar=article.title,
        language=article.language,
        published=article.published,
        published_inferred=False,
        date_basis=_NO_DATE if article.published is None else _DATE_BASIS,
        url=article.link,
    )


def _article_of(row: RowMapping) -> KeptArticle:
    values: dict[str, Any] = json.loads(row["record"])
    published = values["published"]
    values["published"] = None if published is None else date.fromisoformat(published)
    values["text"] = row.get("body")
    values["read_by"] = row["editor"]
    values["read_at"] = datetime.fromisoformat(row["at"])
    return KeptArticle(**values)
