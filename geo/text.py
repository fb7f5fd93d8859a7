"""Text from data on its way to HTML, JavaScript or a template; the one way there is.

The function itself stands in `gazetteer`, which needs it too and may not import this package.
"""

from gazetteer import escape

__all__ = ["escape"]
