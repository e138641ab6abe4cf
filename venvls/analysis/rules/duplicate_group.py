"""`duplicate-group`: two dependency groups or extras have one name once normalised (PEP 735, PEP 685)."""

from collections.abc import Iterator

from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.settings import Severity
from venvls.syntax.groups import repeated_extras, repeated_groups
from venvls.syntax.manifest import Manifest


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every name that another group or extra has already."""
    for what, found in (("a dependency group", repeated_groups), ("an extra", repeated_extras)):
        for block, named, first in found(manifest):
            message = f"there is {what} of this name already: `{first.written}`"
            yield block, Remark(named.span, message)


RULE = ManifestRule("duplicate-group", Severity.ERROR, check)
