"""Sentences that the gazetteer and the map say in English and a page says in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Message(str):
    """An English sentence that knows its template and what stands in it.

    It is its own English text. A page looks `template` up in its catalogue and fills in `values`,
    of which each may be a `Message` again. The template is written out where the message is made,
    so that a test can collect them all: ``Message("no place has the id %(id)r", id=place_id)``.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Return the message with `values` at the placeholders of `template`."""
        message = super().__new__(cls, template % values if values else template)
        message.template, message.values = template, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), dict(self.values)

    @classmethod
    def plain(cls, text: str) -> Message:
        """Return a text that is in no catalogue as a message."""
        return cls(text)

    def without(self, text: str) -> Message:
        """Return the message with `text` cut out of its values, such as the path of a folder."""
        shorter: dict[str, object] = {}
        for name, value in self.values.items():
            if isinstance(value, Message):
                shorter[name] = value.without(text)
            else:
                shorter[name] = value.replace(text, "") if isinstance(value, str) else value
        return Message(self.template, **shorter)

    def to_record(self) -> dict[str, Any]:
        """Return the message as JSON can hold it; see `from_record`."""
        values = {
            name: value.to_record() if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return {"template": self.template, "values": values}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Message:
        """Return the message that `to_record` made a record of.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is no such record.
        """
        values = {
            name: cls.from_record(value) if isinstance(value, dict) else value
            for name, value in record["values"].items()
        }
        return cls(str(record["template"]), **values)


def message_of(error: BaseException) -> str:
    """Return the `Message` that an error was raised with; of a foreign error, its text."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Message) else str(error)


# What stands before a problem, by what is known of its place: file, row, field.
PLACED: Final = {
    (True, False, False): "%(file)s: %(problem)s",
    (False, True, False): "row %(row)s: %(problem)s",
    (False, False, True): "field %(field)r: %(problem)s",
    (True, True, False): "%(file)s, row %(row)s: %(problem)s",
    (True, False, True): "%(file)s, field %(field)r: %(problem)s",
    (False, True, True): "row %(row)s, field %(field)r: %(problem)s",
    (True, True, True): "%(file)s, row %(row)s, field %(field)r: %(problem)s",
}


def placed(
    problem: Message, *, path: str | Path | None, row: int | None, field: str | None
) -> Message:
    """Return a problem with its place in a file before it; `row` counts from 1."""
    known = (path is not None, row is not None, field is not None)
    if not any(known):
        return problem
    return Message(PLACED[known], file=str(path), row=row, field=field, problem=problem)


def joined(sentences: Sequence[Message]) -> Message:
    """Return several sentences as one message."""
    first, *rest = sentences
    if not rest:
        return first
    return Message("%(sentence)s %(further)s", sentence=first, further=joined(rest))


class Named(str):
    """A name in English, and what it is in other languages: a value of a `Message`."""

    __slots__ = ("names",)
    names: Mapping[str, str]

    def __new__(cls, english: str, /, **others: str) -> Named:
        """Return the name; `others` are its forms by the code of their language."""
        name = super().__new__(cls, english)
        name.names = others
        return name
