"""Look up every pinned version among the known faults that the package index tells of.

Fails when one has a fault. Where they cannot be looked up (a mirror of the index carries files, but
mostly no advisories) it says ``NOT AUDITED`` and passes; with ``AUDIT=required`` it fails then too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

ROOT: Final = Path(__file__).parent.parent
AUDITOR: Final = ".ci/requirements.txt"
LOCKS: Final = ("requirements.txt", "deploy/requirements.txt", "tests/requirements.txt", AUDITOR)
# Where the auditor asks; any version that exists will do.
PROBE: Final = "https://pypi.org/pypi/pip-audit/2.10.1/json"
PROBE_SECONDS: Final = 20
AUDIT_SECONDS: Final = 120


def has_source() -> bool:
    """Tell whether anybody answers who knows of faults."""
    try:
        with urlopen(PROBE, timeout=PROBE_SECONDS) as answer:
            return "vulnerabilities" in json.load(answer)
    except (URLError, OSError, ValueError):
        return False


def report() -> dict[str, Any] | None:
    """Return what the auditor found, None when it could not look."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "venv", with_pip=True)
        programs, found = folder / "venv" / "bin", folder / "report.json"
        pip = [str(programs / "pip"), "install", "-q", "--disable-pip-version-check"]
        look = [str(programs / "pip-audit"), "--require-hashes", "--disable-pip", "-f", "json"]
        locks = [part for lock in LOCKS for part in ("-r", lock)]
        try:
            subprocess.run([*pip, "--require-hashes", "-r", AUDITOR], cwd=ROOT, check=True)
            subprocess.run(
                [*look, "-o", str(found), *locks], cwd=ROOT, check=False, timeout=AUDIT_SECONDS
            )
            told: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
        except (subprocess.SubprocessError, OSError, ValueError):
            return None
    return told


def judge(found: dict[str, Any] | None) -> tuple[list[str], list[str]]:
    """Return the known faults, and what was not looked up, as lines to be printed."""
    if found is None:
        return [], ["no source of advisories answers"]
    asked = found["dependencies"]
    faults = [
        f"{one['name']} {one['version']}: {v['id']}, mended in {', '.join(v['fix_versions'])}"
        for one in asked
        for v in one.get("vulns", ())
    ]
    # The auditor itself calls these free of known faults.
    return faults, [str(one["skip_reason"]) for one in asked if "skip_reason" in one]


def main() -> int:
    """Print what was found; return the exit code."""
    faults, unknown = judge(report() if has_source() else None)
    for line in faults:
        print(f"FAULT: {line}", file=sys.stderr)
    for line in unknown:
        print(f"NOT AUDITED: {line}", file=sys.stderr)
    if unknown:
        print("Where the index is reached: AUDIT=required python3 .ci/audit.py", file=sys.stderr)
    is_required = os.environ.get("AUDIT") == "required"
    return int(bool(faults) or (is_required and bool(unknown)))


if __name__ == "__main__":
    sys.exit(main())
