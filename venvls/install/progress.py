"""An installer's lines as progress a person can follow, with a percentage that never goes back.

Planning moves from 0 to 60, applying from 60 to 100, so that one bar can show both. How much there
is to do is not known while resolving: each step covers a part of what is left. Knows the lines of
pip and uv; does not know who shows the progress.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from venvls.model.masking import masked

Report: TypeAlias = Callable[[str, int | None], None]
"""What is told: a message, and a percentage from 0 to 100 where there is one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the whole, from one percentage to another; each step covers `share` of what is left."""

    first: float
    last: float
    share: float = 0.15


PLANNING = Stage(0, 60)
RESOLVING = Stage(0, 40)
FETCHING = Stage(40, 60)
INSTALLING = Stage(65, 95, share=0.3)

# Of a wheel the project and the version, without what it was built for (PEP 427).
_FILE = re.compile(r"(?P<stem>[^/\s]+?)(?:(?:-(?:py|cp|pp|ip|jy|graalpy)\d\S*)?\.whl|\.tar\.gz|\.zip)\b")
_RESOLVING, _RESOLVED, _FETCHING = "Resolving", "Resolved", "Fetching"
_MESSAGES = (
    (re.compile(r"\s*Collecting (?P<subject>[^\s;]+)"), f"{_RESOLVING} `{{}}`"),
    (re.compile(r"\s*Downloading (?P<subject>\S+)"), "Downloading `{}`"),
    (re.compile(r"\s*Using cached (?P<subject>\S+)"), "Reading `{}`"),
    (re.compile(r"\s*Building wheels? for (?:collected packages: )?(?P<subject>[^\s,]+)"), "Building `{}`"),
    (re.compile(r"\s*Building (?P<subject>\S+)"), "Building `{}`"),
    (re.compile(r"\s*Preparing (?:editable )?metadata"), "Preparing metadata"),
    (re.compile(r"\s*Installing build dependencies"), "Preparing to build"),
    (re.compile(r"Installing collected packages: (?P<subject>[^,]+)"), "Installing `{}`"),
    (re.compile(r"\s*Attempting uninstall: (?P<subject>\S+)"), "Replacing `{}`"),
    (re.compile(r"Uninstalling (?P<subject>\S+?):?$"), "Removing `{}`"),
    (re.compile(r"Successfully (?:installed|uninstalled)"), "Checking"),
    (re.compile(r"(?:Would install|Resolved) "), _RESOLVED),
    (re.compile(r"Prepared "), "Downloaded"),
    (re.compile(r"Installed "), "Checking"),
    (re.compile(r"Saved (?P<subject>\S+)"), "Fetched `{}`"),
)
_BYTES = re.compile(r"Progress (\d+) of (\d+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is shown now; `floor` is where the present step began and `percentage` where it stands.

    When everything is `chosen`, pip collects once more what it fetches then.
    """

    stage: Stage
    message: str = ""
    floor: float = 0
    percentage: float = 0
    chosen: bool = False


def begin(stage: Stage) -> Reading:
    """Return the reading before the first line of a stage."""
    return Reading(stage, floor=stage.first, percentage=stage.first)


def read_line(line: str, before: Reading) -> Reading:
    """Return what is to be shown after a line; the same reading when it says nothing new."""
    if moved := _BYTES.match(line):
        return _within_step(before, int(moved[1]), int(moved[2]))
    message = _message(line)
    if before.chosen:
        message = message.replace(_RESOLVING, _FETCHING, 1)
    if not message or message == before.message:
        return before
    floor = before.floor + (before.stage.last - before.floor) * before.stage.share
    return replace(
        before,
        message=message,
        floor=floor,
        percentage=max(floor, before.percentage),
        chosen=before.chosen or message == _RESOLVED,
    )


def following(report: Report, stage: Stage) -> Callable[[str], None]:
    """Return a function that takes an installer's lines and reports whatever they change."""
    now = begin(stage)

    def follow(line: str) -> None:
        nonlocal now
        before, now = now, read_line(line, now)
        if now.message != before.message or int(now.percentage) != int(before.percentage):
            report(now.message, int(now.percentage))

    return follow


def _within_step(before: Reading, done: int, whole: int) -> Reading:
    step = (before.stage.last - before.floor) * before.stage.share
    reached = before.floor + step * min(1.0, done / max(whole, 1))
    return replace(before, percentage=max(before.percentage, reached))


def _message(line: str) -> str:
    for pattern, words in _MESSAGES:
        if found := pattern.match(line):
            return words.format(_subject(found.groupdict().get("subject", "")))
    return ""


def _subject(written: str) -> str:
    """Return the readable part of a requirement, a file name or an address with a file name."""
    last = masked(written).rstrip("/").rsplit("/", 1)[-1].partition("#")[0]
    found = _FILE.match(last)
    return found["stem"] if found else last
