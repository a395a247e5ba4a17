"""A registry on this machine: it answers as the real ones do, and misbehaves on demand."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Registry(ThreadingHTTPServer):
    """`answers` holds what is at each path: a status and a body (JSON, or text as it is).

    `faults` makes a path misbehave: "busy" (503 twice), "down" (503 for ever), "slow", "drop",
    "huge", or an address to be redirected to, for good with a `!` before it. `asked` counts.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Player)
        self.answers: dict[str, tuple[int, Any]] = {}
        self.faults: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away while it is answered is part of the play."""


class Player(BaseHTTPRequestHandler):
    server: Registry

    def do_HEAD(self) -> None:
        self._play(body=False)

    def do_GET(self) -> None:
        self._play(body=True)

    def _play(self, *, body: bool) -> None:
        stage, path = self.server, self.path
        stage.asked[path] += 1
        stage.agents.add(self.headers["User-Agent"])
        fault = stage.faults.get(path, "")
        if fault == "drop":
            self.close_connection = True
            return
        if fault == "slow":
            time.sleep(1.5)
        if fault == "down" or (fault == "busy" and stage.asked[path] < 3):
            self._send(503, b"", {"Retry-After": "0"}, body)
        elif fault == "day":
            self._send(429, b"", {"Retry-After": "86400"}, body)
        elif fault.lstrip("!").startswith("http"):
            self._send(301 if fault[0] == "!" else 302, b"", {"Location": fault.lstrip("!")}, body)
        elif fault == "huge":
            self._send(200, b"[" + b" " * 20_000_000, {}, body)
        else:
            status, given = stage.answers.get(path, (404, "Resource not found."))
            raw = given if isinstance(given, str) else json.dumps(given)
            self._send(status, raw.encode(), {}, body)

    def _send(self, status: int, raw: bytes, headers: dict[str, str], body: bool) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if body:
            self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """It plays in silence."""


@contextmanager
def registry() -> Iterator[Registry]:
    """A registry that is open while it is used."""
    with Registry() as stage:
        thread = threading.Thread(target=stage.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield stage
        finally:
            stage.shutdown()
            thread.join()


def crossref(**fields: Any) -> tuple[int, Any]:
    """An answer of Crossref: the record of *Counting Wrecks*, with other fields where given."""
    work = {
        "DOI": "10.5555/ser.2003.51.301", "type": "journal-article", "title": ["Counting Wrecks"],
        "author": [{"given": "Kari", "family": "Olsen", "sequence": "first"},
                   {"given": "Nils", "family": "Berg", "sequence": "additional"}],
        "container-title": ["Scandinavian Economic Review"], "volume": "51", "issue": "4",
        "page": "301-327", "issued": {"date-parts": [[2003, 11]]},
        "published-online": {"date-parts": [[2004, 1, 3]]},
    }  # fmt: skip
    return 200, {"status": "ok", "message-type": "work", "message": work | fields}


def datacite(**fields: Any) -> tuple[int, Any]:
    """An answer of DataCite, in the shape of its REST API."""
    work = {
        "doi": "10.5555/ser.2003.51.301", "titles": [{"title": "Counting Wrecks"}],
        "creators": [{"name": "Olsen, Kari", "nameType": "Personal", "familyName": "Olsen"},
                     {"name": "Berg, Nils", "nameType": "Personal"}],
        "publicationYear": 2003, "publisher": "Harbor", "container": {},
    }  # fmt: skip
    return 200, {"data": {"id": "x", "type": "dois", "attributes": work | fields}}
