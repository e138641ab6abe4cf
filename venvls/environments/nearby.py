"""The environment of a terminal's folder, read in a few milliseconds.

A shell asks between two prompts, so this imports nothing that takes time to load. In the ordinary case,
an environment that lies in the project or nothing that could lead to one, not even the locators are
needed; where they are, they say the same as for an editor. Whether what was found can be used is told
only where it is certain to be what `anatomy.examine` would say; the rest is for the whole search.
"""

import os
import sys
from collections.abc import Iterator, Mapping

from venvls.environments.pyvenv import configuration_keys
from venvls.environments.reading import is_file, is_folder, names_in, read_bytes, read_text
from venvls.environments.remembered import chosen_environment, may_be_mentioned
from venvls.environments.roots import contains, project_root, upwards
from venvls.environments.user_folders import configuration_folder, data_folder, home

_FOLDERS = (".venv", "venv", "env")
_LEADING = frozenset(
    {
        *_FOLDERS,
        *("pyproject.toml", "poetry.lock", "pdm.lock", "pdm.toml", "hatch.toml", "Pipfile"),
        *("environment.yml", "environment.yaml", ".python-version", ".direnv", ".conda", ".pixi", "envs"),
    }
)
"""Names in a project that can lead to an environment."""

_LEADING_VARIABLES = (
    *("UV_PROJECT_ENVIRONMENT", "WORKON_HOME", "PIPENV_PIPFILE"),
    *("POETRY_VIRTUALENVS_IN_PROJECT", "POETRY_CONFIG_DIR"),
)
_LIMIT = 65536


def usable_environment(folder: str, environ: Mapping[str, str]) -> str | None:
    """Return the prefix of the environment of a folder, nothing when it has none, `None` when in doubt."""
    nearby = nearby_environment(folder, environ)
    return located_environment(folder, environ) if nearby is None else nearby


def nearby_environment(folder: str, environ: Mapping[str, str]) -> str | None:
    """Return what `usable_environment` does, as far as the names in the project tell it."""
    if sys.platform == "win32" or any(environ.get(name) for name in _LEADING_VARIABLES):
        return None
    root = project_root(folder, ())
    if _is_decided_elsewhere(root, environ):
        return None
    prefix = _in_project(root)
    if prefix:
        return prefix if _is_sound(prefix) else None
    return "" if prefix == "" and not _leads_anywhere(root, environ) else None


def located_environment(folder: str, environ: Mapping[str, str]) -> str | None:
    """Return what `usable_environment` does, by the locators."""
    # A dozen modules, of which the ordinary case needs none.
    from venvls.environments.locating import locate

    root = project_root(folder, ())
    taken = locate(root, (), environ, chosen_environment(root, environ)).taken
    if taken is None:
        return ""
    prefix = os.path.abspath(taken.prefix)
    return prefix if sys.platform != "win32" and (_is_sound(prefix) or _is_sound_conda(prefix)) else None


def _is_decided_elsewhere(root: str, environ: Mapping[str, str]) -> bool:
    """Tell whether something may come before what lies in the project."""
    if os.path.lexists(os.path.join(root, ".pdm-python")) or may_be_mentioned(root, environ):
        return True
    poetry = (root, "poetry.toml"), (configuration_folder(environ, "pypoetry"), "config.toml")
    if any(b"in-project" in (read_bytes(os.path.join(*settings)) or b"") for settings in poetry):
        return True
    manifests = (os.path.join(folder, "pyproject.toml") for folder in upwards(root, None)[1:])
    return any(_may_hold_workspace(read_bytes(manifest) or b"") for manifest in manifests)


def _may_hold_workspace(manifest: bytes) -> bool:
    # TOML can spell any key with escapes.
    return b"workspace" in manifest or b"\\u" in manifest or b"\\U" in manifest


def _in_project(root: str) -> str | None:
    """Return the first environment in the project, nothing without one, `None` where a `.venv` is a file."""
    if is_file(os.path.join(root, ".venv")):
        return None
    first = os.path.join(root, ".venv")
    if is_folder(first) or os.path.islink(first):
        return first
    others = (os.path.join(root, name) for name in _FOLDERS[1:])
    return next((one for one in others if os.path.lexists(os.path.join(one, "pyvenv.cfg"))), "")


def _is_sound(prefix: str) -> bool:
    """Tell whether a virtual environment can be used for sure; false when it takes a closer look."""
    keys = configuration_keys(read_text(os.path.join(prefix, "pyvenv.cfg"), _LIMIT) or "")
    base, interpreter = keys.get("home", ""), os.path.join(prefix, "bin", "python")
    real = os.path.realpath(interpreter)
    name = os.path.basename(real)
    return (
        os.access(prefix, os.R_OK | os.X_OK)
        and os.access(interpreter, os.X_OK)
        and is_folder(base)
        # Then its version is that of its name, whatever was written when the environment was made.
        and os.path.dirname(real) == os.path.realpath(base)
        and name.startswith("python3.")
        and name.removeprefix("python3.").isdecimal()
        and is_folder(os.path.join(prefix, "lib", name, "site-packages"))
        and _is_like_ours(real)
    )


def _is_like_ours(interpreter: str) -> bool:
    """Tell whether an interpreter is for the machines that ours is for, by the first bytes of both."""
    return _machine(read_bytes(interpreter, 20) or b"") == _machine(read_bytes(sys.executable, 20) or b"")


def _machine(head: bytes) -> bytes:
    # In ELF word size, order of bytes and machine; in Mach-O the machine comes first.
    return head[:6] + head[18:] if head.startswith(b"\x7fELF") else head[:8]


def _is_sound_conda(prefix: str) -> bool:
    """Tell the same of an environment of conda, whose Python stands in `conda-meta`."""
    if os.path.lexists(os.path.join(prefix, "pyvenv.cfg")):
        return False
    records = names_in(os.path.join(prefix, "conda-meta"))
    versions = [name.split("-")[1] for name in records if name.startswith("python-3.")]
    minor = versions[0].rpartition(".")[0] if len(versions) == 1 else ""
    return (
        bool(minor)
        and os.access(prefix, os.R_OK | os.X_OK)
        and os.access(os.path.join(prefix, "bin", "python"), os.X_OK)
        and is_folder(os.path.join(prefix, "lib", f"python{minor}", "site-packages"))
    )


def _leads_anywhere(root: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a project without an environment in it may have one elsewhere, or under another name."""
    names = names_in(root)
    if not _LEADING.isdisjoint(names) or any(map(names_in, _collections(environ))):
        return True
    if any(os.path.lexists(os.path.join(root, name, "pyvenv.cfg")) for name in names):
        return True
    active = (environ.get(name) for name in ("VIRTUAL_ENV", "CONDA_PREFIX"))
    return any(contains(os.path.realpath(root), os.path.realpath(prefix)) for prefix in active if prefix)


def _collections(environ: Mapping[str, str]) -> Iterator[str]:
    yield os.path.join(home(environ), ".virtualenvs")
    yield data_folder(environ, "virtualenvs")
