"""The `-- index --` section of a fixture: what an index says of projects, releases and vulnerabilities.

    requests 2.32.3 yanked="a reason" requires-python=>=3.8 summary="..." licence=MIT extras=socks
    numpy 2.0 wheels=cp312-cp312-linux_x86_64 no-source uploaded=999000
    unavailable torch reason=offline
    quarantined evil reason="..."                   likewise `archived` and `deprecated`
    vulnerable urllib3 1.26.0 id=GHSA-1 aliases=CVE-1 summary="..." fixed-in=1.26.18,2.0.6
    unscanned flask
    published flask 3.0 from=GitHub by=pallets/flask
    source flask https://index.example/simple       where the answer came from
    listing acme https://index.example/ private own=2   one of several indexes that list it

Everything else is `Absent`. With a `vulnerable` line all other releases are scanned and clean; without
one nobody scans.
"""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tests.support.fixture import Section
from venvls.analysis.answer import NeedPublishers, NeedVulnerabilities
from venvls.model.facts import Fact, Known, Reason, Unavailable
from venvls.model.names import ProjectName, project_name
from venvls.model.release import Listing, Project, ProjectStatus, Publisher, Release, ReleaseMetadata
from venvls.model.vulnerability import Vulnerability

ASKED = 1_000_000.0
"""When the index was asked, in seconds since the epoch; `uploaded=` is counted likewise."""

_STATUSES = frozenset(ProjectStatus) - {ProjectStatus.ACTIVE}


class IndexSection:
    """What the section says."""

    def __init__(self, section: Section) -> None:
        self.projects: dict[ProjectName, Fact[Project]] = {}
        self.metadata: dict[tuple[ProjectName, str], Fact[ReleaseMetadata]] = {}
        self._vulnerabilities: dict[tuple[ProjectName, str], tuple[Vulnerability, ...]] = {}
        self._publishers: dict[tuple[ProjectName, str], tuple[Publisher, ...]] = {}
        self._unscanned: set[ProjectName] = set()
        for first, rest, values in map(words, section.lines):
            self._take(first, rest, values)

    def vulnerabilities(self, need: NeedVulnerabilities) -> Fact[tuple[Vulnerability, ...]]:
        """Return what is known of a release."""
        if not self._vulnerabilities or need.name in self._unscanned:
            return Unavailable(Reason.NO_INDEX, "the configured index reports no vulnerabilities")
        return Known(self._vulnerabilities.get((need.name, need.version), ()))

    def publishers(self, need: NeedPublishers) -> Fact[tuple[Publisher, ...]]:
        """Return who published a release."""
        return Known(self._publishers.get((need.name, need.version), ()))

    def _take(self, first: str, rest: str, values: Mapping[str, str]) -> None:
        name = project_name(rest)
        if first == "unavailable":
            self.projects[name] = Unavailable(Reason(values.get("reason", "offline")))
        elif first == "vulnerable":
            version = next(iter(values))
            before = self._vulnerabilities.get((name, version), ())
            self._vulnerabilities[name, version] = (*before, _vulnerability(values))
        elif first == "published":
            version = next(iter(values))
            self._publishers[name, version] = (Publisher(values["from"], values["by"]),)
        elif first == "unscanned":
            self._unscanned.add(name)
        elif first == "source":
            self.projects[name] = Known(replace(self._project(rest), source=next(iter(values))))
        elif first == "listing":
            listing = Listing(next(iter(values)), "private" in values, int(values.get("own", 0)))
            before = self._project(rest)
            self.projects[name] = Known(replace(before, listings=(*before.listings, listing)))
        elif first in _STATUSES:
            marked = replace(self._project(rest), status=ProjectStatus(first))
            self.projects[name] = Known(replace(marked, status_reason=values.get("reason", "")))
        else:
            self._publish(first, rest, values)

    def _publish(self, written: str, version: str, values: Mapping[str, str]) -> None:
        known = self._project(written)
        releases = _sorted((*known.releases, _release(version, values)))
        self.projects[known.name] = Known(replace(known, releases=releases))
        self.metadata[known.name, version] = Known(_metadata(known.name, written, version, values))

    def _project(self, written: str) -> Project:
        name = project_name(written)
        known = self.projects.get(name)
        if isinstance(known, Known):
            return known.value
        return Project(name, written, (), fetched=ASKED)


def words(line: str) -> tuple[str, str, Mapping[str, str]]:
    """Return the first two words of a line and the `key=value` words after them."""
    first, *others = shlex.split(line)
    values = dict(word.split("=", 1) if "=" in word else (word, "") for word in others[1:])
    return first, others[0] if others else "", values


def split(value: str) -> list[str]:
    """Return the parts between commas."""
    return [part for part in value.split(",") if part]


def _vulnerability(values: Mapping[str, str]) -> Vulnerability:
    return Vulnerability(
        values["id"],
        tuple(split(values.get("aliases", ""))),
        values.get("summary", ""),
        tuple(split(values.get("fixed-in", ""))),
    )


def _release(version: str, values: Mapping[str, str]) -> Release:
    return Release(
        version,
        values.get("yanked"),
        values.get("requires-python"),
        uploaded=float(values["uploaded"]) if "uploaded" in values else None,
        wheels=tuple(split(values.get("wheels", ""))),
        has_source="no-source" not in values,
    )


def _metadata(name: ProjectName, shown: str, version: str, values: Mapping[str, str]) -> ReleaseMetadata:
    return ReleaseMetadata(
        name,
        version,
        shown,
        values.get("summary", ""),
        values.get("licence", ""),
        values.get("requires-python"),
        extras=tuple(split(values.get("extras", ""))),
        urls=(("Homepage", values["homepage"]),) if "homepage" in values else (),
    )


def _sorted(releases: Iterable[Release]) -> tuple[Release, ...]:
    return tuple(sorted(releases, key=lambda release: release.parsed, reverse=True))
