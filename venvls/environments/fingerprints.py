"""A cheap sign that an environment has changed: a handful of stats, no listing in the ordinary case.

Installers create and remove entries of site-packages, which touches the folder. The files of a new
dist-info come a little later, so while a folder is fresh its dist-infos are looked at as well. What is
edited in its place touches no folder: `close_sign` shows that, for three stats a distribution.
Does not know what changed.
"""

import os
import time
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from stat import S_ISDIR

from venvls.environments.base import lent_site_packages
from venvls.environments.configuration import read_configuration
from venvls.environments.distributions import INFO_SUFFIX
from venvls.environments.layout import interpreter_of, libraries, windows_site_packages
from venvls.environments.reading import names_in

_FRESH_NANOSECONDS = 60 * 10**9
_INFO_FILES = ("METADATA", "RECORD", "direct_url.json")
_READ_IN_PLACE = (".pth", ".egg-link")


def fingerprint(prefix: str) -> str:
    """Return a short text that differs once anything `inspect` reads has changed; never fails."""
    configuration = _sign(os.path.join(prefix, "pyvenv.cfg"))
    # Which folders there are changes with these alone; looking for them costs more than their stats.
    libraries_sign = " ".join(_newest_change(os.path.join(prefix, name)) for name in ("lib", "lib64", "Lib"))
    # An environment without any is looked at each time: one that appears further down is not seen above.
    sites = _known_sites(prefix, configuration, libraries_sign) or _sites(prefix)
    signs = [_sign(prefix), configuration, _interpreter_sign(prefix), libraries_sign]
    signs += [f"{site} {_sign(site)} {_newest(site)}" for site in sites]
    return blake2b("\n".join(signs).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def close_sign(prefix: str) -> str:
    """Return a short text that differs once a file of a distribution was edited in its place; never fails.

    Of the environment's own distributions, and of what redirects imports.
    """
    signs = [
        sign for site in _own_sites(prefix) for name in names_in(site) for sign in _inner_signs(site, name)
    ]
    return blake2b("\n".join(signs).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@lru_cache(maxsize=4096)
def _known_sites(prefix: str, *stamps: str) -> tuple[str, ...]:  # noqa: ARG001 -- part of the cache's key
    return _sites(prefix)


def _sites(prefix: str) -> tuple[str, ...]:
    configuration = read_configuration(prefix)
    lent = lent_site_packages(configuration, configuration.version) if configuration else ()
    return (*_own_sites(prefix), *lent)


def _own_sites(prefix: str) -> tuple[str, ...]:
    sites = tuple(library.site_packages for library in libraries(prefix))
    windows = windows_site_packages(prefix)
    return (*sites, windows) if windows else sites


def _inner_signs(site: str, name: str) -> Iterator[str]:
    path = os.path.join(site, name)
    if name.endswith(INFO_SUFFIX):
        yield from (f"{name} {_sign(os.path.join(path, file))}" for file in _INFO_FILES)
    elif name.endswith(_READ_IN_PLACE) or name.startswith("__editable__"):
        yield f"{name} {_sign(path)}"


def _newest_change(folder: str) -> str:
    try:
        status = os.stat(folder)
    except (OSError, ValueError):
        return "-"
    return f"{status.st_ino}.{status.st_mtime_ns}"


def _interpreter_sign(prefix: str) -> str:
    interpreter = interpreter_of(prefix)
    return f"{interpreter} {_sign(interpreter)}" if interpreter else ""


def _sign(path: str) -> str:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return "-"
    # A folder's own time says what is in it only for site-packages; below the prefix anything may
    # come and go without a meaning, as `share` and `etc` do.
    folder = S_ISDIR(status.st_mode)
    return f"{status.st_dev}.{status.st_ino}" if folder else f"{status.st_ino}.{status.st_mtime_ns}"


def _newest(site: str) -> int:
    changed = _changed(site)
    if time.time_ns() - changed < _FRESH_NANOSECONDS:
        return _newest_info(site, changed)
    return _settled_newest_info(site, changed)


def _changed(site: str) -> int:
    try:
        return os.stat(site).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4096)
def _settled_newest_info(site: str, changed: int) -> int:
    return _newest_info(site, changed)


def _newest_info(site: str, changed: int) -> int:
    newest = changed
    try:
        with os.scandir(site) as entries:
            for entry in entries:
                if entry.name.endswith(INFO_SUFFIX):
                    newest = max(newest, entry.stat().st_mtime_ns)
    except OSError:
        return newest
    return newest
