"""What is installed as requirements that install it again, as `pip freeze` writes them.

Works from the environment as it was read, and from the files of a repository for editable projects;
starts nothing. Repositories other than git's are written as the folders they are.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.version import Version

from venvls.install.repository import Checkout, checkout_of
from venvls.model.environment import Distribution, Environment
from venvls.model.names import ProjectName

_PIP_ALONE = frozenset({ProjectName("pip")})
_SEEDS = _PIP_ALONE | frozenset(map(ProjectName, ("setuptools", "wheel", "distribute")))
_FIRST_WITHOUT_SETUPTOOLS = Version("3.12")


def freeze(environment: Environment) -> tuple[str, ...]:
    """Return one line for each distribution, and a comment line before some that are editable.

    Sorted by name without regard to case; without pip, and before Python 3.12 also without
    setuptools, wheel and distribute.
    """
    wanted = [one for name, one in environment.distributions.items() if name not in _left_out(environment)]
    ordered = sorted(wanted, key=lambda one: one.display_name.lower())
    return tuple(line for one in ordered for line in _lines(one))


def _left_out(environment: Environment) -> frozenset[ProjectName]:
    new = environment.version is not None and environment.version >= _FIRST_WITHOUT_SETUPTOOLS
    return _PIP_ALONE if new else _SEEDS


def _lines(one: Distribution) -> Iterator[str]:
    if one.editable is not None:
        yield from _editable_lines(one, one.editable)
        return
    origin = _origin(one)
    yield f"{one.display_name} @ {_reference(origin)}" if origin else f"{one.display_name}=={one.version}"


def _editable_lines(one: Distribution, folder: str) -> Iterator[str]:
    checkout = checkout_of(Path(folder))
    if checkout is None:
        yield f"# Editable install with no version control ({one.display_name}=={one.version})"
        yield f"-e {folder}"
    elif not checkout.remote:
        yield f"# Editable Git install with no remote ({one.display_name}=={one.version})"
        yield f"-e {folder}"
    else:
        yield f"-e {_editable_reference(one.display_name, checkout)}"


def _editable_reference(name: str, checkout: Checkout) -> str:
    egg = name.replace("-", "_")
    folder = f"&subdirectory={checkout.subdirectory}" if checkout.subdirectory else ""
    return f"git+{checkout.remote}@{checkout.commit}#egg={egg}{folder}"


def _origin(one: Distribution) -> Mapping[str, Any] | None:
    """Return what PEP 610 says of a distribution that did not come from an index."""
    try:
        stored = json.loads(Path(one.folder, "direct_url.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) and isinstance(stored.get("url"), str) else None


def _reference(origin: Mapping[str, Any]) -> str:
    """Return the address of a direct reference with its commit, hash and folder (PEP 440, 610)."""
    address, fragments = str(origin["url"]), []
    if vcs := origin.get("vcs_info"):
        address = f"{vcs.get('vcs')}+{address}@{vcs.get('commit_id')}"
    elif digest := _digest(origin.get("archive_info") or {}):
        fragments.append(digest)
    if folder := origin.get("subdirectory"):
        fragments.append(f"subdirectory={folder}")
    return address + (f"#{'&'.join(fragments)}" if fragments else "")


def _digest(archive: Mapping[str, Any]) -> str:
    if archive.get("hash"):
        return str(archive["hash"])
    hashes = archive.get("hashes") or {}
    return next((f"{name}={value}" for name, value in hashes.items()), "")
