"""A package index on loopback with generated distributions and faults on demand.

    with serving(Release("flask", "3.0", requires=("werkzeug>=3",)), Release("werkzeug", "3.1")) as index:
        index.url                                   # ends with /simple/, for `--index-url`
        index.publish(Release("flask", "3.1"))      # the page, and with it its ETag, changes
        index.fail(Status(500))                     # every request from now on
        index.fail(Slow(30), "/simple/flask/")      # only paths that begin so; faults add up
        index.heal()
        index.paths                                 # what was asked, in order
        index.set_status("flask", "archived", "moved")
        index.require("me", "secret")               # 401 without basic authentication
        index.attest("flask", kind="GitHub", repository="me/flask")

It speaks PEP 691 JSON and PEP 503 HTML with PEP 592, 658, 700, 714, 740 and 792, answers conditional and
range requests, and a real installer works against it. `tests.support.index_fixture` is the same as a
pytest fixture. Standard library only: the demo uses it too.
"""

import base64
import gzip
import hashlib
import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.faults import (
    JSON,
    Answer,
    Endless,
    Fault,
    HtmlOnly,
    NoETag,
    NoHead,
    NoMetadata,
    NoRanges,
    RedirectLoop,
    RedirectTo,
    Reset,
    Slow,
    Status,
    Truncated,
    UnsteadyETag,
)
from tests.support.generated_distributions import GeneratedFile, Release, distributions
from tests.support.generated_distributions import metadata as made_metadata
from tests.support.index_answers import HTML, Reply, file_entry, html, link, ranged

__all__ = [
    "JSON",
    "Answer",
    "Endless",
    "HtmlOnly",
    "LoopbackIndex",
    "NoETag",
    "NoHead",
    "NoMetadata",
    "NoRanges",
    "RedirectLoop",
    "RedirectTo",
    "Release",
    "Request",
    "Reset",
    "Slow",
    "Status",
    "Truncated",
    "UnsteadyETag",
    "serving",
]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. Names of `headers` are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    status: int = 0

    @property
    def host(self) -> str:
        """The host the client believes it talks to."""
        return self.headers.get("host", "")


class LoopbackIndex:
    """The state of a running index. All methods may be called from any thread at any time."""

    def __init__(self, *releases: Release, max_age: int | None = 600) -> None:
        self.max_age = max_age
        self.requests: list[Request] = []
        self._changed = threading.Condition()
        self._files: dict[str, GeneratedFile] = {}
        self._statuses: dict[str, tuple[str, str]] = {}
        self._vulnerabilities: dict[str, list[Mapping[str, object]]] = {}
        self._provenances: dict[str, Mapping[str, object]] = {}
        self._faults: list[tuple[str, Fault]] = []
        self._credentials: tuple[str, str] | None = None
        self._etags = 0
        self._server: _Server | None = None
        self._port = 0
        self._tls: tuple[str, str] | None = None
        self.publish(*releases)

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """The address of the simple API."""
        return f"{self.base}/simple/"

    def url_with(self, user: str, password: str) -> str:
        """Return the address with credentials in it."""
        return self.url.replace("://", f"://{user}:{password}@")

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in list(self.requests)]

    def forget(self) -> None:
        """Empty the record of requests."""
        self.requests.clear()

    def wait_for(self, prefix: str, timeout: float = 10.0, *, times: int = 1) -> Request:
        """Return the first request whose path begins with `prefix`, or a later one, waiting if need be."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.asked(prefix)) >= times, timeout)
        found = self.asked(prefix)
        assert len(found) >= times, f"{len(found)} times somebody asked for {prefix}, else for {self.paths}"
        return found[times - 1]

    def asked(self, prefix: str) -> list[Request]:
        """Return the requests so far whose path begins with `prefix`."""
        return [request for request in list(self.requests) if request.path.startswith(prefix)]

    def publish(self, *releases: Release) -> None:
        """Add releases, or replace those of the same name and version."""
        with self._changed:
            for release in releases:
                self._drop(release.normal_name, release.version)
                self._files |= {file.filename: file for file in distributions(release)}

    def publish_listed(self, release: Release, count: int) -> None:
        """Add `count` versions that share the files of one release: a large page at little cost."""
        files = list(distributions(release))
        for number in range(count):
            version = f"{release.version}.{number}"
            listed = replace(release, version=version)
            for file in files:
                filename = file.filename.replace(f"-{release.version}", f"-{version}", 1)
                metadata = made_metadata(listed) if file.metadata is not None else None
                self._files[filename] = replace(file, filename=filename, release=listed, metadata=metadata)

    def withdraw(self, name: str, version: str = "") -> None:
        """Remove a release, or a project with all of its releases."""
        with self._changed:
            self._drop(name, version)

    def set_status(self, name: str, status: str, reason: str = "") -> None:
        """Give a project a status marker (PEP 792); a quarantined one is listed without files."""
        self._statuses[name] = (status, reason)

    def report_vulnerability(self, name: str, **fields: object) -> None:
        """Add an entry to the `vulnerabilities` of the project's JSON answer."""
        self._vulnerabilities.setdefault(name, []).append(fields)

    def attest(self, name: str, **publisher: object) -> None:
        """Serve a provenance with this publisher for all files of a project (PEP 740)."""
        bundle = {"publisher": publisher, "attestations": []}
        self._provenances[name] = {"version": 1, "attestation_bundles": [bundle]}

    def require(self, user: str, password: str) -> None:
        """Answer 401 to whoever does not say this user and password."""
        self._credentials = (user, password)

    def fail(self, fault: Fault, prefix: str = "/") -> None:
        """Misbehave on paths that begin with `prefix` until healed."""
        with self._changed:
            self._faults.append((prefix, fault))

    def heal(self, prefix: str = "/") -> None:
        """End the faults whose prefix begins with this one, and whoever waits in them."""
        with self._changed:
            self._faults = [(at, fault) for at, fault in self._faults if not at.startswith(prefix)]
            self._changed.notify_all()

    def close(self) -> None:
        """Stop listening: connections are refused from now on."""
        self.heal()
        if self._server is not None:
            self._server.stop()
            self._server = None

    def open(self) -> None:
        """Listen, on the same port as before where there was one."""
        self._server = _Server(self, self._port, self._tls)
        self._port = self._server.server_port

    def use_tls(self, certificate: str, key: str) -> None:
        """Serve HTTPS with the certificate and key in these files; call before `open`."""
        self._tls = (certificate, key)

    def _drop(self, name: str, version: str) -> None:
        self._files = {
            filename: file
            for filename, file in self._files.items()
            if file.release.normal_name != name or (version and file.release.version != version)
        }

    def _record(self, request: Request) -> None:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()

    def _faults_at(self, path: str) -> list[Fault]:
        return [fault for prefix, fault in list(self._faults) if path.startswith(prefix)]

    def _wait_out(self, path: str, fault: Slow) -> None:
        with self._changed:
            self._changed.wait_for(lambda: fault not in self._faults_at(path), fault.seconds)

    def _next_etag(self) -> str:
        self._etags += 1
        return f'"unsteady-{self._etags}"'

    def _reply(self, request: Request) -> Reply:
        """Decide what a healthy index, apart from what it does not know, answers."""
        faults = self._faults_at(request.path)
        if self._credentials and request.headers.get("authorization") != _basic(*self._credentials):
            return Reply(401, headers={"WWW-Authenticate": 'Basic realm="generated"'})
        path = request.path.partition("?")[0]
        if path == "/simple/":
            return self._names(request, faults)
        if match := re.fullmatch(r"/simple/([^/]+)/?", path):
            return self._page(match[1], request, faults)
        if match := re.fullmatch(r"/files/([^/]+?)(\.metadata)?", path):
            return self._file(match[1], bool(match[2]), request, faults)
        if match := re.fullmatch(r"/integrity/([^/]+)/provenance", path):
            return self._provenance(match[1])
        if match := re.fullmatch(r"/pypi/([^/]+)(?:/([^/]+))?/json", path):
            return self._json_api(match[1], match[2])
        return Reply(404)

    def _names(self, request: Request, faults: list[Fault]) -> Reply:
        names = sorted({file.release.name for file in self._files.values()} | self._statuses.keys())
        if _wants_json(request, faults):
            listing = {"meta": {"api-version": "1.4"}, "projects": [{"name": name} for name in names]}
            return self._cacheable(json.dumps(listing).encode(), JSON, request, faults)
        links = "".join(f'<a href="/simple/{name}/">{escape(name)}</a>\n' for name in names)
        return self._cacheable(html(links), HTML, request, faults)

    def _page(self, name: str, request: Request, faults: list[Fault]) -> Reply:
        files = [file for file in list(self._files.values()) if file.release.normal_name == name]
        status, reason = self._statuses.get(name, ("active", ""))
        if not files and name not in self._statuses:
            # With a body, as real ones have: what breaks answers off breaks this one, too.
            return Reply(404, b"no such project", headers=self._freshness())
        if status == "quarantined":
            files = []
        announced = not any(isinstance(fault, NoMetadata) and not fault.announced for fault in faults)
        if not _wants_json(request, faults):
            links = "".join(link(file, announced=announced) for file in files)
            return self._cacheable(html(links), HTML, request, faults)
        page = {
            "meta": {"api-version": "1.4"},
            "name": files[0].release.name if files else name,
            "versions": sorted({file.release.version for file in files}),
            "files": [
                file_entry(file, announced=announced, attested=name in self._provenances) for file in files
            ],
            "project-status": {"status": status, **({"reason": reason} if reason else {})},
        }
        return self._cacheable(json.dumps(page).encode(), JSON, request, faults)

    def _file(self, filename: str, metadata: bool, request: Request, faults: list[Fault]) -> Reply:
        file = self._files.get(filename)
        if file is None:
            return Reply(404)
        if metadata:
            refused = file.metadata is None or any(isinstance(fault, NoMetadata) for fault in faults)
            return Reply(404) if refused else Reply(200, file.metadata or b"", "binary/octet-stream")
        wanted = request.headers.get("range", "")
        etag = {"ETag": f'"{file.sha256[:16]}"'}
        if not wanted or any(isinstance(fault, NoRanges) for fault in faults):
            return Reply(200, file.content, "binary/octet-stream", etag)
        return ranged(file.content, wanted, etag)

    def _provenance(self, filename: str) -> Reply:
        file = self._files.get(filename)
        said = self._provenances.get(file.release.normal_name) if file is not None else None
        if said is None:
            return Reply(404)
        return Reply(200, json.dumps(said).encode(), "application/vnd.pypi.integrity.v1+json")

    def _json_api(self, name: str, version: str | None) -> Reply:
        releases = [file.release for file in self._files.values() if file.release.normal_name == name]
        if version:
            releases = [release for release in releases if release.version == version]
        if not releases:
            return Reply(404)
        latest = releases[-1]
        found = [entry for entry in self._vulnerabilities.get(name, ()) if _affects(entry, latest.version)]
        answer = {
            "info": {"name": latest.name, "version": latest.version, "summary": latest.summary},
            "vulnerabilities": found,
        }
        return Reply(200, json.dumps(answer).encode(), "application/json")

    def _cacheable(self, body: bytes, content_type: str, request: Request, faults: list[Fault]) -> Reply:
        headers = {"Vary": "Accept", **self._freshness()}
        if any(isinstance(fault, NoETag) for fault in faults):
            return Reply(200, body, content_type, {"Vary": "Accept"})
        unsteady = any(isinstance(fault, UnsteadyETag) for fault in faults)
        headers["ETag"] = self._next_etag() if unsteady else f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Reply(304, headers=headers)
        return Reply(200, body, content_type, headers)

    def _freshness(self) -> dict[str, str]:
        return {} if self.max_age is None else {"Cache-Control": f"max-age={self.max_age}, public"}


@contextmanager
def serving(*releases: Release, max_age: int | None = 600) -> Iterator[LoopbackIndex]:
    """Serve releases while the context is open. `max_age` is what `Cache-Control` allows, in seconds."""
    index = LoopbackIndex(*releases, max_age=max_age)
    index.open()
    try:
        yield index
    finally:
        index.close()


class _Server(ThreadingHTTPServer):
    """The sockets. Stopping it also ends the connections that are open."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, index: LoopbackIndex, port: int, tls: tuple[str, str] | None) -> None:
        self.index = index
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that go away are what many tests are about."""

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    # One segment per answer: with Nagle's algorithm each would wait for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Keep quiet; `LoopbackIndex.requests` is the record."""

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers)
        index = self.server.index
        index._record(request)
        faults = index._faults_at(self.path)
        for fault in faults:
            if isinstance(fault, Slow):
                index._wait_out(self.path, fault)
        for fault in faults:
            if self._misbehaves(fault, request):
                return
        self._send(index._reply(request))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_CONNECT(self) -> None:
        # It is no proxy for this; with a fault it refuses as one does.
        self.do_GET()

    def _misbehaves(self, fault: Fault, request: Request) -> bool:
        """Answer as the fault has it, and tell whether it did."""
        match fault:
            case Status(code, headers):
                self._send(Reply(code, b"the index fails on purpose", "text/plain", headers))
            case NoHead(code) if request.method == "HEAD":
                self._send(Reply(code))
            case Answer(body, content_type):
                self._send(Reply(200, body, content_type))
            case Reset():
                self.close_connection = True
            case Truncated():
                reply = self.server.index._reply(request)
                half = reply.body[: len(reply.body) // 2]
                self._send(
                    Reply(reply.status, half, reply.content_type, reply.headers, promised=len(reply.body))
                )
                self.close_connection = True
            case Endless(trickle):
                self._send_for_ever(request.path, trickle)
            case RedirectLoop():
                self._send(Reply(302, headers={"Location": self.path}))
            case RedirectTo(base):
                self._send(Reply(302, headers={"Location": base + self.path}))
            case _:
                return False
        return True

    def _send(self, reply: Reply) -> None:
        reply = self._compressed(reply)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body) if reply.promised is None else reply.promised))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        self.wfile.flush()

    def _compressed(self, reply: Reply) -> Reply:
        """Compress large pages for clients that can read it, as public indexes do."""
        is_page = reply.content_type in {JSON, HTML} and reply.promised is None
        if not is_page or len(reply.body) < 2000 or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return reply
        headers = {**reply.headers, "Content-Encoding": "gzip"}
        return replace(reply, body=gzip.compress(reply.body, 1, mtime=0), headers=headers)

    def _send_for_ever(self, path: str, trickle: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        self.close_connection = True
        index, piece = self.server.index, b" " * (1 if trickle else 65536)
        with suppress(OSError):
            while any(isinstance(fault, Endless) for fault in index._faults_at(path)):
                self.wfile.write(piece)
                self.wfile.flush()
                threading.Event().wait(trickle)


def _wants_json(request: Request, faults: list[Fault]) -> bool:
    if any(isinstance(fault, HtmlOnly) for fault in faults):
        return False
    return JSON in request.headers.get("accept", "")


def _affects(entry: Mapping[str, object], version: str) -> bool:
    affected = entry.get("versions")
    return not isinstance(affected, (list, tuple)) or version in affected


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
