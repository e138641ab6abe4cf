"""From what clients send to `Settings`, tolerantly: a wrong value keeps the default and is named.

Clients send the settings bare or below `venvls`, nested or with dotted keys. The environment
variable `VENVLS_INDEX_NAMES` stands for `index.names` where the client says nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

from venvls.model.masking import masked
from venvls.model.settings import DEFAULTS, InstallerChoice, NameLists, Settings, Severity

T = TypeVar("T")


def read_settings(
    sent: object, environ: Mapping[str, str], initial: object = None
) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings and a sentence about each value that makes no sense.

    `initial` is what the client said when it started us; it holds where `sent` says nothing.
    """
    flat = {**_own(initial), **_own(sent)}
    if "index.names" not in flat and (variable := environ.get("VENVLS_INDEX_NAMES")):
        flat["index.names"] = variable
    if "index.offline" not in flat and "offline" not in flat and environ.get("VENVLS_OFFLINE"):
        flat["offline"] = True
    problems: list[str] = []
    settings = DEFAULTS
    for key, value in flat.items():
        reader = _READERS.get(key)
        if reader is None:
            continue
        try:
            settings = reader(settings, value)
        except (ValueError, TypeError):
            problems.append(f"the setting `{key}` cannot be: `{masked(str(value))}`")
    return settings, tuple(problems)


def _own(sent: object) -> dict[str, object]:
    if not isinstance(sent, Mapping):
        return {}
    below = sent.get("venvls", sent)
    return _flattened(below) if isinstance(below, Mapping) else {}


def _flattened(sent: Mapping[object, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in sent.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and name not in _READERS:
            flat.update(_flattened(value, f"{name}."))
        elif value is not None:
            flat[name] = value
    return flat


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _duration(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise ValueError(value)
    return float(value)


def _patterns(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(value)
    return tuple(value)


def _severities(value: object) -> Mapping[str, Severity]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return MappingProxyType({str(code): Severity(severity) for code, severity in value.items()})


def _service(value: object) -> str:
    """Read the address of a service: `https`, or `http` on this machine, without credentials."""
    if value == "":
        return ""
    if not isinstance(value, str):
        raise TypeError(value)
    parts = urlsplit(value)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if (
        not parts.hostname
        or "@" in parts.netloc
        or parts.scheme not in ({"http", "https"} if local else {"https"})
    ):
        raise ValueError(value)
    return value.rstrip("/")


Reader = Callable[[Settings, object], Settings]

_READERS: Mapping[str, Reader] = {
    "index.names": lambda settings, value: replace(settings, index_names=NameLists(str(value))),
    "index.offline": lambda settings, value: replace(settings, offline=_boolean(value)),
    "offline": lambda settings, value: replace(settings, offline=_boolean(value)),
    "installer": lambda settings, value: replace(settings, installer=InstallerChoice(str(value))),
    "diagnostics.severity": lambda settings, value: replace(settings, severities=_severities(value)),
    "environment.offer": lambda settings, value: replace(settings, offer_environment=_boolean(value)),
    "environment.pollInterval": lambda settings, value: replace(settings, poll_interval=_duration(value)),
    "manifests.patterns": lambda settings, value: replace(settings, manifest_patterns=_patterns(value)),
    "vulnerabilities.service": lambda settings, value: replace(
        settings, vulnerability_service=_service(value)
    ),
    "index.refreshInterval": lambda settings, value: replace(settings, refresh_interval=_duration(value)),
    "index.minimumReleaseAge": lambda settings, value: replace(
        settings, minimum_release_age=_duration(value)
    ),
}
