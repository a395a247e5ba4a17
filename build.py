#!/usr/bin/env python3
"""The front door: ``python build.py VERB`` is the command ``recto VERB``."""

import os
import sys
from importlib.machinery import PathFinder

# os.path, because importing pathlib would cost a third of the start.
HERE = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(HERE, ".venv")
NEEDED = ("weasyprint", "pybtex", "jinja2")


def main() -> int:
    """Run the verb with a Python that has what Recto needs."""
    if not all(map(PathFinder.find_spec, NEEDED)):
        python = os.path.join(VENV, "bin", "python")
        if os.path.realpath(sys.prefix) != VENV and os.access(python, os.X_OK):
            os.execv(python, [python, __file__, *sys.argv[1:]])
        print("recto: not set up here yet: run `make` once", file=sys.stderr)
        return 2
    from recto.commands import front_door

    return front_door()


if __name__ == "__main__":
    raise SystemExit(main())
