"""`ignored-option`: pip reads the option and does nothing with it.

On the line of a requirement only `--hash` and `--config-settings` count, and on the line of `-r` or
`-c` nothing else does (pip, "Requirements File Format").
"""

from collections.abc import Iterator

from venvls.analysis.rules.rule import BlockRule, Remark
from venvls.model.settings import Severity
from venvls.syntax.manifest import Block, Option
from venvls.syntax.requirements_options import FLAGS, PER_REQUIREMENT, WITH_ARGUMENT

_INCLUDES = frozenset({"--requirement", "--constraint"})
_GLOBAL = (FLAGS | WITH_ARGUMENT) - PER_REQUIREMENT - _INCLUDES - {"--editable"}


def check(block: Block) -> Iterator[Remark]:
    """Yield a remark for every option without effect."""
    if len(block.options) + len(block.declarations) < 2:
        return
    if block.declarations:
        yield from _remarks(block, "the line of a requirement")
    elif included := next((one for one in block.options if one.name in _INCLUDES), None):
        yield from _remarks(block, f"the line of `{included.name}`")


def _remarks(block: Block, place: str) -> Iterator[Remark]:
    for option in block.options:
        if option.name in _GLOBAL:
            yield Remark(option.span, _message(option, place), unnecessary=True)


def _message(option: Option, place: str) -> str:
    return f"`{option.name}` has no effect on {place}: it needs a line of its own"


RULE = BlockRule("ignored-option", Severity.WARNING, check)
