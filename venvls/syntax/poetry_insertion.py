"""Requirements as entries of Poetry's dependency tables (Poetry documentation, "Dependency specification").

Says what an entry would be, not where it goes. What Poetry has no words for is not written at all.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urldefrag

from packaging.requirements import InvalidRequirement, Requirement

from venvls.syntax.toml_array import quoted

# The `@` of a user stands before the path, that of a revision in it.
_REPOSITORY = re.compile(r"git\+([^:]+://[^/]*/[^@]*)(?:@(.+))?")


def poetry_entries(requirements: Sequence[str]) -> list[tuple[str, str]] | None:
    """Return requirements as keys and values in TOML, `None` if one says what Poetry cannot say."""
    found: list[tuple[str, str]] = []
    for written in requirements:
        try:
            requirement = Requirement(written)
        except InvalidRequirement:
            return None
        fields = _fields(requirement)
        if not fields:
            return None
        found.append((requirement.name, _written(fields)))
    return found


def _written(fields: Mapping[str, str]) -> str:
    if fields.keys() == {"version"}:
        return fields["version"]
    return "{ " + ", ".join(f"{key} = {value}" for key, value in fields.items()) + " }"


def _fields(requirement: Requirement) -> dict[str, str]:
    """Return the fields of a requirement with values in TOML, none where Poetry has no words for it."""
    if requirement.url is None:
        plain = {"version": str(requirement.specifier) or "*"}
    else:
        plain = _location(requirement.url)
    fields = {key: quoted(value) for key, value in plain.items()}
    if fields and requirement.extras:
        fields["extras"] = f"[{', '.join(map(quoted, sorted(requirement.extras)))}]"
    if fields and requirement.marker is not None:
        fields["markers"] = quoted(str(requirement.marker))
    return fields


def _location(url: str) -> dict[str, str]:
    """Return the fields that name an address, none for a repository that is not of Git."""
    address, fragment = urldefrag(url)
    found: dict[str, str] = {}
    if "+" not in url.partition(":")[0]:
        found["url"] = address
    elif url.startswith("git+"):
        repository = _REPOSITORY.fullmatch(address)
        found["git"] = repository[1] if repository else address[len("git+") :]
        if repository and repository[2]:
            found["rev"] = repository[2]
    if found and (folder := parse_qs(fragment).get("subdirectory")):
        found["subdirectory"] = folder[0]
    return found
