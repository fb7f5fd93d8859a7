"""The commands of the README do what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(marker: str) -> list[str]:
    found = re.search(rf"<!-- {marker} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert found, marker
    return found[1].strip().splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readme")


@pytest.mark.parametrize(
    "command",
    [
        *block("tested commands"),
        *block("tested import commands"),
        *block("tested figure commands"),
    ],
)
def test_readme_command_succeeds(command: str, folder: Path) -> None:
    here = command.replace(".venv/bin/python", sys.executable)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HUDUD_DATABASE_URL": f"sqlite:///{folder / 'hudud.sqlite'}",
    }
    done = subprocess.run(
        ["bash", "-c", here],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout or "export" in command


def test_readme_install_commands_name_the_pinned_requirements() -> None:
    (run,), (test,) = block("run command"), block("test command")
    assert "--require-hashes -r requirements.txt" in run
    assert run.endswith("streamlit run dashboard.py")
    assert "--require-hashes -r requirements.txt -r tests/requirements.txt" in test
    assert test.endswith("python -m pytest -n auto --dist loadfile")


def test_readme_pictures_and_links_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_readme_python_example_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDUD_DATABASE_URL", f"sqlite:///{tmp_path / 'hudud.sqlite'}")
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example
    code = re.sub(r"^print\((.*)\)$", r"answer = \1", example[1], flags=re.MULTILINE)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102  # our own README
    latitude, longitude, _ = names["answer"]  # type: ignore[misc]
    assert abs(latitude - 34.56) < 0.1  # type: ignore[has-type]
    assert abs(longitude - 38.28) < 0.1  # type: ignore[has-type]
    names["geocoder"]._gazetteer.close()  # type: ignore[attr-defined]
