"""What the screen says; it stands in `geo`, whose files and pictures say it too."""

from geo import LANGUAGES, Words, words

__all__ = ["LANGUAGES", "Words", "words"]
