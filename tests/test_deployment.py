"""The files that put the dashboard on a server say what the code and the requirements say."""

from __future__ import annotations

import json
import re
import runpy
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from streamlit import config

from pages.import_upload import MOST_MB

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
OPERATIONS = (DEPLOY / "README.md").read_text(encoding="utf-8")
# Of the environment an image finds around it, and of the server that Streamlit runs on.
KNOWN = {"PATH", "HOME", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "FORWARDED_ALLOW_IPS"}
LOCKS = (
    "requirements.txt",
    "deploy/requirements.txt",
    "tests/requirements.txt",
    ".ci/requirements.txt",
)
# Comes with Python, not out of the requirements.
BUNDLED = {"pip", "setuptools", "wheel"}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def environment_of_the_dashboard() -> set[str]:
    (block,) = re.findall(r"^ENV (.*?)(?<!\\)$", DOCKERFILE, re.DOTALL | re.MULTILINE)
    in_image = set(re.findall(r"(\w+)=", block))
    return in_image | set(compose()["services"]["dashboard-1"]["environment"])


def version_of(requirement: Requirement) -> str:
    (version,) = requirement.specifier
    assert version.operator == "==", requirement
    return version.version


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """Return what a lock file asks for, each with the hashes of its files."""
    lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    asked = [line for line in lines if line and not line.lstrip().startswith("#")]
    parts = [line.split(" --hash=") for line in asked]
    return [(Requirement(first), [h.strip() for h in hashes]) for first, *hashes in parts]


def pinned(locks: tuple[str, ...] = LOCKS) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in locks:
        for requirement, _ in locked(name):
            version = version_of(requirement)
            assert found.setdefault(canonicalize_name(requirement.name), version) == version
    return found


def wanted() -> list[Requirement]:
    """Return what the project asks for by itself; the lock files are made from it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return [Requirement(text) for texts in lists for text in texts if isinstance(text, str)]


@pytest.mark.parametrize("name", sorted(environment_of_the_dashboard()))
def test_every_variable_of_the_image_is_known_to_somebody(name: str) -> None:
    if name.startswith("HUDUD_"):
        files = (
            p for folder in ("pages", "geo", "gazetteer") for p in (ROOT / folder).rglob("*.py")
        )
        assert any(f'"{name}"' in path.read_text(encoding="utf-8") for path in files)
    elif name.startswith("STREAMLIT_"):
        assert name in {option.env_var for option in config.get_config_options().values()}
    else:
        assert name in KNOWN or name.startswith("XDG_")


def test_every_variable_to_be_given_is_told_on_the_page_of_operations() -> None:
    asked = re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert {"HUDUD_DATABASE_PASSWORD", "HUDUD_SITE", "HUDUD_STICKY_SECRET"} <= set(asked)
    for name in {*asked, *(n for n in environment_of_the_dashboard() if n.startswith("HUDUD_"))}:
        assert f"`{name}`" in OPERATIONS, name


def test_proxy_knows_the_dashboards_and_hands_them_what_they_read() -> None:
    services = compose()["services"]
    dashboards = [name for name in services if name.startswith("dashboard")]
    (line,) = re.findall(r"reverse_proxy (.*) {", CADDYFILE)
    assert line.split() == [f"{name}:8501" for name in dashboards]
    given = set(services["proxy"]["environment"])
    assert set(re.findall(r"{\$(\w+)}", CADDYFILE)) == given
    (subnet,) = compose()["networks"]["front"]["ipam"]["config"]
    believed = services["dashboard-1"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert believed == subnet["subnet"]


def test_only_the_proxy_is_reached_from_outside_and_the_database_by_the_dashboards_alone() -> None:
    described = compose()
    services = described["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["database"]["networks"] == ["back"]
    assert "back" not in services["proxy"]["networks"]
    assert described["networks"]["back"]["internal"] is True


@pytest.mark.parametrize("name", ["dashboard-1", "dashboard-2", "proxy"])
def test_what_faces_people_runs_without_rights(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_secrets_lie_where_the_dashboard_looks_under_a_name_that_it_reads() -> None:
    described = compose()
    dashboard = described["services"]["dashboard-1"]
    (name,) = dashboard["secrets"]
    assert list(described["secrets"]) == [name]
    assert dashboard["environment"]["STREAMLIT_SECRETS_FILES"] == f"/run/secrets/{name}"
    assert Path(name).suffix == ".toml"


def test_image_and_services_ask_for_life_in_the_same_way() -> None:
    (command,) = re.findall(r"^HEALTHCHECK .*\\\n\s+CMD (.*)$", DOCKERFILE, re.MULTILINE)
    check = compose()["services"]["dashboard-1"]["healthcheck"]
    assert check["test"] == ["CMD", *json.loads(command)]
    for name, value in check.items():
        assert name == "test" or f"--{name.replace('_', '-')}={value}" in DOCKERFILE


def test_logs_of_no_service_grow_without_bound() -> None:
    for name, service in compose()["services"].items():
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name


def test_image_runs_as_nobody_on_pinned_bases_and_holds_no_secret() -> None:
    user = re.findall(r"^USER (\d+)", DOCKERFILE, re.MULTILINE)
    assert user
    assert user[-1] != "0"
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images += [s["image"] for s in compose()["services"].values() if "build" not in s]
    assert all(re.search(r":\d+\.\d+", image) for image in images), images
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    for path in " ".join(copied).split():
        assert f"!{path}" in ignored, path
        assert (ROOT / path).exists(), path
    assert "secrets.toml" not in DOCKERFILE


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_a_hash_for_every_file_and_names_no_index(name: str) -> None:
    for requirement, hashes in locked(name):
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), requirement
        assert requirement.url is None
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_locks_hold_all_that_the_project_asks_for_in_the_same_versions() -> None:
    versions = pinned()
    for requirement in wanted():
        assert versions[canonicalize_name(requirement.name)] == version_of(requirement)


def test_image_takes_the_locks_with_the_driver_and_believes_hashes_alone() -> None:
    assert {r.name for r, _ in locked("deploy/requirements.txt")} >= {"psycopg", "psycopg-binary"}
    copied = dict(re.findall(r"^COPY (\S*requirements\.txt) (\S+)$", DOCKERFILE, re.MULTILINE))
    assert set(copied) == {"requirements.txt", "deploy/requirements.txt"}
    (command,) = re.findall(r"pip install ((?:.*\\\n)*.*)", DOCKERFILE)
    assert "--require-hashes" in command
    assert re.findall(r"-r (\S+)", command) == list(copied.values())


AUDIT = runpy.run_path(str(ROOT / ".ci" / "audit.py"))


def test_audit_looks_at_every_lock() -> None:
    assert set(AUDIT["LOCKS"]) == set(LOCKS)


def test_audit_tells_faults_and_what_nobody_could_look_up() -> None:
    fault = {"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"]}
    found = {
        "dependencies": [
            {"name": "well", "version": "1.0", "vulns": []},
            {"name": "faulty", "version": "2.0", "vulns": [fault]},
            {"name": "unknown", "skip_reason": "not found: unknown (1.0)"},
        ]
    }
    assert AUDIT["judge"](found) == (
        ["faulty 2.0: PYSEC-1, mended in 2.1, 3.0"],
        ["not found: unknown (1.0)"],
    )
    assert AUDIT["judge"](None) == ([], ["no source of advisories answers"])


@pytest.mark.parametrize(("asked", "code"), [("required", 1), ("", 0)])
def test_audit_without_a_source_says_so_and_fails_where_it_is_required(
    asked: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDIT", asked)
    monkeypatch.setitem(AUDIT["main"].__globals__, "has_source", lambda: False)
    assert AUDIT["main"]() == code
    assert "NOT AUDITED" in capsys.readouterr().err


def test_server_and_proxy_take_the_largest_file_that_a_page_asks_for() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == MOST_MB
    (most,) = re.findall(r"max_size (\d+)MB", CADDYFILE)
    assert int(most) * 1000**2 > MOST_MB * 1024**2
    assert f"an upload {MOST_MB} MB" in OPERATIONS


def needs(distribution: Distribution) -> set[str]:
    """Return what an installed distribution stands on, without its extras."""
    wanted = (Requirement(text) for text in distribution.requires or ())
    here = {"extra": ""}
    return {canonicalize_name(w.name) for w in wanted if not w.marker or w.marker.evaluate(here)}


def test_all_that_the_requirements_stand_on_is_pinned_to_what_is_installed() -> None:
    versions = pinned(LOCKS[:3])
    installed = {canonicalize_name(d.name): d for d in distributions()}
    present = installed.keys() & versions.keys()
    stood_on = set().union(*(needs(installed[name]) for name in present)) & installed.keys()
    assert stood_on - versions.keys() - BUNDLED == set()
    wrong = {n: installed[n].version for n in present if installed[n].version != versions[n]}
    assert wrong == {}
