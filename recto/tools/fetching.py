"""What WeasyPrint may read for a paper: the paper's folder, our fonts, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import unquote, urlsplit

from weasyprint.urls import FatalURLFetchingError, URLFetcher

from recto.tools.fonts import FontsMissing, font_folder

FONT_SCHEME: Final = "recto-font"
_SHOWN: Final = 120  # letters of a URL; a picture in a `data:` URL has a million


class PaperFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Reads files of one folder, the project's fonts and `data:`; refuses everything else.

    A refusal is raised, and kept in `refusals`: WeasyPrint swallows what is raised while it draws
    an SVG picture, even what is no Exception.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(
            allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True
        )
        self._home = root.resolve()
        self.refusals: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return the response to a URL. Raises FatalURLFetchingError, which is no Exception."""
        scheme = urlsplit(url).scheme
        if scheme == FONT_SCHEME:
            url = self._font(url)
        elif scheme == "file":
            url = self._file(url)
        elif scheme != "data":
            self._refuse(f"`{url[:_SHOWN]}` would have to be fetched")
        try:
            return super().fetch(url, headers)
        except (OSError, ValueError) as problem:
            self._refuse(f"`{url[:_SHOWN]}` cannot be read: {problem}")

    def _font(self, url: str) -> str:
        try:
            path = font_folder() / Path(unquote(urlsplit(url).path)).name
        except FontsMissing as problem:
            self._refuse(str(problem))
        if not path.is_file():
            self._refuse(f"there is no font `{path.name}`")
        return path.as_uri()

    def _file(self, url: str) -> str:
        """Return the URL of the file that is meant, every link followed.

        What was looked at is read, not what the URL may lead to a moment later.
        """
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.netloc not in ("", "localhost") or not path.is_relative_to(self._home):
            self._refuse(f"`{url[:_SHOWN]}` lies outside of the paper's folder")
        if not path.is_file():
            self._refuse(f"`{path.relative_to(self._home)}` is not there")
        return path.as_uri()

    def _refuse(self, why: str) -> NoReturn:
        self.refusals.append(why)
        raise FatalURLFetchingError(why)
