"""jinja2: a paper's own `templates/` come before the package's, and run in a sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PACKAGED = Path(__file__).parent.parent / "templates"
if not PACKAGED.is_dir():  # a checkout keeps them at its top, where a designer looks
    PACKAGED = Path(__file__).parent.parent.parent / "templates"


class TemplateFault(Exception):
    """A template is missing or wrong; the message is one line with its name and line."""


class Templates:
    """The templates of one paper."""

    def __init__(self, root: Path) -> None:
        from jinja2 import FileSystemLoader, StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        # The paper's folder is not trusted: its templates may neither reach Python nor the disk.
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader([root / "templates", PACKAGED]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, name: str, **values: Any) -> str:
        """Fill in a template. Raises TemplateFault."""
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            return self._environment.get_template(name).render(**values)
        except TemplateSyntaxError as fault:
            raise TemplateFault(
                f"templates/{fault.name or name}:{fault.lineno}: {fault.message}"
            ) from fault
        except TemplateError as fault:
            raise TemplateFault(f"templates/{name}: {fault.message or fault}") from fault

    def text(self, name: str) -> str:
        """Return a file beside the templates as it stands (a stylesheet). Raises TemplateFault."""
        from jinja2 import TemplateNotFound

        loader = self._environment.loader
        assert loader is not None
        try:
            return loader.get_source(self._environment, name)[0]
        except TemplateNotFound as fault:
            raise TemplateFault(f"templates/{name} is missing") from fault


def safe(html: str) -> Any:
    """Mark HTML that pandoc wrote as fit to stand in a template unescaped."""
    from markupsafe import Markup

    return Markup(html)
