"""Versions of a project: newest first, what an installer would not take last and marked.

Knows the other comparisons of the same requirement: a version they exclude is not proposed, unless
nothing else is left.
"""

from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from venvls.analysis.completion.cursor import AtVersion
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.analysis.markdown import cut
from venvls.analysis.releases import Obstacle, Terms, is_installable, is_young, obstacle
from venvls.analysis.site import Site
from venvls.model.release import Project, Release

_MOST = 200
_LONGEST_REASON = 80


def complete(question: Question, cursor: AtVersion, site: Site) -> CompletionList:
    """Return the versions the index lists, else the installed one."""
    project = site.project
    releases = _compatible(question, cursor, project) if project else ()
    ranked = _ranked(site, releases)
    items = [_item(question, site, release, newest=rank == 0) for rank, release in enumerate(ranked)]
    installed = site.installed()
    if not items and installed is not None:
        items = [CompletionItem(installed.version, installed.version, CompletionKind.VERSION, "installed")]
    too_many = len(items) > _MOST
    if too_many:
        typed = question.typed(cursor.span)
        items = [item for item in items if item.label.startswith(typed)]
    return proposals(question, cursor.span, tuple(items[:_MOST]), incomplete=too_many)


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
    terms = site.terms
    # Sorting is stable, so each kind stays newest first.
    return sorted(
        releases,
        key=lambda one: (
            one.yanked is not None,
            not is_installable(one, terms),
            _is_young(site, one, terms),
            one.is_prerelease and not site.view.prereleases,
        ),
    )


def _item(question: Question, site: Site, release: Release, *, newest: bool) -> CompletionItem:
    marks = list(_marks(site, release))
    return CompletionItem(
        release.version,
        release.version,
        CompletionKind.VERSION,
        ", ".join(marks) or ("newest" if newest else ""),
        deprecated=release.yanked is not None,
        data={"uri": question.document.uri, "name": site.name or "", "version": release.version},
    )


def _marks(site: Site, release: Release) -> Iterator[str]:
    installed = site.installed()
    if release.yanked is not None:
        yield f"yanked: {cut(release.yanked, _LONGEST_REASON)}" if release.yanked else "yanked"
    match obstacle(release, site.terms):
        case Obstacle.PYTHON:
            yield f"needs Python {release.requires_python}"
        case Obstacle.FILES:
            yield "no wheel that fits"
        case _:
            pass
    if _is_young(site, release, site.terms):
        yield "released only recently"
    if release.is_prerelease:
        yield "pre-release"
    if installed is not None and installed.version == release.version:
        yield "installed"


def _is_young(site: Site, release: Release, terms: Terms) -> bool:
    return site.project is not None and is_young(site.project, release, terms)
