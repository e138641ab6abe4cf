"""Whether a document is TOML as a whole: what `tomllib` says, with a place.

The scanner sees one statement at a time; redefined keys and tables and malformed numbers are found here.
"""

import re
import tomllib

from venvls.syntax.manifest import Problem
from venvls.text import Span

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def toml_problem(text: str) -> Problem | None:
    """Return why `tomllib` refuses a text, at the character where it stopped."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _located(text, str(error))
    except (RecursionError, ValueError) as error:
        # Nesting and numbers beyond what the interpreter takes: not TOML for anybody here.
        return Problem("invalid-toml", Span(0, 0), f"this document is not readable: `{type(error).__name__}`")
    return None


def _located(text: str, message: str) -> Problem:
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    offset = len(text)
    if place and place[1]:
        # tomllib reads `\\r\\n` as one character, so columns hold within a line and lines are lines.
        lines = text.split("\n")
        line = min(int(place[1]), len(lines)) - 1
        offset = sum(len(one) + 1 for one in lines[:line]) + min(int(place[2]) - 1, len(lines[line]))
    offset = min(offset, len(text))
    return Problem("invalid-toml", Span(offset, min(offset + 1, len(text))), reason[:1].lower() + reason[1:])
