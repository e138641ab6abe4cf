"""`unknown-group`: a group is named that the document does not define.

By `include-group` (PEP 735), or where uv's or Hatch's table lists groups.
"""

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
from venvls.syntax.project_table import Named, project_tables

_OFFERED = 3


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every name of a group that is not there."""
    groups = groups_of(manifest)
    yield from ((one.block, _remark(one.include.group)) for one in unknown_groups(groups))
    known = {*(group.normal for group in groups.named), *_legacy(manifest)}
    for index, table in project_tables(manifest):
        yield from ((index, _remark(used)) for used in table.used_groups if used.normal not in known)


def fixes(place: Place) -> Iterator[Action]:
    """Offer the groups that were probably meant."""
    if place.document.manifest is None:
        return
    known = [group.written for group in groups_of(place.document.manifest).named]
    for meant in get_close_matches(place.subject["group"], known, n=_OFFERED):
        yield from rewritten(place, f"Change to `{meant}`", place.diagnostic.finding.span, meant)


def _legacy(manifest: Manifest) -> Iterator[str]:
    """Yield the group that uv's `dev-dependencies` are, however many they are."""
    if any("dev-dependencies" in block.text for block in manifest.blocks):
        yield "dev"


def _remark(named: Named) -> Remark:
    message = f"no dependency group is named `{named.written}`"
    return Remark(named.span, message, MappingProxyType({"group": named.normal}))


RULE = ManifestRule("unknown-group", Severity.ERROR, check, fixes)
