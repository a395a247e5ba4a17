"""From the files of a folder to a Paper; `read_paper` is the only door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from recto.model import Bibliography, Finding, Paper, Settings, Source
from recto.reading.settings import laid_out, read_settings
from recto.reading.sources import PaperError, find_files
from recto.tools.pandoc import Pandoc
from recto.tools.styles import StyleError, find_style

__all__ = ["PaperError", "laid_out", "read_paper", "read_settings", "read_sources"]


def read_paper(
    root: Path, pandoc: Pandoc, style: str = "", layout: Mapping[str, str] | None = None
) -> Paper:
    """Read the paper in a folder: text, notes, citations, bibliography, and every place.

    ``style`` names a CSL style and comes before the paper's own; ``layout`` is what is wanted of
    its pages otherwise than `paper.toml` says, by the names of the settings. Raises PaperError
    where there is no paper or no such style; everything else that is wrong is among the paper's
    findings.
    """
    # Late: a build that is only remembered needs the sources and no more.
    from recto.reading.drafting import draft, with_findings

    settings: Settings = read_settings(root)
    settings = replace(settings, layout=laid_out(settings.layout, layout or {}))
    files = find_files(root, settings)
    read_works = pandoc.meanwhile("read", lambda: _works(files.bibliography))
    drafted = draft(pandoc, files, root)
    bibliography, unread = read_works()
    from recto.reading.evidence import read_evidence
    from recto.reading.manuscript import compose

    try:
        found = find_style(style or settings.style or drafted.metadata.style, root)
    except StyleError as problem:
        raise PaperError(str(problem)) from problem
    manuscript, warned = compose(
        pandoc, drafted, files, bibliography, found,
        notes_by_section=settings.layout.note_numbers == "section",
    )  # fmt: skip
    findings = with_findings(drafted, (*files.findings, *unread, *warned))
    return Paper(
        root, drafted.metadata, manuscript, bibliography, settings, findings, found,
        read_evidence(root),
    )  # fmt: skip


def _works(source: Source) -> tuple[Bibliography, tuple[Finding, ...]]:
    from recto.reading import manuscript
    from recto.reading.bibliography import read_bibliography

    _ = manuscript  # what comes next is imported while pandoc is at work
    return read_bibliography(source)


def read_sources(root: Path) -> dict[str, Source]:
    """Return the sources of a paper by path, as text alone. Raises PaperError."""
    files = find_files(root, read_settings(root))
    found = [*files.sections, files.bibliography, *([files.metadata] if files.metadata else [])]
    return {source.path: source for source in found}
