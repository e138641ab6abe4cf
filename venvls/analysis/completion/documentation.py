"""The documentation of one proposal, when a client asks for it.

`data` comes back from the client as it was sent: everything in it is checked again.
"""

from collections.abc import Mapping

from venvls.analysis import site as sites
from venvls.analysis.answer import Answer
from venvls.analysis.describing import Subject, described
from venvls.analysis.facts import Facts
from venvls.analysis.snapshot import Snapshot
from venvls.model.facts import Known
from venvls.model.names import Uri, is_project_name, project_name
from venvls.syntax.manifest import ManifestKind


def documentation(snapshot: Snapshot, data: Mapping[str, str]) -> Answer[str]:
    """Return Markdown about a proposed project or version, empty where there is nothing to say."""
    written = data.get("name", "")
    scope = snapshot.scope(Uri(data.get("uri", "")))
    if scope is None or not is_project_name(written):
        return Answer("")
    name = project_name(written)
    facts = Facts(snapshot, scope.index.key)
    listed = facts.project(name)
    releases = listed.value.releases if isinstance(listed, Known) else ()
    asked = next((one for one in releases if one.version == data.get("version")), None)
    installed = scope.environment.distributions.get(name)
    terms = sites.view(ManifestKind.REQUIREMENTS, scope, facts).terms(name)
    return facts.answer(described(facts, Subject(name, written, listed, installed, asked, terms)))
