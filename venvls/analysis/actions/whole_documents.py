"""Actions on a document as a whole: to look for newer releases, and to stop showing them.

They mend nothing, so clients list them apart from fixes, and only when a person asks for that list.
"""

from types import MappingProxyType

from venvls.analysis.items import Action, Invocation
from venvls.analysis.snapshot import Snapshot
from venvls.model.names import Uri
from venvls.syntax.manifest import ManifestKind

_WITHOUT_UPGRADES = frozenset({ManifestKind.LOCK, ManifestKind.PYLOCK})


def whole_document_actions(snapshot: Snapshot, uri: Uri) -> tuple[Action, ...]:
    """Return what can be done with a manifest that people write."""
    document = snapshot.documents.get(uri)
    if document is None or document.manifest is None or document.manifest.kind in _WITHOUT_UPGRADES:
        return ()
    if uri in snapshot.upgrades:
        return (_action("Clear upgrades", "venvls.clearUpgrades", uri),)
    return (_action("Check for upgrades", "venvls.checkUpgrades", uri),)


def _action(title: str, command: str, uri: Uri) -> Action:
    return Action(title, "source.upgrades", invocation=Invocation(command, MappingProxyType({"uri": uri})))
