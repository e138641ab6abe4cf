"""`missing-include`: at the path that `-r` or `-c` names there is no file that can be read.

Said only for paths that were looked at: a path that was typed a moment ago may well exist.
"""

from collections.abc import Iterator

from venvls.analysis.includes import includes
from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest


def check(snapshot: Snapshot, document: Document, _manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every include of a path that is known to be unreadable."""
    scope = snapshot.scope(document.uri)
    for include in includes(snapshot, document) if scope and scope.unreadable else ():
        if include.document is None and scope and include.path in scope.unreadable:
            span = include.option.argument_span or include.option.span
            yield include.index, Remark(span, f"there is no readable file at `{include.option.argument}`")


RULE = ManifestRule("missing-include", Severity.ERROR, check)
