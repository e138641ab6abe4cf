"""Options of a requirements file as pip accepts them there, with their places.

The grammar is pip's documented "Supported options" of requirements files, read as `optparse` does:
unique beginnings of long options count, and values follow after `=`, a space or, for one-letter
options, directly. Does not know what any option does.
"""

from collections.abc import Iterator
from typing import NamedTuple

from venvls.syntax.manifest import Option, Problem
from venvls.syntax.shell_words import Word, shell_words
from venvls.text import Span

FLAGS = frozenset({"--no-index", "--prefer-binary", "--require-hashes", "--no-require-hashes", "--pre"})
"""Options that take no argument."""

WITH_ARGUMENT = frozenset(
    {
        "--index-url",
        "--extra-index-url",
        "--constraint",
        "--requirement",
        "--editable",
        "--find-links",
        "--no-binary",
        "--only-binary",
        "--all-releases",
        "--only-final",
        "--trusted-host",
        "--use-feature",
        "--hash",
        "--config-settings",
    }
)
"""Options that take one."""

PER_REQUIREMENT = frozenset({"--hash", "--config-settings"})
"""Options that belong to the requirement on their line and mean nothing without one."""

LETTERS = {
    "-i": "--index-url",
    "-c": "--constraint",
    "-r": "--requirement",
    "-e": "--editable",
    "-f": "--find-links",
    "-C": "--config-settings",
}
"""One-letter options; all of them take an argument."""

HASH_ALGORITHMS = ("sha256", "sha384", "sha512")
"""What `--hash` accepts."""

FEATURES = frozenset(
    {
        "build-constraint",
        "fast-deps",
        "inprocess-build-deps",
        "no-binary-enable-wheel-cache",
        "truststore",
        "venv-isolation",
    }
)
"""What `--use-feature` accepts."""

# Thousands of hashes fit; what is longer was not written to be installed.
_LONGEST = 1_048_576
_NAMES_OF_PROJECTS = frozenset({"--no-binary", "--only-binary", "--all-releases", "--only-final"})
_OTHER_NAMES = {"--pypi-url": "--index-url"}
_LONG = sorted(FLAGS | WITH_ARGUMENT | _OTHER_NAMES.keys())


class Options(NamedTuple):
    """What follows the requirement on a line, or all of a line of options.

    `values` holds, aligned with `options`, the argument as a word. `ignored` are words that belong to
    no option: pip drops them silently.
    """

    options: tuple[Option, ...] = ()
    values: tuple[Word | None, ...] = ()
    ignored: tuple[Word, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Found(NamedTuple):
    option: Option
    value: Word | None
    problem: Problem | None = None


def options_start(text: str, start: int, end: int) -> int:
    """Return where the options of a logical line begin, `end` when it has none.

    Only a space separates them from the requirement, as with pip; a tab does not.
    """
    if text.startswith("-", start):
        return start
    found = text.find(" -", start, end)
    return end if found < 0 else found + 1


def read_options(text: str, start: int, end: int) -> Options:
    """Read the options that are `text[start:end]`; spans are offsets into `text`.

    Reading stops at the first option that is not understood: pip refuses the line there.
    """
    if end - start > _LONGEST:
        return Options(
            problems=(_problem(Span(start, end), f"more than {_LONGEST} characters of options are not read"),)
        )
    words, unclosed = shell_words(text, start, end)
    problems = [_problem(unclosed, "expected a closing quote")] if unclosed else []
    found: list[_Found] = []
    ignored: list[Word] = []
    rest = iter(words)
    for word in rest:
        if word.value == "--":
            ignored.extend(rest)
        elif not word.value.startswith("-") or word.value == "-":
            ignored.append(word)
        else:
            read = _option(word, rest)
            if isinstance(read, Problem):
                problems.append(read)
                break
            found.append(read)
            problems.extend([read.problem] if read.problem else [])
    return Options(
        tuple(one.option for one in found), tuple(one.value for one in found), tuple(ignored), tuple(problems)
    )


def _option(word: Word, rest: Iterator[Word]) -> _Found | Problem:
    if not word.value.startswith("--"):
        return _short(word, rest)
    written, equals, _ = word.value.partition("=")
    name_span = word.extent(0, len(written))
    name = _long_name(written)
    if isinstance(name, str):
        if name in FLAGS:
            if equals:
                return _problem(word.span, f"`{name}` takes no argument")
            return _Found(Option(name, word.span, name_span), None)
        inside = _part(word, len(written) + 1) if equals else None
        return _with_argument(name, word, name_span, inside, rest)
    return _problem(name_span, _unknown(written, name))


def _short(word: Word, rest: Iterator[Word]) -> _Found | Problem:
    letter, name_span = word.value[:2], word.extent(0, 2)
    if letter not in LETTERS:
        return _problem(name_span, f"`{letter}` is no option of a requirements file")
    inside = _part(word, 2) if len(word.value) > 2 else None
    return _with_argument(LETTERS[letter], word, name_span, inside, rest)


def _with_argument(
    name: str, word: Word, name_span: Span, inside: Word | None, rest: Iterator[Word]
) -> _Found | Problem:
    value = inside or next(rest, None)
    if value is None:
        return _problem(name_span, f"expected an argument after `{name}`")
    span = Span(word.span.start, max(word.span.end, value.span.end))
    option = Option(name, span, name_span, value.value, value.span)
    return _Found(option, value, _argument_problem(name, value))


def _part(word: Word, start: int) -> Word:
    """Return the end of a word as a word: the argument in `--option=argument`."""
    value = word.value[start:]
    places = word.places.part(start, len(word.value)) if word.places else None
    first = word.extent(start, start).start if places is None else places.starts[0]
    return Word(value, Span(min(first, word.span.end), word.span.end), places)


def _long_name(written: str) -> str | tuple[str, ...]:
    """Return the full name of a long option, or all that it could be the beginning of."""
    if written in FLAGS or written in WITH_ARGUMENT:
        return written
    meant = tuple(name for name in _LONG if name.startswith(written))
    return _OTHER_NAMES.get(meant[0], meant[0]) if len(meant) == 1 else meant


def _unknown(written: str, candidates: tuple[str, ...]) -> str:
    if not candidates:
        return f"`{written}` is no option of a requirements file"
    return f"`{written}` could be " + " or ".join(f"`{candidate}`" for candidate in candidates)


def _argument_problem(name: str, value: Word) -> Problem | None:
    if name == "--hash":
        return _hash_problem(value)
    if name == "--use-feature" and value.value not in FEATURES:
        return _problem(value.span, "expected one of " + ", ".join(f"`{one}`" for one in sorted(FEATURES)))
    if name == "--config-settings" and "=" not in value.value:
        return _problem(value.span, "expected `KEY=VALUE`")
    if name in _NAMES_OF_PROJECTS and value.value.startswith("-"):
        return _problem(value.span, f"expected names of projects, `:all:` or `:none:` after `{name}`")
    return None


def _hash_problem(value: Word) -> Problem | None:
    algorithm, colon, _ = value.value.partition(":")
    if not colon:
        return Problem("malformed-hash", value.span, "expected a hash such as `sha256:0123abcd...`")
    if algorithm not in HASH_ALGORITHMS:
        known = ", ".join(f"`{name}`" for name in HASH_ALGORITHMS)
        return Problem("malformed-hash", value.extent(0, len(algorithm)), f"expected one of {known}")
    return None


def _problem(span: Span, message: str) -> Problem:
    return Problem("invalid-option", span, message)
