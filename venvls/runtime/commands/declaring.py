"""Puts a requirement into a manifest, through the editor, so that undo takes it back."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from venvls.model.names import Uri
from venvls.runtime.files import read_text
from venvls.runtime.uris import path_of
from venvls.syntax.insertion import insertion
from venvls.syntax.kinds import kind_of
from venvls.syntax.parsing import parse_manifest
from venvls.text import Text

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine

MANIFESTS = frozenset({"requirements", "constraints", "pyproject", "script"})


async def declare(engine: "Engine", uri: Uri, requirements: tuple[str, ...]) -> str:
    """Add requirements to the manifest at `uri`; returns why it was not done, empty when it was.

    A manifest that does not exist is created empty first and removed again when the editor refuses.
    Of an editor that keeps silent nothing is known: it may have applied the edit or may do so yet.
    """
    path = path_of(uri)
    kind = kind_of(path, "")
    if not path or kind is None or kind.value not in MANIFESTS:
        return f"this is no manifest that requirements can be added to: `{uri}`"
    created = await asyncio.to_thread(_create, path)
    text = engine.text(uri) or await asyncio.to_thread(_read, path)
    if text is None:
        return f"the manifest cannot be read: `{path}`"
    edits = insertion(parse_manifest(kind, text), text, requirements)
    applied = bool(edits) and await engine.client.edit(f"Add {', '.join(requirements)}", {uri: edits})
    if applied:
        return ""
    name = Path(path).name
    if applied is None:
        return f"the editor has not said whether it applied the edit: `{name}`"
    if created:
        await asyncio.to_thread(Path(path).unlink)
    return f"the editor did not apply the edit: `{name}`" if edits else f"nothing can be added to: `{name}`"


def _read(path: str) -> Text | None:
    content = read_text(path)
    return None if content is None else Text.of(content)


def _create(path: str) -> bool:
    try:
        with open(path, "x", encoding="utf-8"):
            return True
    except OSError:
        return False
