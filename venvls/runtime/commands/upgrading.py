"""`venvls.checkUpgrades`, `venvls.clearUpgrades`, `venvls.applyUpgrade`: newer releases in one manifest."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from venvls.analysis.newer import newer_releases, upgrade_edit
from venvls.analysis.specifier_edits import How
from venvls.model.names import Uri, project_name
from venvls.runtime.client import Loudness
from venvls.runtime.commands import BadArgumentError, CommandError, arguments
from venvls.runtime.uris import path_of

if TYPE_CHECKING:
    from venvls.runtime.engine import Engine


async def check_upgrades(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Show newer releases in an open manifest; what the index does not say in time comes later."""
    uri = _open_manifest(engine, argument)
    snapshot = await engine.show_upgrades(uri)
    found = tuple(newer_releases(snapshot, snapshot.documents[uri])) if uri in snapshot.documents else ()
    if not found:
        engine.client.show(Loudness.INFO, f"no newer releases are known for `{_name(uri)}`")
    return {
        "newer": [{"line": one.range.start.line, "name": one.name, "version": one.version} for one in found]
    }


async def clear_upgrades(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Show them no longer."""
    engine.hide_upgrades(_open_manifest(engine, argument))
    return {"cleared": True}


async def apply_upgrade(engine: "Engine", argument: Mapping[str, object]) -> object:
    """Change one requirement as a lens offers it, if it still stands there."""
    uri, line = _open_manifest(engine, argument), arguments.number(argument, "line")
    name = project_name(arguments.text(argument, "name"))
    how = arguments.text(argument, "how")
    if how not in tuple(How):
        raise BadArgumentError(f"a requirement can be changed by `raise`, `widen` or `pin`: `{how}`")
    found = upgrade_edit(engine.snapshot, uri, line, name, How(how))
    if found is None:
        raise CommandError(f"there is no such upgrade of `{name}` in line {line + 1} any more")
    way, edit = found
    return {"applied": await engine.client.edit(f"{way.title}: {name}", {uri: (edit,)})}


def _open_manifest(engine: "Engine", argument: Mapping[str, object]) -> Uri:
    uri = Uri(arguments.text(argument, "uri"))
    document = engine.document(uri)
    if document is None or document.manifest is None:
        raise CommandError(f"this is no open manifest: `{uri}`")
    return uri


def _name(uri: Uri) -> str:
    return path_of(uri).replace("\\", "/").rpartition("/")[2] or uri
