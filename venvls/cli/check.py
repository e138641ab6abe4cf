"""`venvls check`: the server's analysis of files and folders, once, for a terminal or CI."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from venvls.analysis.items import Diagnostic
from venvls.analysis.snapshot import Snapshot
from venvls.cli.looking import files_below
from venvls.cli.terminal import Terminal
from venvls.model.settings import Severity
from venvls.runtime.engine import Engine
from venvls.runtime.files import read_text
from venvls.runtime.uris import path_of, uri_of
from venvls.syntax.kinds import kind_of

LIMIT = 300.0
"""Seconds after which what is known is printed, and that it is not all."""


def run(arguments: argparse.Namespace) -> int:
    """Print findings; exit 0 when there are none, 1 when there are, 2 when it could not run.

    A file that cannot be read is told of, and is a failure only where it was asked for by name.
    """
    missing = [path for path in arguments.paths if not os.path.exists(path)]
    for path in missing:
        print(f"venvls: no such file or folder: {path}", file=sys.stderr)
    if missing:
        return 2
    named = [os.path.abspath(path) for path in arguments.paths]
    texts, unreadable = _read(named)
    for path in unreadable:
        print(f"venvls: not checked, cannot be read or is too large: {path}", file=sys.stderr)
    if unreadable & set(named):
        return 2
    terminal = Terminal()
    folders = [path for path in named if os.path.isdir(path)]
    complete, checked = asyncio.run(_check(texts, folders, terminal))
    # Hints are for the one who types: they dim, and offer, and are nothing to be done.
    found = [
        (path_of(uri), item)
        for uri, items in sorted(terminal.published.items())
        for item in items
        if item.finding.severity is not Severity.HINT
    ]
    if arguments.format == "json":
        _print_json(found)
    else:
        _print_text(found, checked)
    if not complete:
        print(f"venvls: not everything was answered within {LIMIT:.0f} s", file=sys.stderr)
        return 2
    return 1 if found else 0


def _read(paths: Iterable[str]) -> tuple[Mapping[str, str], Set[str]]:
    """Return the text of every file to be checked, each once, and what could not be read."""
    unreadable: dict[str, None] = {}
    texts: dict[str, str] = {}
    for file in dict.fromkeys(file for path in paths for file in files_below(path, unreadable.setdefault)):
        text = read_text(file)
        if text is None:
            unreadable.setdefault(file)
        else:
            texts[file] = text
    return texts, unreadable.keys()


async def _check(texts: Mapping[str, str], folders: Sequence[str], terminal: Terminal) -> tuple[bool, int]:
    """Return whether everything was answered, and how many files were checked."""
    engine = Engine(terminal, os.environ)
    running = asyncio.ensure_future(engine.run())
    # Nobody can answer questions here, and a list of all names helps nobody who does not type.
    engine.start((), {"environment": {"offer": False}, "index": {"names": "off"}})
    included: Mapping[str, str] = {}
    try:
        async with asyncio.timeout(LIMIT):
            await _opened(engine, texts)
            included = _included(engine.snapshot, folders)
            await _opened(engine, included)
    except TimeoutError:
        return False, len(texts) + len(included)
    finally:
        engine.stop()
        await running
    return True, len(texts) + len(included)


async def _opened(engine: Engine, texts: Mapping[str, str]) -> None:
    for file, text in texts.items():
        engine.opened(uri_of(file), "", None, text)
    await engine.settled()


def _included(snapshot: Snapshot, folders: Iterable[str]) -> Mapping[str, str]:
    """Return what manifests include below the folders; the names of such files say nothing."""
    known = (one for one in snapshot.documents.values() if not one.is_open and kind_of(one.path) is None)
    return {
        one.path: str(one.text)
        for one in known
        if any(Path(one.path).is_relative_to(folder) for folder in folders)
    }


def _print_text(found: Sequence[tuple[str, Diagnostic]], checked: int) -> None:
    here = Path.cwd()
    for path, item in found:
        shown = Path(path).relative_to(here) if Path(path).is_relative_to(here) else path
        line, column = item.range.start
        finding = item.finding
        print(f"{shown}:{line + 1}:{column + 1}: {finding.severity}[{finding.code}]: {finding.message}")
    print(
        f"{len(found)} finding{'' if len(found) == 1 else 's'} in {checked} file{'' if checked == 1 else 's'}"
    )


def _print_json(found: Sequence[tuple[str, Diagnostic]]) -> None:
    findings = [
        {
            "path": path,
            "code": item.finding.code,
            "severity": str(item.finding.severity),
            "message": item.finding.message,
            "start": {"line": item.range.start.line + 1, "column": item.range.start.column + 1},
            "end": {"line": item.range.end.line + 1, "column": item.range.end.column + 1},
        }
        for path, item in found
    ]
    json.dump({"findings": findings}, sys.stdout, indent=2)
    print()
