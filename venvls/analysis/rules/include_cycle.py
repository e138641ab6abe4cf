"""`include-cycle`: a file includes itself by `-r` or `-c`, directly or through others. pip refuses it."""

from collections.abc import Iterator

from venvls.analysis.includes import includes, way
from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import Uri
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest


def check(snapshot: Snapshot, document: Document, _manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every include that leads back to its own file."""
    ways: dict[Uri, tuple[Document, ...]] = {}
    for include in includes(snapshot, document):
        if include.document is None or include.option.argument_span is None:
            continue
        target = include.document.uri
        if target not in ways:
            ways[target] = way(snapshot, include.document, document.uri)
        if ways[target]:
            names = " → ".join(f"`{_name(one)}`" for one in (document, *ways[target]))
            yield include.index, Remark(include.option.argument_span, f"this file includes itself: {names}")


def _name(document: Document) -> str:
    return document.path.replace("\\", "/").rpartition("/")[2]


RULE = ManifestRule("include-cycle", Severity.ERROR, check)
