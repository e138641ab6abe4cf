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
    own = script_prefix(path, block, environ)
    for prefix, reason in ((own, "venvls made it for this block"), *_of_uv(path, environ)):
        if os.path.lexists(prefix):
            return replace(inspect(prefix), why=(*why, reason))
    return replace(MISSING, prefix=own, why=why, reason="no environment was made for this script yet")


def _of_uv(path: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    folder = os.path.join(environ.get("UV_CACHE_DIR") or cache_folder(environ, "uv"), "environments-v2")
    named = re.compile(rf"{re.escape(_stem(path))}-[0-9a-f]{{16}}")
    made = [name for name in names_in(folder) if named.fullmatch(name)]
    # uv's name holds a digest of the script's path that is its own affair: two of a name are no answer.
    if len(made) == 1:
        yield os.path.join(folder, made[0]), "uv made it, and it is the only one for a script of this name"


def _stem(path: str) -> str:
    return _UNSAFE.sub("-", os.path.splitext(os.path.basename(path))[0]).strip("-") or "script"
