"""Whether a terminal may follow an environment without asking: it must have been made here, by this user.

Putting a folder of commands on PATH is trusting it, and what came with a checkout or an archive is nobody's
yet. Each maker leaves another sign: `activate` names the place, a relocatable environment is at least
not git's, and conda keeps a list. Imports nothing that takes time to load.
"""

import os
from collections.abc import Mapping

from venvls.environments.conda_folders import environment_collections, listed_environments
from venvls.environments.git_index import repository_of, tracks
from venvls.environments.pyvenv import configuration_keys
from venvls.environments.reading import read_text

_LIMIT = 65536


def may_be_followed(prefix: str, environ: Mapping[str, str]) -> bool:
    """Tell whether what lies at `prefix` was made there by this user, or by the system's."""
    if not _is_own(prefix):
        return False
    if is_of_conda(prefix):
        return _is_kept_by_conda(prefix, environ) or _is_of_pixi(prefix)
    return _activates_here(prefix) or _is_relocatable_and_new(prefix)


def is_of_conda(prefix: str) -> bool:
    """Tell whether conda, or one of its relatives, has made what lies at `prefix`."""
    return os.path.isdir(os.path.join(prefix, "conda-meta")) and not os.path.lexists(
        os.path.join(prefix, "pyvenv.cfg")
    )


def _is_own(prefix: str) -> bool:
    try:
        owner = os.stat(prefix).st_uid
    except OSError:
        # It vanished while we looked, or cannot be seen.
        return False
    return not hasattr(os, "geteuid") or owner in {os.geteuid(), 0}


def _activates_here(prefix: str) -> bool:
    script = read_text(os.path.join(prefix, "bin", "activate"), _LIMIT) or ""
    # Quotes in a path are escaped in as many ways as there are makers.
    return any(
        all(part in script for part in place.split("'")) for place in {prefix, os.path.realpath(prefix)}
    )


def _is_relocatable_and_new(prefix: str) -> bool:
    """Tell whether an environment that names no place lies in a repository that does not have it."""
    keys = configuration_keys(read_text(os.path.join(prefix, "pyvenv.cfg"), _LIMIT) or "")
    work_tree = repository_of(prefix) if keys.get("relocatable", "").lower() == "true" else ""
    return bool(work_tree) and tracks(work_tree, (f"{prefix}{os.sep}",)) is False


def _is_kept_by_conda(prefix: str, environ: Mapping[str, str]) -> bool:
    # An `environment.yml` may name any place: that of an environment beside the project, too.
    if os.path.dirname(prefix) in map(os.path.normpath, environment_collections(environ)):
        return True
    return not {prefix, os.path.realpath(prefix)}.isdisjoint(listed_environments(environ))


def _is_of_pixi(prefix: str) -> bool:
    # Pixi writes down whose environment it is: that of the manifest beside `.pixi/envs/default`.
    text = read_text(os.path.join(prefix, "conda-meta", "pixi"), _LIMIT) or ""
    project = os.path.dirname(os.path.dirname(os.path.dirname(prefix)))
    return f'"{project}{os.sep}' in text
