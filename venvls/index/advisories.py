"""Advisories in the two forms they come in: an index's JSON answer, and OSV's (osv.dev, "Query").

Only advisories about the asked project are taken, and only what is said as versions. Does no I/O.
"""

import msgspec

from venvls.index.page import UNREADABLE, MalformedAnswerError
from venvls.model.names import ProjectName, project_name
from venvls.model.release import is_version, parsed_version
from venvls.model.vulnerability import Vulnerability

_LONGEST = 300


class _Listed(msgspec.Struct):
    id: str
    aliases: list[str] = []
    summary: str | None = None
    details: str | None = None
    fixed_in: list[str] = []
    link: str | None = None
    withdrawn: str | None = None


class _Release(msgspec.Struct):
    vulnerabilities: list[_Listed]


class _Event(msgspec.Struct):
    fixed: str | None = None


class _Range(msgspec.Struct):
    type: str = ""
    events: list[_Event] = []


class _Subject(msgspec.Struct):
    name: str = ""
    ecosystem: str = ""


class _Affected(msgspec.Struct):
    package: _Subject = msgspec.field(default_factory=_Subject)
    ranges: list[_Range] = []


class _Osv(msgspec.Struct):
    id: str
    aliases: list[str] = []
    summary: str | None = None
    details: str | None = None
    affected: list[_Affected] = []
    withdrawn: str | None = None


class _OsvAnswer(msgspec.Struct):
    vulns: list[_Osv] | msgspec.UnsetType = msgspec.UNSET
    next_page_token: str = ""


_RELEASES = msgspec.json.Decoder(_Release)
_OBJECTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_OSV = msgspec.json.Decoder(_OsvAnswer)


def read_release(body: bytes) -> tuple[Vulnerability, ...]:
    """Read the `vulnerabilities` of an index's answer about one release; raises `MalformedAnswerError`."""
    try:
        listed = _RELEASES.decode(body).vulnerabilities
    except UNREADABLE as error:
        raise MalformedAnswerError(f"the answer lists no vulnerabilities: {error}") from error
    return tuple(
        Vulnerability(
            identifier=entry.id,
            aliases=tuple(entry.aliases),
            summary=_line(entry.summary or entry.details),
            fixed_in=_ordered(entry.fixed_in),
            link=entry.link or "",
        )
        for entry in listed
        if not entry.withdrawn
    )


def osv_query(name: ProjectName, version: str, page: str) -> bytes:
    """Return the question to a service that speaks OSV's protocol."""
    query: dict[str, object] = {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
    return msgspec.json.encode(query | ({"page_token": page} if page else {}))


def read_osv(body: bytes, name: ProjectName) -> tuple[tuple[Vulnerability, ...], str]:
    """Read an answer and the token of the next page, if any; raises `MalformedAnswerError`."""
    try:
        answer = _OSV.decode(body)
    except UNREADABLE as error:
        raise MalformedAnswerError(f"the answer is not OSV's: {error}") from error
    if answer.vulns is msgspec.UNSET:
        return _nothing(body, answer.next_page_token)
    found = tuple(_from_osv(entry, name) for entry in answer.vulns if not entry.withdrawn)
    return found, answer.next_page_token


def _nothing(body: bytes, page: str) -> tuple[tuple[Vulnerability, ...], str]:
    """Read an answer that lists none: what is clean is an empty object, and anything else says something."""
    if _OBJECTS.decode(body).keys() - {"next_page_token"}:
        raise MalformedAnswerError("the answer is not OSV's: it lists no vulnerabilities")
    return (), page


def _from_osv(entry: _Osv, name: ProjectName) -> Vulnerability:
    fixes = [
        event.fixed
        for affected in entry.affected
        if affected.package.ecosystem == "PyPI" and project_name(affected.package.name) == name
        for versions in affected.ranges
        if versions.type == "ECOSYSTEM"
        for event in versions.events
        if event.fixed
    ]
    summary = _line(entry.summary or entry.details)
    return Vulnerability(entry.id, tuple(entry.aliases), summary, _ordered(fixes))


def _ordered(versions: list[str]) -> tuple[str, ...]:
    return tuple(sorted({version for version in versions if is_version(version)}, key=parsed_version))


def _line(text: str | None) -> str:
    first = next((line.strip() for line in (text or "").splitlines() if line.strip()), "")
    return first[:_LONGEST]
