"""uv's project environment: shared by the members of a workspace, moved by `UV_PROJECT_ENVIRONMENT`.

Reads which folders a workspace's `members` and `exclude` name; does not resolve anything.
"""

import os
from collections.abc import Iterator

from venvls.environments.documents import has_table_in, text_in, value_in
from venvls.environments.globs import leads_to
from venvls.environments.locators.search import Candidate, Search
from venvls.environments.reading import is_file, is_folder
from venvls.environments.roots import upwards

_VARIABLE = "UV_PROJECT_ENVIRONMENT"
_WORKSPACE = ("tool", "uv", "workspace")


def uv_environment(search: Search) -> Iterator[Candidate]:
    """A member of a workspace uses the workspace's environment, wherever the editor's folder ends."""
    workspace = _workspace_of(search.root)
    project = workspace or search.root
    variable = search.environ.get(_VARIABLE)
    if variable and (workspace or _is_uv_project(search.root)):
        yield _named_by_variable(variable, project)
    if workspace and workspace != search.root:
        yield _of_workspace(workspace, text_in(_manifest(search.root), "project", "name"))


def workspace_folders(search: Search) -> Iterator[str]:
    """Yield the workspace that the project is a member of."""
    workspace = _workspace_of(search.root)
    if workspace and workspace != search.root:
        yield workspace


def _named_by_variable(variable: str, project: str) -> Candidate:
    prefix = os.path.normpath(os.path.join(project, variable))
    if is_folder(prefix):
        return Candidate(f"`{_VARIABLE}` names `{variable}`, and this is a project of uv", prefix)
    return Candidate(f"`{_VARIABLE}` names `{prefix}`, which is not there")


def _of_workspace(workspace: str, member: str) -> Candidate:
    prefix = os.path.join(workspace, ".venv")
    who = f"`{member}`" if member else "the project"
    if os.path.lexists(prefix):
        return Candidate(
            f"{who} is a member of the uv workspace `{workspace}`, whose `.venv` it shares", prefix
        )
    return Candidate(f"{who} is a member of the uv workspace `{workspace}`, which has no `.venv` yet")


def _workspace_of(root: str) -> str:
    """Return the workspace that `root` is the root or a member of, or nothing (as uv looks for it)."""
    if has_table_in(_manifest(root), *_WORKSPACE):
        return root
    for folder in upwards(root, None)[1:]:
        if has_table_in(_manifest(folder), *_WORKSPACE):
            # The nearest workspace decides, also when it leaves this project out.
            return folder if _is_member(root, folder) else ""
    return ""


def _is_member(root: str, workspace: str) -> bool:
    manifest, relative = _manifest(workspace), os.path.relpath(root, workspace).replace(os.sep, "/")
    members, excluded = (value_in(manifest, *_WORKSPACE, key) for key in ("members", "exclude"))
    return _matches(members, relative) and not _matches(excluded, relative)


def _is_uv_project(root: str) -> bool:
    # `managed = false` keeps uv's hands off a project.
    if value_in(_manifest(root), "tool", "uv", "managed") is False:
        return False
    return is_file(os.path.join(root, "uv.lock")) or has_table_in(_manifest(root), "tool", "uv")


def _matches(patterns: object, path: str) -> bool:
    written = patterns if isinstance(patterns, list) else ()
    return any(leads_to(one, path) for one in written if isinstance(one, str))


def _manifest(folder: str) -> str:
    return os.path.join(folder, "pyproject.toml")
