"""What pip's log tells beyond its output: indexes that did not answer, what a build said, what is too young.

On its output pip calls a project missing when an index answers with an error, or when all of its files
were uploaded too lately; only its log has the difference. Does not decide what any of it means.
"""

import re
from pathlib import Path

_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT[\d:,]+ ")
_UNANSWERED = "Could not fetch URL "
_NO_SUCH_PAGE = ": 404 "
_TOO_YOUNG = re.compile(r"\s*Skipping link: (?P<reason>Upload time \S+ \S+ not prior to .*)")
_COMMAND = "Running command "
_COMMAND_FAILED = re.compile(r"\s*(?:ERROR|error): .* exited with \d")


def telling_lines(log: Path) -> tuple[str, ...]:
    """Return the lines of a log that explain a failure and are not part of pip's output."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    lines = [_STAMP.sub("", line) for line in text.splitlines()]
    unanswered = (line for line in lines if _UNANSWERED in line and _NO_SUCH_PAGE not in line)
    young = (found[0].strip() for found in map(_TOO_YOUNG.match, lines) if found)
    return (*dict.fromkeys(unanswered), *dict.fromkeys(young), *_last_failed_command(lines))


def _last_failed_command(lines: list[str]) -> list[str]:
    """Return what the build step printed that failed, if one did."""
    end = next((number for number, line in enumerate(lines) if _COMMAND_FAILED.match(line)), 0)
    starts = [number for number in range(end) if lines[number].lstrip().startswith(_COMMAND)]
    said = (line.strip() for line in lines[starts[-1] + 1 : end]) if starts else ()
    # A build fetches what it needs with a pip of its own, and that one asks indexes in vain as well.
    return [line for line in said if not (_UNANSWERED in line and _NO_SUCH_PAGE in line)]
