"""Why an installer failed, from its own words, as a reason and a sentence a person understands.

Adds what the output tells besides: both sides of a conflict, the error of a build. Which words mean
what stands in `failure_patterns`.
"""

import re

from venvls.install.conflicts import sides
from venvls.install.failure_patterns import NAMELESS, PATTERNS
from venvls.install.masking import excerpt
from venvls.model.change import Failure, FailureReason
from venvls.model.masking import masked
from venvls.processes import Ending, Finished

_BUILD_ERROR = re.compile(
    r"\s*(?P<said>(?:\w+\.)*\w*(?:Error|Exception|Exit)(?:: .+)?|(?:fatal )?error: "
    r"(?!subprocess-exited|metadata-generation|Failed |failed |command ).+)"
)
"""What tells why a build failed: an exception, or a compiler's complaint. The installers' own come later."""

_LONGEST_REASON = 200


def failure_of(finished: Finished, installer: str, *, offline: bool = False) -> Failure:
    """Return why a process did not succeed. `installer` is how a person calls it.

    What was sought `offline` was not found at hand; of the index nothing is known then.
    """
    detail = excerpt(finished.lines)
    match finished.ending:
        case Ending.CANCELLED:
            return Failure(FailureReason.CANCELLED, "Cancelled before anything was changed")
        case Ending.TIMED_OUT:
            return Failure(FailureReason.TIMED_OUT, f"{installer} took too long and was stopped", detail)
        case Ending.NOT_STARTED:
            return Failure(FailureReason.FAILED, f"{installer} could not be started", detail)
        case _:
            found = classified(finished.lines, installer)
    if offline and found.reason is FailureReason.NO_MATCHING_DISTRIBUTION:
        return Failure(FailureReason.NETWORK, "No index was asked, since venvls works offline", detail)
    return found


def classified(lines: tuple[str, ...], installer: str) -> Failure:
    """Return the failure that an installer's output tells of."""
    text, detail = "\n".join(lines), excerpt(lines)
    for pattern in PATTERNS:
        found = pattern.words.search(text)
        if found and pattern.holds(found):
            sentence = _sentence(pattern.sentence, found)
            return Failure(pattern.reason, _completed(pattern.reason, sentence, lines), detail)
    return Failure(FailureReason.FAILED, f"{installer} failed: {_last_error(lines)}", detail)


def _completed(reason: FailureReason, sentence: str, lines: tuple[str, ...]) -> str:
    """Return the sentence with what a person needs to know besides, where the output tells it."""
    match reason:
        case FailureReason.CONFLICT:
            more = sides(lines)
        case FailureReason.BUILD_FAILED:
            more = next(filter(None, map(_build_error, reversed(lines))), "")
        case _:
            more = ""
    return f"{sentence}: {masked(more)}" if more else sentence


def _build_error(line: str) -> str:
    found = _BUILD_ERROR.fullmatch(line)
    return found["said"][:_LONGEST_REASON].rstrip(".") if found else ""


def _sentence(sentence: str, found: re.Match[str]) -> str:
    groups = found.groupdict().items()
    name = next((value for key, value in groups if value and key.startswith("name")), "")
    if not name:
        return NAMELESS.get(sentence, sentence)
    return sentence.format(name=masked(name.strip("`'\",.:")))


def _last_error(lines: tuple[str, ...]) -> str:
    said = [line for line in lines if line.strip()]
    errors = [line for line in said if line.lstrip().lower().startswith("error")]
    last = (errors or said or ["no reason was given"])[-1]
    return masked(re.sub(r"^\s*error:\s*", "", last, flags=re.IGNORECASE)[:200].rstrip("."))
