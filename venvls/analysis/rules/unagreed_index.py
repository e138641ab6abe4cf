"""`unagreed-index`: only files of this folder name an index, so it is not asked before a person agrees.

Whoever hands a folder on could otherwise learn what is installed and hand out what they like.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.addresses import name_of_place
from venvls.analysis.items import Action, Invocation
from venvls.analysis.rules.rule import ManifestRule, Place, Remark
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.model.index_configuration import Setting
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.text import Span

_WITH_INDEXES = frozenset(
    {ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS, ManifestKind.PYPROJECT, ManifestKind.SCRIPT}
)


def check(snapshot: Snapshot, document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark where a place is named; those of other files at the first requirement."""
    scope = snapshot.scope(document.uri)
    if scope is None or manifest.kind not in _WITH_INDEXES:
        return
    for place in scope.index.unagreed:
        if (found := _named(manifest, place.value)) is not None:
            yield found[0], Remark(found[1], _message(place))
    elsewhere = [
        place for place in scope.index.unagreed if not _is_named_in_a_manifest(snapshot, scope, place)
    ]
    first = _first_name(manifest) if elsewhere else None
    if first is not None:
        where = ", ".join(dict.fromkeys(place.origin for place in elsewhere))
        yield first[0], Remark(first[1], f"{_message(elsewhere[0])}; it stands in {where}")


def fixes(place: Place) -> Iterator[Action]:
    """Offer to agree, which holds for exactly the places that are named now."""
    count = len(place.scope.index.unagreed) if place.scope else 0
    title = "Ask this index from now on" if count == 1 else f"Ask these {count} places from now on"
    invocation = Invocation("venvls.trust", MappingProxyType({"uri": place.document.uri}))
    yield Action(title, invocation=invocation, fixes=(place.diagnostic,), preferred=True)


def _message(place: Setting) -> str:
    return f"`{name_of_place(place.value)}` is named only by this folder and is not asked before you agree"


def _is_named_in_a_manifest(snapshot: Snapshot, scope: Scope, place: Setting) -> bool:
    return any(
        _named(document.manifest, place.value) is not None
        for uri, document in snapshot.documents.items()
        if document.manifest is not None
        and document.manifest.kind in _WITH_INDEXES
        and snapshot.scope_of.get(uri) == scope.root
    )


def _named(manifest: Manifest, address: str) -> tuple[int, Span] | None:
    """Return the block and the extent of an address: an option's argument, or a string of TOML."""
    for index, block in enumerate(manifest.blocks):
        for option in block.options:
            if option.argument_span is not None and address in option.argument.split():
                return index, option.span
        for quoted in (f'"{address}"', f"'{address}'") if not block.options else ():
            if (at := block.text.find(quoted)) >= 0:
                return index, Span(at + 1, at + 1 + len(address))
    return None


def _first_name(manifest: Manifest) -> tuple[int, Span] | None:
    return next(
        (
            (index, one.name_span)
            for index, block in enumerate(manifest.blocks)
            for one in block.declarations
            if one.name_span is not None
        ),
        None,
    )


RULE = ManifestRule("unagreed-index", Severity.INFORMATION, check, fixes)
