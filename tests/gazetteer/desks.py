"""People at the desk of an empty gazetteer, for the tests of what they may do."""

from __future__ import annotations

from gazetteer import Role, User

AMAL = User("Amal", Role.EDITOR)
BASIM = User("Basim", Role.EDITOR)
CAROL = User("Carol", Role.CONTRIBUTOR)
VICTOR = User("Victor", Role.VIEWER)
