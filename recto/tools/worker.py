"""A second process that gets ready while the first one reads: both cores work on one paper."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

GRACE_SECONDS = 10


class WorkerDied(Exception):
    """The second process ended without an answer; the message is one line."""


class Worker:
    """A process that first runs ``prepare(*given)``, and then one piece of work.

    At its end it runs what ``prepare`` returned, if anything: a forked process runs no destructors.
    Use it as a context manager: the process ends with the block.
    """

    def __init__(self, prepare: Callable[..., Callable[[], None] | None], *given: Any) -> None:
        # Forking is safe here: no thread has been started yet. Elsewhere it is not the default.
        how = "fork" if sys.platform == "linux" else "spawn"
        context = multiprocessing.get_context(how)
        self._ours, theirs = context.Pipe()
        self._process = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, prepare, given), daemon=True
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
        # With the pipe closed the process ends by itself and tidies up its temporary files.
        self._ours.close()
        self._process.join(timeout=GRACE_SECONDS if kind is None else 1)
        self._process.kill()
        self._process.join()

    def give(self, work: Callable[..., Any], *given: Any) -> None:
        """Hand over a piece of work: a function of a module, and what it is called with."""
        self._ours.send((work, given))

    def result(self) -> Any:
        """Wait for the result. Raises what the work raised, or WorkerDied."""
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
    prepare: Callable[..., Callable[[], None] | None],
    given: tuple[Any, ...],
) -> None:
    # Boxes are made by the hundred thousand and kept: looking for garbage among them finds none.
    gc.set_threshold(100_000, 50, 50)
    leave = None
    try:
        leave = prepare(*given)
        work, arguments = connection.recv()
        answer = (True, work(*arguments))
    except EOFError:
        return
    except Exception as problem:  # noqa: BLE001  # whatever it is, it is raised on our side
        problem.add_note(traceback.format_exc())
        answer = (False, problem)
    finally:
        if leave:
            leave()
    connection.send(answer)
