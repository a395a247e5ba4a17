"""A second process that gets ready while the first one reads: both cores work on one paper."""

from __future__ import annotations

import gc
import multiprocessing
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self


class WorkerDied(Exception):
    """The second process ended without an answer; the message is one line."""


class Worker:
    """A process that first runs ``prepare(*given)``, and then pieces of work, one after the other.

    Use it as a context manager: the process ends with the block, whatever it is at, and its
    temporary files with it.
    """

    def __init__(self, prepare: Callable[..., None], *given: Any) -> None:
        # Forking is safe here: no thread has been started yet. Elsewhere it is not the default.
        how = "fork" if sys.platform == "linux" else "spawn"
        context = multiprocessing.get_context(how)
        self._scratch = tempfile.mkdtemp(prefix="recto-")
        self._ours, theirs = context.Pipe()
        inherited = self._ours if how == "fork" else None
        self._process = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, inherited, self._scratch, prepare, given), daemon=True
        )
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ours.close()
        self._process.kill()
        self._process.join()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def give(self, work: Callable[..., Any], *given: Any) -> None:
        """Hand over a piece of work: a function of a module, and what it is called with.

        The result of the piece before must have been fetched: both pipes could be full.
        """
        self._ours.send((work, given))

    def result(self) -> Any:
        """Wait for the result of the next piece. Raises what the work raised, or WorkerDied."""
        try:
            good, value = self._ours.recv()
        except EOFError as problem:
            code = self._process.exitcode
            raise WorkerDied(f"the process that makes the PDF died (exit code {code})") from problem
        if good:
            return value
        raise value


def _serve(
    connection: Connection,
    inherited: Connection | None,
    scratch: str,
    prepare: Callable[..., None],
    given: tuple[Any, ...],
) -> None:
    if inherited:
        # While this copy of it is open, nobody here sees that the other end has gone.
        inherited.close()
    tempfile.tempdir = scratch
    # Control-C is heard by both; the other process answers it, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Boxes are made by the hundred thousand and kept: looking for garbage among them finds none.
    gc.set_threshold(100_000, 50, 50)
    unready: Exception | None = None
    try:
        prepare(*given)
    except Exception as problem:  # noqa: BLE001  # whatever it is, it is raised on our side
        problem.add_note(traceback.format_exc())
        unready = problem
    while True:
        try:
            work, arguments = connection.recv()
            connection.send(_answered(unready, work, arguments))
        except (EOFError, BrokenPipeError):
            # The process that started this one has no more work, or is gone and cannot tidy up.
            shutil.rmtree(scratch, ignore_errors=True)
            return


def _answered(
    unready: Exception | None, work: Callable[..., Any], arguments: tuple[Any, ...]
) -> tuple[bool, Any]:
    if unready:
        return False, unready
    try:
        return True, work(*arguments)
    except Exception as problem:  # noqa: BLE001  # as in _serve
        problem.add_note(traceback.format_exc())
        return False, problem
