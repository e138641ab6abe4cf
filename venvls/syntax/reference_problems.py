"""What installers refuse in a URL, a path or the argument of `-e`, whatever the disk and the network hold.

Each function returns the first problem at the exact characters, or `None`. Does not know how the parts
were told apart.
"""

import re
from urllib.parse import urlsplit

from venvls.model.names import is_project_name
from venvls.model.requirement import Declaration
from venvls.syntax.manifest import Problem
from venvls.syntax.requirement_problems import EXTRAS, problem
from venvls.syntax.schemes import ADDRESS, SCHEME, TRANSPORTS, VCS_SCHEMES
from venvls.text import Span

HOST = re.compile(r"[^/?#]*")
"""The host of an address, with user and port, behind its scheme."""

_DOWNLOAD = re.compile(r"(?:https?|ftp):")


def host_problem(text: str, start: int, end: int) -> Problem | None:
    """Find a host that is none, and a relative path in the place of one; `file:` may name a share."""
    address = ADDRESS.match(text, start, end)
    if address is None:
        return None
    host = HOST.match(text, address.end(), end)
    span = Span(address.end(), host.end() if host else address.end())
    if address[1].lower() == "file" and span.of(text).startswith(".") and "../" not in text[start:end]:
        return problem(span, "expected `file:///` and an absolute path, or the path alone")
    try:
        urlsplit(text[start : span.end])
    except ValueError:
        return problem(span, "expected a host such as `host.example` or `[::1]`")
    return None


def path_problem(text: str, start: int, end: int) -> Problem | None:
    """Find what no path holds, and a host that is none in what may be an address after all."""
    refused = text.find("\0", start, end)
    if refused >= 0:
        return problem(Span(refused, refused + 1), "no path holds this character: NUL")
    return host_problem(text, start, end)


def egg_problem(egg: re.Match[str]) -> Problem | None:
    """Check what follows `egg=` in a fragment, the first group of the match."""
    if is_project_name(egg[1]):
        return None
    return problem(Span(*egg.span(1)), "expected the name of a project alone after `egg=`")


def extras_problem(text: str, span: Span | None) -> Problem | None:
    """Check extras behind a path, brackets included; without any nothing is wrong."""
    if span is None or EXTRAS.fullmatch(text, span.start, span.end):
        return None
    return problem(span, "expected names of extras with a comma between them, such as `[socks,brotli]`")


def editable_problem(declaration: Declaration, *, may_be_path: bool) -> Problem | None:
    """Check what pip refuses as editable whatever the disk holds."""
    direct = declaration.requirement.url if declaration.requirement else None
    location = (declaration.location or direct or "").lower()
    if declaration.url_span is None or location.startswith("file:"):
        return None
    scheme = SCHEME.match(location)
    if scheme and scheme[1] in VCS_SCHEMES:
        if declaration.name is not None:
            return None
        return problem(declaration.url_span, "expected `#egg=` and the name of the project at the end")
    if may_be_path and not _DOWNLOAD.match(location):
        return None
    return problem(declaration.url_span, "expected a path or a URL such as `git+https://...` after `-e`")


def unknown_scheme(address: re.Match[str]) -> Problem:
    """Return what is wrong with a scheme that is none of `schemes.SCHEMES`, and what was probably meant."""
    scheme = address[1].lower()
    meant = f"`{scheme}+https`" if scheme in TRANSPORTS else "`https`, `file` or `git+https`"
    return problem(Span(*address.span(1)), f"`{scheme}` is no scheme that installers know, use {meant}")
