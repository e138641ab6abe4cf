"""`ignored-option`: pip reads the option and does nothing with it.

On the line of a requirement only `--hash` and `--config-settings` count, and on the line of `-r` or
`-c` nothing else does (pip, "Requirements File Format").
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.items import Action
from venvls.analysis.rules.rule import BlockRule, Place, Remark
from venvls.model.settings import Severity
from venvls.syntax.manifest import Block, Option
from venvls.syntax.requirements_options import FLAGS, PER_REQUIREMENT, WITH_ARGUMENT
from venvls.text import Position, Range, Span, TextEdit

_INCLUDES = frozenset({"--requirement", "--constraint"})
_GLOBAL = (FLAGS | WITH_ARGUMENT) - PER_REQUIREMENT - _INCLUDES - {"--editable"}


def check(block: Block) -> Iterator[Remark]:
    """Yield a remark for every option without effect."""
    if len(block.options) + len(block.declarations) < 2:
        return
    if block.declarations:
        yield from _remarks(block, "the line of a requirement", _GLOBAL | _INCLUDES)
    elif included := next((one for one in block.options if one.name in _INCLUDES), None):
        yield from _remarks(block, f"the line of `{included.name}`", _GLOBAL)


def fixes(place: Place) -> Iterator[Action]:
    """Offer to move the option to a line of its own, above the one it stands on."""
    manifest, span = place.document.manifest, place.diagnostic.finding.span
    if manifest is None or manifest.blocks[place.block].lines > 1:
        return
    text = manifest.blocks[place.block].text
    line = manifest.starts[place.block]
    kept = len(text[: span.start].rstrip())
    above = TextEdit(Range(Position(line, 0), Position(line, 0)), f"{span.of(text)}\n")
    gone = TextEdit(manifest.range(place.block, Span(kept, span.end)), "")
    yield Action(
        f"Move `{place.subject['option']}` to a line of its own",
        edits=MappingProxyType({place.document.uri: (above, gone)}),
        fixes=(place.diagnostic,),
        preferred=True,
    )


def _remarks(block: Block, place: str, ignored: frozenset[str]) -> Iterator[Remark]:
    for option in block.options:
        # What setuptools reads is an include under a key of its own.
        if option.name in ignored and option.name_span.of(block.text).startswith("-"):
            subject = MappingProxyType({"option": option.name})
            yield Remark(option.span, _message(option, place), subject, unnecessary=True)


def _message(option: Option, place: str) -> str:
    return f"`{option.name}` has no effect on {place}: it needs a line of its own"


RULE = BlockRule("ignored-option", Severity.WARNING, check, fixes)
