"""The parts of an environment that can be told without reading its packages, and why it is broken.

Works on anything that a path may lead to. Does not read distributions.
"""

import os
from dataclasses import dataclass

from packaging.version import Version

from venvls.environments.accepted_wheels import why_it_cannot_run
from venvls.environments.base import base_interpreter, base_version, lent_site_packages
from venvls.environments.configuration import Configuration, read_configuration
from venvls.environments.layout import Library, interpreter_of, libraries, windows_site_packages
from venvls.environments.python_version import conda_version
from venvls.environments.reading import is_folder, is_forbidden
from venvls.model.environment import EnvironmentKind


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What lies where below `prefix`. `broken` is a sentence, empty when the environment can be used."""

    prefix: str
    kind: EnvironmentKind
    interpreter: str
    base_interpreter: str
    version: Version | None
    implementation: str
    free_threaded: bool
    prompt: str
    system_site: bool
    own_sites: tuple[str, ...]
    lent_sites: tuple[str, ...]
    broken: str


def examine(prefix: str) -> Anatomy:
    """Describe what `prefix` leads to, be it an environment, a ruin or something else."""
    written = read_configuration(prefix)
    kind = _kind(prefix, written)
    configuration = written or Configuration()
    interpreter = interpreter_of(prefix)
    base = base_interpreter(configuration, interpreter) if interpreter else configuration.base_interpreter
    found = libraries(prefix)
    based = conda_version(prefix) if kind is EnvironmentKind.CONDA else base_version(base)
    library = _library(found, based or configuration.version)
    version = _version(configuration, based, library)
    return Anatomy(
        prefix=prefix,
        kind=kind,
        interpreter=interpreter,
        base_interpreter=base,
        version=version,
        implementation=_implementation(configuration, library),
        free_threaded=library.free_threaded if library else False,
        prompt=configuration.prompt,
        system_site=configuration.system_site,
        own_sites=_own_sites(prefix, found, library),
        lent_sites=_lent_sites(prefix, kind, configuration, version),
        broken=_why_unusable(prefix, written, kind)
        or _why_broken(prefix, configuration, interpreter, based, found),
    )


def _kind(prefix: str, configuration: Configuration | None) -> EnvironmentKind:
    if configuration is not None:
        return configuration.kind
    if is_folder(os.path.join(prefix, "conda-meta")):
        return EnvironmentKind.CONDA
    if any(
        os.path.exists(os.path.join(os.path.dirname(lib.site_packages), "os.py")) for lib in libraries(prefix)
    ):
        return EnvironmentKind.SYSTEM
    return EnvironmentKind.UNKNOWN


def _library(found: tuple[Library, ...], version: Version | None) -> Library | None:
    fitting = (library for library in found if version and _same_minor(library.version, version))
    return next(fitting, found[0] if found else None)


def _version(configuration: Configuration, based: Version | None, library: Library | None) -> Version | None:
    # The base may have been upgraded after `pyvenv.cfg` was written: what runs is the base.
    known = [version for version in (based, configuration.version, library and library.version) if version]
    exact = (version for version in known if len(version.release) > 2 and _same_minor(version, known[0]))
    return next(exact, known[0] if known else None)


def _implementation(configuration: Configuration, library: Library | None) -> str:
    return configuration.implementation or (library.implementation if library else "cpython")


def _own_sites(prefix: str, found: tuple[Library, ...], library: Library | None) -> tuple[str, ...]:
    same = tuple(
        other.site_packages for other in found if library and _same_minor(other.version, library.version)
    )
    windows = windows_site_packages(prefix)
    return same or ((windows,) if windows else ())


def _lent_sites(
    prefix: str, kind: EnvironmentKind, configuration: Configuration, version: Version | None
) -> tuple[str, ...]:
    if kind is EnvironmentKind.SYSTEM:
        own = Configuration(home=os.path.join(prefix, "bin"), system_site=True)
        return lent_site_packages(own, version)
    return lent_site_packages(configuration, version)


def _why_unusable(prefix: str, configuration: Configuration | None, kind: EnvironmentKind) -> str:
    if not is_folder(prefix):
        return f"`{prefix}` is not a folder"
    if not os.access(prefix, os.R_OK | os.X_OK):
        return f"`{prefix}` cannot be read: permission denied"
    if configuration is None and is_forbidden(os.path.join(prefix, "pyvenv.cfg"), os.R_OK):
        return f"the `pyvenv.cfg` in `{prefix}` cannot be read: permission denied"
    if configuration is None and kind is EnvironmentKind.UNKNOWN:
        return f"`{prefix}` has no readable `pyvenv.cfg`, so it is not a virtual environment"
    if configuration is not None and not configuration.home:
        return f"the `pyvenv.cfg` in `{prefix}` does not say where its Python is (`home`)"
    return ""


def _why_broken(
    prefix: str,
    configuration: Configuration,
    interpreter: str,
    based: Version | None,
    found: tuple[Library, ...],
) -> str:
    if not interpreter:
        return f"`{prefix}` has no interpreter"
    if is_forbidden(interpreter):
        return f"its interpreter `{interpreter}` leads where nothing can be read: permission denied"
    if not os.path.exists(interpreter):
        return (
            f"its interpreter `{interpreter}` leads to `{_missing_target(interpreter)}`, which does not exist"
        )
    if not os.access(interpreter, os.X_OK):
        return f"its interpreter `{interpreter}` cannot be executed"
    if machines := why_it_cannot_run(interpreter):
        return f"its interpreter `{interpreter}` is for {machines}, which is not what this machine runs"
    if configuration.home and not is_folder(configuration.home):
        return f"it was made from the Python in `{configuration.home}`, which does not exist"
    if not found and not windows_site_packages(prefix):
        return f"`{prefix}` has no `site-packages` folder"
    if found and based and not any(_same_minor(library.version, based) for library in found):
        return (
            f"its interpreter is Python {based.major}.{based.minor} now, "
            f"but its packages were installed for Python {found[0].version}"
        )
    return ""


def _missing_target(interpreter: str) -> str:
    target = interpreter
    for _ in range(40):
        if not os.path.islink(target):
            return target
        target = os.path.join(os.path.dirname(target), os.readlink(target))
    return interpreter


def _same_minor(one: Version, other: Version) -> bool:
    return one.release[:2] == other.release[:2]
