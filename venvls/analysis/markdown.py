"""Text from elsewhere as Markdown that means only its characters.

Summaries, licences and reasons are written by strangers: they may hold markup, links, control
characters, megabytes and the address they were asked at. Everything that is shown goes through here.
"""

import re
from urllib.parse import quote, urlsplit

from venvls.model.masking import masked

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~&])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")
_WRITTEN_HERE = re.compile(
    r"\\(?P<escaped>.)"
    r"|(?P<bold>\*\*)"
    r"|(?P<fence>`+)(?P<padding> ?)(?P<code>.*?)(?P=padding)(?P=fence)(?!`)"
    r"|\[(?P<label>(?:\\.|[^\]\\])*)\]\((?P<address>[^)]*)\)"
)
_LONGEST = 300
_SCHEMES = frozenset({"http", "https"})


def plain(text: str, longest: int = _LONGEST) -> str:
    """Return text as one line that renders as itself, cut at `longest` characters."""
    return _MARKUP.sub(r"\\\1", cut(text, longest))


def code(text: str, longest: int = _LONGEST) -> str:
    """Return text as a code span; a backtick inside of it cannot end it."""
    content = cut(text, longest)
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", content)), default=0))
    padding = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{fence}{padding}{content}{padding}{fence}"


def link(label: str, address: str) -> str:
    """Return a link, or the label alone when the address is not one a browser should open."""
    if not is_web_address(address):
        return plain(label)
    return f"[{plain(label)}]({quote(address, safe=':/?#@!$&*+,;=%~-._')})"


def unmarked(markdown: str) -> str:
    """Return what was written with the functions above as plain text, for clients that show no Markdown."""
    return _WRITTEN_HERE.sub(_unmarked, markdown)


def is_web_address(address: str) -> bool:
    """Tell whether an address is for a browser: `http` or `https`, with a host and no credentials."""
    try:
        parts = urlsplit(address)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def cut(text: str, longest: int = _LONGEST) -> str:
    """Return text without secrets as one line of at most `longest` characters."""
    line = " ".join(_CONTROL.sub(" ", masked(text[: 4 * longest])).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _unmarked(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "escaped":
            return found["escaped"]
        case "bold":
            return ""
        case "address":
            return f"{unmarked(found['label'])} ({found['address']})"
        case _:
            return f"`{found['code']}`"
