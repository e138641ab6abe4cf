"""Checks that only pass on what the parser met: it knows the place and what was expected there."""

from collections.abc import Callable, Iterator

from venvls.analysis.rules.rule import Remark
from venvls.syntax.manifest import Block


def parsed(code: str) -> Callable[[Block], Iterator[Remark]]:
    """Return a check that yields every problem of the parser with this code."""

    def check(block: Block) -> Iterator[Remark]:
        for problem in block.problems:
            if problem.code == code:
                yield Remark(problem.span, problem.message)

    return check
