"""What a manifest is judged by, and whether two looks at it were by the same.

Does not know what was found; `passes` keeps that.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from venvls.analysis.judging import Bench, Circumstances, Judged, judged_block
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.model.names import ProjectName
from venvls.syntax.manifest import Block, Manifest


@dataclass(frozen=True, slots=True)
class Subject:
    """A manifest and all that it is judged by.

    `elsewhere` are projects that no index is asked for, `declared_python` is what the project supports.
    """

    rules: Bench
    snapshot: Snapshot
    scope: Scope | None
    document: Document
    manifest: Manifest
    elsewhere: frozenset[ProjectName] = frozenset()
    declared_python: str = ""

    @property
    def shows_upgrades(self) -> bool:
        """Whether newer releases are to be shown in it."""
        return self.document.uri in self.snapshot.upgrades


def judged_alike(last: Subject, subject: Subject) -> bool:
    """Tell whether blocks and facts alone decide what is new. Whatever else there is, is the very same."""
    return (
        last.scope is subject.scope
        and last.snapshot.settings is subject.snapshot.settings
        and last.manifest.kind is subject.manifest.kind
        and last.shows_upgrades == subject.shows_upgrades
        and last.elsewhere == subject.elsewhere
        and last.declared_python == subject.declared_python
    )


def same_facts(last: Subject, subject: Subject) -> bool:
    """Tell whether no fact of an index has landed between two looks."""
    old, new = last.snapshot, subject.snapshot
    return (
        old.projects is new.projects
        and old.metadata is new.metadata
        and old.vulnerabilities is new.vulnerabilities
        and old.similar is new.similar
    )


def judged_blocks(subject: Subject, blocks: Iterable[Block]) -> list[Judged]:
    """Return what the rules that look at one block alone say about each of these."""
    circumstances = Circumstances(
        subject.snapshot,
        subject.scope,
        subject.manifest.kind,
        subject.shows_upgrades,
        subject.elsewhere,
        subject.declared_python,
    )
    return [judged_block(subject.rules, circumstances, block) for block in blocks]
