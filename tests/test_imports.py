"""The import rules of the house, held by reading the imports."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("geo", "gazetteer", "pages")
MODULES = [
    Path("dashboard.py"),
    *sorted(path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")),
]

# What only some modules may import: package -> the only modules (by path prefix) that may.
RESERVED = {
    "streamlit": ("dashboard.py", "pages/"),
    "folium": ("geo/layers.py", "geo/export"),
    "branca": ("geo/layers.py", "geo/export"),
    "sqlalchemy": ("gazetteer/store", "geo/store"),
    "requests": ("gazetteer/geocoder.py",),
    "urllib.request": ("gazetteer/geocoder.py",),
    "socket": ("gazetteer/geocoder.py",),
    "http.client": ("gazetteer/geocoder.py",),
}
# package -> those of ours that it may import.
ALLOWED = {
    "gazetteer": {"gazetteer"},
    "geo": {"gazetteer", "geo"},
    "pages": {"gazetteer", "geo", "pages"},
    "dashboard.py": {"pages"},
}
OURS = {"gazetteer", "geo", "pages", "dashboard", "tests", "benchmarks"}


def imported_names(path: Path) -> list[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def is_build_script(path: Path) -> bool:
    return "data" in path.parts


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_run_one_way(path: Path) -> None:
    allowed = ALLOWED[path.parts[0]]
    ours = {name.split(".")[0] for name in imported_names(path)} & OURS
    assert ours <= allowed, f"{path} imports {sorted(ours - allowed)}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_reserved_packages_stay_where_they_belong(path: Path) -> None:
    if is_build_script(path):
        return
    for name in imported_names(path):
        for package, homes in RESERVED.items():
            if name == package or name.startswith(f"{package}."):
                assert path.as_posix().startswith(homes), f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_across_packages_use_the_package_not_its_modules(path: Path) -> None:
    if is_build_script(path):
        return
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    own = path.parts[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            package, _, module = node.module.partition(".")
            if package in {"geo", "gazetteer"} and package != own:
                assert not module, f"{path}: from {node.module} import …"


@pytest.mark.parametrize("package", ["geo", "gazetteer"])
def test_public_names_are_listed_and_exist(package: str) -> None:
    module = __import__(package)
    listed = module.__all__
    assert len(set(listed)) == len(listed)
    for name in listed:
        assert hasattr(module, name), name


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.parts[0] in {"pages", "dashboard.py"}], ids=str
)
def test_pages_write_through_the_desk_alone(path: Path) -> None:
    """Whatever writes without a role takes the name of an editor, or is reached by the store."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr != "store", f"{path}, line {node.lineno}"
        elif isinstance(node, ast.Call):
            given = {keyword.arg for keyword in node.keywords}
            assert "editor" not in given, f"{path}, line {node.lineno}"
    assert "gazetteer.Store" not in imported_names(path)
