"""Names of the field, told apart by type.

A *project* is what an index lists, a *module* is what is imported; neither is ever taken for the
other. Extras and groups are compared in the same normalised form as projects (PEP 685, PEP 735).
"""

import re
from typing import NewType

from packaging.utils import canonicalize_name

ProjectName = NewType("ProjectName", str)
"""A project's name in normal form (PEP 503, "Normalized Names"): `PyYAML` is `pyyaml`."""

ExtraName = NewType("ExtraName", str)
"""An extra's name in normal form (PEP 685)."""

GroupName = NewType("GroupName", str)
"""A dependency group's name in normal form (PEP 735)."""

ModuleName = NewType("ModuleName", str)
"""A dotted import name, exactly as written in Python: case matters."""

Uri = NewType("Uri", str)
"""A document or folder; of a file as `runtime.uris.uri_of` spells it, of anything else as the client does."""

_PROJECT = re.compile(r"[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", re.IGNORECASE | re.ASCII)


def project_name(written: str) -> ProjectName:
    """Return the normal form of a project name."""
    return ProjectName(canonicalize_name(written))


def extra_name(written: str) -> ExtraName:
    """Return the normal form of an extra's name."""
    return ExtraName(canonicalize_name(written))


def group_name(written: str) -> GroupName:
    """Return the normal form of a dependency group's name."""
    return GroupName(canonicalize_name(written))


def is_project_name(written: str) -> bool:
    """Tell whether a project can be called so (PEP 508, "Names")."""
    return _PROJECT.fullmatch(written) is not None


def parents(module: ModuleName) -> tuple[ModuleName, ...]:
    """Return the module and its packages, outermost first: `a.b.c` gives `a`, `a.b`, `a.b.c`."""
    parts = module.split(".")
    return tuple(ModuleName(".".join(parts[:count])) for count in range(1, len(parts) + 1))
