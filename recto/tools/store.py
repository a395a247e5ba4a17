"""Files that are replaced only whole, and what is remembered of the last build."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CACHE = ".cache"


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it: a build that dies leaves the last good one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(root: Path, paths: Iterable[Path], words: Iterable[str] = ()) -> str:
    """Return one SHA-256 over words and the contents of files below a folder, wherever that is.

    Missing files count too.
    """
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"\0{path.relative_to(root)}\0".encode())
        if path.is_file():
            whole.update(path.read_bytes())
    for word in words:
        whole.update(f"\1{word}".encode())
    return whole.hexdigest()


def stamps(folder: Path) -> list[str]:
    """Return name, size and time of every file below a folder: cheap, for code rarely moves."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".lua", ".csl", ".css", ".jinja", ".xml"):
            state = path.stat()
            found.append(f"{path}:{state.st_size}:{state.st_mtime_ns}")
    return found


def remember(folder: Path, name: str, value: Any) -> None:
    """Keep a value, as JSON, in the cache of a build folder."""
    # Not sorted: what is recalled is to come back in the order it had.
    text = json.dumps(value, ensure_ascii=False)
    replace_file(folder / CACHE / f"{name}.json", text.encode())


def recall(folder: Path, name: str) -> Any:
    """Return a remembered value, None if there is none or it is damaged."""
    try:
        return json.loads((folder / CACHE / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        return None
