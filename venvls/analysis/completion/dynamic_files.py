"""Requirements files that setuptools reads (setuptools, "Dynamic Metadata")."""

from venvls.analysis.completion.option_parts import included_files
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.includes import INCLUDES
from venvls.analysis.items import CompletionList


def complete(question: Question) -> CompletionList | None:
    """Return the files of the project, `None` when the cursor is in no name of a file."""
    for option in question.block.options:
        span = option.argument_span
        if option.name in INCLUDES and span is not None and span.touches(question.offset):
            return proposals(question, span, tuple(included_files(question, question.typed(span))))
    return None
