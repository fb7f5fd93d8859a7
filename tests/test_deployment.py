"""The files that put the dashboard on a server say what the code and the requirements say."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from streamlit import config

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
OPERATIONS = (DEPLOY / "README.md").read_text(encoding="utf-8")
# Of the environment an image finds around it, and of the server that Streamlit runs on.
KNOWN = {"PATH", "HOME", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "FORWARDED_ALLOW_IPS"}
# Comes with Python, not out of the requirements.
BUNDLED = {"pip", "setuptools", "wheel"}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def environment_of_the_dashboard() -> set[str]:
    (block,) = re.findall(r"^ENV (.*?)(?<!\\)$", DOCKERFILE, re.DOTALL | re.MULTILINE)
    in_image = set(re.findall(r"(\w+)=", block))
    return in_image | set(compose()["services"]["dashboard-1"]["environment"])


def pinned() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("requirements.txt", "tests/requirements.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                requirement = Requirement(line)
                (version,) = requirement.specifier
                assert version.operator == "==", line
                found[canonicalize_name(requirement.name)] = version.version
    return found


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


def test_image_takes_the_driver_that_is_tested() -> None:
    for name, version in re.findall(r"(psycopg[\w-]*)==([\d.]+)", DOCKERFILE):
        assert pinned()[name] == version


def needs(distribution: Distribution) -> set[str]:
    """Return what an installed distribution stands on, without its extras."""
    wanted = (Requirement(text) for text in distribution.requires or ())
    here = {"extra": ""}
    return {canonicalize_name(w.name) for w in wanted if not w.marker or w.marker.evaluate(here)}


def test_all_that_the_requirements_stand_on_is_pinned_to_what_is_installed() -> None:
    versions = pinned()
    installed = {canonicalize_name(d.name): d for d in distributions()}
    present = installed.keys() & versions.keys()
    stood_on = set().union(*(needs(installed[name]) for name in present)) & installed.keys()
    assert stood_on - versions.keys() - BUNDLED == set()
    wrong = {n: installed[n].version for n in present if installed[n].version != versions[n]}
    assert wrong == {}
