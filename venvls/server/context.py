"""What a feature has at hand: the engine, the client, and how to count columns for it."""

from dataclasses import dataclass

from venvls.model.names import Uri
from venvls.runtime.engine import Engine
from venvls.server.capabilities import ClientCapabilities
from venvls.server.client import EditorClient
from venvls.server.coordinates import View
from venvls.server.opening import Opening
from venvls.server.spelling import Spelling
from venvls.text import PositionEncoding


@dataclass(frozen=True, slots=True)
class Context:
    """One session, as features see it."""

    engine: Engine
    client: EditorClient
    capabilities: ClientCapabilities
    encoding: PositionEncoding
    opening: Opening
    spelling: Spelling

    def view(self, uri: Uri) -> View | None:
        """Return the text of an open document as it is now."""
        text = self.engine.text(uri)
        return View(text, self.encoding) if text is not None else None
