"""What other servers have to be told so that they use the same environment. Pure.

For each server: the object of settings it reads, and whether a configuration change is enough or
it reads them only when it starts. Nothing is written anywhere.
"""

import ntpath
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from venvls.model.environment import Environment


class Needs(StrEnum):
    """How a server learns: by `workspace/didChangeConfiguration`, or by being started again."""

    CONFIGURATION = "configuration"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Consumer:
    """A server's settings, nested as it reads them."""

    settings: Mapping[str, object]
    needs: Needs


def consumers(environment: Environment, beaten: Collection[str] = ()) -> Mapping[str, Consumer]:
    """Return the servers that can be told, by name; none for an environment that cannot be used.

    `beaten` are the servers for which the project's own configuration names an environment. For all but
    one that wins by itself; ty follows what it is told instead, and so is told nothing.
    """
    if not environment.is_ready:
        return MappingProxyType({})
    path: dict[str, object] = {"pythonPath": environment.interpreter}
    paths = ntpath if environment.scripts_folder.endswith("Scripts") else posixpath
    folder, name = paths.split(environment.prefix)
    pyright = {"python": {**path, "venvPath": folder, "venv": name}}
    jedi = {"workspace": {"environmentPath": environment.interpreter}}
    pylsp = {"pylsp": {"plugins": {"jedi": {"environment": environment.interpreter}}}}
    return MappingProxyType(
        {
            "pyright": Consumer(pyright, Needs.CONFIGURATION),
            "basedpyright": Consumer(pyright, Needs.CONFIGURATION),
            "pyrefly": Consumer({"python": path}, Needs.CONFIGURATION),
            "ty": Consumer({"ty": {} if "ty" in beaten else _ty(environment)}, Needs.CONFIGURATION),
            "jedi-language-server": Consumer(jedi, Needs.RESTART),
            "pylsp": Consumer(pylsp, Needs.CONFIGURATION),
        }
    )


def _ty(environment: Environment) -> Mapping[str, object]:
    # `pythonExtension` would do too, but ends the server where it comes with the initialization options.
    return {"configuration": {"environment": {"python": environment.prefix}}}
