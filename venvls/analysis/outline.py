"""The outline of a manifest: what it declares, by section and group.

Lines of a requirements file belong to no group, so there the outline is flat.
"""

from collections.abc import Iterator
from itertools import chain

from venvls.analysis.includes import INCLUDES
from venvls.analysis.items import Symbol, SymbolKind
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import LINE_BY_LINE, Declared, Opted, declared, is_named_in_address, opted
from venvls.model.names import Uri
from venvls.model.requirement import Section
from venvls.syntax.manifest import Manifest
from venvls.text import Range

_TITLES = {
    Section.MAIN: "dependencies",
    Section.EXTRA: "extra",
    Section.GROUP: "group",
    Section.BUILD: "build requirements",
    Section.CONSTRAINT: "constraints",
    Section.OVERRIDE: "overrides",
}


def symbols(snapshot: Snapshot, uri: Uri) -> tuple[Symbol, ...]:
    """Return the outline of a document, empty for what is no manifest."""
    document = snapshot.documents.get(uri)
    manifest = document.manifest if document else None
    if manifest is None:
        return ()
    options = (_option(manifest, one) for one in opted(manifest) if one.option.name != "--hash")
    if manifest.kind in LINE_BY_LINE:
        entries = chain((_requirement(manifest, one) for one in declared(manifest)), options)
    else:
        entries = chain(_groups(manifest), options)
    return tuple(sorted(entries, key=lambda symbol: symbol.range))


def _groups(manifest: Manifest) -> Iterator[Symbol]:
    grouped: dict[tuple[Section, str], list[Symbol]] = {}
    for one in declared(manifest):
        key = (one.declaration.section, one.declaration.group)
        grouped.setdefault(key, []).append(_requirement(manifest, one))
    for (section, group), members in grouped.items():
        extent = Range(members[0].range.start, max(member.range.end for member in members))
        title = f"{_TITLES[section]} {group}".rstrip()
        yield Symbol(title, SymbolKind.GROUP, extent, members[0].range, children=tuple(members))


def _requirement(manifest: Manifest, one: Declared) -> Symbol:
    declaration = one.declaration
    extent = manifest.range(one.index, declaration.span)
    name = None if is_named_in_address(declaration) else declaration.name_span
    return Symbol(
        one.text(name) or one.text(declaration.span) or "requirement",
        SymbolKind.REQUIREMENT,
        extent,
        manifest.range(one.index, name) if name else extent,
        one.text(declaration.specifiers_span),
    )


def _option(manifest: Manifest, one: Opted) -> Symbol:
    option = one.option
    extent = manifest.range(one.index, option.span)
    kind = SymbolKind.INCLUDE if option.name in INCLUDES else SymbolKind.OPTION
    return Symbol(option.name, kind, extent, extent, option.argument)
