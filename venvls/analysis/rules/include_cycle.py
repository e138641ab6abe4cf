"""`include-cycle`: a file includes itself by `-r` or `-c`, directly or through others. pip refuses it."""

from collections.abc import Iterator

from venvls.analysis.includes import includes, way
from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest


def check(snapshot: Snapshot, document: Document, _manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every include that leads back to its own file."""
    for include in includes(snapshot, document):
        if include.document is None or include.option.argument_span is None:
            continue
        chain = way(snapshot, include.document, document.uri)
        if chain:
            names = " → ".join(f"`{_name(one)}`" for one in (document, *chain))
            yield include.index, Remark(include.option.argument_span, f"this file includes itself: {names}")


def _name(document: Document) -> str:
    return document.path.replace("\\", "/").rpartition("/")[2]


RULE = ManifestRule("include-cycle", Severity.ERROR, check)
