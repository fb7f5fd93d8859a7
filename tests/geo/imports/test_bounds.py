import stat
import zipfile
from pathlib import Path

import pytest

from geo import IncidentDataError
from geo.imports import bounds
from geo.imports.bounds import check_size, data_member, extract, members_of, open_table


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("../evil.csv", "outside"),
        ("/etc/evil.csv", "outside"),
        ("C:\\evil.csv", "outside"),
        ("a/b/c/d/e/f/g/h/i.csv", "folders deep"),
    ],
)
def test_members_of_an_archive_that_leads_elsewhere_is_refused(
    tmp_path: Path, name: str, problem: str
) -> None:
    path = archive(tmp_path / "a.zip", {name: b"a\n1\n"})
    with pytest.raises(IncidentDataError, match=problem):
        members_of(path)


def test_members_of_an_archive_with_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(link, "/etc/passwd")
    with pytest.raises(IncidentDataError, match="is a link"):
        members_of(path)


def test_members_of_an_archive_made_to_exhaust_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.csv": b"0" * (4 * 2**20)})
    with pytest.raises(IncidentDataError, match="200 times"):
        members_of(path)


def test_members_of_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 nothing more")
    with pytest.raises(IncidentDataError, match="damaged"):
        members_of(path)


def test_data_member_of_two_tables_names_both(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.csv": b"1", "b.csv": b"2", "readme.txt": b"3"})
    with pytest.raises(IncidentDataError, match=r"a\.csv, b\.csv"):
        data_member(path, (".csv",))


def test_extract_writes_into_the_folder_alone_under_its_own_names(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"deep/er/a.csv": b"content"})
    folder = tmp_path / "out"
    folder.mkdir()
    (member,) = members_of(path)
    extract(path, {"data.csv": member}, folder)
    assert [(f.name, f.read_bytes()) for f in folder.iterdir()] == [("data.csv", b"content")]


def test_open_table_stops_where_a_gzip_unpacks_to_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    monkeypatch.setattr(bounds, "MAX_FILE_BYTES", 300_000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"x" * 2_000_000))
    with open_table(path) as stream, pytest.raises(IncidentDataError, match="unpacks to more"):
        stream.read()


def test_check_size_refuses_what_is_empty_large_or_no_file(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(IncidentDataError, match="is empty"):
        check_size(empty)
    empty.write_bytes(b"12345")
    with pytest.raises(IncidentDataError, match="at most 4"):
        check_size(empty, 4)
    with pytest.raises(IncidentDataError, match="no file"):
        check_size(tmp_path)
    with pytest.raises(IncidentDataError, match="cannot be opened"):
        check_size(tmp_path / "absent")
