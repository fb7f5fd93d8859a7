"""The guide says what the program does: its commands, answers and pictures."""

from __future__ import annotations

import argparse
import io
import re
import shlex
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

import gazetteer.__main__ as gazetteer_commands
import geo.__main__ as geo_commands
from geo import current_briefing
from pages import monitoring
from pages.help_text import tour_steps
from pages.monitoring import monitoring_routes
from pages.routes import map_routes
from pages.words import words
from tests.browser.take_screenshots import LANGUAGES, PICTURES, TAKEN, file_name
from tests.pages.asking import Asking

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "pages" / "guide"
COMMAND_LINE = (GUIDE / "command_line.md").read_text(encoding="utf-8")
PROGRAMS = {"gazetteer": gazetteer_commands, "geo": geo_commands}
LEFT_OUT = "…"
_COMMAND = re.compile(r"(?:(?P<before>.*) \| )?\.venv/bin/python -m (?P<program>\w+) (?P<rest>.*)")


def examples(text: str) -> list[tuple[str, str]]:
    """Every command of a text with what it is said to answer."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, answer) for command, _, answer in (part.partition("\n") for part in parts)]


EXAMPLES = examples(COMMAND_LINE)
LOCAL = [example for example in EXAMPLES if not example[0].startswith("curl ")]
REQUESTS = [example for example in EXAMPLES if example[0].startswith("curl ")]


def assert_answers(said: str, answer: str) -> None:
    pattern = ".*".join(map(re.escape, said.rstrip("\n").split(LEFT_OUT)))
    assert re.fullmatch(pattern, answer.rstrip("\n"), re.DOTALL), answer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guide")


def in_bash(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize(("command", "said"), LOCAL, ids=[command for command, _ in LOCAL])
def test_command_of_the_guide_answers_what_it_says(
    command: str,
    said: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    parsed = _COMMAND.fullmatch(command)
    if parsed is None:
        assert in_bash(command, folder) == said
        return
    given = in_bash(parsed["before"], folder) if parsed["before"] else ""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    monkeypatch.setenv("HUDUD_DATABASE_URL", f"sqlite:///{folder / 'hudud.sqlite'}")
    monkeypatch.chdir(folder)
    code = PROGRAMS[parsed["program"]].main(shlex.split(parsed["rest"]))
    out, err = capsys.readouterr()
    assert code == (1 if "refused:" in said else 0), err
    assert_answers(said, err + out)


def answered(command: str, asking: Asking) -> str:
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-G", action="store_true")
    parser.add_argument("--data-urlencode", action="append", default=[])
    parser.add_argument("url")
    args = parser.parse_args(shlex.split(command)[1:])
    path = args.url.removeprefix(asking.base_url)
    assert path != args.url
    pairs = dict(pair.split("=", 1) for pair in args.data_urlencode)
    return asking.get(f"{path}?{urlencode(pairs)}" if pairs else path).text


@pytest.mark.parametrize(("command", "said"), REQUESTS, ids=[command for command, _ in REQUESTS])
def test_request_of_the_guide_is_answered_as_it_says(
    command: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    current_briefing()
    monkeypatch.setattr(monitoring, "is_prepared", lambda: True)
    app = Starlette(routes=[*map_routes(), *monitoring_routes()])
    assert_answers(said, answered(command, Asking(app, base_url="http://localhost:8501")))


@pytest.mark.parametrize("program", PROGRAMS)
def test_guide_has_every_command_under_a_heading(program: str) -> None:
    whole = PROGRAMS[program].parser()
    (commands,) = (
        action for action in whole._actions if isinstance(action, argparse._SubParsersAction)
    )
    section = COMMAND_LINE.split(f"`python -m {program}`\n")[1].split("\n## ")[0]
    headings = " ".join(re.findall(r"^### (.*)$", section, re.MULTILINE))
    for command in commands.choices:
        assert f"`{command}`" in headings, command


@pytest.mark.parametrize("file", sorted(GUIDE.glob("*.md")), ids=lambda file: file.name)
def test_pictures_and_links_of_the_guide_lead_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8")):
        assert (GUIDE / target).exists(), target


def test_readme_takes_the_tour_of_the_dashboard() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\d\. \*\*(.*)\.\*\*", readme, re.MULTILINE)
    assert told == [step.title for step in tour_steps(words("en"))]


@pytest.mark.parametrize("part", ["README", "editors", "command_line", "method"])
def test_guide_is_written_in_both_languages_with_the_same_examples_and_pictures(part: str) -> None:
    english, arabic = (
        (GUIDE / name).read_text(encoding="utf-8") for name in (f"{part}.md", f"{part}.ar.md")
    )
    blocks = re.compile(r"```.*?```", re.DOTALL)
    assert blocks.findall(arabic) == blocks.findall(english)
    pictures = re.compile(r"\(\.\./images/([\w-]+?)(?:-ar)?\.png\)")
    assert pictures.findall(arabic) == pictures.findall(english)
    for line in (re.compile(r"^#{2,} ", re.MULTILINE), re.compile(r"^\| `", re.MULTILINE)):
        assert len(line.findall(arabic)) == len(line.findall(english))


def test_every_picture_is_taken_by_the_script_and_shown_somewhere() -> None:
    taken = {file_name(picture, language) for picture in TAKEN for language in LANGUAGES}
    assert {path.name for path in PICTURES.iterdir()} == taken
    pages = [ROOT / "README.md", *GUIDE.glob("*.md")]
    shown = "".join(page.read_text(encoding="utf-8") for page in pages)
    for name in taken:
        assert f"/{name})" in shown, name
