"""What a session remembers between changes.

Everything analysis may see is in the snapshot; the rest is bookkeeping of the reducer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from venvls.analysis.answer import Missing
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import Uri

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Failed:
    """What the indexes of one configuration still owe an answer about; `probe` is tried for all."""

    needs: frozenset[Missing]
    probe: Missing
    attempts: int


@dataclass(frozen=True, slots=True)
class State:
    """`asked` are the facts under way or known, `generations` count each scope's announcements.

    `failed` are facts that could not be asked, by index configuration, with the number of attempts
    that failed in a row.
    """

    snapshot: Snapshot = field(default_factory=Snapshot)
    asked: frozenset[Missing] = frozenset()
    failed: Mapping[str, Failed] = field(default_factory=lambda: MappingProxyType({}))
    generations: Mapping[Uri, int] = field(default_factory=lambda: MappingProxyType({}))
    offered: frozenset[Uri] = frozenset()

    def with_snapshot(self, **parts: object) -> "State":
        """Return the state with parts of its snapshot replaced and the revision raised."""
        revision = self.snapshot.revision + 1
        return replace(self, snapshot=replace(self.snapshot, revision=revision, **parts))  # type: ignore[arg-type]

    def with_document(self, document: Document) -> "State":
        """Return the state with one document put in or replaced."""
        return self.with_snapshot(documents=put(self.snapshot.documents, document.uri, document))


def put(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    """Return a copy of `mapping` in which `key` has `value`."""
    return MappingProxyType({**mapping, key: value})


def without(mapping: Mapping[K, V], key: K) -> Mapping[K, V]:
    """Return a copy of `mapping` that lacks `key`."""
    return MappingProxyType({name: value for name, value in mapping.items() if name != key})
