"""Change small valid files of every kind at random and look what their readers do.

Run ``python -m benchmarks.fuzz_files``; ``--help`` names the options. For each reader of
`file_readers` a child process reads some thousand changed files. Each must be read or refused with
the project's own errors, within SECONDS and MEMORY_BYTES, without a socket or another process, and
without any file but its own, those of temporary folders and those of the program. An input that
does otherwise is kept, and the script ends with an error.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import traceback
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from benchmarks.file_readers import READERS, REFUSALS, FileReader

if TYPE_CHECKING:
    from collections.abc import Sequence

# What one input may cost, in seconds of work. Source: own choice; the inputs are small.
SECONDS: Final = 20
MEMORY_BYTES: Final = 1024 * 2**20
CHEAP: Final = 12_000
DEAR: Final = 2_000
# Inputs that are read before the process is watched, so that libraries have been loaded.
_WARM: Final = 2
_PROJECT: Final = Path(__file__).parent.parent
_FORBIDDEN: Final = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "ftplib.",
    "urllib.",
    "smtplib.",
)
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Watch:
    """Notes what a process opens; from `begin` on it may open little."""

    def __init__(self, folder: Path) -> None:
        roots = {
            sys.prefix,
            sys.base_prefix,
            *sysconfig.get_paths().values(),
            "/usr/share",
            "/usr/lib",
            "/proc/self",
            "/dev/null",
            "/dev/urandom",
            "/sys/fs/cgroup",
        }
        self._readable = (str(_PROJECT), *map(os.path.realpath, roots), *roots)
        self._folder = str(folder)
        self._is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def begin(self) -> None:
        """Forbid from now on what reading a file does not need."""
        self._is_on = True

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._is_on:
            return
        if event == "open":
            self._open(*args)
        elif event.startswith(_FORBIDDEN):
            self.seen.append(f"{event} {args!r:.200}")
            raise PermissionError(event)

    def _open(self, path: Any, mode: object, flags: int) -> None:  # noqa: ANN401 - path or number
        if isinstance(path, int):
            return
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - links stay as they are
        if name == self._folder or name.startswith(self._folder + os.sep):
            return
        if not flags & _WRITES and name.startswith(self._readable):
            return
        self.seen.append(f"open {name!r} {mode!r} {flags}")
        raise PermissionError(name)


def changed_files(reader: FileReader, seed: int, count: int) -> Any:  # noqa: ANN401
    """Yield the contents and endings of changed files; the same seed gives the same ones."""
    seeds = reader.seeds()
    for number in range(count):
        random = Random(f"{reader.name} {seed} {number}")
        yield number, reader.mutate(random, random.choice(seeds)), random.choice(reader.endings)


def child(name: str, seed: int, count: int, folder: Path) -> None:
    """Read changed files and print what became of them, a line of JSON at the end."""
    reader = READERS[name]
    tempfile.tempdir = str(folder)
    os.environ["TMPDIR"] = str(folder)
    for content in reader.seeds() * _WARM:
        path = folder / f"seed{reader.endings[0]}"
        path.write_bytes(content)
        reader.read(path)
    watch = Watch(folder)
    baseline = _peak_bytes()
    room = virtual_bytes() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    read = refused = 0
    slowest = 0.0
    watch.begin()
    for number, content, ending in changed_files(reader, seed, count):
        path = folder / f"input{ending}"
        path.write_bytes(content)
        print(number, flush=True)
        begun = time.process_time()
        # Of the work of this process alone; ends it, whatever a library does just then.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            reader.read(path)
            read += 1
        except REFUSALS as error:
            refused += bool(str(error).strip())
        except BaseException:  # noqa: BLE001 - whatever it is, it is what is looked for
            print("FAILED", traceback.format_exc(), flush=True)
            raise SystemExit(3) from None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - begun)
        if watch.seen:
            print("FAILED", watch.seen, flush=True)
            raise SystemExit(4)
        path.unlink()
        if number % 256 == 0 and (left := [f.name for f in folder.iterdir()]) and len(left) > 4:
            print("FAILED leaves files behind:", left, flush=True)
            raise SystemExit(5)
    used = (_peak_bytes() - baseline) / 2**20
    print(json.dumps({"read": read, "refused": refused, "slowest_s": slowest, "more_mib": used}))


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def virtual_bytes() -> int:
    """Return the bytes of memory that this process has asked for."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def fuzz(name: str, seed: int, count: int, keep: Path) -> tuple[dict[str, Any] | None, str]:
    """Run one reader in a child process; return its figures, or None and what failed."""
    with tempfile.TemporaryDirectory(prefix="hudud-fuzz-") as folder:
        command = [
            sys.executable,
            "-m",
            "benchmarks.fuzz_files",
            "--child",
            name,
            "--folder",
            folder,
        ]
        command += ["--seed", str(seed), "--cheap", str(count)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=_PROJECT, check=False)
        lines = done.stdout.strip().split("\n")
        if done.returncode == 0:
            return json.loads(lines[-1]), ""
        number = max((int(line) for line in lines if line.isdigit()), default=-1)
        for _, content, ending in list(changed_files(READERS[name], seed, number + 1))[-1:]:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{name.replace(' ', '-')}-{seed}-{number}{ending}").write_bytes(content)
        told = done.stdout.partition("FAILED")[2] or done.stderr[-2000:]
        return None, f"input {number}, ended with {done.returncode}: {told.strip()}"


def main(args: Sequence[str] | None = None) -> int:
    """Fuzz the readers and print a row for each; return 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cheap", type=int, default=CHEAP)
    parser.add_argument("--dear", type=int, default=DEAR)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=READERS)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--child", choices=READERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(args)
    if given.child:
        child(given.child, given.seed, given.cheap, given.folder)
        return 0
    failed = False
    names = ("inputs", "read", "refused", "slowest", "memory", "time")
    print(f"{'reader':24}", *(f"{name:>8}" for name in names))
    for name in [given.only] if given.only else READERS:
        begun = time.perf_counter()
        count = given.dear if READERS[name].is_dear else given.cheap
        found, problem = fuzz(name, given.seed, count, given.keep)
        took = time.perf_counter() - begun
        if found is None:
            failed = True
            print(f"{name:24} FAILED {problem}", flush=True)
            continue
        print(
            f"{name:24} {count:8,} {found['read']:8,} {found['refused']:8,}"
            f" {found['slowest_s']:6.2f} s {found['more_mib']:5.0f} MiB {took:5.0f} s",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
