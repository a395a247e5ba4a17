"""What the documents show is what happens: every command in them is run, every path is there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import yaml
from papers import write_paper

from recto.commands import main, verbs
from recto.rules import RULES

ROOT = Path(__file__).parent.parent
# The notes on the engine name its files too.
WEASYPRINT = Path(str(find_spec("weasyprint").origin)).parent  # type: ignore[union-attr]
# Made of the manual pages, whose examples name files that are not there; it has a test of its own.
RULES_PAGE = ROOT / "docs" / "rules.md"
DOCUMENTS = sorted(
    {ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")} - {RULES_PAGE}
)
SESSION = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
WORKFLOW = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)\)")
NAMED = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]{4,}[\w-]*\.(?:md|cff))`")


def sessions() -> Iterator[tuple[str, str]]:
    """Yield every command shown in a document, with the output shown below it."""
    for document in DOCUMENTS:
        for block in SESSION.findall(document.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield command, output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository's paper, with the small paper of the README beside it."""
    root = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "manuscript", root / "manuscript")
    shutil.copy(ROOT / "bibliography.bib", root)
    write_paper(root / "my-paper")
    return root


def test_make_is_the_build() -> None:
    said = subprocess.run(
        ["make", "--no-print-directory", "-n", "build"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines()[-1].endswith("build.py build")


@pytest.mark.parametrize("shown", list(sessions()), ids=lambda shown: shown[0])
def test_a_command_that_is_shown_says_what_is_shown(
    shown: tuple[str, str], folder: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    command, output = shown
    words = shlex.split(command)
    assert words == ["make"] or words[:2] == ["python", "build.py"], "no test runs this"
    monkeypatch.chdir(folder)
    main(words[2:])
    said = capsys.readouterr().out
    pieces = [piece.strip("\n") for piece in output.split("…\n")]
    at = 0
    for piece in pieces:
        assert piece in said
        at = said.index(piece, at) + len(piece)
    assert said.startswith(pieces[0])
    assert said.rstrip("\n").endswith(pieces[-1])


def test_the_workflow_that_is_shown_checks_a_paper(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    (shown,) = map(yaml.safe_load, WORKFLOW.findall(text))
    (job,) = shown["jobs"].values()
    ran = [step["run"].split() for step in job["steps"] if "run" in step]
    assert ran[0] == ["make", ".venv/run"]
    subprocess.run(["make", "-n", ".venv/run"], cwd=ROOT, capture_output=True, check=True)
    monkeypatch.chdir(folder)
    for words in ran[1:]:
        assert words[:2] == ["python", "build.py"]
        assert main(words[2:]) == 1  # there are warnings, and it is strict
        assert "::warning file=manuscript/" in capsys.readouterr().out


def test_the_hook_for_pre_commit_checks_a_paper(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == "recto-check"
    assert hook["pass_filenames"] is False
    for name in ("manuscript/01-one.md", "bibliography.bib", "paper.toml", "metadata.yaml"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "manuscript/figures/one.png")
    script = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program, *words = hook["entry"].split()
    assert script["scripts"][program] == "recto.commands:front_door"  # which calls `main`
    monkeypatch.chdir(folder)
    assert main(words) == 0
    assert "warning[ibid-without-source]" in capsys.readouterr().out


def test_the_page_of_the_rules_is_what_the_manual_pages_say() -> None:
    found = spec_from_file_location("rules_page", ROOT / "scripts" / "rules_page.py")
    assert found
    assert found.loader
    module = module_from_spec(found)
    found.loader.exec_module(module)
    text = RULES_PAGE.read_text(encoding="utf-8")
    assert text == module.page(), "run `make docs`"
    heads = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert sorted(heads) == sorted(RULES)
    slugs = {head.lower().replace(" ", "-") for head in re.findall(r"(?m)^##+ (.+)$", text)}
    contents = text[: text.index("\n## Houses")]
    assert set(re.findall(r"\]\(#([^)]+)\)", contents)) == slugs


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_named_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if not re.match(r"[a-z]+:", target):
            assert (document.parent / target).exists(), target
    made = ("build/", "templates/NAME", "recto/rules/FAMILY", "recto/editions/NAME", "tests/rules/")
    for name in NAMED.findall(text):
        known = (ROOT / name).exists() or (WEASYPRINT / name).exists() or name.startswith(made)
        assert known or re.search("NN-|[A-Z]{4}", name), f"{document.name} names `{name}`"


def test_every_verb_is_in_the_readme_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for verb in verbs():
        assert re.search(rf"`{verb}[ `]", readme), verb
        with pytest.raises(SystemExit) as done:
            main([verb, "--help"])
        assert done.value.code == 0
        assert f"usage: recto {verb}" in capsys.readouterr().out


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    # In parts, so that this file names none either.
    named = ["pypi" + "[.]", "python" + "hosted", "npm" + "js[.]", "/ro" + "ot/"]
    hosts = re.compile("|".join(named))
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".otf") and path != Path(__file__):
            found = hosts.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{name}: {found and found[0]}"
