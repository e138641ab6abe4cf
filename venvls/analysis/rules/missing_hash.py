"""`missing-hash`: pip checks hashes here, and this requirement has none.

One `--hash`, or `--require-hashes`, turns the mode on for everything; then each requirement needs a
hash and an exact version, or pip refuses the whole file (pip, "Secure installs").
"""

from collections.abc import Iterator

from venvls.analysis.rules.rule import ManifestRule, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.requirement import Declaration
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.text import Span


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every requirement that pip would refuse for its hash."""
    reason = _reason(manifest)
    if not reason:
        return
    for index, block in enumerate(manifest.blocks):
        for declaration in block.declarations:
            if not declaration.hashes and (declaration.requirement or declaration.url_span):
                yield index, Remark(_place(declaration), f"{reason}, and this requirement has no `--hash`")
            elif declaration.hashes and not _is_exact(declaration):
                yield index, Remark(_place(declaration), f"{reason}, which needs an exact version: `==`")


def _reason(manifest: Manifest) -> str:
    if manifest.kind is not ManifestKind.REQUIREMENTS:
        return ""
    for block in manifest.blocks:
        if any(option.name == "--require-hashes" for option in block.options):
            return "`--require-hashes` is set"
    if any(one.hashes for block in manifest.blocks for one in block.declarations):
        return "other requirements have hashes"
    return ""


def _place(declaration: Declaration) -> Span:
    return declaration.name_span or declaration.span


def _is_exact(declaration: Declaration) -> bool:
    if declaration.requirement is None or declaration.url_span is not None:
        return True
    pins = [one for one in declaration.specifier if one.operator in {"==", "==="}]
    return len(pins) == 1 and not pins[0].version.endswith(".*")


RULE = ManifestRule("missing-hash", Severity.ERROR, check)
