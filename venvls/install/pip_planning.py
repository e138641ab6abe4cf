"""A program for another interpreter: let pip resolve, and fetch what it chose, with one start.

Starting pip takes longer than most of what it does, so both commands run in one process. This file is
run by the environment's own interpreter, which may be as old as 3.8, and therefore imports the
standard library alone. What it knows of pip's report `pip_report` uses as well.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.machinery import PathFinder
from typing import Any


def main(folder: str, sources: str, progress: str, *resolving: str) -> int:
    """Run `pip install --dry-run` with the arguments given, then `pip wheel` for each list of files.

    `sources` is the folder that pip lies in, or empty for the interpreter's own pip. Files go to
    `wheels` in `folder`; the report is `report.json` there. `progress` is pip's kind of progress bar.
    Returns pip's status.
    """
    run = _pip(sources)
    bar = ("--progress-bar", progress)
    if status := run((*resolving, *bar)):
        return status
    with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
        entries = json.load(file)["install"]
    for number, lines in enumerate(file_lists(entries)):
        if status := run((*_fetching(folder, number, lines), *bar)):
            return status
    return 0


def file_lists(entries: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Return requirement lines for what has a hash, and apart from those for what cannot have one.

    pip asks for a hash of everything as soon as one is given, and folders and repositories have none.
    Editable projects are not fetched.
    """
    hashed: list[str] = []
    bare: list[str] = []
    for entry in entries:
        origin = entry["download_info"]
        digest = digest_of(origin)
        if digest:
            hashed.append(f"{reference_of(entry)} --hash={digest}")
        elif not origin.get("dir_info", {}).get("editable"):
            bare.append(reference_of(entry))
    return [lines for lines in (hashed, bare) if lines]


def reference_of(entry: Mapping[str, Any]) -> str:
    """Return what asks for exactly this entry: its address (PEP 508, 610), else its version.

    pip hides credentials in its report; where it did, only the index can find the file again.
    """
    name, version = entry["metadata"]["name"], entry["metadata"]["version"]
    origin = entry["download_info"]
    address = origin["url"]
    if "archive_info" in origin and "****" in address:
        return f"{name}=={version}"
    if vcs := origin.get("vcs_info"):
        address = f"{vcs['vcs']}+{address}@{vcs['commit_id']}"
    folder = origin.get("subdirectory")
    return f"{name} @ {address}" + (f"#subdirectory={folder}" if folder else "")


def digest_of(origin: Mapping[str, Any]) -> str:
    """Return the hash of a file as `algorithm:hex`, or nothing for what is no file."""
    hashes: Mapping[str, str] = origin.get("archive_info", {}).get("hashes") or {}
    preferred = "sha256" if "sha256" in hashes else next(iter(hashes), "")
    return f"{preferred}:{hashes[preferred]}" if preferred else ""


def _fetching(folder: str, number: int, lines: Iterable[str]) -> tuple[str, ...]:
    """Write requirement lines to a file of their own and return pip's arguments to fetch them."""
    listed = os.path.join(folder, f"fetch-{number}.txt")
    with open(listed, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    log, wheels = os.path.join(folder, "pip.log"), os.path.join(folder, "wheels")
    return ("wheel", "--no-deps", "--wheel-dir", wheels, "--requirement", listed, "--log", log)


def _pip(sources: str) -> Callable[[Sequence[str]], int]:
    """Return pip's entry point."""
    if sources:
        _import_from(sources)
    entry_point = importlib.import_module("pip._internal.cli.main").main

    def run(arguments: Sequence[str]) -> int:
        return int(entry_point(list(arguments)))

    return run


def _import_from(sources: str) -> None:
    """Import pip from exactly this folder, whatever the interpreter itself has."""
    spec = PathFinder.find_spec("pip", [sources])
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"no pip in {sources}")
    module = importlib.util.module_from_spec(spec)
    sys.modules["pip"] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
