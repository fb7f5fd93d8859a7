"""Files that are brought: kept on disk, found by who brought them, given up."""

from __future__ import annotations

import io

import pytest

from gazetteer import PermissionDeniedError, Role, User
from geo import IncidentDataError, uploads
from tests.geo.uploads.conftest import EDITOR, OTHER
from tests.payloads import PAYLOADS


def take(desk: uploads.UploadDesk, name: str = "a.csv", user: User = EDITOR) -> uploads.Upload:
    return desk.take(io.BytesIO(b"date,place\n"), name, user)


def test_get_finds_a_file_for_its_owner_alone(desk: uploads.UploadDesk) -> None:
    upload = take(desk)
    assert desk.get(upload.id, EDITOR) is upload
    assert desk.get(upload.id, OTHER) is None
    assert desk.of(OTHER) == []
    assert upload.path.read_bytes() == b"date,place\n"


@pytest.mark.parametrize(
    "name", [*PAYLOADS, "../../etc/passwd", "..\\..\\x.csv", "", ".", "ق" * 300]
)
def test_take_keeps_a_hostile_name_within_its_folder(desk: uploads.UploadDesk, name: str) -> None:
    upload = take(desk, name)
    assert upload.path.parent.name.startswith("hudud-upload-")
    assert [p.name for p in upload.path.parent.iterdir()] == [upload.name]
    assert "\u202e" not in upload.name
    assert "\n" not in upload.name


def test_take_by_a_viewer_is_refused(desk: uploads.UploadDesk) -> None:
    with pytest.raises(PermissionDeniedError):
        take(desk, user=User("Hiba", Role.VIEWER))


def test_take_of_too_many_files_is_refused_for_one_person_alone(desk: uploads.UploadDesk) -> None:
    for _ in range(uploads.MOST_OPEN):
        take(desk)
    with pytest.raises(IncidentDataError, match="open already"):
        take(desk)
    assert take(desk, user=OTHER).owner == "Karim"


def test_discard_removes_the_file_and_its_folder(desk: uploads.UploadDesk) -> None:
    upload = take(desk)
    desk.discard(upload)
    assert not upload.path.parent.exists()
    assert desk.get(upload.id, EDITOR) is None


def test_take_gives_up_what_nobody_looked_at_for_a_day() -> None:
    now = [0.0]
    desk = uploads.UploadDesk(clock=lambda: now[0])
    old, looked_at = take(desk), take(desk)
    now[0] = 80_000.0
    desk.get(looked_at.id, EDITOR)
    now[0] = 90_000.0
    take(desk)
    assert desk.get(old.id, EDITOR) is None
    assert desk.get(looked_at.id, EDITOR) is looked_at
    desk.close()
