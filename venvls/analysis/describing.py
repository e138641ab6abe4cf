"""What is known about a project, as Markdown: for hovers and for the documentation of a proposal.

Says nothing that nobody answered: every line stands for a fact that is there.
"""

from collections.abc import Iterator

from venvls.analysis import releases
from venvls.analysis.facts import Facts
from venvls.analysis.markdown import code, link, plain
from venvls.model.environment import Distribution
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.model.names import ProjectName
from venvls.model.release import Project, ProjectStatus, Release, ReleaseMetadata

_LINKS = 4


def described(
    facts: Facts,
    name: ProjectName,
    written: str,
    listed: Fact[Project] | None,
    installed: Distribution | None,
    release: Release | None = None,
) -> str:
    """Return Markdown about a project. `release` is the one spoken of, else it is the latest."""
    project = listed.value if isinstance(listed, Known) else None
    spoken_of = release or (releases.latest(project) if project else None)
    known = facts.metadata(name, spoken_of.version) if spoken_of else None
    metadata = known.value if isinstance(known, Known) else None
    title = _title(project, metadata, installed, written)
    paragraphs = [
        title,
        plain(metadata.summary) if metadata else "",
        "\n".join(f"- {line}" for line in _lines(listed, spoken_of, release, metadata, installed)),
        _links(metadata),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _title(
    project: Project | None, metadata: ReleaseMetadata | None, installed: Distribution | None, written: str
) -> str:
    names = (
        metadata.display_name if metadata else "",
        project.display_name if project else "",
        installed.display_name if installed else "",
        written,
    )
    return f"**{plain(next(name for name in names if name))}**"


def _lines(
    listed: Fact[Project] | None,
    spoken_of: Release | None,
    asked: Release | None,
    metadata: ReleaseMetadata | None,
    installed: Distribution | None,
) -> Iterator[str]:
    if spoken_of is not None:
        yield f"{'Release' if asked else 'Latest release'}: {code(spoken_of.version)}{_yanked(spoken_of)}"
    if installed is not None:
        yield f"Installed: {code(installed.version)}{_editable(installed)}"
    if metadata is not None and metadata.licence:
        yield f"Licence: {plain(metadata.licence, 80)}"
    needed = (metadata.requires_python if metadata else None) or (spoken_of and spoken_of.requires_python)
    if needed:
        yield f"Requires Python: {code(needed, 80)}"
    yield from _standing(listed)


def _standing(listed: Fact[Project] | None) -> Iterator[str]:
    match listed:
        case Known(Project(status=status, status_reason=reason)) if status is not ProjectStatus.ACTIVE:
            yield f"Status: {status}" + (f", {plain(reason)}" if reason else "")
        case Absent():
            yield "Not on the index"
        case Unavailable(reason, detail) if reason is not Reason.OFFLINE:
            yield f"The index gave no answer: {plain(detail or reason)}"
        case _:
            return


def _yanked(release: Release) -> str:
    if release.yanked is None:
        return ""
    return f" (yanked: {plain(release.yanked)})" if release.yanked else " (yanked)"


def _editable(installed: Distribution) -> str:
    return f" from {code(installed.editable)}" if installed.editable else ""


def _links(metadata: ReleaseMetadata | None) -> str:
    if metadata is None:
        return ""
    return " · ".join(link(label, address) for label, address in metadata.urls[:_LINKS])
