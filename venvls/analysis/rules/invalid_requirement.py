"""`invalid-requirement`: the text is not a requirement an installer reads.

The parser says where and what was expected; this rule only passes it on.
"""

from collections.abc import Iterator

from venvls.analysis.rules.rule import BlockRule, Remark
from venvls.model.settings import Severity
from venvls.syntax.manifest import Block

_CODE = "invalid-requirement"


def check(block: Block) -> Iterator[Remark]:
    """Yield every problem of this kind that the parser met."""
    for problem in block.problems:
        if problem.code == _CODE:
            yield Remark(problem.span, problem.message)


RULE = BlockRule(_CODE, Severity.ERROR, check)
