"""Which tool installs for a project, and what that tool's own configuration says of indexes.

A project is uv's, Poetry's or PDM's when its files say so, else pip's: the tools do not read each
other's configuration, and neither do we. Looks at the root, and for uv at the workspace it belongs to.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from venvls.index import (
    pdm_configuration,
    pip_configuration,
    poetry_configuration,
    uv_configuration,
    uv_workspace,
)
from venvls.index.option import ToolOptions
from venvls.index.toml_source import TomlSource, read_toml
from venvls.model.index_configuration import Setting


def read(root: str, environ: Mapping[str, str], prefix: str, workspace: Sequence[str]) -> ToolOptions:
    """Read the configuration of the tool of the project at `root`; never raises.

    `prefix` is the environment it would install into. What lies in a folder of the `workspace` is not
    the user's own.
    """
    folder = Path(root)
    pyproject = _pyproject(folder)
    found = _of_tool(folder, pyproject, environ, prefix, workspace)
    return replace(found, problems=(*pyproject.problems, *found.problems))


def ages(
    root: str, environ: Mapping[str, str], prefix: str, workspace: Sequence[str]
) -> tuple[tuple[str, Setting], ...]:
    """Return how old pip and uv want releases to be, by their own configuration; never raises.

    Either may install for any project, whichever tool that belongs to. The arguments are those of `read`.
    """
    folder = Path(root)
    of_pip = pip_configuration.read(environ, prefix, workspace)
    of_uv = uv_configuration.read(_pyproject(folder), uv_workspace.root_above(folder), environ)
    said = (
        *(("pip", option) for option in of_pip.options if option.name == "uploaded-prior-to"),
        *(("uv", option) for option in of_uv.options if option.name == "exclude-newer"),
    )
    # Of several the last one counts.
    return tuple({tool: option.setting() for tool, option in said}.items())


def _pyproject(folder: Path) -> TomlSource:
    try:
        return read_toml(folder / "pyproject.toml", from_workspace=True)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # Half-typed: the syntax says so elsewhere. Which tool it is must not flicker meanwhile.
        problem = f"`{folder / 'pyproject.toml'}` could not be read: {error}"
        return TomlSource(folder / "pyproject.toml", from_workspace=True, problems=(problem,))


def _of_tool(
    folder: Path, pyproject: TomlSource, environ: Mapping[str, str], prefix: str, workspace: Sequence[str]
) -> ToolOptions:
    if _is_for("uv", folder, pyproject) or (folder / "uv.toml").is_file():
        return uv_configuration.read(pyproject, uv_workspace.root_above(folder), environ)
    if _is_for("poetry", folder, pyproject):
        return poetry_configuration.read(pyproject, environ)
    if _is_for("pdm", folder, pyproject):
        return pdm_configuration.read(pyproject, environ)
    if (above := uv_workspace.root_above(folder)) is not None:
        return uv_configuration.read(pyproject, above, environ)
    return pip_configuration.read(environ, prefix, workspace)


def _is_for(tool: str, folder: Path, pyproject: TomlSource) -> bool:
    return (folder / f"{tool}.lock").is_file() or bool(pyproject.table("tool", tool))
