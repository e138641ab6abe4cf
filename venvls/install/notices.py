"""What an installer warns of although it does what it is asked: withdrawn releases, extras that do not exist.

Knows the words of pip and uv; does not know who is told.
"""

import re
from collections.abc import Container, Iterable

from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.masking import masked
from venvls.model.names import ProjectName, project_name

_NOTHING = (None, "", "<none given>")
_LEFT_OUT = "`{name}` was left out, because its marker does not hold here: {more}"
_WORDS = (
    (
        re.compile(r"WARNING: (?P<name>\S+) (?P<version>\S+) does not provide the extra '(?P<more>[^']+)'"),
        "`{name}` {version} has no extra `{more}`",
    ),
    (
        re.compile(
            r"warning: The package `(?P<name>[^=`]+)==(?P<version>[^`]+)` "
            r"does not have an extra named `(?P<more>[^`]+)`"
        ),
        "`{name}` {version} has no extra `{more}`",
    ),
    (
        re.compile(
            r"WARNING: The candidate selected for download or install is a yanked version: "
            r"'(?P<name>[^']+)' candidate \(version (?P<version>\S+) [^\n]*"
            r"(?:\nReason for being yanked: (?P<more>[^\n]+))?"
        ),
        "`{name}` {version} was withdrawn (yanked): {more}",
    ),
    (
        re.compile(
            r"warning: `(?P<name>[^=`]+)==(?P<version>[^`]+)` is yanked"
            r"(?: \(reason: \"(?P<more>[^\"\n]*)\"\))?"
        ),
        "`{name}` {version} was withdrawn (yanked): {more}",
    ),
    (
        re.compile(r"Ignoring (?P<name>[^\s:]+): markers '(?P<more>[^\n]+)' don't match your environment"),
        _LEFT_OUT,
    ),
)


def noticed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return one sentence for each thing that a person should know of, each once."""
    text = "\n".join(lines)
    found = ((words, match) for pattern, words in _WORDS for match in pattern.finditer(text))
    return tuple(dict.fromkeys(_sentence(words, match) for words, match in found))


def left_out(requirements: Iterable[str], there: Container[ProjectName]) -> tuple[str, ...]:
    """Return a sentence for each requirement with a marker that an installer silently passed over.

    `there` is what arrives or is installed.
    """
    read = (_requirement(text) for text in requirements)
    found = (one for one in read if one is not None and one.marker is not None)
    return tuple(
        _LEFT_OUT.format(name=one.name, more=one.marker)
        for one in found
        if project_name(one.name) not in there
    )


def _requirement(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _sentence(words: str, match: re.Match[str]) -> str:
    groups = match.groupdict()
    more = groups["more"] if groups["more"] not in _NOTHING else "no reason was given"
    return masked(words.format(**{**groups, "more": more}))
