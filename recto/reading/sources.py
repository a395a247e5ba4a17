"""Finding and decoding the files of a paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from recto.model import Finding, Settings, Source

MARKDOWN_SUFFIXES = (".md", ".markdown", ".Rmd", ".qmd")
NOT_PAPERS = {
    "readme", "changelog", "contributing", "license", "licence", "code_of_conduct", "license-text",
}  # fmt: skip
METADATA = "manuscript/metadata.yaml"
# Twenty stand for a thousand values at most; with a hundred, YAML would fill every memory.
ALIAS = re.compile(r"(?:[:,-][ \t]+|[\[{][ \t]*)\*[\w-]+(?=[ \t]*(?:[,\]}\n]|$))")
ALIASES, HEAD_LIMIT = 20, 200_000
# Sixty times the longest book we know of; more than this is not a manuscript.
LIMIT_BYTES = 64_000_000


class PaperError(Exception):
    """The folder holds no paper that can be read; the message is one line with the remedy."""


@dataclass(frozen=True)
class Files:
    """The sources of a paper: its sections in order, metadata file and bibliography if any."""

    sections: tuple[Source, ...]
    metadata: Source | None
    bibliography: Source
    findings: tuple[Finding, ...]


def find_files(root: Path, settings: Settings) -> Files:
    """Find and decode the sources of the paper in a folder.

    Raises PaperError where there is no paper, or a file cannot be read at all.
    """
    if not root.is_dir():
        raise PaperError(f"`{root}` is not a folder: name the folder of the paper with -C")
    findings: list[Finding] = []
    sections = tuple(_decode(root, path, findings) for path in _section_paths(root))
    metadata = root / METADATA
    return Files(
        sections,
        _decode(root, metadata, findings) if metadata.is_file() else None,
        _bibliography(root, settings, findings),
        tuple(findings),
    )


def _section_paths(root: Path) -> list[Path]:
    folder = root / "manuscript"
    if folder.is_dir():
        paths = sorted(path for path in folder.iterdir() if path.suffix in MARKDOWN_SUFFIXES)
        if not paths:
            raise PaperError("`manuscript/` holds no Markdown file: put NN-section.md files there")
        return paths
    paths = sorted(
        path
        for path in root.iterdir()
        if path.suffix in MARKDOWN_SUFFIXES and path.stem.lower() not in NOT_PAPERS
    )
    if not paths:
        raise PaperError(
            f"no paper in `{root}`: it needs a folder `manuscript/` or one Markdown file"
        )
    if len(paths) > 1:
        names = ", ".join(f"`{path.name}`" for path in paths)
        raise PaperError(
            f"{names} stand side by side: move the sections of one paper into `manuscript/`"
        )
    return paths


def _bibliography(root: Path, settings: Settings, findings: list[Finding]) -> Source:
    named = root / settings.bibliography
    if named.is_file():
        return _decode(root, named, findings)
    found = sorted(root.glob("*.bib"))
    if len(found) == 1:
        return _decode(root, found[0], findings)
    if len(found) > 1:
        names = ", ".join(f"`{path.name}`" for path in found)
        raise PaperError(
            f"{names} stand side by side: name one in paper.toml, `bibliography = ...`"
        )
    return Source(settings.bibliography, "")


def _decode(root: Path, path: Path, findings: list[Finding]) -> Source:
    """Return a file as text; what is not UTF-8 is a finding, and is read as Windows-1252."""
    name = path.relative_to(root).as_posix()
    try:
        regular = path.is_file()
    except (OSError, RuntimeError):  # a link that leads to itself
        regular = False
    if not regular:
        raise PaperError(f"`{name}` is not a file: put the text itself there")
    if not path.resolve().is_relative_to(root.resolve()):
        raise PaperError(f"`{name}` leads out of the paper's folder: replace the link by the file")
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise PaperError(f"`{name}` is larger than {LIMIT_BYTES // 1_000_000} MB")
        raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as problem:
        raise PaperError(f"`{name}` cannot be read: {problem.strerror}") from problem
    fault: UnicodeDecodeError | None = None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        fault, text = problem, raw.decode("cp1252", "replace")
    if "\x00" in text:
        raise PaperError(f"`{name}` holds NUL bytes: it is not a text file")
    source = Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(ALIAS.findall(source.text, 0, HEAD_LIMIT)) > ALIASES:
        raise PaperError(f"`{name}` has more than {ALIASES} YAML aliases: write out what they mean")
    if fault:
        before = raw[: fault.start].decode("cp1252", "replace").replace("\r\n", "\n")
        findings.append(
            Finding(
                "not-utf-8",
                "error",
                f"byte `0x{raw[fault.start]:02x}` is not UTF-8",
                source.place(len(before)),
                "save the file as UTF-8; it was read as Windows-1252 to go on",
            )
        )
    return source
