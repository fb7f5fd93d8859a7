from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gazetteer import Gazetteer, PermissionDeniedError, Role, Store, StoreError, User
from geo import (
    DatasetConflictError,
    DatasetInfo,
    DatasetNotFoundError,
    Differences,
    ImportFile,
    ImportStage,
    IncidentDataError,
    IncidentStore,
)
from tests.gazetteer.places import village
from tests.geo.store.rows import ACLED, AMAL, event, named, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa  # type: ignore[import-untyped]

    from geo import ImportReport

ROOT = Path(__file__).parents[3]


def put(sets: IncidentStore, *rows: dict[str, Any], **options: Any) -> ImportReport:  # noqa: ANN401
    return sets.put(options.pop("info", ACLED), [table(*rows)], user=AMAL, reason="r", **options)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.imported, report.updated, report.unchanged, report.withdrawn


def ids(sets: IncidentStore, version: int | None = None) -> list[str]:
    found: list[str] = sets.read("acled", version)["id"].to_pylist()
    return found


def test_put_new_rows_can_be_read_back_as_they_were(sets: IncidentStore) -> None:
    rows = [event("1", extent_km=5.0, sub_type="Attack", flags="a b"), named("2", "Manbij")]
    report = put(sets, *rows, file=ImportFile(name="f.csv", sha256="ab", refused=1, refusals=b"x"))
    assert counts(report) == (2, 0, 0, 0)
    assert (report.version, report.refused) == (1, 1)
    read = sets.read("acled").to_pylist()
    for row, given in zip(read, rows, strict=True):
        assert {name: row[name] for name in given} == given
        assert all(row[name] is None for name in row.keys() - given.keys())
    info = sets.get("acled")
    assert (info.version, info.incidents, info.created_by) == (1, 2, "Amal")
    (change,) = sets.history("acled")
    assert (change.kind, change.user, change.report) == ("import", "Amal", report)
    assert (change.file.name, change.file.sha256) == ("f.csv", "ab")
    assert sets.refusals(change.id) == b"x"


def test_put_the_same_file_again_changes_nothing(sets: IncidentStore) -> None:
    put(sets, event("1"), named("2", "Manbij"))
    revision = sets.revision
    report = put(sets, named("2", "Manbij"), event("1"))
    assert counts(report) == (0, 0, 2, 0)
    assert report.version is None
    assert sets.revision == revision
    assert len(sets.history()) == 1


def test_put_a_newer_file_updates_and_withdraws(sets: IncidentStore) -> None:
    rows = [event(str(n)) for n in range(10)]
    put(sets, *rows)
    newer = [*rows[:4], {**rows[5], "fatalities_best": 2.0}, *rows[6:], event("new")]
    report = put(sets, *newer)
    assert counts(report) == (1, 1, 8, 1)
    assert report.version == 2
    assert sorted(ids(sets)) == sorted([*"01235678", "9", "new"])
    assert ids(sets, 1) == [str(n) for n in range(10)]
    assert sets.get("acled").incidents == 10


def test_put_a_part_of_the_rows_withdraws_none(sets: IncidentStore) -> None:
    put(sets, event("1"), event("2"), event("3"))
    report = put(sets, event("3", injured=4.0), event("4"), whole=False)
    assert counts(report) == (1, 1, 0, 0)
    assert sorted(ids(sets)) == ["1", "2", "3", "4"]


def test_put_nothing_withdraws_all_and_keeps_the_versions(sets: IncidentStore) -> None:
    put(sets, event("1"))
    put(sets, event("2"))
    report = sets.put(ACLED, [], user=AMAL, reason="all withdrawn")
    assert counts(report) == (0, 0, 0, 1)
    assert report.version == 3
    assert ids(sets) == []
    put(sets, event("5"))
    assert sets.get("acled").version == 4
    assert ids(sets, 3) == []


def test_put_dry_run_tells_and_writes_nothing(sets: IncidentStore) -> None:
    assert counts(put(sets, event("1"), dry_run=True)) == (1, 0, 0, 0)
    assert sets.datasets() == []
    put(sets, event("1"))
    assert counts(put(sets, event("2"), dry_run=True)) == (1, 0, 0, 1)
    assert ids(sets) == ["1"]


def test_put_many_small_changes_are_packed_together(sets: IncidentStore) -> None:
    rows = [event(str(n)) for n in range(60)]
    put(sets, *rows)
    for n in range(30):
        rows[n] = event(str(n), injured=float(n))
        put(sets, *rows)
    assert sets.get("acled").version == 31
    read = {row["id"]: row["injured"] for row in sets.read("acled").to_pylist()}
    assert read == {str(n): float(n) if n < 30 else None for n in range(60)}
    assert {row["injured"] for row in sets.read("acled", 11).to_pylist()} == {
        None,
        *map(float, range(10)),
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": ""}, "id"),
        ({"lon": None}, "lat"),
        ({"lat": 91.0}, "lat"),
        ({"extent_km": -1.0}, "extent_km"),
        ({"end_day": 17_999}, "end_day"),
        ({"fatalities_low": 3.0}, "fatalities_low"),
        ({"time_precision": "hour"}, "time_precision"),
        ({"verification": "sure"}, "verification"),
        ({"actors": ["A", None]}, "actors"),
        ({"event_type": None}, "event_type"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_put_a_row_that_breaks_a_rule_is_refused_and_leaves_nothing(
    tmp_path: Path, wrong: dict[str, Any], field: str
) -> None:
    with IncidentStore(Gazetteer(store=Store(str(tmp_path / "a"), shipped=False))) as sets:
        with pytest.raises(IncidentDataError) as caught:
            sets.put(ACLED, [table(event("1")), table(event("2", **wrong))], user=AMAL, reason="r")
        assert caught.value.field == field
        assert caught.value.row == (None if field == "colour" else 2)
        assert sets.datasets() == []


def test_put_an_id_twice_is_refused(sets: IncidentStore) -> None:
    with pytest.raises(IncidentDataError, match="already stands in row 1") as caught:
        sets.put(ACLED, [table(event("1")), table(event("2"), event("1"))], user=AMAL, reason="r")
    assert (caught.value.row, caught.value.field) == (3, "id")


@pytest.mark.parametrize("dataset_id", ["articles", "confirmed", "Ä", "a:b", "a" * 61, ""])
def test_put_with_an_id_that_is_none_is_refused(sets: IncidentStore, dataset_id: str) -> None:
    with pytest.raises(IncidentDataError) as caught:
        put(sets, event("1"), info=DatasetInfo(id=dataset_id, name="n"))
    assert caught.value.field == "id"


@pytest.mark.parametrize(
    "user", [User("V", Role.VIEWER), User("C", Role.CONTRIBUTOR), User(" ", Role.EDITOR)]
)
def test_changes_by_others_than_editors_are_refused(sets: IncidentStore, user: User) -> None:
    put(sets, event("1"))
    acts = (
        lambda: sets.put(ACLED, [], user=user, reason="r"),
        lambda: sets.describe(ACLED, user=user, reason="r"),
        lambda: sets.switch("acled", False, user=user, reason="r"),
        lambda: sets.remove("acled", user=user, reason="r"),
        lambda: sets.undo(1, user=user, reason="r"),
        lambda: sets.add_incidents([], user=user, reason="r"),
        lambda: sets.withdraw_incident("x", based_on=1, user=user, reason="r"),
    )
    for act in acts:
        with pytest.raises(PermissionDeniedError):
            act()
    assert len(sets.history()) == 1


def test_put_cancelled_by_the_caller_leaves_nothing(sets: IncidentStore) -> None:
    class CancelledError(Exception):
        pass

    def cancel(stage: ImportStage, _done: int) -> None:
        if stage is ImportStage.WRITING:
            raise CancelledError

    with pytest.raises(CancelledError):
        put(sets, event("1"), progress=cancel)
    assert sets.datasets() == []
    assert sets.revision == 0


def test_put_after_somebody_else_changed_the_set_is_a_conflict(sets: IncidentStore) -> None:
    put(sets, event("1"))

    def rows() -> Iterator[pa.Table]:
        sets.switch("acled", False, user=AMAL, reason="wrong")
        yield table(event("2"))

    with pytest.raises(DatasetConflictError) as caught:
        sets.put(ACLED, rows(), user=AMAL, reason="r")
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    with pytest.raises(DatasetConflictError):
        put(sets, event("2"), based_on=1)
    assert ids(sets) == ["1"]


def test_describe_switch_and_remove_are_told_and_taken_back(sets: IncidentStore) -> None:
    put(sets, event("1"))
    named_anew = sets.describe(
        replace(sets.get("acled"), name="ACLED Syria", mapping={"a": ["b"]}),
        user=AMAL,
        reason="clearer",
        based_on=1,
    )
    assert (named_anew.name, named_anew.mapping, named_anew.edition) == (
        "ACLED Syria",
        {"a": ["b"]},
        2,
    )
    assert sets.describe(named_anew, user=AMAL, reason="same").edition == 2
    assert not sets.switch("acled", False, user=AMAL, reason="old").active
    sets.remove("acled", user=AMAL, reason="superseded", based_on=3)
    assert sets.datasets() == []
    assert [info.id for info in sets.datasets(removed=True)] == ["acled"]
    with pytest.raises(DatasetNotFoundError, match="was removed"):
        sets.get("acled")
    with pytest.raises(DatasetNotFoundError, match="was removed"):
        put(sets, event("1"))
    changes = sets.history("acled")
    assert [str(c.kind) for c in changes] == ["remove", "switch-off", "describe", "import"]
    back = sets.undo(changes[0].id, user=AMAL, reason="needed")
    assert (back.removed, back.active, back.name) == (False, False, "ACLED Syria")
    with pytest.raises(DatasetConflictError):
        sets.undo(changes[0].id, user=AMAL, reason="again")


def test_undo_of_an_import_lets_the_former_rows_hold(sets: IncidentStore) -> None:
    put(sets, event("1"))
    put(sets, event("2"))
    sets.undo(2, user=AMAL, reason="wrong file")
    assert ids(sets) == ["1"]
    assert counts(put(sets, event("2"))) == (1, 0, 0, 1)
    assert sets.get("acled").version == 3
    sets.undo(4, user=AMAL, reason="r")
    sets.undo(5, user=AMAL, reason="r")
    assert ids(sets) == ["2"]


def test_undo_of_the_first_import_removes_the_set(sets: IncidentStore) -> None:
    put(sets, event("1"))
    assert sets.undo(1, user=AMAL, reason="r").removed


def test_differences_tell_added_corrected_moved_and_withdrawn(sets: IncidentStore) -> None:
    rows = [event(str(n)) for n in range(8)]
    put(sets, *rows)
    put(sets, event("0", injured=1.0), event("1", lon=39.5), *rows[3:], event("new"))
    told = Differences(added=("new",), corrected=("0",), moved=("1",), withdrawn=("2",))
    assert sets.differences("acled", 1, 2) == told
    back = Differences(added=("2",), corrected=("0",), moved=("1",), withdrawn=("new",))
    assert sets.differences("acled", 2, 1) == back
    assert not sets.differences("acled", 2, 2)
    assert len(sets.differences("acled", 0, 2).added) == 8
    with pytest.raises(DatasetNotFoundError):
        sets.differences("acled", 1, 3)


def test_incident_history_tells_each_version_that_changed_it(sets: IncidentStore) -> None:
    others = [event(str(n)) for n in range(5)]
    put(sets, event("x"), *others)
    put(sets, event("x"), *others, event("6"))
    put(sets, event("x", injured=2.0), *others, event("6"))
    put(sets, *others, event("6"))
    told = sets.incident_history("acled", "x")
    assert [change.version for change in told] == [1, 3, 4]
    states = [(c.before and c.before["injured"], c.after and c.after["injured"]) for c in told]
    assert states == [(None, None), (None, 2.0), (2.0, None)]
    assert told[-1].after is None
    assert sets.incident_history("acled", "nobody") == []


def test_datasets_at_an_earlier_revision_are_as_they_were(sets: IncidentStore) -> None:
    put(sets, event("1"))
    put(sets, event("1"), info=replace(ACLED, id="other", name="Other"))
    put(sets, event("2"))
    sets.remove("other", user=AMAL, reason="r")
    versions = [
        {info.id: info.version for info in sets.datasets_at(revision)} for revision in range(5)
    ]
    assert versions == [
        {},
        {"acled": 1},
        {"acled": 1, "other": 1},
        {"acled": 2, "other": 1},
        {"acled": 2},
    ]


def test_put_names_that_resolve_to_nothing_wait_in_the_queue(sets: IncidentStore) -> None:
    gazetteer = sets.gazetteer
    rows = [
        named("1", "Bir Nowhere"),
        named("2", "Bir Nowhere"),
        named("3", "Tall X", admin1="SY-HL"),
    ]
    report = put(sets, *rows, event("4"), file=ImportFile(name="f.csv"))
    assert (report.unresolved, report.unplaced) == (2, 3)
    waiting = {(n.name, n.country, n.admin1): n for n in gazetteer.unresolved()}
    assert waiting["Bir Nowhere", "SY", ""].count == 2
    assert waiting["Tall X", "SY", "SY-HL"].origin == "f.csv"
    put(sets, *rows, event("5"))
    assert {n.count for n in gazetteer.unresolved()} == {1, 2}


def test_put_of_a_name_that_was_settled_does_not_ask_again(sets: IncidentStore) -> None:
    put(sets, named("1", "Bir Nowhere"))
    gazetteer = sets.gazetteer
    (name,) = gazetteer.unresolved()
    gazetteer.desk(AMAL).settle_unresolved(name.id, new_place=village("bir"), reason="map")
    report = put(sets, named("1", "Bir Nowhere"), named("2", "Bir Nowhere"))
    assert (report.unresolved, report.unplaced) == (0, 0)
    assert gazetteer.unresolved() == []


_IMPORT = """
import sys, time
from gazetteer import Gazetteer, Store
from geo import ImportStage, IncidentStore
from tests.geo.store.rows import ACLED, AMAL, event, table
sets = IncidentStore(Gazetteer(store=Store(sys.argv[1], shipped=False)))
def wait(stage, done):
    if stage is ImportStage.WRITING:
        print("writing", flush=True)
        time.sleep(60)
sets.put(ACLED, [table(event("2"), event("3"))], user=AMAL, reason="r", progress=wait)
"""


def test_put_killed_while_it_writes_leaves_nothing(url: str) -> None:
    with IncidentStore(Gazetteer(store=Store(url, shipped=False))) as sets:
        put(sets, event("1"))
        before = sets.state()
    running = subprocess.Popen(
        [sys.executable, "-c", _IMPORT, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "writing\n"
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    with IncidentStore(Gazetteer(store=Store(url, shipped=False))) as sets:
        assert sets.state() == before
        assert ids(sets) == ["1"]
        assert counts(put(sets, event("2"))) == (1, 0, 0, 1)
        assert sets.get("acled").version == 2


def test_open_a_store_of_a_newer_release_is_refused(sets: IncidentStore) -> None:
    with sets.database.write() as connection:
        connection.exec_driver_sql("UPDATE data_set_meta SET schema_version = 99")
    with pytest.raises(StoreError, match="newer release"):
        IncidentStore(sets.gazetteer)
