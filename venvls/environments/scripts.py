"""The environment of a single script that declares its own requirements (PEP 723).

It lies in a cache folder and never in the workspace, named after the script's block: another block
means another environment. uv keeps its own, named after the script; that is taken when it is the
only one that can be meant. Does not create any.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from venvls.environments.inspection import inspect
from venvls.environments.locating import Location
from venvls.environments.locators.search import Candidate
from venvls.environments.reading import names_in, read_text
from venvls.environments.user_folders import cache_folder
from venvls.model.environment import MISSING, Environment
from venvls.syntax.script import find_script
from venvls.text import Text

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def script_block(source: str) -> str | None:
    """Return the TOML of a script's metadata block, or `None` when the script has none."""
    lines = Text.of(source).lines
    comment = find_script(lines)
    if comment is None or not comment.closed:
        return None
    inside = (line.rstrip("\r\n") for line in lines[comment.first + 1 : comment.last - 1])
    return "".join(f"{line.removeprefix('#').removeprefix(' ')}\n" for line in inside)


def script_prefix(path: str, block: str, environ: Mapping[str, str]) -> str:
    """Return where the environment of a script with this block is, or would be made."""
    digest = sha256(f"{os.path.abspath(path)}\n{block}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return os.path.join(cache_folder(environ, "venvls"), "scripts", f"{_stem(path)}-{digest}")


def find_for_script(path: str, environ: Mapping[str, str]) -> Environment | None:
    """Return the environment of a script, or `None` when it declares no requirements of its own.

    One that is still to be made is `missing`, with the `prefix` where it belongs.
    """
    block = script_block(read_text(path) or "")
    if block is None:
        return None
    why = (f"`{os.path.basename(path)}` declares its own requirements (PEP 723)",)
    taken = next((one for one in _candidates(path, block, environ) if one.prefix), None)
    if taken is not None:
        return replace(inspect(taken.prefix), why=(*why, taken.why))
    own = script_prefix(path, block, environ)
    return replace(MISSING, prefix=own, why=why, reason="no environment was made for this script yet")


def explain_script(path: str, environ: Mapping[str, str]) -> Location | None:
    """Return all that was considered for a script, or `None` when it has no requirements of its own."""
    block = script_block(read_text(path) or "")
    if block is None:
        return None
    considered = tuple(_candidates(path, block, environ))
    return Location(considered, next((one for one in considered if one.prefix), None))


def _candidates(path: str, block: str, environ: Mapping[str, str]) -> Iterator[Candidate]:
    own = script_prefix(path, block, environ)
    if os.path.lexists(own):
        yield Candidate("venvls made it for this block", own)
    else:
        yield Candidate(f"venvls has made none for this block: `{own}`")
    yield _of_uv(path, environ)


def _of_uv(path: str, environ: Mapping[str, str]) -> Candidate:
    folder = os.path.join(environ.get("UV_CACHE_DIR") or cache_folder(environ, "uv"), "environments-v2")
    named = re.compile(rf"{re.escape(_stem(path))}-[0-9a-f]{{16}}")
    made = [name for name in names_in(folder) if named.fullmatch(name)]
    # uv's name holds a digest of the script's path that is its own affair: two of a name are no answer.
    if len(made) == 1:
        prefix = os.path.join(folder, made[0])
        return Candidate("uv made it, and it is the only one for a script of this name", prefix)
    if made:
        return Candidate("uv made several for scripts of this name, and nothing says which is meant")
    return Candidate(f"uv has made none for a script of this name in `{folder}`")


def _stem(path: str) -> str:
    return _UNSAFE.sub("-", os.path.splitext(os.path.basename(path))[0]).strip("-") or "script"
