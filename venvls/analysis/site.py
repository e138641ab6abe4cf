"""A declaration at its place, with what is known about the scope it belongs to.

This is what rules, completion and hover look at. Does not know how any of it is said.
"""

from dataclasses import dataclass
from functools import cached_property

from venvls.analysis import markers, releases
from venvls.analysis.facts import Facts
from venvls.analysis.releases import Terms
from venvls.analysis.snapshot import Scope
from venvls.model.environment import MISSING, Distribution, Environment
from venvls.model.facts import Fact, Known
from venvls.model.formats import ANY_FORMAT, Formats
from venvls.model.names import ProjectName
from venvls.model.release import Project, Release
from venvls.model.requirement import Declaration, Section
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.text import Position

# Build requirements live in an environment of their own, and overrides change what others require.
_INSTALLED_SECTIONS = frozenset({Section.MAIN, Section.EXTRA, Section.GROUP, Section.CONSTRAINT})
# Locks are written by tools: what they list was on the index when they were written.
_WRITTEN_BY_PEOPLE = frozenset(
    {ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS, ManifestKind.PYPROJECT, ManifestKind.SCRIPT}
)
# A script with metadata (PEP 723) runs in an environment of its own.
_OF_THE_PROJECT = _WRITTEN_BY_PEOPLE - {ManifestKind.SCRIPT}


@dataclass(frozen=True, slots=True)
class View:
    """What holds for every declaration of a manifest.

    `tags` are those of the wheels its environment takes, none when not known, `formats` what may be
    used at all. `shows_upgrades` says that a person asked for newer releases here. `elsewhere` are projects
    that no index is asked for, `declared_python` is the `requires-python` of the project's own table.
    """

    kind: ManifestKind
    environment: Environment
    prereleases: bool
    facts: Facts
    tags: frozenset[str] = frozenset()
    shows_upgrades: bool = False
    formats: Formats = ANY_FORMAT
    elsewhere: frozenset[ProjectName] = frozenset()
    declared_python: str = ""

    def terms(self, name: ProjectName | None) -> Terms:
        """Return what an installer goes by for a project."""
        formats = self.formats
        return Terms(
            self.environment.version,
            self.tags,
            name is None or formats.takes_wheels(name),
            name is None or formats.takes_source(name),
            self.prereleases,
            self.facts.settings.minimum_release_age,
            self.facts.now,
        )

    @property
    def environment_name(self) -> str:
        """What a person calls the environment: the name of its folder."""
        return environment_name(self.environment)


@dataclass(frozen=True)
class Site:
    """One declaration; `applies` is whether its marker holds, `None` when that is not known.

    It has no slots, so that what several rules want to know is found out once.
    """

    view: View
    block: Block
    declaration: Declaration
    applies: bool | None

    @property
    def name(self) -> ProjectName | None:
        """The project it names."""
        return self.declaration.name

    @property
    def written_name(self) -> str:
        """The project as it is spelled here."""
        span = self.declaration.name_span
        return span.of(self.block.text) if span else ""

    @property
    def is_direct(self) -> bool:
        """Whether it names a place instead of versions: the index has no say in it."""
        declaration = self.declaration
        return declaration.url_span is not None or declaration.editable or self.name in self.view.elsewhere

    @property
    def concerns_environment(self) -> bool:
        """Whether the state of the environment may be compared with it."""
        return (
            self.applies is True
            and self.view.environment.is_ready
            and self.view.kind in _OF_THE_PROJECT
            and self.declaration.section in _INSTALLED_SECTIONS
        )

    def installed(self) -> Distribution | None:
        """Return what is installed of its project."""
        return self.view.environment.distributions.get(self.name) if self.name else None

    @cached_property
    def listed(self) -> Fact[Project] | None:
        """What the index says about its project; it is asked only where it has a say."""
        if self.name is None or self.is_direct or self.view.kind not in _WRITTEN_BY_PEOPLE:
            return None
        return self.view.facts.project(self.name)

    @property
    def project(self) -> Project | None:
        """Its project where the index knows it."""
        fact = self.listed
        return fact.value if isinstance(fact, Known) else None

    @cached_property
    def terms(self) -> Terms:
        """What an installer goes by here, apart from the specifier."""
        return self.view.terms(self.name)

    @cached_property
    def chosen(self) -> Release | None:
        """The release an installer would take, where the index knows the project."""
        project = self.project
        return releases.chosen(project, self.declaration.specifier, self.terms) if project else None


def environment_name(environment: Environment) -> str:
    """Return what a person calls an environment: the name of its folder."""
    return environment.prefix.replace("\\", "/").rstrip("/").rpartition("/")[2] or "the environment"


def extras_of(site: Site) -> tuple[str, ...]:
    """Return the extras of the release an installer would take, else of what is installed, in order."""
    chosen = site.chosen
    if chosen is not None and site.name is not None:
        fact = site.view.facts.metadata(site.name, chosen.version)
        if isinstance(fact, Known):
            return tuple(sorted(fact.value.extras))
    installed = site.installed()
    return tuple(sorted(installed.extras)) if installed else ()


def view(
    kind: ManifestKind,
    scope: Scope | None,
    facts: Facts,
    *,
    shows_upgrades: bool = False,
    elsewhere: frozenset[ProjectName] = frozenset(),
    declared_python: str = "",
) -> View:
    """Return what holds for a manifest of a scope; without a scope nothing is known."""
    if scope is None:
        return View(kind, MISSING, prereleases=False, facts=facts, elsewhere=elsewhere)
    return View(
        kind,
        scope.environment,
        scope.index.allow_prereleases,
        facts,
        scope.tags,
        shows_upgrades,
        scope.index.formats,
        elsewhere,
        declared_python,
    )


def site(view: View, block: Block, declaration: Declaration) -> Site:
    """Return a declaration of a block with its surroundings."""
    return Site(view, block, declaration, markers.holds(declaration, view.environment))


def site_at(manifest: Manifest, view: View, position: Position) -> Site | None:
    """Return the declaration at a position of the document."""
    index = manifest.block_at(position.line)
    if index >= len(manifest.blocks):
        return None
    block, offset = manifest.blocks[index], manifest.offset(index, position)
    return next((site(view, block, one) for one in block.declarations if one.span.touches(offset)), None)
