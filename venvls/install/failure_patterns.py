"""The words that give a failure away, in order: the first pattern that is found decides.

Causes stand before their consequences: an index that cannot be reached makes pip say afterwards that
nothing matches. Knows the words of pip, uv and git in English; what a person is told stands beside them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement

from venvls.model.change import FailureReason
from venvls.model.names import project_name


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that give a failure away; `sentence` may use what the groups called `name...` hold.

    `holds` may look closer at what was found, for words that are also said of something else.
    """

    reason: FailureReason
    words: re.Pattern[str]
    sentence: str
    holds: Callable[[re.Match[str]], bool]


def _pattern(
    reason: FailureReason,
    words: str,
    sentence: str,
    holds: Callable[[re.Match[str]], bool] = lambda _: True,
) -> Pattern:
    return Pattern(reason, re.compile(words, re.IGNORECASE | re.MULTILINE), sentence, holds)


def _was_wanted(found: re.Match[str]) -> bool:
    # pip tells of every release that needs another Python, also of those that nobody asked for.
    try:
        wanted = Requirement(found["name"] or "").specifier
    except InvalidRequirement:
        return True
    ignored = re.findall(r"(\S+) Requires-Python", found["ignored"])
    return any(wanted.contains(version, prereleases=True) for version in ignored)


def _is_of_the_missing(found: re.Match[str]) -> bool:
    # pip's log tells of every file that it left out, also of those that were not missed.
    try:
        missing = Requirement(found["name"] or "").name
    except InvalidRequirement:
        return False
    stems = re.findall(r"[^/\s]+(?=-\d)", found["young"])
    return project_name(missing) in map(project_name, stems)


PATTERNS = (
    _pattern(
        FailureReason.INVALID_REQUEST,
        r"^ERROR: Invalid requirement: '(?P<name>.*?)':|^error: Couldn't parse requirement in",
        "Not a requirement: `{name}`",
    ),
    _pattern(
        FailureReason.INVALID_REQUEST,
        r"^error: Unexpected '[^']*', expected .*?: (?P<name>\S+:\d+:\d+)$|"
        r": error: no such option: (?P<name2>\S+)",
        "Not understood in a requirements file: `{name}`",
    ),
    _pattern(
        FailureReason.INVALID_REQUEST,
        r"Could not open (?:constraint|requirements) file: \[Errno 2\].*: '(?P<name>[^']+)'|"
        r"failed to read from file `(?P<name2>[^`]+)`: No such file",
        "There is no such file to include: `{name}`",
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"pathspec '(?P<name>[^']+)' did not match|"
        r"failed to (?:fetch|find) (?:branch or tag|branch|tag|commit) `(?P<name2>[^`]+)`|"
        r"couldn't find remote ref (?P<name3>\S+)",
        "The repository has no such branch, tag or commit: `{name}`",
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"'(?P<name>[^'\n]+)' does not appear to be a git repository|"
        r"repository '(?P<name2>[^'\n]+)' (?:not found|does not exist)",
        "There is no repository at `{name}`",
    ),
    _pattern(
        FailureReason.UNAUTHORISED,
        r"Permission denied \(publickey|could not read (?:Username|Password) for|Authentication failed for",
        "The repository refuses access: check the credentials",
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"because of HTTP error 404 .* for URL (?P<name>\S+)|"
        r"HTTP status client error \(404 Not Found\) for url \((?P<name2>[^)]+)\)",
        "There is no file at `{name}`",
    ),
    _pattern(
        FailureReason.DISK,
        r"No space left on device|Disk quota exceeded|\[Errno (?:28|122|27)\]|os error (?:28|122|27)\b",
        "The disk is full",
    ),
    _pattern(
        FailureReason.HASH,
        r"DO NOT MATCH THE HASHES[\s\S]*?^\s+(?P<name>[^\s=]+)\S* from|Hash mismatch for `(?P<name2>[^`=]+)",
        "The file of `{name}` is not the one that was promised: its hash differs",
    ),
    _pattern(
        FailureReason.HASH,
        r"Hashes are required in --require-hashes|DO NOT MATCH THE HASHES|Hash mismatch|"
        r"In `--require-hashes` mode",
        "A file has no hash, or another one than promised",
    ),
    _pattern(
        FailureReason.UNAUTHORISED,
        r"\b401\b.*(?:Error|Unauthori[sz]ed)|Credentials not correct|\b403\b.*(?:Error|Forbidden)|"
        r"(?:status code|status client error) \(?40[13]|HTTP error 40[13]|Unauthori[sz]ed for url",
        "The index refuses access: check the credentials",
    ),
    _pattern(
        FailureReason.NETWORK,
        r"after connection broken by|connection error|Failed to establish a new connection|"
        r"Name or service not known|name resolution|Could not fetch URL|Failed to fetch|timed out|"
        r"error sending request|dns error|Connection (?:reset|refused|aborted)|SSLError|CERTIFICATE_VERIFY|"
        r"connection-failed|Failed to connect|ProtocolError|IncompleteRead|incomplete-download|"
        r"Network connectivity is disabled|"
        r"HTTP error 5\d\d|\b5\d\d (?:Server|Client) Error|Max retries exceeded|invalid peer certificate",
        "The package index could not be reached",
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"Ignored the following versions that require a different python version: (?P<ignored>[^\n]*)[\s\S]*?"
        r"No matching distribution found for (?P<name>\S+)|"
        r"does not satisfy Python\S* and (?:all versions of )?(?P<name2>[\w.-]+)|requires a different Python",
        "No release of `{name}` supports this Python",
        _was_wanted,
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"does not provide upload-time metadata|is missing an upload date, but user provided",
        "The index does not tell when files were uploaded, so nobody knows whether they are old enough "
        "(`index.minimumReleaseAge`)",
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"(?P<young>(?:^.*: Upload time \S+ \S+ not prior to .*\n)+)[\s\S]*?"
        r"No matching distribution found for (?P<name>.+?)(?: \(from|$)",
        "What matches `{name}` is not old enough yet (`index.minimumReleaseAge`)",
        _is_of_the_missing,
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"^hint: `(?P<name>[^`]+)` was filtered by `exclude-newer`",
        "What matches `{name}` is not old enough yet (`index.minimumReleaseAge`)",
    ),
    _pattern(
        FailureReason.CONFLICT,
        r"^ERROR: ResolutionImpossible|have conflicting dependencies|Cannot install (?P<name>.+?) because",
        "The requirements contradict each other",
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"Ignored the following yanked versions: .*\n.*\(from versions: none\)[\s\S]*?"
        r"No matching distribution found for (?P<name>.+?)(?: \(from|$)|Because (?P<name2>\S+) was yanked",
        "All that matches `{name}` was withdrawn (yanked)",
    ),
    _pattern(
        FailureReason.NO_MATCHING_DISTRIBUTION,
        r"No matching distribution found for (?P<name>.+?)(?: \(from|$)|"
        r"Because (?P<name2>\S+) was not found in the|"
        r"Because there (?:is|are) no versions? of (?P<name3>[^\s,]+)|"
        r"Because only [^,]*?(?P<name4>[\w.-]+)[<=>!~]\S* (?:is|are) available|"
        r"(?P<name5>\S+) has no wheels",
        "Nothing on the index matches `{name}`",
    ),
    _pattern(
        FailureReason.CONFLICT,
        r"No solution found when resolving|requirements are unsatisfiable",
        "The requirements contradict each other",
    ),
    _pattern(
        FailureReason.PERMISSION,
        r"Permission denied|Read-only file system|Operation not permitted|\[Errno (?:13|30|1)\]|"
        r"os error (?:13|30|1)\b|Access is denied",
        "Files of the environment may not be written",
    ),
    _pattern(
        FailureReason.BUILD_FAILED,
        r"Failed to build (?:installable wheels for )?[`'(]*(?P<name>[\w.-]+)|"
        r"Failed building wheel for (?P<name2>\S+)|generating package metadata[\s\S]*?^╰─> (?P<name3>\S+)",
        "`{name}` could not be built from source",
    ),
    _pattern(
        FailureReason.BUILD_FAILED,
        r"metadata-generation-failed|subprocess-exited-with-error|Getting requirements to build wheel.*error|"
        r"build backend|Call to `[^`]+` failed|BackendUnavailable|Unable to find .*setup.py|"
        r"neither 'setup.py' nor 'pyproject.toml'",
        "A project could not be built from source",
    ),
)
NAMELESS = {
    "Not a requirement: `{name}`": "A line of the requirements file is not a requirement",
    "No release of `{name}` supports this Python": "Nothing that was asked for supports this Python",
    "Nothing on the index matches `{name}`": "Nothing on the index matches",
}
"""What is said in place of a sentence whose name is not known."""
