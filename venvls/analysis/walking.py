"""The declarations and options of a manifest in order, each with its place in the document."""

from collections.abc import Iterator
from dataclasses import dataclass

from venvls.model.names import ProjectName
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Block, Manifest, ManifestKind, Option
from venvls.text import Range, Span

LINE_BY_LINE = frozenset({ManifestKind.REQUIREMENTS, ManifestKind.CONSTRAINTS})
"""Kinds of manifests in which a block is one logical line."""

TOML = frozenset({ManifestKind.PYPROJECT, ManifestKind.PYLOCK, ManifestKind.LOCK})
"""Kinds of manifests that are TOML documents; a block is a table, or all of a lock."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration with its block, and the index of that block."""

    index: int
    block: Block
    declaration: Declaration

    def text(self, span: Span | None) -> str:
        """Return what a span of the block says."""
        return span.of(self.block.text) if span else ""


@dataclass(frozen=True, slots=True)
class Opted:
    """An option with its block, and the index of that block."""

    index: int
    block: Block
    option: Option


def declared(manifest: Manifest) -> Iterator[Declared]:
    """Yield every declaration."""
    for index, block in enumerate(manifest.blocks):
        for declaration in block.declarations:
            yield Declared(index, block, declaration)


def opted(manifest: Manifest) -> Iterator[Opted]:
    """Yield every option."""
    for index, block in enumerate(manifest.blocks):
        for option in block.options:
            yield Opted(index, block, option)


def names(manifest: Manifest) -> Iterator[ProjectName]:
    """Yield the project of every declaration that names one, as often as it is declared."""
    for block in manifest.blocks:
        for declaration in block.declarations:
            if declaration.name is not None:
                yield declaration.name


def is_named_in_address(declaration: Declaration) -> bool:
    """Tell whether a requirement has its name only from its address: a wheel's file name, `#egg=`."""
    name, url = declaration.name_span, declaration.url_span
    return name is not None and url is not None and url.start <= name.start


def block_range(manifest: Manifest, index: int) -> Range:
    """Return where a block lies, without the line end."""
    text = manifest.blocks[index].text
    return manifest.range(index, Span(0, len(text.rstrip("\r\n"))))
