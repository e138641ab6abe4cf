"""`unknown-group`: `include-group` names a group that the document does not define (PEP 735)."""

from collections.abc import Iterator
from difflib import get_close_matches
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import rewritten
from venvls.analysis.rules.rule import ManifestRule, Place, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.groups import groups_of, unknown_groups
from venvls.syntax.manifest import Manifest

_OFFERED = 3


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every include of a group that is not there."""
    for inclusion in unknown_groups(groups_of(manifest)):
        named = inclusion.include.group
        message = f"no dependency group is named `{named.written}`"
        yield inclusion.block, Remark(named.span, message, MappingProxyType({"group": named.normal}))


def fixes(place: Place) -> Iterator[Action]:
    """Offer the groups that were probably meant."""
    if place.document.manifest is None:
        return
    known = [group.written for group in groups_of(place.document.manifest).named]
    for meant in get_close_matches(place.subject["group"], known, n=_OFFERED):
        yield from rewritten(place, f"Change to `{meant}`", place.diagnostic.finding.span, meant)


RULE = ManifestRule("unknown-group", Severity.ERROR, check, fixes)
