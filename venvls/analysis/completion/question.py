"""A question for proposals: where the cursor is and all that may be looked at to answer it."""

from dataclasses import dataclass

from venvls.analysis.facts import Facts
from venvls.analysis.items import CompletionItem, CompletionList
from venvls.analysis.site import View
from venvls.analysis.snapshot import Document, Scope, Snapshot
from venvls.syntax.manifest import Block, Manifest
from venvls.text import Span


@dataclass(frozen=True, slots=True)
class Question:
    """One completion request inside of a manifest; `offset` is into the text of the block."""

    snapshot: Snapshot
    document: Document
    manifest: Manifest
    scope: Scope | None
    view: View
    index: int
    offset: int

    @property
    def block(self) -> Block:
        """The block with the cursor."""
        return self.manifest.blocks[self.index]

    @property
    def facts(self) -> Facts:
        """What is known of the index."""
        return self.view.facts

    def typed(self, span: Span) -> str:
        """Return what stands in a token before the cursor."""
        return self.block.text[span.start : min(self.offset, span.end)]


def proposals(
    question: Question, span: Span, items: tuple[CompletionItem, ...], *, incomplete: bool = False
) -> CompletionList:
    """Return a list that replaces exactly one token."""
    replace = question.manifest.range(question.index, span)
    return CompletionList(replace, span.of(question.block.text), items, incomplete)
