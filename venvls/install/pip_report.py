"""pip's installation report (format 1, "Installation Report" of pip's documentation) as items.

Also reads which projects pip found satisfied already, which the report leaves out, and which it did not
find at all. Does not know how any of it came to be.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from venvls.install.masking import without_user
from venvls.install.pip_planning import digest_of, reference_of
from venvls.install.plan import Item
from venvls.model.names import ProjectName

_SATISFIED = re.compile(r"\s*Requirement already satisfied: (?P<requirement>.+?) in ")
_MISSING = re.compile(r"ERROR: No matching distribution found for (?P<requirement>.+?)(?: \(from .*)?$")
_FILE_ADDRESS = "file://"


def items_of(report: str) -> tuple[Item, ...]:
    """Return the items of a report; raises `ValueError` or `KeyError` when it is not one."""
    return tuple(_item(entry) for entry in json.loads(report)["install"])


def satisfied(lines: tuple[str, ...]) -> frozenset[ProjectName]:
    """Return the projects that pip found to be there already."""
    found = (_SATISFIED.match(line) for line in lines)
    names = (_name(match["requirement"]) for match in found if match)
    return frozenset(name for name in names if name)


def missing(line: str) -> ProjectName | None:
    """Return the project that a line says pip found nothing of."""
    found = _MISSING.match(line)
    return _name(found["requirement"]) if found else None


def _item(entry: Mapping[str, Any]) -> Item:
    origin, metadata = entry["download_info"], entry["metadata"]
    name, version = ProjectName(canonicalize_name(metadata["name"])), metadata["version"]
    direct = bool(entry.get("is_direct"))
    address = origin["url"]
    return Item(
        name=name,
        version=version,
        requirement=reference_of(entry),
        source=without_user(address),
        digest=digest_of(origin),
        requested=bool(entry.get("requested")),
        editable=_editable(origin),
        direct_url=json.dumps(origin, sort_keys=True) if direct else "",
    )


def _editable(origin: Mapping[str, Any]) -> str:
    if not origin.get("dir_info", {}).get("editable"):
        return ""
    return path_of(origin["url"])


def path_of(address: str) -> str:
    """Return the local path that a `file:` address names."""
    return url2pathname(urlsplit(address).path) if address.startswith(_FILE_ADDRESS) else address


def _name(written: str) -> ProjectName | None:
    try:
        return ProjectName(canonicalize_name(Requirement(written).name))
    except InvalidRequirement:
        return None
