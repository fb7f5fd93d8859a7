import csv
import io
from pathlib import Path

from gazetteer import Message
from geo.imports import Refusal, Refusals, kept_refusals
from geo.imports.refusals import KEPT, SHOWN_CHARS


def test_refusals_keep_all_in_order_and_few_in_memory(tmp_path: Path) -> None:
    refusals = Refusals("a.csv")
    for row in range(1, 2 * KEPT + 1):
        refusals.add(row, "lat", "x", Message("is not a number"))
    assert len(refusals) == 2 * KEPT
    assert len(refusals.first) == KEPT
    assert [r.row for r in refusals] == list(range(1, 2 * KEPT + 1))
    refusals.add(999, "lat", None, Message("is empty"))
    assert list(refusals)[-1] == Refusal("a.csv", 999, "lat", "", Message("is empty"))
    refusals.write_csv(tmp_path / "refused.csv")
    assert (tmp_path / "refused.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    refusals.close()


def test_refusals_as_csv_hold_no_formula_and_cut_long_values() -> None:
    refusals = Refusals("=cmd.csv")
    refusals.add(2, "@field", '=HYPERLINK("http://x")\nsecond line', Message("is no date"))
    refusals.add(3, "note", "y" * 1000 + "\0", Message("is too long"))
    rows = list(csv.reader(io.StringIO(refusals.csv_bytes().decode("utf-8-sig"))))
    assert rows[0] == ["file", "row", "field", "value", "reason"]
    assert rows[1][0] == "'=cmd.csv"
    assert rows[1][2] == "'@field"
    assert rows[1][3].startswith("'=HYPERLINK")
    assert len(rows[2][3]) == SHOWN_CHARS
    refusals.close()


def test_refusals_keep_a_reason_whatever_stands_in_it() -> None:
    refusals = Refusals("a.csv")
    reason = Message("has no month that is known: %(word)r", word="\ud800\0%s\n«")
    refusals.add(2, "date", "x", reason)
    assert [refusal.reason for refusal in refusals] == [reason]
    assert [refusal.reason for refusal in kept_refusals(refusals.kept_bytes())] == [reason]
    refusals.close()
