"""What can be wrong with a link, in sentences for people."""

from __future__ import annotations

from gazetteer import Message

# Characters of a wrong value that a message repeats.
_QUOTED_LENGTH = 40

# What can be wrong with a link; messages for people, to be translated as they stand here.
NOT_A_DATE = "The link's date “%(value)s” is not written YYYY-MM-DD; it was left out."
PERIOD_REVERSED = "The link's period ends before it starts; it was left out."
UNKNOWN_VALUE = "The link's %(key)s “%(value)s” is not known here; it was left out."
TOO_MANY = "The link holds too many values for %(key)s; only the first %(most)s were taken."
TOO_LONG = "The link's %(key)s is too long; it was left out."
TEXT_CUT = "The link's search text was shortened."
NOT_A_NUMBER = (
    "The link's %(key)s “%(value)s” is no number between %(least)s and %(most)s; it was left out."
)
NOT_AN_AREA = "The link's drawn area was left out: %(problem)s."
NOT_A_MARK = "What the link measures (%(key)s) was left out: %(problem)s."
NO_AREA = "The link says how incidents lie to an area but gives no area; it was left out."
NOT_PERIODS = "The link's two periods to compare cannot be read; they were left out."
NO_BORDER = "The link gives a distance but no border to measure it from; it was left out."
NOT_A_VIEW = "The link's map view “%(value)s” cannot be read; the map shows everything."
MESSAGES = (
    NOT_A_DATE, PERIOD_REVERSED, UNKNOWN_VALUE, TOO_MANY, TOO_LONG, TEXT_CUT, NOT_A_NUMBER,
    NOT_AN_AREA, NOT_A_MARK, NO_AREA, NOT_PERIODS, NO_BORDER, NOT_A_VIEW,
)  # fmt: skip


class LinkProblem(Message):
    """A message of one of the templates of `MESSAGES`."""

    __slots__ = ()

    def __new__(cls, template: str, /, **values: object) -> LinkProblem:
        """Return the message with the `values` in it, each cut to a readable length.

        A value that is a message itself stays whole, so that a page can translate it.
        """
        shown = {
            name: value if isinstance(value, Message) else _cut(str(value))
            for name, value in values.items()
        }
        return super().__new__(cls, template, **shown)


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTED_LENGTH else f"{text[:_QUOTED_LENGTH]}…"
