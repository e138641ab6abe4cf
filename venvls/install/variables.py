"""The environment variables an installer is started with.

The user's configuration of pip and uv is honoured; what would make either install elsewhere, ask
questions or print differently is not. Addresses with credentials travel in variables, never in
arguments, which every user of the machine can read.
"""

import os
import shutil
from collections.abc import Mapping

from venvls.model.index_configuration import IndexConfiguration

_OF_PYTHON = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "PYTHONINSPECT",
    "PYTHONSAFEPATH",
)
_OF_ACTIVATION = ("VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__")
_OF_TERMINALS = ("COLUMNS", "LINES")
"""uv breaks its sentences at the width that these tell, and then they are not recognised."""

# fmt: off
_OF_PIP = (
    "ABI", "BREAK_SYSTEM_PACKAGES", "COMPILE", "DRY_RUN", "EDITABLE", "FORCE_REINSTALL", "GROUP",
    "IGNORE_INSTALLED", "IMPLEMENTATION", "LOG", "NO_CLEAN", "NO_COLOR", "NO_DEPS", "ONLY_DEPS",
    "PLATFORM", "PREFIX", "PROGRESS_BAR", "PYTHON", "PYTHON_VERSION", "QUIET", "REPORT", "REQUIREMENT",
    "REQUIRE_VIRTUALENV", "ROOT", "SRC", "TARGET", "UPGRADE", "UPGRADE_STRATEGY", "USER", "VERBOSE",
)
_OF_UV = (
    "BREAK_SYSTEM_PACKAGES", "COMPILE_BYTECODE", "CONSTRAINT", "NO_CACHE", "NO_PROGRESS", "NO_SOURCES",
    "NO_SOURCES_PACKAGE", "OFFLINE", "OVERRIDE", "PREFIX", "PROJECT", "PROJECT_ENVIRONMENT", "PYTHON",
    "REQUIRE_HASHES", "SYSTEM_PYTHON", "TARGET", "WORKING_DIR", "WORKING_DIRECTORY",
)
# fmt: on
_DROPPED = frozenset(
    (
        *_OF_PYTHON,
        *_OF_ACTIVATION,
        *_OF_TERMINALS,
        *(f"PIP_{name}" for name in _OF_PIP),
        *(f"UV_{name}" for name in _OF_UV),
    )
)


def for_pip(index: IndexConfiguration, temporary: str, uploaded_before: str = "") -> Mapping[str, str]:
    """Return variables for resolving and fetching with pip; `temporary` is where it may leave files.

    `uploaded_before` is a moment (ISO 8601): what indexes got later is left out, as pip 26.0 can.
    """
    age = {"PIP_UPLOADED_PRIOR_TO": uploaded_before} if uploaded_before else {}
    return {**_clean(temporary), **_fixed_for_pip(), **_pip_index(index), **age}


def for_pip_offline(temporary: str) -> Mapping[str, str]:
    """Return variables for pip that installs files it is given: no configuration has a say in that."""
    kept = {name: value for name, value in _clean(temporary).items() if not name.startswith("PIP_")}
    return {**kept, **_fixed_for_pip(), "PIP_CONFIG_FILE": os.devnull}


def for_uv(index: IndexConfiguration, temporary: str, uploaded_before: str = "") -> Mapping[str, str]:
    """Return variables for uv, which does not read pip's configuration; `uploaded_before` as for pip."""
    fixed = {"NO_COLOR": "1", "UV_PYTHON_DOWNLOADS": "never"}
    age = {"UV_EXCLUDE_NEWER": uploaded_before} if uploaded_before else {}
    return {**_clean(temporary), **fixed, **_uv_index(index), **age}


def for_compiling(temporary: str) -> Mapping[str, str]:
    """Return variables for an interpreter that is to write bytecode."""
    return {name: value for name, value in _clean(temporary).items() if name != "PYTHONDONTWRITEBYTECODE"}


def _clean(temporary: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name.upper() not in _DROPPED}
    return {
        **kept,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": temporary,
        "TEMP": temporary,
        "TMP": temporary,
    }


def _fixed_for_pip() -> Mapping[str, str]:
    return {
        "PIP_USER": "0",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "NO_COLOR": "1",
    }


def _pip_index(index: IndexConfiguration) -> Mapping[str, str]:
    # pip knows no order: what others ask last is one more index to it.
    first, *others = _addresses(index) or [""]
    wanted = {
        "PIP_INDEX_URL": first,
        "PIP_EXTRA_INDEX_URL": " ".join(others),
        "PIP_FIND_LINKS": " ".join(setting.value for setting in index.find_links),
        "PIP_TRUSTED_HOST": " ".join(index.trusted_hosts),
        "PIP_CERT": index.certificate,
        "PIP_CLIENT_CERT": index.client_certificate,
        "PIP_PROXY": index.proxy,
        "PIP_KEYRING_PROVIDER": _keyring(index),
        **_proxies(index),
        "PIP_NO_INDEX": "1" if index.no_index or index.offline else "",
        "PIP_PRE": "1" if index.allow_prereleases else "",
    }
    # pip takes an empty variable for none at all, so what is not set here stays as it was.
    return {name: value for name, value in wanted.items() if value}


def _proxies(index: IndexConfiguration) -> Mapping[str, str]:
    # In small letters, which come before capital ones.
    found = {f"{scheme}_proxy": proxy for scheme, proxy in index.proxies}
    return {**found, "no_proxy": ",".join(index.unproxied)} if found else {}


def _keyring(index: IndexConfiguration) -> str:
    # Where it may not ask a person, pip uses a keyring only if one is named.
    is_free = index.keyring in {"", "auto"}
    return "subprocess" if is_free and shutil.which("keyring") is not None else ""


def _addresses(index: IndexConfiguration) -> list[str]:
    return [setting.value for setting in (*index.indexes, *index.fallbacks)]


def _uv_index(index: IndexConfiguration) -> Mapping[str, str]:
    # uv takes a project from the first index that has it, and asks the default one last.
    *first, last = _addresses(index) or [""]
    wanted = {
        "UV_DEFAULT_INDEX": last,
        "UV_INDEX": " ".join(first),
        "UV_FIND_LINKS": ",".join(setting.value for setting in index.find_links),
        "UV_INSECURE_HOST": " ".join(index.trusted_hosts),
        "SSL_CERT_FILE": index.certificate,
        "SSL_CLIENT_CERT": index.client_certificate,
        "HTTPS_PROXY": index.proxy,
        "HTTP_PROXY": index.proxy,
        **_proxies(index),
        "UV_OFFLINE": "1" if index.offline else "",
    }
    return {name: value for name, value in wanted.items() if value}
