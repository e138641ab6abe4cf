"""Building blocks of fixes: edits at a place, and commands that change the environment.

Does not know which rule offers them.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis import releases
from venvls.analysis.items import Action, Invocation
from venvls.analysis.releases import Terms
from venvls.analysis.rules.rule import Place
from venvls.analysis.walking import LINE_BY_LINE
from venvls.model.release import Release, is_version, parsed_version
from venvls.model.requirement import Declaration, SpecifierPart
from venvls.syntax.manifest import ManifestKind
from venvls.text import Position, Range, Span, TextEdit

_OFFERED_VERSIONS = 3
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_LINE_END = re.compile(r"\r?\n|\Z")


def rewritten(
    place: Place, title: str, span: Span, text: str, *, preferred: bool = False
) -> Iterator[Action]:
    """Offer to replace a span of the place's block."""
    manifest = place.document.manifest
    if manifest is not None:
        yield edited(place, title, manifest.range(place.block, span), text, preferred=preferred)


def edited(place: Place, title: str, range_: Range, text: str, *, preferred: bool = False) -> Action:
    """Return an action that replaces a range of the place's document."""
    edits = MappingProxyType({place.document.uri: (TextEdit(range_, text),)})
    return Action(title, edits=edits, fixes=(place.diagnostic,), preferred=preferred)


def declaration_removed(place: Place, title: str) -> Iterator[Action]:
    """Offer to delete the place's declaration: its logical line, or its element of a TOML array."""
    manifest = place.document.manifest
    if manifest is None or place.site is None:
        return
    if manifest.kind in LINE_BY_LINE:
        first = manifest.starts[place.block]
        after = first + manifest.blocks[place.block].lines
        lines = Range(Position(first, 0), Position(after, 0))
        yield edited(place, title, lines, "", preferred=True)
    elif (element := _element(place.site.block.text, place.site.declaration.span)) is not None:
        yield from rewritten(place, title, element, "", preferred=True)


def _element(text: str, span: Span) -> Span | None:
    """Return the extent of the string of an array that holds `span`, with the comma that goes with it."""
    start, end = span.start - 1, span.end + 1
    if start < 0 or text[start] not in "\"'" or text[end - 1 : end] != text[start]:
        return None
    if following := _COMMA.match(text, end):
        end = following.end()
        line = text.rfind("\n", 0, start) + 1
        # An element that has its line to itself takes the line with it; in a script that begins with `#`.
        line_end = _LINE_END.match(text, end)
        if not text[line:start].strip("# \t") and line_end:
            return Span(line, line_end.end())
        return Span(start, end)
    before = text[:start].rstrip()
    return Span(len(before) - 1 if before.endswith(",") else start, end)


def installed(place: Place) -> Iterator[Action]:
    """Offer to bring the environment in step with the declaration, or with its whole file."""
    if place.site is None or place.site.declaration.requirement is None:
        return
    if place.site.name in place.site.view.elsewhere:
        # By its name alone it would come from an index, where it may be somebody else's.
        return
    uri = place.document.uri
    requirement = requirement_text(place.site.declaration)
    yield Action(
        f"Install `{place.site.written_name}`",
        invocation=_invocation("venvls.install", uri=uri, requirements=[requirement]),
        fixes=(place.diagnostic,),
        preferred=True,
    )
    if place.site.view.kind is ManifestKind.REQUIREMENTS:
        yield Action(
            "Install all of this file",
            invocation=_invocation("venvls.sync", uri=uri),
            fixes=(place.diagnostic,),
        )


def installation(place: Place, version: str) -> Iterator[Action]:
    """Offer to install one release of the place's project, with the extras that are asked for."""
    if place.site is None or place.site.declaration.requirement is None:
        return
    requirement = place.site.declaration.requirement
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    wanted = [f"{requirement.name}{extras}=={version}"]
    yield Action(
        f"Install `{place.site.written_name}` `{version}`",
        invocation=_invocation("venvls.install", uri=place.document.uri, requirements=wanted),
        fixes=(place.diagnostic,),
    )


def requirement_text(declaration: Declaration) -> str:
    """Return a declaration as an installer takes it, without its marker: that was decided before."""
    requirement = declaration.requirement
    if requirement is None:
        return ""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    if requirement.url:
        return f"{requirement.name}{extras} @ {requirement.url}"
    return f"{requirement.name}{extras}{requirement.specifier}"


def other_versions(place: Place) -> Iterator[Action]:
    """Offer the releases nearest to the one that was asked for, keeping operator and spacing."""
    if place.site is not None:
        yield from versions_by(place, place.site.terms)


def versions_by(place: Place, terms: Terms) -> Iterator[Action]:
    """Offer the nearest releases that can be installed by other terms than those of the environment."""
    if place.site is None:
        return
    part = _version_at_fault(place)
    if part is None:
        return
    wanted = parsed_version(part.version.of(place.site.block.text))
    for release in _replacements(place, str(wanted), terms):
        title = f"Change the version to `{release.version}`"
        yield from rewritten(place, title, part.version, release.version)


def _version_at_fault(place: Place) -> SpecifierPart | None:
    """Return the one comparison a fix may change: the only one, or the only pin."""
    if place.site is None:
        return None
    text = place.site.block.text
    parts = [part for part in place.site.declaration.specifiers if is_version(part.version.of(text))]
    pins = [part for part in parts if part.operator.of(text) in {"==", "~="}]
    for candidates in (parts, pins):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _replacements(place: Place, wanted: str, terms: Terms) -> tuple[Release, ...]:
    if place.site is None or (project := place.site.project) is None:
        return ()
    near = releases.nearest(project, parsed_version(wanted), terms)
    return tuple(one for one in near if one.version != wanted)[:_OFFERED_VERSIONS]


def _invocation(command: str, **argument: object) -> Invocation:
    return Invocation(command, MappingProxyType(argument))
