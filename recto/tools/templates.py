"""jinja2: a paper's own `templates/` come before the package's, and run in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from recto.tools.pictures import asks

PACKAGED = Path(__file__).parent.parent / "templates"
if not PACKAGED.is_dir():  # a checkout keeps them at its top, where a designer looks
    PACKAGED = Path(__file__).parent.parent.parent / "templates"

LIMIT_BYTES = 4_000_000
TABLE = '<div class="table" role="region" aria-label="Table" tabindex="0">'
FORMULA = re.compile(r'<math display="block".*?</math>', re.DOTALL)


class TemplateFault(Exception):
    """A template is missing or wrong; the message is one line with its name and line."""


class Templates:
    """The templates of one paper."""

    def __init__(self, root: Path) -> None:
        from jinja2 import FunctionLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        self._home = root.resolve()
        # The paper's folder is not trusted: its templates may neither reach Python nor the disk.
        self._environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._loaded),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters["scrolling"] = scrolling
        self.speak(str)

    def speak(self, say: Callable[[str], str]) -> None:
        """Let templates say their words, typed in English, in another language: `say("Notes")`."""
        self._environment.globals["say"] = say

    def render(self, name: str, **values: Any) -> str:
        """Fill in a template. Raises TemplateFault."""
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        try:
            return self._environment.get_template(name).render(**values)
        except TemplateFault:
            raise
        except TemplateSyntaxError as fault:
            where = f"templates/{fault.name or name}:{fault.lineno}"
            raise TemplateFault(f"{where}: {_line(fault.message or fault)}") from fault
        except TemplateNotFound as fault:
            where = _where(fault.__traceback__)
            said = f"there is no template `{fault.name}`"
            raise TemplateFault(f"{where}: {said}" if where else said) from fault
        except Exception as fault:  # a template divides by nothing, adds a word to a number ...
            where = _where(fault.__traceback__) or f"templates/{name}"
            raise TemplateFault(f"{where}: {_line(fault)}") from fault

    def compile(self, name: str) -> None:
        """Read a template ahead of what fills it in; one that is wrong is said by ``render``."""
        from jinja2 import TemplateError

        with suppress(TemplateError, TemplateFault):
            self._environment.get_template(name)

    def text(self, name: str) -> str:
        """Return a file beside the templates as it stands (a stylesheet). Raises TemplateFault."""
        found = self._loaded(name)
        if found is None:
            raise TemplateFault(f"templates/{name} is missing")
        return found[0]

    def stylesheet(self, name: str) -> str:
        """Return a stylesheet that needs nothing beside it. Raises TemplateFault."""
        css = self.text(name)
        line = asks(css)
        if line:
            raise TemplateFault(
                f"templates/{name}:{line}: it asks for a file: embed it with `data:`"
            )
        return css

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Return the names, without suffix, of the files in a folder beside the templates."""
        found = {
            path.name.removesuffix(suffix)
            for home in (self._home / "templates", PACKAGED)
            for path in (home / folder).glob(f"*{suffix}")
        }
        return tuple(sorted(found))

    def own(self, name: str) -> bool:
        """Tell whether a paper brings this file itself."""
        folder = self._home / "templates"
        return folder != PACKAGED.resolve() and (folder / name).exists()

    def _loaded(self, name: str) -> tuple[str, str, None] | None:
        """Return the text of a file and how it is called in messages. Raises TemplateFault."""
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
            return None
        for folder in (self._home / "templates", PACKAGED):
            file = folder / path
            if file.is_file():
                home = self._home if folder != PACKAGED else PACKAGED.resolve()
                return self._read(name, file, home), f"templates/{name}", None
        return None

    def _read(self, name: str, file: Path, home: Path) -> str:
        if not file.resolve().is_relative_to(home):
            raise TemplateFault(
                f"templates/{name} leads out of the paper's folder: replace the link by the file"
            )
        try:
            if file.stat().st_size > LIMIT_BYTES:
                raise TemplateFault(
                    f"templates/{name} is larger than {LIMIT_BYTES // 1_000_000} MB"
                )
            return file.read_text(encoding="utf-8")
        except OSError as problem:
            raise TemplateFault(f"templates/{name} cannot be read: {problem.strerror}") from problem
        except UnicodeDecodeError as problem:
            raise TemplateFault(f"templates/{name} is not UTF-8: save it as UTF-8") from problem


def _line(said: object) -> str:
    return " ".join(str(said).split()).rstrip(".") or type(said).__name__


def _where(trace: TracebackType | None) -> str:
    """Return the innermost line of a template in a traceback: jinja2 writes them there."""
    found = ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith("templates/"):
            found = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def safe(html: str) -> Any:
    """Mark HTML that pandoc wrote as fit to stand in a template unescaped."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704  # pandoc escaped it


def scrolling(html: str) -> Any:
    """Return HTML in which what may be wider than a screen scrolls by itself, by key too."""
    made = str(html).replace("<table", f"{TABLE}<table").replace("</table>", "</table></div>")
    made = made.replace("<pre", '<pre tabindex="0"')
    return safe(FORMULA.sub(r'<span class="display">\g<0></span>', made))
