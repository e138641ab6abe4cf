"""Index answers in JSON (PEP 691, 700, 714, 740, 792).

A key of a wrong type costs the file that has it, never the page. Does no I/O.
"""

from collections.abc import Iterator, Mapping

import msgspec

from venvls.index.page import UNREADABLE, File, MalformedAnswerError, Page, check_api_version


class _Meta(msgspec.Struct):
    api_version: str = msgspec.field(default="1.0", name="api-version")


class _Status(msgspec.Struct):
    status: str = ""
    reason: str = ""


class _Page(msgspec.Struct):
    files: list[File]
    meta: _Meta = msgspec.field(default_factory=_Meta)
    name: str = ""
    status: _Status = msgspec.field(default_factory=_Status, name="project-status")


class _ListedProject(msgspec.Struct, gc=False):
    name: str


class _Listing(msgspec.Struct):
    projects: list[_ListedProject]
    meta: _Meta = msgspec.field(default_factory=_Meta)


_PAGES = msgspec.json.Decoder(_Page)
_LISTINGS = msgspec.json.Decoder(_Listing)


def read_page(body: bytes, address: str) -> Page:
    """Read a project's page; raises `MalformedAnswerError`."""
    try:
        page = _PAGES.decode(body)
    except msgspec.ValidationError:
        # It need not be valid JSON up to its end either: the decoder stopped at the wrong type.
        return _read_leniently(body, address)
    except UNREADABLE as error:
        raise MalformedAnswerError(f"the answer is not JSON: {error}") from error
    check_api_version(page.meta.api_version)
    return Page(page.name, address, tuple(page.files), page.status.status, page.status.reason)


def read_names(body: bytes) -> list[str]:
    """Read the list of all projects; raises `MalformedAnswerError`."""
    try:
        listing = _LISTINGS.decode(body)
    except UNREADABLE as error:
        raise MalformedAnswerError(f"the answer is not a list of projects: {error}") from error
    check_api_version(listing.meta.api_version)
    return [project.name for project in listing.projects]


def _read_leniently(body: bytes, address: str) -> Page:
    try:
        answer = msgspec.json.decode(body)
    except UNREADABLE as error:
        raise MalformedAnswerError(f"the answer is not JSON: {error}") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("files"), list):
        raise MalformedAnswerError("the answer is JSON, but not a project's page")
    meta = _table(answer, "meta")
    check_api_version(str(meta.get("api-version", "1.0")))
    status = _table(answer, "project-status")
    name = answer.get("name")
    return Page(
        name if isinstance(name, str) else "",
        address,
        tuple(_readable(answer["files"])),
        str(status.get("status", "")),
        str(status.get("reason", "")),
    )


def _readable(entries: list[object]) -> Iterator[File]:
    for entry in entries:
        try:
            yield msgspec.convert(entry, File)
        except msgspec.ValidationError:
            continue


def _table(answer: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = answer.get(key)
    return value if isinstance(value, dict) else {}
