"""From a page to what we keep of it: the releases, and for each the file that tells most about it.

A summary is a few percent of its page. It is what the cache holds (`packed`), so a warm answer decodes
no page.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import msgspec
from packaging.version import Version

from venvls.index.address import host_of, without_credentials
from venvls.index.filenames import normal, source_version, wheel_parts
from venvls.index.packed import Packed
from venvls.index.page import File, Page
from venvls.index.privacy import listings
from venvls.model.masking import masked
from venvls.model.names import ProjectName
from venvls.model.release import Project, ProjectStatus, Release, is_version, parsed_version

_WEB = ("https://", "http://")
_LARGEST = 1 << 50
_LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """The wheel to learn a release's metadata and modules from.

    `announced` is whether `.metadata` lies beside it, `None` when the index does not say, and
    `metadata_sha256` its digest, where the index gives one. `provenance` is where its attestations are
    (PEP 740), empty where there are none.
    """

    url: str
    announced: bool | None = None
    sha256: str = ""
    provenance: str = ""
    metadata_sha256: str = ""

    @property
    def identity(self) -> str:
        """What names its content: the digest where the index gives one, else the address."""
        return self.sha256 or self.url


@dataclass(frozen=True, slots=True)
class Summary:
    """A project and the sources of its releases, by version."""

    project: Project
    sources: dict[str, Source]


def packed(summary: Summary) -> Packed:
    """Return a summary as it is kept and sent."""
    project = summary.project
    return Packed(_small(project), _small(summary.sources), project.fetched, project.fresh_until)


def unpacked(kept: Packed) -> Summary:
    """Return a summary that can be read; raises `msgspec.DecodeError`."""
    return Summary(
        unpacked_project(kept.project, kept.fetched, kept.fresh_until),
        _SOURCES.decode(zlib.decompress(kept.sources)),
    )


def unpacked_project(kept: bytes, fetched: float, fresh_until: float) -> Project:
    """Return a project alone, as last confirmed; raises `msgspec.DecodeError`."""
    return replace(_PROJECTS.decode(zlib.decompress(kept)), fetched=fetched, fresh_until=fresh_until)


def summarise(page: Page, name: ProjectName, source: str, fetched: float) -> Summary:
    """Sum a page up. Files whose names do not belong to the project are left out, as pip does."""
    groups: dict[Version, list[tuple[File, str | None]]] = {}
    spelling = page.name if normal(page.name) == name else ""
    for file, version, tags in _versioned(page.files, name):
        if is_version(version):
            # `1.0` and `1.0.0` are one release, spelt as its first file has it.
            groups.setdefault(parsed_version(version), []).append((file, tags))
            spelling = spelling or _spelling(file, tags)
    project = Project(
        name=name,
        display_name=spelling or name,
        releases=tuple(_release(str(version), groups[version]) for version in sorted(groups, reverse=True)),
        status=_status(page.status),
        status_reason=_reason(page.status_reason),
        source=source,
        fetched=fetched,
    )
    return Summary(project, dict(_sources(groups, page.address)))


def merged(summaries: Iterable[Summary]) -> Summary:
    """Join what several places offer of one project; of a release in many, what the first says counts."""
    first, *others = summaries
    releases = {release.version: release for release in first.project.releases}
    sources = dict(first.sources)
    for other in others:
        for release in other.project.releases:
            known = releases.get(release.version)
            releases[release.version] = _joined(known, release) if known else release
        sources = other.sources | sources
    newest_first = sorted(releases.values(), key=_order, reverse=True)
    places = dict.fromkeys(summary.project.source for summary in (first, *others))
    project = first.project
    return Summary(
        Project(
            name=project.name,
            display_name=project.display_name,
            releases=tuple(newest_first),
            status=project.status,
            status_reason=project.status_reason,
            source=", ".join(places),
            fetched=min(summary.project.fetched for summary in (first, *others)),
            fresh_until=min(summary.project.fresh_until for summary in (first, *others)),
            listings=listings([summary.project for summary in (first, *others)]),
        ),
        sources,
    )


def _joined(first: Release, second: Release) -> Release:
    """Return a release with the files of both places: installers look at all of them."""
    if (first.yanked is None) != (second.yanked is None):
        return first if first.yanked is None else second
    wheels = tuple(dict.fromkeys((*first.wheels, *second.wheels)))
    return msgspec.structs.replace(first, wheels=wheels, has_source=first.has_source or second.has_source)


def _versioned(files: Iterable[File], name: ProjectName) -> Iterator[tuple[File, str, str | None]]:
    for file in files:
        if parts := wheel_parts(file.filename):
            if normal(parts[0]) == name:
                yield file, parts[1], parts[2]
        elif version := source_version(file.filename, name):
            yield file, version, None


def _release(version: str, files: list[tuple[File, str | None]]) -> Release:
    reasons = [file.yanked_because for file, _ in files]
    # Installers pass over the files that are yanked, as long as there are others (PEP 592).
    offered = [tags for file, tags in files if file.yanked_because is None] or [tags for _, tags in files]
    uploads = [moment for file, _ in files if (moment := _moment(file.upload_time)) is not None]
    sizes = [(size, tags) for file, tags in files if (size := _size(file)) is not None]
    stated = [file.requires_python for file, _ in files if file.requires_python]
    return Release(
        version=version,
        yanked=None if None in reasons else _reason(next(filter(None, reasons), "")),
        requires_python=stated[-1] if stated else None,
        uploaded=min(uploads, default=None),
        wheels=tuple(dict.fromkeys(tags for tags in offered if tags is not None)),
        has_source=None in offered,
        size=min(
            (size for size, tags in sizes if tags is not None),
            default=next((size for size, _ in sizes), None),
        ),
        yanked_files=tuple(
            (file.filename, _reason(reason))
            for (file, _), reason in zip(files, reasons, strict=True)
            if reason is not None
        ),
    )


def _sources(
    groups: dict[Version, list[tuple[File, str | None]]], address: str
) -> Iterator[tuple[str, Source]]:
    for version, files in groups.items():
        wheels = [(file, tags) for file, tags in files if tags is not None]
        if wheels:
            file, _ = min(wheels, key=lambda wheel: _reluctance(*wheel))
            provenance = _located(address, file.provenance) if file.provenance else ""
            if url := _located(address, file.url):
                yield (
                    str(version),
                    Source(
                        url, file.announces_metadata, file.hashes.sha256, provenance, file.metadata_sha256
                    ),
                )


def _located(page: str, address: str) -> str:
    """Return where a file is, nothing if that is no address, or one on this machine though the page is not.

    The credentials of its index are found again, and not kept with it.
    """
    try:
        absolute = urljoin(page, address)
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    if page.startswith(_WEB) and (not absolute.startswith(_WEB) or not parts.hostname):
        return ""
    return (
        without_credentials(absolute) if "@" in absolute and host_of(absolute) == host_of(page) else absolute
    )


def _reluctance(file: File, tags: str) -> tuple[bool, bool, bool, int]:
    """Order wheels by how well they stand for their release: not yanked, pure, announced, small."""
    return (
        file.yanked_because is not None,
        not tags.endswith("-none-any"),
        not file.announces_metadata,
        file.size or 0,
    )


def _spelling(file: File, tags: str | None) -> str:
    if tags is not None:
        return ""  # Wheels spell dashes as underscores, so they do not tell how the authors do.
    return file.filename.rpartition("-")[0]


def _status(said: str) -> ProjectStatus:
    try:
        return ProjectStatus(said)
    except ValueError:
        return ProjectStatus.ACTIVE


def _size(file: File) -> int | None:
    return file.size if file.size is not None and 0 <= file.size < _LARGEST else None


def _reason(written: str) -> str:
    return masked(written[:_LONGEST_REASON])


def _moment(written: str | None) -> float | None:
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).timestamp()
    except ValueError:
        return None


def _order(release: Release) -> Version:
    return release.parsed


def _small(value: object) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(value), 1)


_PROJECTS = msgspec.msgpack.Decoder(Project)
_SOURCES = msgspec.msgpack.Decoder(dict[str, Source])
