"""Versions of a project: newest first, what an installer would not take last and marked.

Knows the other comparisons of the same requirement: a version they exclude is not proposed, unless
nothing else is left.
"""

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from venvls.analysis.completion.cursor import AtVersion
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.analysis.site import Site
from venvls.model.release import Project, Release

_MOST = 200


def complete(question: Question, cursor: AtVersion, site: Site) -> CompletionList:
    """Return the versions the index lists, else the installed one."""
    project = site.project
    releases = _compatible(question, cursor, project) if project else ()
    items = [
        _item(question, site, release, newest=rank == 0)
        for rank, release in enumerate(_ranked(site, releases))
    ]
    installed = site.installed()
    if not items and installed is not None:
        items = [CompletionItem(installed.version, installed.version, CompletionKind.VERSION, "installed")]
    cut = len(items) > _MOST
    if cut:
        typed = question.typed(cursor.span)
        items = [item for item in items if item.label.startswith(typed)]
    return proposals(question, cursor.span, tuple(items[:_MOST]), incomplete=cut)


def _compatible(question: Question, cursor: AtVersion, project: Project) -> tuple[Release, ...]:
    text = question.block.text
    others = [
        part.span.of(text)
        for index, part in enumerate(cursor.declaration.specifiers)
        if index != cursor.part and part.version.of(text)
    ]
    try:
        limits = SpecifierSet(",".join(others))
    except InvalidSpecifier:
        return project.releases
    fitting = limits.filter(project.releases, prereleases=True, key=lambda release: release.parsed)
    return tuple(fitting) or project.releases


def _ranked(site: Site, releases: tuple[Release, ...]) -> list[Release]:
    # Sorting is stable, so each kind stays newest first.
    return sorted(
        releases,
        key=lambda one: (one.yanked is not None, not _supported(site, one), _is_unasked(site, one)),
    )


def _item(question: Question, site: Site, release: Release, *, newest: bool) -> CompletionItem:
    return CompletionItem(
        release.version,
        release.version,
        CompletionKind.VERSION,
        ", ".join(_marks(site, release, newest=newest)),
        deprecated=release.yanked is not None,
        data={"uri": question.document.uri, "name": site.name or "", "version": release.version},
    )


def _marks(site: Site, release: Release, *, newest: bool) -> list[str]:
    marks: list[str] = []
    installed = site.installed()
    if release.yanked is not None:
        marks.append(f"yanked: {release.yanked}" if release.yanked else "yanked")
    if not _supported(site, release):
        marks.append(f"needs Python {release.requires_python}")
    if release.is_prerelease:
        marks.append("pre-release")
    if installed is not None and installed.version == release.version:
        marks.append("installed")
    if newest and not marks:
        marks.append("newest")
    return marks


def _supported(site: Site, release: Release) -> bool:
    python = site.view.environment.version
    return python is None or release.supports(python)


def _is_unasked(site: Site, release: Release) -> bool:
    return release.is_prerelease and not site.view.prereleases
