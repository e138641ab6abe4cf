"""Indexes and folders of archives on disk: `file:` addresses and paths (`--find-links`).

A folder lists archives directly or is a simple API whose projects are folders. Reads files, no network.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from venvls.index import html_page
from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.index.page import File, MalformedAnswerError, Page
from venvls.model.facts import Reason
from venvls.model.names import ProjectName

_WHEEL_LIMIT = 256 << 20


def is_local(place: str) -> bool:
    """Tell whether a place is on this machine: a path or a `file:` address."""
    return "://" not in place or place.lower().startswith("file:")


def path_of(place: str) -> Path:
    """Return the path that a local place names."""
    if not place.lower().startswith("file:"):
        return Path(unquote(place) if "%" in place and not Path(place).exists() else place)
    return Path(url2pathname(urlsplit(place).path))


def read_folder(place: str) -> Page:
    """List a folder of archives, or read a page of links; raises `IndexFailureError`."""
    path = path_of(place)
    try:
        if path.is_file():
            return html_page.read_page(path.read_bytes(), path.as_uri())
        return Page("", "", tuple(_files(path)))
    except MalformedAnswerError as error:
        raise IndexFailureError(Reason.NONSENSE, f"`{path}`: {error}") from error
    except OSError as error:
        raise IndexFailureError(Reason.NO_INDEX, f"`{path}` cannot be read: {error.strerror}") from error


def read_project(place: str, name: ProjectName) -> Page | None:
    """Read a project of a simple API on disk, or `None` when it lists no such project."""
    folder = path_of(place)
    if not folder.is_dir():
        raise IndexFailureError(Reason.NO_INDEX, f"`{folder}` is not a folder")
    project = folder / name
    index = project / "index.html"
    if index.is_file():
        return read_folder(str(index))
    return read_folder(str(project)) if project.is_dir() else None


def read_part(address: str, wanted: str) -> Answer:
    """Answer a request for a part of a file as a server would; raises `IndexFailureError`."""
    path = path_of(address)
    try:
        size = path.stat().st_size
        if size > _WHEEL_LIMIT:
            raise IndexFailureError(Reason.TOO_LARGE, f"`{path}` is too large")
        content = path.read_bytes()
    except FileNotFoundError:
        return Answer(404, b"", {}, address)
    except OSError as error:
        raise IndexFailureError(Reason.FAILED, f"`{path}` cannot be read: {error.strerror}") from error
    return Answer(200, content, {"range": wanted}, address)


def _files(folder: Path) -> Iterator[File]:
    for path in sorted(folder.iterdir()):
        if path.suffix in {".whl", ".gz", ".zip", ".bz2", ".xz", ".tgz"}:
            yield File(filename=path.name, url=path.resolve().as_uri(), size=path.stat().st_size)
