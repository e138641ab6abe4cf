"""An environment as its files describe it.

Paths are strings as the operating system spells them. Nothing here touches the disk, and nothing
here knows how the environment was found beyond the reasons it carries.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from packaging.version import Version

from venvls.model.modules import ModuleTable
from venvls.model.names import ExtraName, ProjectName


class EnvironmentState(StrEnum):
    """What can be done with an environment now."""

    READY = "ready"
    MISSING = "missing"
    BROKEN = "broken"
    CREATING = "creating"


class EnvironmentKind(StrEnum):
    """Who made the environment."""

    VENV = "venv"
    VIRTUALENV = "virtualenv"
    UV = "uv"
    CONDA = "conda"
    POETRY = "poetry"
    PDM = "pdm"
    HATCH = "hatch"
    PIPENV = "pipenv"
    PYENV = "pyenv"
    SYSTEM = "system"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution (PEP 376, 610, 627).

    `folder` is its dist-info or egg-info. `editable` holds the project folder of an editable
    install. `intact` is false when its RECORD is missing, as after an interrupted install.
    `requirements` are what it needs, as its metadata states it (core metadata, `Requires-Dist`), and
    `extra_requirements` those with a marker on `extra`. Who installed it is for
    `environments.provenance` to read.
    """

    name: ProjectName
    display_name: str
    version: str
    folder: str
    editable: str | None = None
    direct_url: str | None = None
    intact: bool = True
    extras: frozenset[ExtraName] = frozenset()
    extra_requirements: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong inside of an environment that can still be looked at.

    `code` is a kebab-case noun, `message` a sentence for a person, `subjects` the projects or
    paths concerned, which a repair needs to know.
    """

    code: str
    message: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivationScripts:
    """What the environment's own activation scripts are and do.

    `paths` are the scripts that exist. `prompt` is what they set `VIRTUAL_ENV_PROMPT` to, empty when
    they leave that to the shell. `pkg_config` is true when they extend `PKG_CONFIG_PATH`.
    """

    paths: tuple[str, ...] = ()
    prompt: str = ""
    pkg_config: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment of one project root, or the reason why there is none.

    `prefix` is `sys.prefix`, `interpreter` the executable below it, both empty when missing.
    `why` are the ordered reasons for this choice, `reason` is a sentence about `state` when that
    is not `ready`. `fingerprint` changes whenever what was read changes. `defects` are what its
    files show to be wrong inside of it. `scripts_folder` is what activation puts on PATH.
    """

    state: EnvironmentState
    reason: str = ""
    prefix: str = ""
    interpreter: str = ""
    version: Version | None = None
    implementation: str = "cpython"
    kind: EnvironmentKind = EnvironmentKind.UNKNOWN
    base_interpreter: str = ""
    prompt: str = ""
    has_pip: bool = False
    system_site: bool = False
    site_packages: tuple[str, ...] = ()
    distributions: Mapping[ProjectName, Distribution] = field(default_factory=lambda: MappingProxyType({}))
    modules: ModuleTable = field(default_factory=ModuleTable)
    why: tuple[str, ...] = ()
    fingerprint: str = ""
    defects: tuple[Defect, ...] = ()
    scripts_folder: str = ""
    activation_scripts: ActivationScripts = field(default_factory=ActivationScripts)

    @property
    def is_ready(self) -> bool:
        """Whether its interpreter can be used."""
        return self.state is EnvironmentState.READY


MISSING = Environment(EnvironmentState.MISSING, reason="no environment was found for this project")


@dataclass(frozen=True, slots=True)
class Override:
    """A setting in a file that names an environment, and the servers that follow it instead of us."""

    file: str
    setting: str
    value: str
    beats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that environments can be made from: its executable and what its files say of it."""

    executable: str
    version: Version
    implementation: str = "cpython"
    source: str = ""
