"""What the user decided, with a default for everything.

Durations are seconds. Does not know where a setting came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class NameLists(StrEnum):
    """`index.names`: whether the index's list of all project names may be loaded."""

    AUTO = "auto"
    OFF = "off"


class InstallerChoice(StrEnum):
    """`installer`: `auto` takes uv where the project is uv's, else pip."""

    AUTO = "auto"
    PIP = "pip"
    UV = "uv"


class Severity(StrEnum):
    """How loud a diagnostic is; `off` silences it."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; the names of their keys are in docs/settings.md."""

    index_names: NameLists = NameLists.AUTO
    offline: bool = False
    installer: InstallerChoice = InstallerChoice.AUTO
    severities: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}))
    offer_environment: bool = True
    poll_interval: float = 1.0
    manifest_patterns: tuple[str, ...] = ()
    minimum_release_age: float = 0.0
    refresh_interval: float = 60.0
    vulnerability_service: str = ""


DEFAULTS = Settings()
