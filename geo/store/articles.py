"""Articles that people read: what they are, what was decided in them, what was drafted of them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, text, update

from gazetteer import Message, PermissionDeniedError, Role, readable
from geo.articles.cards import CardState, decode_card, encode_card, incident_of
from geo.articles.conflicts import ArticleConflictError
from geo.articles.decisions import MentionDecision, MentionVerdict, NeverSense
from geo.articles.new_actors import with_known_actors
from geo.errors import DatasetNotFoundError, IncidentDataError
from geo.incidents import Citation, Source
from geo.records import load_dataset
from geo.store.schema import ARTICLE, ARTICLE_CARD, ARTICLE_DECISION, ARTICLE_SENSE
from geo.store.wiping import empty_log, wiping
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, RowMapping

    from gazetteer import User
    from geo.articles.cards import IncidentCard
    from geo.incidents import Incident
    from geo.store.incident_store import IncidentStore

# Letters of the digest in the ids of an article's source and incidents: 48 bits.
_SHORT = 12
_DATE_BASIS = Message("Given by the person who read the article.")
_NO_DATE = Message("Not known to the person who read the article.")

# Both databases read these alike.
_DECIDE = text("""
INSERT INTO article_decision (digest, start_at, end_at, verdict, place_id, editor, at, version)
VALUES (:digest, :start_at, :end_at, :verdict, :place_id, :editor, :at, :version)
ON CONFLICT (digest, start_at, end_at) DO UPDATE SET
    verdict = excluded.verdict, place_id = excluded.place_id,
    editor = excluded.editor, at = excluded.at, version = excluded.version
""")
_KEEP_CARD = text("""
INSERT INTO article_card (digest, id, record, editor, at, version)
VALUES (:digest, :id, :record, :editor, :at, :version)
ON CONFLICT (digest, id) DO UPDATE SET
    record = excluded.record, editor = excluded.editor, at = excluded.at,
    version = excluded.version
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
    `PermissionDeniedError` when the role does not allow it. Decisions and cards carry the version
    that they were based on; where the store holds another one that says something else, nothing
    is written and `ArticleConflictError` tells what it holds.

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
        """Return what was decided on the places of an article, withdrawn decisions as such."""
        with self._database.read() as connection:
            return list(_decisions_in(connection, digest).values())

    def cards(self, digest: str) -> list[IncidentCard]:
        """Return the cards of an article in the order of its text."""
        with self._database.read() as connection:
            return _in_order(_cards_in(connection, digest).values())

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
        """Keep what an article is, in the place of what was kept of it; its text as given.

        A text that was kept and is given no more is wiped out of a SQLite file, write-ahead log
        included; a PostgreSQL server overwrites it when it vacuums.
        """
        name, at = self._signed(Role.CONTRIBUTOR)
        record = asdict(replace(article, text=None, read_by="", read_at=None))
        row = {
            "record": json.dumps(record, ensure_ascii=False, default=date.isoformat),
            "body": article.text,
            "editor": name,
            "at": at,
        }
        same = ARTICLE.c.digest == article.digest
        with self._database.write() as connection:
            before = connection.scalar(select(ARTICLE.c.body).where(same))
            wiped = before is not None and before != article.text
            with wiping(connection, self._database.path if wiped else None):
                if not connection.execute(update(ARTICLE).where(same).values(**row)).rowcount:
                    connection.execute(insert(ARTICLE).values(digest=article.digest, **row))
        if wiped and self._database.path is not None:
            empty_log(self._database.path)

    def decide(self, digest: str, decisions: Iterable[MentionDecision]) -> None:
        """Keep decisions on mentions, all or none, each in the place of an earlier one."""
        name, at = self._signed(Role.CONTRIBUTOR)
        with self._writing(digest) as connection:
            held = _decisions_in(connection, digest)
            rows = []
            for one in decisions:
                stored = held.get((one.start, one.end))
                if stored is not None and _says(stored) == _says(one):
                    continue
                if stored is not None and stored.version != one.version:
                    raise ArticleConflictError(_meanwhile(stored.by), theirs=stored)
                row = {
                    "digest": digest,
                    "start_at": one.start,
                    "end_at": one.end,
                    "verdict": str(one.verdict),
                    "place_id": one.place_id,
                    "version": one.version + 1,
                }
                rows.append({**row, "editor": name, "at": at})
            if rows:
                connection.execute(_DECIDE, rows)

    def keep_cards(self, digest: str, cards: Iterable[IncidentCard]) -> list[IncidentCard]:
        """Keep cards, all or none, each in the place of an earlier one; return them as stored."""
        signed = self._signed(Role.CONTRIBUTOR)
        with self._writing(digest) as connection:
            held = _cards_in(connection, digest)
            return [
                _keep(connection, digest, card, _unless_changed(held.get(card.id), card), signed)
                for card in cards
            ]

    def draft_again(self, digest: str, cards: Iterable[IncidentCard]) -> list[IncidentCard]:
        """Replace the cards that nobody touched by new ones; those that somebody did stay.

        Return all cards, in the order of the text.
        """
        signed = self._signed(Role.CONTRIBUTOR)
        table = ARTICLE_CARD
        with self._writing(digest) as connection:
            held = _cards_in(connection, digest)
            touched = {c.id for c in held.values() if c.is_edited or c.state is not CardState.OPEN}
            fresh = {card.id: card for card in cards if card.id not in touched}
            gone = table.c.id.in_(held.keys() - touched - fresh.keys())
            connection.execute(delete(table).where(table.c.digest == digest, gone))
            for card_id, card in fresh.items():
                _keep(connection, digest, card, held.get(card_id), signed)
            return _in_order(_cards_in(connection, digest).values())

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
        """Put the incident of a card on the map, with its article, paragraph and new actors.

        A card that was confirmed already, here or elsewhere, is not confirmed twice; one whose
        incident is on the map although the card does not say so (the machine stopped between) is
        marked as confirmed.

        Raises
        ------
        ArticleConflictError
            If somebody changed the card meanwhile.
        IncidentDataError
            If the card or the article lacks something; `field` names what.
        DatasetNotFoundError
            If the article is not kept.
        """
        signed = self._signed(Role.EDITOR)
        if self.find(article.digest) is None:
            raise DatasetNotFoundError(
                Message("no article %(digest)r is kept", digest=article.digest)
            )
        with self._database.read() as connection:
            held = _cards_in(connection, article.digest).get(card.id)
        if held is not None and held.state is CardState.CONFIRMED:
            raise IncidentDataError(
                Message("the id is taken; the value is %(id)r", id=held.incident_id or card.id),
                field="id",
            )
        _unless_changed(held, card)
        card, stored = self._put_on_map(article, card)
        done = replace(card, state=CardState.CONFIRMED, incident_id=stored.id, is_edited=True)
        with self._writing(article.digest) as connection:
            # Whatever somebody wrote since: it is on the map.
            held = _cards_in(connection, article.digest).get(card.id)
            _keep(connection, article.digest, done, held, signed)
        return stored

    # -- within ------------------------------------------------------------------------------------

    def _put_on_map(
        self, article: KeptArticle, card: IncidentCard
    ) -> tuple[IncidentCard, Incident]:
        """Add the incident of a card; return the card with its actors settled, and the incident."""
        source, paragraph = _source_of(article), card.paragraph
        if article.source_id:
            # The source's paragraphs are counted in its file, those of a card in the pasted text.
            paragraph += source.first_paragraph - 1
        records = self._store.records()
        incident_id = f"article-{article.digest[:_SHORT]}-{card.id}"
        there = next((i for i in records.incidents if i.id == incident_id), None)
        if there is not None:
            return card, there
        card = with_known_actors(card, {**load_dataset().actors, **records.actors})
        involved = {actor_id for actor_id, _role in card.involvements}
        incident = incident_of(
            card,
            incident_id=incident_id,
            citation=Citation(source_id=source.id, paragraph=paragraph),
        )
        (stored,) = self._store.add_incidents(
            [incident],
            user=self.user,
            reason=f"confirmed from: {article.title}",
            sources=[records.sources.get(source.id, source)],
            actors=[actor for actor in card.new_actors if actor.id in involved],
        )
        return card, stored

    @contextmanager
    def _writing(self, digest: str) -> Iterator[Connection]:
        """Give a transaction in which nobody else writes what belongs to an article."""
        with self._database.write() as connection:
            row = select(ARTICLE.c.digest).where(ARTICLE.c.digest == digest).with_for_update()
            connection.execute(row)
            yield connection

    def _signed(self, role: Role) -> tuple[str, str]:
        """Return name and moment (UTC) for what is written, if the role allows it."""
        name = self.user.name.strip()
        if self.user.role < role or not name:
            raise PermissionDeniedError(Message("this needs a name and a role that allows it"))
        return name, datetime.now(UTC).isoformat(timespec="microseconds")


def _decisions_in(connection: Connection, digest: str) -> dict[tuple[int, int], MentionDecision]:
    table = ARTICLE_DECISION
    query = select(table).where(table.c.digest == digest).order_by(table.c.start_at)
    return {
        (row.start_at, row.end_at): MentionDecision(
            start=row.start_at,
            end=row.end_at,
            verdict=MentionVerdict(row.verdict),
            place_id=row.place_id,
            by=row.editor,
            version=row.version,
        )
        for row in connection.execute(query)
    }


def _says(decision: MentionDecision) -> tuple[MentionVerdict, str | None]:
    return decision.verdict, decision.place_id


def _cards_in(connection: Connection, digest: str) -> dict[str, IncidentCard]:
    table = ARTICLE_CARD
    query = select(table).where(table.c.digest == digest)
    return {
        row.id: decode_card(row.record, version=row.version, by=row.editor)
        for row in connection.execute(query)
    }


def _in_order(cards: Iterable[IncidentCard]) -> list[IncidentCard]:
    return sorted(cards, key=lambda c: (c.paragraph, c.sentence or (0, 0), c.id))


def _unless_changed(held: IncidentCard | None, card: IncidentCard) -> IncidentCard | None:
    """Return what is held of a card, if it is what the card was based on."""
    same = held is None or held.version == card.version or _content(held) == _content(card)
    if held is not None and not same:
        raise ArticleConflictError(_meanwhile(held.by), theirs=held)
    return held


def _keep(
    connection: Connection,
    digest: str,
    card: IncidentCard,
    held: IncidentCard | None,
    signed: tuple[str, str],
) -> IncidentCard:
    """Write a card in the place of the one that is held, unless it says the same."""
    if held is not None and _content(held) == _content(card):
        return held
    name, at = signed
    version = (card.version if held is None else held.version) + 1
    row = {"digest": digest, "id": card.id, "editor": name, "at": at, "version": version}
    connection.execute(_KEEP_CARD, {**row, "record": encode_card(card)})
    return replace(card, version=version, by=name)


def _content(card: IncidentCard) -> IncidentCard:
    return replace(card, version=0, by="")


def _meanwhile(by: str) -> Message:
    return Message("%(name)s changed this meanwhile; nothing was written", name=by)


def _source_of(article: KeptArticle) -> Source:
    """Return the source that an article is cited as."""
    if article.source_id:
        return load_dataset().sources[article.source_id]
    if not article.title.strip():
        raise IncidentDataError(Message("a source needs a title"), field="title")
    if not article.publisher.strip():
        raise IncidentDataError(Message("a source needs a publisher"), field="publisher")
    basis = _NO_DATE if article.published is None else _DATE_BASIS
    return Source(
        id=f"article-{article.digest[:_SHORT]}",
        publisher=article.publisher,
        publisher_ar=article.publisher,
        title=article.title,
        title_ar=article.title,
        language=article.language,
        published=article.published,
        published_inferred=False,
        date_basis=basis,
        date_basis_ar=words("ar").said(basis),
        url=article.link,
    )


def _article_of(row: RowMapping) -> KeptArticle:
    with readable("the record of an article"):
        values: dict[str, Any] = json.loads(row["record"])
        published = values["published"]
        values["published"] = None if published is None else date.fromisoformat(published)
        values["text"] = row.get("body")
        values["read_by"] = row["editor"]
        values["read_at"] = datetime.fromisoformat(row["at"])
        return KeptArticle(**values)
