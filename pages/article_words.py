"""The words for mentions, cards and what may be wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer import GazetteerError, PermissionDeniedError, StoreError
from geo import ArticleConflictError, CardState, IncidentDataError, MentionStanding, TimePrecision
from pages.store_words import refused_text

if TYPE_CHECKING:
    from geo import GeoError, ReadMention
    from pages.words import Words


def standing_name(standing: MentionStanding, _: Words) -> str:
    """Return how a mention stands, in words."""
    return {
        MentionStanding.RESOLVED: _("found"),
        MentionStanding.DOUBTFUL: _("doubtful"),
        MentionStanding.UNKNOWN: _("not in the gazetteer"),
        MentionStanding.ACCEPTED: _("accepted"),
        MentionStanding.CORRECTED: _("corrected"),
        MentionStanding.REJECTED: _("no place"),
    }[standing]


def mention_label(read: ReadMention, _: Words) -> str:
    """Return what a screen reader says of a mention: its words, how it stands, which place."""
    standing = standing_name(read.standing, _)
    if read.place is None:
        return _("%(text)s: %(standing)s", text=read.mention.text, standing=standing)
    return _(
        "%(text)s: %(standing)s, %(place)s",
        text=read.mention.text,
        standing=standing,
        place=read.place.preferred(_.language),
    )


def date_precision_name(precision: TimePrecision, _: Words) -> str:
    """Return how finely a date is known, in words."""
    return {
        TimePrecision.DAY: _("known to the day"),
        TimePrecision.WEEK: _("known to the week"),
        TimePrecision.MONTH: _("known to the month"),
        TimePrecision.SEASON: _("known to the season"),
        TimePrecision.YEAR: _("known to the year"),
    }[precision]


def card_state_name(state: CardState, _: Words) -> str:
    """Return what became of a card, in words."""
    return {
        CardState.OPEN: _("to be confirmed"),
        CardState.CONFIRMED: _("on the map"),
        CardState.DISCARDED: _("discarded"),
    }[state]


def problem_text(error: GazetteerError | GeoError, _: Words) -> str:
    """Return why something was not done, in the reader's language where it can be."""
    if isinstance(error, StoreError):
        return refused_text(error, _)
    if isinstance(error, PermissionDeniedError):
        return _("Your role does not allow this.")
    if isinstance(error, ArticleConflictError):
        return _("%(name)s changed this meanwhile; look again, and decide then.", name=error.by)
    if isinstance(error, IncidentDataError):
        said = field_problem(error.field or "", _)
        if said:
            return said
    return _("Not saved: %(problem)s", problem=_.said(error.message))


def field_problem(field: str, _: Words) -> str:
    """Return what is wrong with a field of a card or its article, empty for any other."""
    return {
        "start": _("The date is missing, or later than the article itself."),
        "end": _("The end lies before the start."),
        "place_id": _("The place is missing."),
        "title": _("Give the article a title first, under “Details of the article”."),
        "publisher": _("Say who published the article first, under “Details of the article”."),
        "fatalities": _("Killed: give the lowest and the highest number, in order."),
        "involvements": _("The same actor stands twice."),
        "id": _("This incident is on the map already; reload the page."),
        "paragraph": _("The article has no such paragraph."),
    }.get(field, "")
