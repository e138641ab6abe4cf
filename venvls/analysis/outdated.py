"""Which answers of the index have grown old, and which of them open documents still need.

An old answer is used as it is; whoever reads it may have it asked for again meanwhile. Does not know
who asks, nor when.
"""

from collections.abc import Iterator
from heapq import nsmallest

from venvls.analysis.answer import NeedProject
from venvls.analysis.snapshot import Snapshot
from venvls.analysis.walking import names
from venvls.model.facts import Absent, Fact, Known
from venvls.model.release import Project


def outdated(snapshot: Snapshot, most: int) -> frozenset[NeedProject]:
    """Return the projects of open manifests that are to be asked for again at `snapshot.now`.

    There may be thousands, so at most `most` are named: those that have been old for longest.
    """
    aged = dict(_aged(snapshot))
    return frozenset(nsmallest(most, aged, key=lambda need: (aged[need], need.name)))


def fresh_until(fact: Fact[Project] | None) -> float | None:
    """Return when an answer is to be asked for again, in seconds since the epoch.

    `None` where there is no answer: then something else decides.
    """
    match fact:
        case Known(Project(fresh_until=moment)) | Absent(moment):
            return moment
        case _:
            return None


def _aged(snapshot: Snapshot) -> Iterator[tuple[NeedProject, float]]:
    for uri, root in snapshot.scope_of.items():
        document, scope = snapshot.documents[uri], snapshot.scopes.get(root)
        if document.is_open and document.manifest is not None and scope is not None:
            for name in names(document.manifest):
                moment = fresh_until(snapshot.projects.get((scope.index.key, name)))
                if moment is not None and moment < snapshot.now:
                    yield NeedProject(scope.index.key, name), moment
