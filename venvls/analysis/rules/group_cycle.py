"""`group-cycle`: a dependency group includes itself, directly or through others (PEP 735)."""

from collections.abc import Iterator

from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.groups import Cycle, cycles, groups_of
from venvls.syntax.manifest import Manifest


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every include that leads back to its own group."""
    for cycle in cycles(groups_of(manifest)):
        message = f"this group includes itself: {_chain(cycle)}"
        yield cycle.inclusion.block, Remark(cycle.inclusion.include.group.span, message)


def _chain(cycle: Cycle) -> str:
    inside, target = f"`{cycle.inclusion.inside}`", f"`{cycle.inclusion.target}`"
    way = [f"`{name}`" for name in cycle.way] or [target, "…", inside]
    return " → ".join((inside, *way))


RULE = ManifestRule("group-cycle", Severity.ERROR, check)
