"""Index answers in HTML (PEP 503, 592, 629, 658, 714, 792), and pages of links (`--find-links`).

A page that shows no sign of being an index (no repository version, no link to a distribution) is
malformed and not an empty project: sign-in pages of networks answer 200 to everything. Does no I/O.
"""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from venvls.index.page import File, Hashes, MalformedAnswerError, Page, check_api_version

_LINK_TEXT = re.compile(r"<a\s[^>]*>([^<]+)</a\s*>", re.IGNORECASE)
_DISTRIBUTION = re.compile(r"\.(?:whl|tar\.gz|zip|tar\.bz2|tar\.xz|tgz)\Z")


def read_page(body: bytes, address: str, charset: str = "utf-8") -> Page:
    """Read a project's page; raises `MalformedAnswerError`."""
    reader = _read(body, charset)
    files = tuple(file for link in reader.links if (file := _file(link)) is not None)
    if not files and reader.version is None:
        raise MalformedAnswerError("the answer is a web page without links to distributions")
    return Page(
        "",
        _based(address, reader.base),
        files,
        reader.metas.get("pypi:project-status", ""),
        reader.metas.get("pypi:project-status-reason", ""),
    )


def read_names(body: bytes, charset: str = "utf-8") -> list[str]:
    """Read the list of all projects; raises `MalformedAnswerError`."""
    # A list can have a million links: a parser would take half a minute.
    names = [unescape(name).strip() for name in _LINK_TEXT.findall(_text(body, charset))]
    if not names:
        raise MalformedAnswerError("the answer is a web page without links to projects")
    return names


class _Reader(HTMLParser):
    """Collects links, `<base>` and `<meta>`; all else on the page means nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[dict[str, str]] = []
        self.metas: dict[str, str] = {}
        self.base = ""
        self._open = False

    @property
    def version(self) -> str | None:
        return self.metas.get("pypi:repository-version")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        match tag:
            case "a":
                self.links.append({**values, "text": ""})
                self._open = True
            case "base" if not self.base:
                self.base = values.get("href", "")
            case "meta" if "name" in values:
                self.metas[values["name"].lower()] = values.get("content", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.links[-1]["text"] += data.strip()


def _read(body: bytes, charset: str) -> _Reader:
    reader = _Reader()
    reader.feed(_text(body, charset))
    reader.close()
    if reader.version is not None:
        check_api_version(reader.version)
    return reader


def _based(address: str, base: str) -> str:
    try:
        return urljoin(address, base)
    except ValueError:
        return address


def _text(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    # There are encodings that are not for text, and some that replace nothing.
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def _file(link: dict[str, str]) -> File | None:
    href = link.get("href", "").strip()
    if not href:
        return None
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    filename = unquote(parts.path.rpartition("/")[2])
    if not _DISTRIBUTION.search(filename):
        return None
    return File(
        filename=filename,
        url=href.partition("#")[0],
        requires_python=link.get("data-requires-python") or None,
        yanked=link.get("data-yanked"),
        core_metadata=_announced(link),
        hashes=Hashes(sha256=_digest(parts.fragment)),
        provenance=link.get("data-provenance") or None,
    )


def _announced(link: dict[str, str]) -> bool | Hashes | None:
    # PEP 714: the newer attribute counts, and the older is read where it is missing.
    said = link.get("data-core-metadata", link.get("data-dist-info-metadata"))
    if said is None:
        return None
    digest = _digest(said)
    return Hashes(sha256=digest) if digest else said != "false"


def _digest(fragment: str) -> str:
    algorithm, _, digest = fragment.partition("=")
    return digest if algorithm == "sha256" else ""
