"""What can be folded away: runs of comments, continued lines, tables, long arrays, a script's metadata.

Code is not folded here: that is the language's affair.
"""

from collections.abc import Iterator

from venvls.analysis.items import Fold, FoldKind
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import LINE_BY_LINE, TOML
from venvls.model.names import Uri
from venvls.syntax.manifest import Manifest
from venvls.syntax.toml import scan_toml
from venvls.text import Text


def folds(snapshot: Snapshot, uri: Uri) -> tuple[Fold, ...]:
    """Return the folds of a manifest in the order of their first lines."""
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None:
        return ()
    kind = document.manifest.kind
    found = [*_comments(document.text)] if kind in LINE_BY_LINE or kind in TOML else []
    if kind in TOML:
        found += _tables(document.text)
    else:
        found += _continued(document.manifest)
    return tuple(sorted(found, key=lambda fold: (fold.first, -fold.last)))


def _comments(text: Text) -> Iterator[Fold]:
    first: int | None = None
    for number, line in enumerate((*text.lines, "")):
        if line.lstrip().startswith("#"):
            first = number if first is None else first
            continue
        if first is not None and number - first > 1:
            yield Fold(first, number - 1, FoldKind.COMMENT)
        first = None


def _continued(manifest: Manifest) -> Iterator[Fold]:
    for block, start in zip(manifest.blocks, manifest.starts, strict=True):
        if block.lines > 1 and block.declarations:
            yield Fold(start, start + block.lines - 1, FoldKind.REGION)


def _tables(text: Text) -> Iterator[Fold]:
    document = scan_toml(str(text))
    for table in document.tables:
        yield from _region(text, table.start, table.end) if table.header else ()
    for leaf in document.leaves():
        span = leaf.place(leaf.value.span)
        yield from _region(text, span.start, span.end)


def _region(text: Text, start: int, end: int) -> Iterator[Fold]:
    first, last = text.position(start), text.position(end)
    # An extent that ends at the beginning of a line does not hold that line.
    last_line = last.line - (last.column == 0)
    if last_line > first.line:
        yield Fold(first.line, last_line, FoldKind.REGION)
