"""A requirement at a place in a manifest.

Spans are offsets into the text of the *block* that holds the declaration (`syntax.manifest`), so
that an edit elsewhere in the document moves nothing. A half-typed requirement is a declaration
too: `requirement` is then `None`, and the spans say how far it got.
"""

from dataclasses import dataclass
from enum import StrEnum

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from venvls.model.names import ExtraName, ProjectName
from venvls.text import Span


class Section(StrEnum):
    """Which part of a project needs it, and with that whether its absence is worth a word."""

    MAIN = "main"
    EXTRA = "extra"
    GROUP = "group"
    BUILD = "build"
    CONSTRAINT = "constraint"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class SpecifierPart:
    """One comparison: `>=2` with the spans of its operator and version (which may be empty)."""

    span: Span
    operator: Span
    version: Span


@dataclass(frozen=True, slots=True)
class ExtraPart:
    """One name between the brackets."""

    name: ExtraName
    span: Span


@dataclass(frozen=True, slots=True)
class Declaration:
    """A requirement with the place of each of its parts.

    `span` covers the requirement from its name to its marker, without options, comments and white
    space around. `name` is `None` for a bare URL or path. `group` is the extra or group for
    sections that have one. `editable` and `hashes` are what a requirements file adds.

    `extras_span` covers the brackets, `specifiers_span` the first to the last comparison without
    parentheses, `marker_span` what follows the semicolon (empty right after a semicolon that nothing
    follows). `location` is the URL or path as the tool reads it, at `url_span`. `marker` is `None`
    where there is none or none readable.
    """

    span: Span
    section: Section = Section.MAIN
    group: str = ""
    requirement: Requirement | None = None
    name: ProjectName | None = None
    name_span: Span | None = None
    extras: tuple[ExtraPart, ...] = ()
    extras_span: Span | None = None
    specifiers: tuple[SpecifierPart, ...] = ()
    specifiers_span: Span | None = None
    url_span: Span | None = None
    marker_span: Span | None = None
    editable: bool = False
    hashes: tuple[str, ...] = ()
    location: str = ""
    marker: Marker | None = None

    @property
    def specifier(self) -> SpecifierSet:
        """The versions it allows; all of them when it says nothing readable."""
        return self.requirement.specifier if self.requirement else SpecifierSet()

    @property
    def is_unsatisfiable(self) -> bool:
        """Whether no version at all is allowed, whatever an index lists."""
        specifier = self.specifier
        # `packaging` keeps what it works out, a dozen objects a set. A single comparison always leaves some
        # version, but for one below the first.
        if len(specifier) < 2 and "<" not in {each.operator for each in specifier}:
            return False
        return specifier.is_unsatisfiable()
