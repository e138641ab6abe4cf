"""`unknown-group`: `include-group` names a group that the document does not define (PEP 735)."""

from collections.abc import Iterator
from difflib import get_close_matches
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import rewritten
from venvls.analysis.rules.rule import ManifestRule, Place, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.syntax.project_table import ProjectTable, project_table

_OFFERED = 3


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every include of a group that is not there."""
    table = _table(manifest)
    known = {group.normal for group in table.groups} if table else set()
    for include in table.includes if table else ():
        if include.group.normal not in known:
            message = f"no dependency group is named `{include.group.written}`"
            subject = MappingProxyType({"group": include.group.normal})
            yield 0, Remark(include.group.span, message, subject)


def fixes(place: Place) -> Iterator[Action]:
    """Offer the groups that were probably meant."""
    table = _table(place.document.manifest)
    if table is None:
        return
    known = [group.written for group in table.groups]
    for meant in get_close_matches(place.subject["group"], known, n=_OFFERED):
        yield from rewritten(place, f"Change to `{meant}`", place.diagnostic.finding.span, meant)


def _table(manifest: Manifest | None) -> ProjectTable | None:
    if manifest is None or manifest.kind is not ManifestKind.PYPROJECT:
        return None
    return project_table(manifest.blocks[0].text)


RULE = ManifestRule("unknown-group", Severity.ERROR, check, fixes)
