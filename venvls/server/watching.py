"""What clients are asked to watch, where they can be asked (LSP 3.17, `client/registerCapability`).

Many exclude `.venv` from watching all the same, which is why the engine also polls.
"""

from collections.abc import Sequence

from lsprotocol import types

from venvls.server.capabilities import ClientCapabilities
from venvls.server.opening import SECTION

_MANIFESTS = (
    "**/*requirements*.{txt,in}",
    "**/*constraints*.{txt,in}",
    "**/requirements/*.{txt,in}",
    "**/{pyproject,pylock,pylock.*}.toml",
    "**/{uv,poetry,pdm}.lock",
    "**/{uv.toml,.python-version}",
)
_ENVIRONMENTS = ("**/.venv", "**/pyvenv.cfg", "**/site-packages/*.{dist-info,egg-info,pth}")
_OF_OTHER_SERVERS = (
    "**/{pyrightconfig.json,ty.toml,pyrefly.toml,mypy.ini,.mypy.ini,setup.cfg}",
    "**/.vscode/settings.json",
)
_MODULES = ("**/*.py",)

# LSP 3.17, `WatchKind`: bits, though lsprotocol has them as an enumeration.
_CREATED_OR_DELETED = types.WatchKind.Create.value | types.WatchKind.Delete.value


def registrations(client: ClientCapabilities) -> Sequence[types.Registration]:
    """Return what this client can be asked to tell us about."""
    wanted = []
    if client.watches_files:
        wanted.append(_files())
    if client.configuration_on_demand:
        wanted.append(_settings())
    return wanted


def _files() -> types.Registration:
    # Of a module only its existence matters to others, and modules are saved all the time.
    globs = (*_MANIFESTS, *_ENVIRONMENTS, *_OF_OTHER_SERVERS)
    watchers = [types.FileSystemWatcher(glob_pattern=glob) for glob in globs]
    watchers += [types.FileSystemWatcher(glob_pattern=glob, kind=_CREATED_OR_DELETED) for glob in _MODULES]
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    return types.Registration(id=f"venvls {method}", method=method, register_options=options)


def _settings() -> types.Registration:
    method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
    options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
    return types.Registration(id=f"venvls {method}", method=method, register_options=options)
