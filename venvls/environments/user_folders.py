"""Where tools keep a user's data, caches and configuration, by the variables they follow.

XDG folders, the Library of macOS and the application data of Windows, as `platformdirs` has them,
but for the environment variables handed in instead of our own.
"""

import os
import sys
from collections.abc import Mapping


def home(environ: Mapping[str, str]) -> str:
    """Return the user's home folder."""
    return environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~")


def data_folder(environ: Mapping[str, str], application: str) -> str:
    """Return the folder in which an application keeps what must not be lost."""
    mac = os.path.join("Library", "Application Support")
    return _folder(environ, application, "XDG_DATA_HOME", os.path.join(".local", "share"), mac)


def cache_folder(environ: Mapping[str, str], application: str) -> str:
    """Return the folder in which an application keeps what it can make again."""
    folder = _folder(environ, application, "XDG_CACHE_HOME", ".cache", os.path.join("Library", "Caches"))
    return os.path.join(folder, "Cache") if sys.platform == "win32" else folder


def state_folder(environ: Mapping[str, str], application: str) -> str:
    """Return the folder in which an application keeps what it remembers from one start to the next."""
    mac = os.path.join("Library", "Application Support")
    return _folder(environ, application, "XDG_STATE_HOME", os.path.join(".local", "state"), mac)


def configuration_folder(environ: Mapping[str, str], application: str) -> str:
    """Return the folder with the user's settings of an application."""
    mac = os.path.join("Library", "Application Support")
    if sys.platform == "win32" and (roaming := environ.get("APPDATA")):
        return os.path.join(roaming, application)
    return _folder(environ, application, "XDG_CONFIG_HOME", ".config", mac)


def _folder(environ: Mapping[str, str], application: str, variable: str, usual: str, mac: str) -> str:
    if sys.platform == "darwin":
        return os.path.join(home(environ), mac, application)
    if sys.platform == "win32":
        local = environ.get("LOCALAPPDATA") or os.path.join(home(environ), "AppData", "Local")
        return os.path.join(local, application)
    return os.path.join(environ.get(variable) or os.path.join(home(environ), usual), application)
