"""A program for another interpreter: let pip resolve, and fetch what it chose, with one start.

Starting pip takes longer than most of what it does, so both commands run in one process. That is also
where pip learns that some projects have indexes of their own, for which it has no option. This file is
run by the environment's own interpreter, which may be as old as 3.8, and therefore imports the
standard library alone. What it knows of pip's report `pip_report` uses as well.
"""

from __future__ import annotations

import array
import importlib
import importlib.util
import json
import os
import re
import socket
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from importlib.machinery import PathFinder
from types import MappingProxyType, SimpleNamespace
from typing import Any

DEDICATED = "dedicated.json"
"""A file in the folder of a plan: pairs of a pattern of names and the addresses of its indexes."""

_WITH_USER = re.compile(r"://([^/\s@]+@)([^/\s@]+)")
_FOR_BUILDS = """\
import runpy, sys
# What lies beside this file is none of Python's business.
del sys.path[0]
program = runpy.run_path({0!r}, run_name="planning")
sys.exit(program["main"](*{1!r}, *sys.argv[1:]))
"""


def main(what: str, folder: str, sources: str, *arguments: str) -> int:
    """Run pip: `plan` with what `_plan` takes, or `run` with the arguments as they are.

    `folder` is the plan's, `sources` the folder that pip lies in, or empty for the interpreter's own
    pip. Returns pip's status.
    """
    run, rules = _pip(sources), _rules(folder)
    if rules and not (_keep_apart(rules) and _build_apart(folder, sources)):
        sys.stderr.write("error: this pip cannot be told that a project has an index of its own\n")
        return 2
    if what == "run":
        return run(arguments)
    return _plan(run, folder, [pattern for pattern, _ in rules], *arguments)


def _plan(
    run: Callable[[Sequence[str]], int],
    folder: str,
    apart: Sequence[str],
    progress: str,
    line: str,
    *resolving: str,
) -> int:
    """Run `pip install --dry-run` with the arguments given, then `pip wheel` for each list of files.

    Files go to `wheels` in `folder`; the report is `report.json` there. `apart` are patterns of the
    names that have indexes of their own. `line` is the descriptor of a socket, or empty: then we stay
    there, because a pip that has been loaded installs in half the time.
    """
    bar = ("--progress-bar", progress)
    if status := run((*resolving, *bar)):
        return status
    with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
        entries = json.load(file)["install"]
    files = [path for place, path in enumerate(resolving) if resolving[place - 1] == "--requirement"]
    for number, lines in enumerate(file_lists(entries, apart, credentials(resolving, files))):
        if status := run((*_fetching(folder, number, lines), *bar)):
            return status
    if line and entries:
        _stand_by(run, int(line))
    return 0


def _stand_by(run: Callable[[Sequence[str]], int], line: int) -> None:
    """Say that all is done, and carry out orders until the other end of the line is closed; never returns.

    An order is its length in four bytes, with the files to write to and to hold, and JSON. The answer is
    a zero at once, and pip's status, each a byte.
    """
    status = 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
        with socket.socket(fileno=line) as end:
            end.sendall(b"\0")
            while order := _order(end):
                end.sendall(b"\0")
                os.environ.clear()
                os.environ.update(order["variables"])
                os.chdir(order["folder"])
                status = run(order["arguments"])
                sys.stdout.flush()
                sys.stderr.flush()
                os.close(order["held"])
                end.sendall(bytes([status & 0xFF]))
    finally:
        os._exit(status)


def _order(end: socket.socket) -> Any:
    """Return the next order, with our output where it says; nothing at the end."""
    numbers = array.array("i")
    size, ancillary, _, _ = end.recvmsg(4, socket.CMSG_SPACE(2 * numbers.itemsize))
    for _, _, content in ancillary:
        numbers.frombytes(content)
    if len(size) < 4 or len(numbers) < 2:
        return None
    output, held = numbers[:2]
    for stream in (1, 2):
        os.dup2(output, stream)
    os.close(output)
    with end.makefile("rb") as reader:
        return {**json.loads(reader.read(int.from_bytes(size, "big"))), "held": held}


def file_lists(
    entries: Iterable[Mapping[str, Any]],
    apart: Sequence[str] = (),
    known: Mapping[str, str] = MappingProxyType({}),
) -> list[list[str]]:
    """Return requirement lines for what has a hash, and apart from those for what cannot have one.

    pip asks for a hash of everything as soon as one is given, and folders and repositories have none.
    Editable projects are not fetched. pip has credentials for an index that it was told of for some
    projects `apart` only while it looks there, so those are looked for again. Those that stand in a direct
    reference are missing in its report: `credentials` has them by host.
    """
    hashed: list[str] = []
    bare: list[str] = []
    for entry in entries:
        origin = entry["download_info"]
        digest = digest_of(origin)
        if digest:
            looked_for = not entry.get("is_direct") and _is_apart(_name_of(entry), apart)
            wanted = _pin(entry) if looked_for else reference_of(entry, known)
            hashed.append(f"{wanted} --hash={digest}")
        elif not origin.get("dir_info", {}).get("editable"):
            bare.append(reference_of(entry, known))
    return [lines for lines in (hashed, bare) if lines]


def reference_of(entry: Mapping[str, Any], known: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what asks for exactly this entry: its address (PEP 508, 610), else its version.

    pip hides credentials in its report; where it did, only the index can find the file again.
    """
    origin = entry["download_info"]
    address = with_user(origin["url"], known)
    if "archive_info" in origin and "****" in address:
        return _pin(entry)
    if vcs := origin.get("vcs_info"):
        address = f"{vcs['vcs']}+{address}@{vcs['commit_id']}"
    folder = origin.get("subdirectory")
    return f"{_name_of(entry)} @ {address}" + (f"#subdirectory={folder}" if folder else "")


def credentials(requirements: Iterable[str], files: Iterable[str]) -> dict[str, str]:
    """Return what stands before a host in the addresses of requirements and of requirements files."""
    texts = list(requirements)
    for path in files:
        with suppress(OSError, UnicodeDecodeError), open(path, encoding="utf-8") as file:
            texts.append(file.read())
    return {host: user for text in texts for user, host in _WITH_USER.findall(text)}


def with_user(address: str, known: Mapping[str, str]) -> str:
    """Return an address with what is known to stand before its host, which installers hide or leave out."""
    scheme, separator, rest = address.partition("://")
    authority, slash, path = rest.partition("/")
    host = authority.rpartition("@")[2]
    return f"{scheme}{separator}{known[host]}{host}{slash}{path}" if host in known else address


def digest_of(origin: Mapping[str, Any]) -> str:
    """Return the hash of a file as `algorithm:hex`, or nothing for what is no file."""
    hashes: Mapping[str, str] = origin.get("archive_info", {}).get("hashes") or {}
    preferred = "sha256" if "sha256" in hashes else next(iter(hashes), "")
    return f"{preferred}:{hashes[preferred]}" if preferred else ""


def _pin(entry: Mapping[str, Any]) -> str:
    return f"{_name_of(entry)}=={entry['metadata']['version']}"


def _name_of(entry: Mapping[str, Any]) -> str:
    return str(entry["metadata"]["name"])


def _fetching(folder: str, number: int, lines: Iterable[str]) -> tuple[str, ...]:
    """Write requirement lines to a file of their own and return pip's arguments to fetch them."""
    listed = os.path.join(folder, f"fetch-{number}.txt")
    with open(listed, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    log, wheels = os.path.join(folder, "pip.log"), os.path.join(folder, "wheels")
    return ("wheel", "--no-deps", "--wheel-dir", wheels, "--requirement", listed, "--log", log)


def _rules(folder: str) -> list[tuple[str, list[str]]]:
    try:
        with open(os.path.join(folder, DEDICATED), encoding="utf-8") as file:
            return [(pattern, addresses) for pattern, addresses in json.load(file)]
    except FileNotFoundError:
        return []


def _is_apart(name: str, patterns: Iterable[str]) -> bool:
    normal = re.sub(r"[-_.]+", "-", name).lower()
    return any(fnmatchcase(normal, pattern) for pattern in patterns)


def _keep_apart(rules: list[tuple[str, list[str]]]) -> bool:
    """Have projects with an index of their own looked for there alone; tells whether that is possible.

    pip asks all indexes about all projects; this is the one place where it makes addresses of a name.
    """
    scope = importlib.import_module("pip._internal.models.search_scope").SearchScope
    for_all = getattr(scope, "get_index_urls_locations", None)
    if for_all is None:
        return False

    def for_one(self: Any, project_name: str) -> Any:
        fitting = (addresses for pattern, addresses in rules if _is_apart(project_name, (pattern,)))
        return for_all(SimpleNamespace(index_urls=next(fitting, self.index_urls)), project_name)

    scope.get_index_urls_locations = for_one
    return True


def _build_apart(folder: str, sources: str) -> bool:
    """Have the pip that fetches what a build needs keep projects apart too; tells whether that is possible.

    pip starts it by the path of a program, which is found where this is looked up.
    """
    program = os.path.join(folder, "pip_for_builds.py")
    with open(program, "w", encoding="utf-8") as file:
        file.write(_FOR_BUILDS.format(__file__, ("run", folder, sources)))
    for module in ("pip._internal.build_env", "pip._internal.build_env.installer"):
        with suppress(ImportError):
            loaded = importlib.import_module(module)
            for name in ("get_runnable_pip", "_get_runnable_pip"):
                if hasattr(loaded, name):
                    setattr(loaded, name, lambda: program)
                    return True
    return False


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
