"""The Python an environment was made from, and what it lends: its version and its site-packages.

Does not know the environment's own distributions.
"""

import os
import sys

from packaging.version import Version

from venvls.environments.configuration import Configuration
from venvls.environments.python_version import version_of
from venvls.environments.reading import is_folder


def base_interpreter(configuration: Configuration, interpreter: str) -> str:
    """Return the executable the environment runs in the end, as far as files tell; may not exist."""
    real = os.path.realpath(interpreter)
    if configuration.home and os.path.dirname(real) == os.path.realpath(configuration.home):
        return real
    if configuration.base_interpreter:
        return configuration.base_interpreter
    return _in_home(configuration) if configuration.home else real


def base_version(base: str) -> Version | None:
    """Return the version of the base interpreter when its files tell it."""
    return version_of(base) if base and os.path.exists(base) else None


def lent_site_packages(configuration: Configuration, version: Version | None) -> tuple[str, ...]:
    """Return the folders that `include-system-site-packages` adds: the user's, then the base's."""
    if not configuration.system_site or version is None:
        return ()
    minor = f"{version.major}.{version.minor}"
    return tuple(
        path for path in (*_user_site(minor), *_base_sites(configuration.home, minor)) if is_folder(path)
    )


def _in_home(configuration: Configuration) -> str:
    version = configuration.version
    numbered = f"python{version.major}.{version.minor}" if version else "python3"
    names = (numbered, "python3", "python", "python.exe")
    places = [os.path.join(configuration.home, name) for name in names]
    return next(filter(os.path.exists, places), places[0])


def _user_site(minor: str) -> tuple[str, ...]:
    base = os.environ.get("PYTHONUSERBASE") or os.path.expanduser(os.path.join("~", ".local"))
    return (os.path.join(base, "lib", f"python{minor}", "site-packages"),)


def _base_sites(home: str, minor: str) -> tuple[str, ...]:
    prefix = os.path.dirname(home) if os.path.basename(home) in {"bin", "Scripts"} else home
    own = (
        os.path.join(prefix, "lib", f"python{minor}", "site-packages"),
        os.path.join(prefix, "lib64", f"python{minor}", "site-packages"),
        os.path.join(prefix, "Lib", "site-packages"),
    )
    # Debian installs elsewhere; its base interpreter is always the one below /usr.
    debian = (
        os.path.join(prefix, "local", "lib", f"python{minor}", "dist-packages"),
        os.path.join(prefix, "lib", "python3", "dist-packages"),
        os.path.join(prefix, "lib", f"python{minor}", "dist-packages"),
    )
    return own + (debian if sys.platform == "linux" else ())
