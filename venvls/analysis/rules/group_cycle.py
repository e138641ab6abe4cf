"""`group-cycle`: a dependency group includes itself, directly or through others (PEP 735)."""

from collections.abc import Iterator, Mapping

from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.syntax.project_table import project_table


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every include that leads back to its own group."""
    if manifest.kind is not ManifestKind.PYPROJECT:
        return
    includes = project_table(manifest.blocks[0].text).includes
    edges: dict[str, list[str]] = {}
    for include in includes:
        edges.setdefault(include.inside, []).append(include.group.normal)
    for include in includes:
        way = _way(edges, include.group.normal, include.inside)
        if way:
            chain = " → ".join(f"`{name}`" for name in (include.inside, *way))
            yield 0, Remark(include.group.span, f"this group includes itself: {chain}")


def _way(edges: Mapping[str, list[str]], start: str, goal: str) -> tuple[str, ...]:
    """Return the groups from `start` to `goal`, both included, empty when there is no way."""
    reached: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = [start]
    while waiting:
        group = waiting.pop(0)
        if group == goal:
            return reached[group]
        for following in edges.get(group, ()):
            if following not in reached:
                reached[following] = (*reached[group], following)
                waiting.append(following)
    return ()


RULE = ManifestRule("group-cycle", Severity.ERROR, check)
