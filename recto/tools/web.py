"""urllib3: the network, politely. Nothing here is called unless `--online` was asked for.

One host is asked at its own pace, again after a short wait where it is busy, and never for longer
than its patience and ours. An address comes from a paper, and a paper is not trusted: it may lead
to the open network only, never to this machine or its neighbours.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import urllib3

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 20.0, 60.0
TRIES, REDIRECTS, WAIT_MAX_SECONDS = 3, 5, 20
BUSY = (429, 500, 502, 503, 504)
LIMIT_BYTES = 4_000_000
# Seconds between two questions to one host. Crossref's polite pool takes more, and says so:
# https://www.crossref.org/documentation/retrieve-metadata/rest-api/tips-for-using-the-crossref-rest-api/
PACE: Mapping[str, float] = {"api.crossref.org": 0.1, "api.datacite.org": 0.1, "doi.org": 0.1}
PACE_OF_OTHERS = 0.5
PRIVATE, BROKEN = "it leads into a private network", "it broke off"


class Unanswered(Exception):
    """No answer was to be had; the message says why in a few words."""


@dataclass(frozen=True)
class Reply:
    """An answer: its status, the address it came from, and its bytes.

    ``moved``: every step on the way here said that it is for good (301, 308).
    """

    status: int
    url: str
    body: bytes
    moved: bool = False


class Web:
    """The open network. ``mirror`` is the address of a house's own copy of the registries."""

    def __init__(self, mirror: str = "", contact: str = "") -> None:
        self.mirror = mirror.rstrip("/")
        near = urlsplit(self.mirror)
        self._near = (near.hostname, near.port)
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()
        self._agent = _agent(contact)
        self._pools: urllib3.PoolManager | None = None

    def __enter__(self) -> Self:
        import urllib3

        retries = urllib3.Retry(
            total=TRIES + REDIRECTS, connect=1, read=TRIES - 1, status=TRIES - 1,
            redirect=REDIRECTS, other=0, status_forcelist=BUSY, allowed_methods=("GET", "HEAD"),
            backoff_factor=0.5, backoff_max=WAIT_MAX_SECONDS, retry_after_max=WAIT_MAX_SECONDS,
            raise_on_status=False,
        )  # fmt: skip
        self._pools = _open_pools(
            self._near,
            retries=retries,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            headers={"User-Agent": self._agent},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pools:
            self._pools.clear()

    def ask(self, url: str, accept: str = "application/json", method: str = "GET") -> Reply:
        """Return what is at an address. Raises Unanswered."""
        import urllib3
        from urllib3.exceptions import HTTPError

        assert self._pools is not None, "the web is a context manager"  # noqa: S101 - for a caller
        self._wait(url)
        until = time.monotonic() + WHOLE_SECONDS
        try:
            reply = self._pools.request(
                method, url, headers={"User-Agent": self._agent, "Accept": accept},
                preload_content=False,
            )  # fmt: skip
            try:
                body = _read(reply, until)
            finally:
                reply.close()
        except (HTTPError, OSError, ValueError) as problem:
            raise Unanswered(_said(problem)) from problem
        steps = reply.retries.history if isinstance(reply.retries, urllib3.Retry) else ()
        turns = [step for step in steps if step.redirect_location]
        return Reply(
            reply.status,
            reply.geturl() or url,
            body,
            moved=bool(turns) and all(step.status in (301, 308) for step in turns),
        )

    def _wait(self, url: str) -> None:
        """Keep the pace of a host: each question takes the next free moment."""
        host = urlsplit(url).hostname or ""
        pace = 0.0 if host == self._near[0] else PACE.get(host, PACE_OF_OTHERS)
        with self._lock:
            now = time.monotonic()
            moment = max(now, self._last.get(host, now - pace) + pace)
            self._last[host] = moment
        time.sleep(max(moment - now, 0))


def _read(reply: Any, until: float) -> bytes:
    """Return the body of an answer, as long as it is neither too long nor too slow."""
    parts, size = [], 0
    for part in reply.stream(65_536, decode_content=True):
        size += len(part)
        if size > LIMIT_BYTES:
            raise Unanswered(f"the answer is longer than {LIMIT_BYTES // 1_000_000} MB")
        if time.monotonic() > until:
            raise Unanswered(f"the answer took longer than {WHOLE_SECONDS:.0f} seconds")
        parts.append(part)
    return b"".join(parts)


def _open_pools(near: tuple[str | None, int | None], **given: Any) -> urllib3.PoolManager:
    """Return pools whose connections refuse to speak to this machine or its neighbours."""
    import urllib.request

    import urllib3
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.exceptions import NewConnectionError

    def refuse(connection: HTTPConnection, found: socket.socket) -> socket.socket:
        # Looked at once it stands: whatever a name meant before, this is who would be spoken to.
        address = ipaddress.ip_address(str(found.getpeername()[0]).partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if not address.is_global and (connection.host, connection.port) != near:
            found.close()
            raise NewConnectionError(connection, PRIVATE)
        return found

    class Open(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return refuse(self, super()._new_conn())

    class OpenSecure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return refuse(self, super()._new_conn())

    class OpenPool(HTTPConnectionPool):
        ConnectionCls = Open

    class OpenSecurePool(HTTPSConnectionPool):
        ConnectionCls = OpenSecure

    proxy = urllib.request.getproxies().get("https")
    if proxy and near == (None, None):
        # Who is spoken to is then the proxy's to decide, and the house's that set it.
        return urllib3.ProxyManager(proxy, **given)
    pools = urllib3.PoolManager(**given)
    pools.pool_classes_by_scheme = {"http": OpenPool, "https": OpenSecurePool}
    return pools


def _agent(contact: str) -> str:
    from recto import __version__

    # https://github.com/CrossRef/rest-api-doc#etiquette asks who is asking.
    return f"recto/{__version__}" + (f" (mailto:{contact})" if contact else "")


def _said(problem: BaseException) -> str:
    """Return what went wrong in a few words, without the insides of the library."""
    from urllib3 import exceptions

    reason = getattr(problem, "reason", None)
    if isinstance(reason, BaseException):
        return _said(reason)
    if PRIVATE in str(problem):
        return PRIVATE
    # The narrower kinds first: a name that is not resolved is also a connection that is not made.
    said: dict[str, tuple[type[BaseException], ...]] = {
        "no such host": (exceptions.NameResolutionError,),
        "it took too long": (exceptions.TimeoutError, TimeoutError),
        "its certificate is not trusted": (exceptions.SSLError,),
        "it is no address": (exceptions.LocationValueError, ValueError),
        "no connection": (exceptions.NewConnectionError,),
    }
    return next((words for words, kinds in said.items() if isinstance(problem, kinds)), BROKEN)
