"""pandoc as one process that stays for the whole command (``pandoc lua pandoc.lua``).

pypandoc brings the program; its own calls start pandoc anew each time and several times over, so
the process is held here. Readers run in pandoc's sandbox and the caller strips `csl:` and
`bibliography:` from documents: pandoc opens no file but the style it is given.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar, cast

# `example_lists` would turn a note that begins with `@key` into a list item.
MARKDOWN = "markdown-example_lists"
SCRIPT = Path(__file__).with_name("pandoc.lua")
PROBE = Path(__file__).with_name("probe.csl")

# A paper that keeps pandoc busy for longer than this is an attack or a fault, not a paper.
PATIENCE_SECONDS = 300


class PandocError(Exception):
    """pandoc is missing, died, or took too long; the message is one line for the user."""


@dataclass(frozen=True)
class Reading:
    """What pandoc made of one text: its JSON or text, or the error; and its warnings."""

    result: str
    error: str
    said: tuple[str, ...]


def program() -> str:
    """Return the path of the pandoc that pypandoc brings.

    Raises PandocError if there is none.
    """
    import importlib.util

    # Importing pypandoc costs 20 ms and runs nothing we need: its binary lies beside it.
    found = importlib.util.find_spec("pypandoc")
    if found and found.origin:
        path = Path(found.origin).parent / "files" / "pandoc"
        if path.exists():
            return str(path)
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as problem:
        raise PandocError("pandoc is missing: run `pip install pypandoc_binary`") from problem


T = TypeVar("T")
_AHEAD: list[subprocess.Popen[bytes]] = []


def start_ahead() -> None:
    """Start a pandoc for who asks for one next: it takes as long to start as we take to load."""
    if not _AHEAD:
        _AHEAD.append(_started())


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [program(), "lua", str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


class Pandoc:
    """A running pandoc. Use it as a context manager: it ends with the block."""

    def __init__(self) -> None:
        self._process = _AHEAD.pop() if _AHEAD else _started()
        self._late = False
        self._meanwhile: dict[str, list[Callable[[], object]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def meanwhile(self, kind: str, work: Callable[[], T]) -> Callable[[], T]:
        """Do a piece of work once, while pandoc is at its next question of a kind.

        Return what gives the result, and does the work itself where it has not been done.
        """
        once = cache(work)
        self._meanwhile.setdefault(kind, []).append(once)
        return once

    def close(self) -> None:
        """End the process: it leaves when its input ends, and takes its scratch folder with it."""
        try:
            self._process.communicate(timeout=5)
        except (subprocess.TimeoutExpired, OSError, ValueError):
            self._process.kill()
            self._process.wait()

    def read(self, texts: Sequence[str], markup: str = MARKDOWN) -> list[Reading]:
        """Read each text alone; results are pandoc's JSON."""
        head, results = self._ask({"op": "read", "format": markup}, texts)
        return _readings(head, results)

    def take_bibliography(self, text: str) -> tuple[Reading, list[str]]:
        """Keep BibLaTeX entries for the citations that follow; return the keys citeproc knows."""
        head, _ = self._ask({"op": "bibliography", "format": "biblatex"}, [text])
        return Reading("", head["errors"][0], tuple(head["said"][0])), list(head["ids"])

    def cite(
        self, documents: Sequence[tuple[str, Path]], language: str, listed: Sequence[str] = ()
    ) -> list[Reading]:
        """Run citeproc over documents (JSON), each in its CSL style.

        ``listed`` are keys of works that the bibliography shall list though nothing cites them.
        """
        styles = [str(style) for _, style in documents]
        request = {"op": "cite", "styles": styles, "language": language, "listed": list(listed)}
        return _readings(*self._ask(request, [document for document, _ in documents]))

    def write(self, documents: Sequence[str], markup: str = "html5") -> list[Reading]:
        """Write each document (JSON) in a format that needs no files."""
        return _readings(*self._ask({"op": "write", "format": markup}, documents))

    def _ask(self, request: dict[str, Any], texts: Sequence[str]) -> tuple[Any, list[str]]:
        payloads = [text.encode() for text in texts]
        head = json.dumps(request | {"sizes": [len(payload) for payload in payloads]})
        timer = threading.Timer(PATIENCE_SECONDS, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            message = head.encode() + b"\n" + b"".join(payloads)
            return self._talk(message, self._meanwhile.pop(str(request["op"]), []))
        except (OSError, ValueError) as problem:
            reason = f"took more than {PATIENCE_SECONDS} seconds" if self._late else "died"
            raise PandocError(f"pandoc {reason} while it did `{request['op']}`") from problem
        finally:
            timer.cancel()

    def _talk(
        self, message: bytes, meanwhile: Sequence[Callable[[], object]]
    ) -> tuple[Any, list[str]]:
        ask, answer = cast(
            "tuple[IO[bytes], IO[bytes]]", (self._process.stdin, self._process.stdout)
        )
        ask.write(message)
        ask.flush()
        for work in meanwhile:
            with suppress(Exception):  # who asks for the result will hear of it
                work()
        head = json.loads(answer.readline())
        results = [answer.read(size).decode() for size in head["sizes"]]
        return head, results

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()


def _readings(head: Any, results: list[str]) -> list[Reading]:
    return [
        Reading(result, error, tuple(said))
        for result, error, said in zip(results, head["errors"], head["said"], strict=True)
    ]
