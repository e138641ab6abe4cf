"""What is known about a project, as Markdown: for hovers and for the documentation of a proposal.

Says nothing that nobody answered: every line stands for a fact that is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from venvls.analysis import ages, releases
from venvls.analysis.facts import Facts
from venvls.analysis.markdown import code, link, plain
from venvls.analysis.releases import ANY, Obstacle, Terms, obstacle
from venvls.model.environment import Distribution
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.model.index_configuration import Setting
from venvls.model.masking import masked
from venvls.model.names import ProjectName
from venvls.model.release import Project, ProjectStatus, Release, ReleaseMetadata
from venvls.model.vulnerability import Vulnerability

_LINKS = 4
_RELEASES = 5
_ADVISORIES = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """What is described. `written` is the name as it stands there.

    `release` is the one spoken of, else it is the latest. `taken` is what a requirement would get, and
    `in_use` what it has or would get: that one is looked up among the advisories. `terms` are those of
    the installer here. `locked` are versions with the lock that holds each. `places` are the indexes
    that may have answered, with what names each of them.
    """

    name: ProjectName
    written: str
    listed: Fact[Project] | None
    installed: Distribution | None = None
    release: Release | None = None
    terms: Terms = ANY
    taken: Release | None = None
    in_use: Release | None = None
    locked: tuple[tuple[str, str], ...] = ()
    places: tuple[Setting, ...] = ()


def described(facts: Facts, subject: Subject) -> str:
    """Return Markdown about a project."""
    project = subject.listed.value if isinstance(subject.listed, Known) else None
    spoken_of = subject.release or (releases.latest(project) if project else None)
    known = facts.metadata(subject.name, spoken_of.version) if spoken_of else None
    metadata = known.value if isinstance(known, Known) else None
    lines = [
        *_releases(subject, spoken_of, project),
        *_terms(spoken_of, metadata),
        *_publishers(facts, subject, spoken_of),
        *_advisories(facts, subject, spoken_of),
        *_standing(subject.listed),
        *_origin(project, subject.places, facts.now),
    ]
    paragraphs = [
        _title(subject, project, metadata),
        plain(metadata.summary) if metadata else "",
        "\n".join(f"- {line}" for line in lines),
        _links(metadata),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _title(subject: Subject, project: Project | None, metadata: ReleaseMetadata | None) -> str:
    names = (
        metadata.display_name if metadata else "",
        project.display_name if project else "",
        subject.installed.display_name if subject.installed else "",
        subject.written,
    )
    return f"**{plain(next(name for name in names if name))}**"


def _releases(subject: Subject, spoken_of: Release | None, project: Project | None) -> Iterator[str]:
    if spoken_of is not None:
        role = "Release" if subject.release else "Latest release"
        marks = _passed_over(spoken_of, subject.terms) + _young(spoken_of, subject)
        yield f"{role}: {_release(spoken_of)}{marks}"
    if subject.taken is not None and subject.taken != spoken_of:
        yield f"This requirement takes: {_release(subject.taken)}{_young(subject.taken, subject)}"
    if subject.installed is not None:
        yield f"Installed: {code(subject.installed.version)}{_editable(subject.installed)}"
    for version, lock in subject.locked:
        yield f"Locked: {code(version)} in {code(lock)}"
    if subject.release is None and project is not None:
        yield from _history(project, spoken_of)


def _history(project: Project, spoken_of: Release | None) -> Iterator[str]:
    """Yield the releases before the latest, where the index says when they came."""
    dated = [one for one in project.releases if one.uploaded is not None and one != spoken_of]
    if dated:
        shown = ", ".join(map(_release, dated[:_RELEASES]))
        more = len(project.releases) - len(dated[:_RELEASES]) - (spoken_of is not None)
        yield f"Other releases: {shown}" + (f" and {more} more" if more > 0 else "")


def _release(release: Release) -> str:
    return f"{code(release.version)}{_date(release)}{_yanked(release)}"


def _passed_over(release: Release, terms: Terms) -> str:
    match obstacle(release, terms):
        case Obstacle.PYTHON:
            return f" (not for Python {terms.python})"
        case Obstacle.FILES:
            return " (no file that can be installed here)"
        case _:
            return ""


def _young(release: Release, subject: Subject) -> str:
    project = subject.listed.value if isinstance(subject.listed, Known) else None
    is_young = project is not None and releases.is_young(project, release, subject.terms)
    return " (younger than `index.minimumReleaseAge`)" if is_young else ""


def _date(release: Release) -> str:
    return "" if release.uploaded is None else f" ({ages.date(release.uploaded)})"


def _yanked(release: Release) -> str:
    if release.yanked is None:
        # Installers pass over the files that are yanked, and take the others (PEP 592).
        return f" ({len(release.yanked_files)} of its files yanked)" if release.yanked_files else ""
    return f" (yanked: {plain(release.yanked)})" if release.yanked else " (yanked)"


def _editable(installed: Distribution) -> str:
    return f" from {code(installed.editable)}" if installed.editable else ""


def _terms(spoken_of: Release | None, metadata: ReleaseMetadata | None) -> Iterator[str]:
    if metadata is not None and metadata.licence:
        yield f"Licence: {plain(metadata.licence, 80)}"
    needed = (metadata.requires_python if metadata else None) or (spoken_of and spoken_of.requires_python)
    if needed:
        yield f"Requires Python: {code(needed, 80)}"


def _publishers(facts: Facts, subject: Subject, spoken_of: Release | None) -> Iterator[str]:
    known = facts.publishers(subject.name, spoken_of.version) if spoken_of else None
    if spoken_of is not None and isinstance(known, Known) and known.value:
        names = ", ".join(f"{plain(one.kind, 40)} {code(one.identity, 120)}" for one in known.value)
        yield f"{code(spoken_of.version)} was published from {names}, says the index"


def _advisories(facts: Facts, subject: Subject, spoken_of: Release | None) -> Iterator[str]:
    """Yield which of the three it is: affected, clean, or not scanned."""
    release = subject.in_use or spoken_of
    if release is None:
        return
    match facts.vulnerabilities(subject.name, release.version):
        case Known(()):
            yield f"No known vulnerabilities in {code(release.version)}"
        case Known(found):
            yield f"Known vulnerabilities in {code(release.version)}: {_named(found)}"
        case Unavailable():
            yield f"Not scanned for vulnerabilities: {code(release.version)}"
        case _:
            return


def _named(found: tuple[Vulnerability, ...]) -> str:
    shown = ", ".join(map(_advisory, found[:_ADVISORIES]))
    more = len(found) - _ADVISORIES
    return shown + (f" and {more} more" if more > 0 else "")


def _advisory(one: Vulnerability) -> str:
    name = link(one.identifier, one.link) if one.link else code(one.identifier, 80)
    fixes = f" (fixed in {', '.join(code(fix, 40) for fix in one.fixed_in[:3])})" if one.fixed_in else ""
    return f"{name}{fixes}"


def _standing(listed: Fact[Project] | None) -> Iterator[str]:
    match listed:
        case Known(Project(status=status, status_reason=reason)) if status is not ProjectStatus.ACTIVE:
            yield f"Status: {status}" + (f", {plain(reason)}" if reason else "")
        case Known(Project(releases=())):
            yield "The index lists it, but no release of it"
        case Absent():
            yield "Not on the index"
        case Unavailable(Reason.OFFLINE):
            yield "No index was asked: venvls is set to work offline"
        case Unavailable(reason, detail):
            yield f"The index gave no answer: {plain(detail or reason)}"
        case _:
            return


def _origin(project: Project | None, places: tuple[Setting, ...], now: float) -> Iterator[str]:
    if project is not None and project.source:
        age = f", asked {ages.ago(now - project.fetched)}" if now and project.fetched else ""
        named_by = {masked(place.value): f" ({plain(place.origin)})" for place in places if place.origin}
        sources = (f"{code(one)}{named_by.get(one, '')}" for one in project.source.split(", "))
        yield f"According to {', '.join(sources)}{age}"


def _links(metadata: ReleaseMetadata | None) -> str:
    if metadata is None:
        return ""
    return " · ".join(link(label, address) for label, address in metadata.urls[:_LINKS])
