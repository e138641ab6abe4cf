"""What the loopback index answers, byte by byte: pages in JSON and HTML, parts of files."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType

from tests.support.generated_distributions import GeneratedFile

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is sent; `promised` is a length that is not the body's."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    promised: int | None = None


def file_entry(file: GeneratedFile, *, announced: bool, attested: bool = False) -> dict[str, object]:
    """Return what a JSON page says about a file (PEP 691, 700, 714, 740)."""
    entry: dict[str, object] = {
        "filename": file.filename,
        "url": f"/files/{file.filename}",
        "hashes": {"sha256": file.sha256},
        "size": len(file.content),
        "upload-time": file.release.uploaded,
        "yanked": False if file.release.yanked is None else file.release.yanked or True,
        "core-metadata": _metadata_digest(file) if announced else False,
    }
    if file.release.requires_python:
        entry["requires-python"] = file.release.requires_python
    if attested:
        entry["provenance"] = f"/integrity/{file.filename}/provenance"
    return entry


def _metadata_digest(file: GeneratedFile) -> dict[str, str] | bool:
    if file.metadata is None:
        return False
    return {"sha256": hashlib.sha256(file.metadata).hexdigest()}


def link(file: GeneratedFile, *, announced: bool) -> str:
    """Return what an HTML page says about a file (PEP 503, 592, 714)."""
    attributes = ""
    if file.release.requires_python:
        attributes += f' data-requires-python="{escape(file.release.requires_python)}"'
    if file.release.yanked is not None:
        attributes += f' data-yanked="{escape(file.release.yanked)}"'
    if announced and file.metadata is not None:
        attributes += ' data-core-metadata="true"'
    return f'<a href="../../files/{file.filename}#sha256={file.sha256}"{attributes}>{file.filename}</a><br>\n'


def html(links: str) -> bytes:
    """Return a whole HTML page around links."""
    head = '<meta name="pypi:repository-version" content="1.1"><title>Links</title>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>\n{links}</body></html>".encode()


def ranged(content: bytes, wanted: str, headers: Mapping[str, str]) -> Reply:
    """Return the part of a file that a `Range` header asks for (RFC 9110)."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted)
    if match is None or not (match[1] or match[2]):
        return Reply(200, content, "binary/octet-stream", headers)
    size = len(content)
    first = int(match[1]) if match[1] else max(0, size - int(match[2]))
    last = min(size - 1, int(match[2])) if match[1] and match[2] else size - 1
    if first >= size or first > last:
        return Reply(416, headers={"Content-Range": f"bytes */{size}"})
    place = {"Content-Range": f"bytes {first}-{last}/{size}"}
    return Reply(206, content[first : last + 1], "binary/octet-stream", {**headers, **place})
