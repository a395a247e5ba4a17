"""The command `recto VERB`; a verb is a module: HELP, `arguments(parser)` and `run(args)`."""

from __future__ import annotations

import argparse
import gc
import io
import os
import pkgutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

DEFAULT = "build"
COULD_NOT = 2


class Usage(Exception):
    """The command cannot be carried out as it was given; the message is one line."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and names the nearest verb or option."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Usage(f"{message}; see `{self.prog} --help`")


def verbs() -> tuple[str, ...]:
    """Return the verbs: the names of the modules here, but those with an underscore before."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name for name in names if not name.startswith("_"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; return 0 (good), 1 (the paper has faults) or 2 (it could not be done)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that knows no quotation marks must not end a check.
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(words)
    except Usage as problem:
        print(f"recto: {problem}", file=sys.stderr)
    except BrokenPipeError:
        # The reader of our output has gone (`recto check | head`): there is nothing left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("recto: stopped; the last good editions are as they were", file=sys.stderr)
    except RecursionError:
        print("recto: something in the paper is nested too deeply to be read", file=sys.stderr)
    except OSError as problem:
        name = problem.filename2 or problem.filename  # of a move, its end
        where = f" `{name}`" if name else ""
        print(f"recto:{where} {problem.strerror or problem}", file=sys.stderr)
    except Exception as problem:
        if type(problem).__name__ not in KNOWN_PROBLEMS:
            raise
        print(f"recto: {problem}", file=sys.stderr)
    return COULD_NOT


# A command makes many records and throws few away: to look for rings of them in vain costs a third
# of the reading of a large bibliography.
GARBAGE = (100_000, 50, 50)


def front_door() -> NoReturn:
    """Run a verb and leave at once: to take the interpreter down piece by piece costs 20 ms."""
    gc.set_threshold(*GARBAGE)
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(status)


# Problems that already are one line for the user. They are named, not imported: importing their
# modules would cost every command their weight.
KNOWN_PROBLEMS = {
    "PaperError", "PandocError", "StyleError", "TemplateFault", "EditionError", "LayoutError",
    "WorkerDied", "Refused", "FontsMissing",
}  # fmt: skip


def _run(words: list[str]) -> int:
    root, words = _folder(words)
    if words[:1] in (["-h"], ["--help"], ["help"]):
        print(_overview())
        return 0
    if words[:1] == ["--version"]:
        from recto import __version__

        print(f"recto {__version__}")
        return 0
    verb = words.pop(0) if words and not words[0].startswith("-") else DEFAULT
    if verb not in verbs():
        raise Usage(f"no verb `{verb}`{_near(verb)}; `recto --help` lists them")
    module = import_module(f"{__name__}.{verb}")
    parser = _Parser(prog=f"recto {verb}", description=module.HELP, allow_abbrev=False)
    parser.add_argument("-C", "--paper", metavar="DIR", help="the paper's folder (default: here)")
    module.arguments(parser)
    args = parser.parse_args(words)
    args.root = root
    status: int = module.run(args)
    return status


def _folder(words: list[str]) -> tuple[Path, list[str]]:
    """Take `-C DIR` or `--paper DIR` from wherever it stands."""
    left, root = [], "."
    rest = iter(words)
    for word in rest:
        if word in ("-C", "--paper"):
            try:
                root = next(rest)
            except StopIteration:
                raise Usage(f"`{word}` needs a folder") from None
        elif word.startswith("--paper="):
            root = word.partition("=")[2]
        else:
            left.append(word)
    path = Path(root)
    if not path.is_dir():
        raise Usage(f"`{root}` is not a folder: name the folder of the paper with -C")
    return path.resolve(), left


def _near(verb: str) -> str:
    import difflib

    near = difflib.get_close_matches(verb, verbs(), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _overview() -> str:
    lines = ["recto [-C DIR] VERB [options]: a paper of Markdown and BibTeX to proved editions", ""]
    for verb in verbs():
        help_line = import_module(f"{__name__}.{verb}").HELP.splitlines()[0]
        lines.append(f"  {verb:9}{help_line}")
    lines += ["", "`recto` alone is `recto build`. `recto VERB --help` tells more.",
              "exit codes: 0 good, 1 the paper has faults, 2 it could not be done"]  # fmt: skip
    return "\n".join(lines)
