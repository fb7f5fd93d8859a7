from __future__ import annotations

import pytest

from gazetteer import Role


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        (Role.VIEWER, Role.CONTRIBUTOR),
        (Role.CONTRIBUTOR, Role.EDITOR),
        (Role.VIEWER, Role.EDITOR),
    ],
)
def test_role_comparison_follows_what_a_role_allows(lower: Role, higher: Role) -> None:
    assert lower < higher
    assert lower <= higher
    assert not lower > higher
    assert not lower >= higher
    assert higher > lower.value  # also beside plain text, whose letters say otherwise
    assert higher >= higher.value


def test_role_comparison_with_what_is_no_role_raises() -> None:
    with pytest.raises(ValueError, match="administrator"):
        assert Role.EDITOR >= "administrator"
