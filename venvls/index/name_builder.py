"""From an index's list of names to the file that is searched: `python -m venvls.index.name_builder`.

    name_builder <path> <bytes> <kind> [<pattern> ...]      the list on stdin

A list of hundreds of thousands of names takes seconds and hundreds of megabytes to turn around. In a
process that ends, neither keeps the worker from answering nor stays. Does not fetch anything.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from venvls.index import html_page, json_page, name_file
from venvls.index.page import MalformedAnswerError
from venvls.model.names import project_name

_SMALL = 1 << 20
"""Bytes of a list that is read on the spot."""

_LIMIT = 120.0
_MALFORMED = 3


class Kind(StrEnum):
    """What a list is written in."""

    JSON = "json"
    HTML = "html"


def main() -> None:
    """Build one file; says on stderr what is wrong with the list, if anything is."""
    path, length, kind, *patterns = sys.argv[1:]
    listing = sys.stdin.buffer.read()
    if len(listing) != int(length):
        return  # The worker was killed, and half a list is worse than the old one.
    try:
        _build(Path(path), Kind(kind), patterns, listing)
    except MalformedAnswerError as error:
        sys.stderr.write(str(error))
        raise SystemExit(_MALFORMED) from None


async def build(path: Path, kind: Kind, patterns: Sequence[str], listing: bytes) -> None:
    """Put the file in place; raises `MalformedAnswerError`, and `OSError` where it cannot be kept.

    Where there are patterns, only the names that match one of them are of use.
    """
    if len(listing) <= _SMALL:
        _build(path, kind, patterns, listing)
        return
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", __name__, str(path), str(len(listing)), kind, *patterns,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = await asyncio.wait_for(process.communicate(listing), _LIMIT)
    except TimeoutError:
        raise OSError("it took too long to sort") from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode == _MALFORMED:
        raise MalformedAnswerError(said.decode("utf-8", "replace"))
    if process.returncode:
        last = said.decode("utf-8", "replace").rstrip().rpartition("\n")[2]
        raise OSError(last or f"its process ended with {process.returncode}")


def write(path: Path, names: Iterable[str]) -> None:
    """Put a new file in place in one step: others may have the old one mapped."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(name_file.sections(names))
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def chosen(names: Iterable[str], patterns: Sequence[str]) -> Iterable[str]:
    """Return the names that match a pattern, all of them where there are no patterns."""
    if not patterns:
        return names
    return (name for name in names if any(fnmatchcase(project_name(name), one) for one in patterns))


def _build(path: Path, kind: Kind, patterns: Sequence[str], listing: bytes) -> None:
    names = json_page.read_names(listing) if kind is Kind.JSON else html_page.read_names(listing)
    write(path, chosen(names, patterns))


if __name__ == "__main__":
    main()
