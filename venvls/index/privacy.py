"""Whether an index is private, as far as its address tells, and what that means for a project on two.

Only what was answered already is compared: to find out whether a public index has a private name would
mean to tell it that name. Does no I/O.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from venvls.model.release import Listing, Project, parsed_version

# Names that only a private network resolves (RFC 6762, RFC 8375, and what is in use beside them).
_PRIVATE_ENDINGS = (".local", ".internal", ".lan", ".corp", ".intranet", ".localdomain", ".home.arpa")


def is_private(address: str) -> bool:
    """Tell whether only some may ask: there are credentials, or the host is one of a private network.

    What listens on this machine is usually a mirror, so its address alone tells nothing.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    if "@" in parts.netloc:
        return True
    try:
        number = ip_address(host)
    except ValueError:
        return host != "localhost" and ("." not in host or host.endswith(_PRIVATE_ENDINGS))
    return number.is_private and not number.is_loopback


def listings(projects: Sequence[Project]) -> tuple[Listing, ...]:
    """Return what each of several places lists of one project.

    Local versions (PEP 440) do not make a release a place's own: they are builds of what is elsewhere.
    """
    versions = [{_public(release.version) for release in project.releases} for project in projects]
    found = []
    for index, project in enumerate(projects):
        elsewhere = set().union(*versions[:index], *versions[index + 1 :])
        found.append(Listing(project.source, is_private(project.source), len(versions[index] - elsewhere)))
    return tuple(found)


def _public(version: str) -> str:
    return parsed_version(version).public
