"""The rules, made ready while pandoc reads: it works, and Python waits."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from types import ModuleType

# A check makes many records and throws few away: looking for rings of them in vain costs a third
# of the reading of a large bibliography.
GARBAGE = (100_000, 50, 50)


@contextmanager
def rules_at_hand() -> Iterator[Callable[[], ModuleType]]:
    """Begin to import the rules; what is yielded returns them, and waits where it must."""
    usual = gc.get_threshold()
    gc.set_threshold(*GARBAGE)
    thread = Thread(target=_rules, daemon=True)
    thread.start()

    def ready() -> ModuleType:
        thread.join()
        return _rules()

    try:
        yield ready
    finally:
        thread.join()
        gc.set_threshold(*usual)


def _rules() -> ModuleType:
    from recto import rules

    return rules
