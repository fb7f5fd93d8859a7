"""Stated declines of attacks beside the attacks on the map, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.figure_text import figure_card, value_text

if TYPE_CHECKING:
    from geo import AttackCheck, AttackSpan, Briefing
    from pages.words import Words

# Fewer attacks before than this, and one more or less would turn the share around.
# Source: own choice; at 20 attacks one of them is five points.
FEW = 20


def attack_html(briefing: Briefing, check: AttackCheck, _: Words) -> str:
    """Return the HTML of a stated decline: what the source says, what the map counts, and why."""
    columns = [
        (_("The source states"), value_text(check.figure, _), ""),
        (_("The map counts"), counts_text(check, _), periods_text(check, _)),
        (_("That is"), decline_text(check, _), ""),
    ]
    return figure_card(briefing, check.figure, columns, reason_text(check, _), _)


def counts_text(check: AttackCheck, _: Words) -> str:
    """Return the attacks before and after."""
    return _(
        "%(before)s before, %(after)s after",
        before=_.number(check.before.attacks),
        after=_.number(check.after.attacks),
    )


def periods_text(check: AttackCheck, _: Words) -> str:
    """Return the two periods that are compared."""
    return _(
        "attacks of IS in %(before)s, and in %(after)s",
        before=_period(check.before, _),
        after=_period(check.after, _),
    )


def _period(span: AttackSpan, _: Words) -> str:
    return _("%(start)s to %(end)s", start=_.date(span.start), end=_.date(span.end))


def decline_text(check: AttackCheck, _: Words) -> str:
    """Return the change on the map in words; empty where there was nothing before."""
    decline = check.decline
    if decline is None:
        return ""
    share = _.percent(abs(decline) / 100)
    yearly = check.figure.unit == "% per year"
    if decline >= 0:
        said = _("%(share)s fewer a year") if yearly else _("%(share)s fewer")
    else:
        said = _("%(share)s more a year") if yearly else _("%(share)s more")
    return said % {"share": share}


def reason_text(check: AttackCheck, _: Words) -> str:
    """Return why the two may differ, no surer than the data allow."""
    if not check.before.attacks:
        return _(
            "The incidents on this map hold no attack of the earlier period, so nothing can be set "
            "beside the share that the source states. With a data set of all attacks of these "
            "years (ACLED, UCDP GED) imported, the counts stand here."
        )
    if check.before.attacks < FEW:
        return _(
            "The map holds too few attacks for a share: one more or one less would change it by "
            "many points. Articles report what is news; a data set of all attacks (ACLED, UCDP "
            "GED) would be needed."
        )
    return _(
        "The source counts attacks in its own way and does not say how; the map counts incidents "
        "of these kinds in which IS takes part, as its data sets report them, whoever attacked."
    )
