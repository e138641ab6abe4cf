"""Code actions at a place: the fixes of every diagnostic that touches it.

The diagnostics are found again from the range. What a client sends back as its diagnostics may be
old, cut down or only what its cursor is on, so it is never looked at.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from venvls.analysis import site as sites
from venvls.analysis.answer import Answer
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.elsewhere import from_elsewhere
from venvls.analysis.facts import Facts
from venvls.analysis.items import Action, Diagnostic
from venvls.analysis.rules import BY_CODE
from venvls.analysis.rules.rule import Place
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import Uri
from venvls.text import Range

# A selection may hold a whole file; nobody reads a menu of hundreds.
_MOST_FINDINGS = 25


def actions(snapshot: Snapshot, uri: Uri, range_: Range) -> Answer[tuple[Action, ...]]:
    """Return what can be done about a range of a document, the best first."""
    document, scope = snapshot.documents.get(uri), snapshot.scope(uri)
    if document is None:
        return Answer(())
    facts = Facts(snapshot, scope.index.key if scope else "")
    found = diagnose(snapshot, uri)
    touched = (one for one in found.value if one.range.touches(range_))
    offered = [
        action
        for diagnostic in islice(touched, _MOST_FINDINGS)
        for action in _fixes(snapshot, document, facts, diagnostic)
    ]
    return Answer(_merged(offered), found.missing | facts.missing)


def _fixes(snapshot: Snapshot, document: Document, facts: Facts, diagnostic: Diagnostic) -> Iterator[Action]:
    scope = snapshot.scope(document.uri)
    manifest, start = document.manifest, diagnostic.range.start
    rule = BY_CODE[diagnostic.finding.code]
    if manifest is None:
        return rule.fixes(Place(snapshot, document, scope, facts, diagnostic))
    elsewhere = from_elsewhere(snapshot, document.uri, manifest)
    site = sites.site_at(manifest, sites.view(manifest.kind, scope, facts, elsewhere=elsewhere), start)
    return rule.fixes(
        Place(snapshot, document, scope, facts, diagnostic, manifest.block_at(start.line), site)
    )


def _merged(offered: Iterable[Action]) -> tuple[Action, ...]:
    """Return what does the same only once, the preferred first: two findings may have one fix."""
    kept: list[Action] = []
    for action in offered:
        if not any(_do_the_same(action, other) for other in kept):
            kept.append(action)
    return tuple(sorted(kept, key=lambda action: not action.preferred))


def _do_the_same(one: Action, other: Action) -> bool:
    return (one.title, one.edits, one.invocation) == (other.title, other.edits, other.invocation)
