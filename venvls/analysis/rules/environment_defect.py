"""`environment-defect`: the environment of the project is broken or not quite whole.

Said once a project, on the first line of its main manifest: there is no better place for it in a text.
What is looked for, and how, is not known here.
"""

from collections.abc import Iterator

from venvls.analysis.items import Action, Invocation
from venvls.analysis.rules.rule import ManifestRule, Place, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.analysis.targets import declaration_targets
from venvls.model.settings import Severity
from venvls.syntax.manifest import Manifest
from venvls.text import Span

_HARMLESS = frozenset({"missing-pip"})
"""Nothing that stops working: a hint, where others are warnings."""

_REPAIRS = {
    "broken-environment": "Recreate the environment with what is installed in it",
    "relocated-environment": "Recreate the environment with what is installed in it",
    "incompatible-distribution": "Recreate the environment with what is installed in it",
    "interrupted-install": "Recreate the environment with what is installed in it",
    "duplicate-distribution": "Recreate the environment with what is installed in it",
    "interrupted-uninstall": "Remove what the interrupted uninstallation left",
    "unsatisfied-dependency": "Install the missing dependencies",
    "missing-pip": "Install pip into the environment",
    "interrupted-recreation": "Put the environment back that was set aside",
    "world-writable": "Let nobody else write into the environment",
}


def check(snapshot: Snapshot, document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark for each defect of the scope's environment."""
    scope = snapshot.scope(document.uri)
    if scope is None or not scope.defects or not manifest.blocks:
        return
    mains = declaration_targets(snapshot, document.uri)
    if not mains or mains[0].uri != document.uri:
        return
    span = Span(0, len(manifest.blocks[0].text.splitlines()[0]) if manifest.blocks[0].text else 0)
    for defect in scope.defects:
        at_most = Severity.HINT if defect.code in _HARMLESS else None
        yield 0, Remark(span, defect.message, {"defect": defect.code}, at_most=at_most)


def fixes(place: Place) -> Iterator[Action]:
    """Offer the repair of this defect."""
    code = place.subject["defect"]
    if title := _REPAIRS.get(code):
        invocation = Invocation("venvls.repairEnvironment", {"uri": place.document.uri, "code": code})
        yield Action(title, invocation=invocation, fixes=(place.diagnostic,))


RULE = ManifestRule("environment-defect", Severity.WARNING, check, fixes)
