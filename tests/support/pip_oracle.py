"""What pip itself makes of a requirements file: the oracle for `syntax.requirements_file`.

    pip_lines(text)            one `PipLine` for each logical line, in order, with what pip reads or refuses
    pip_line_beside(line, at)  the same line again, in a folder that has a project at the path `at`
    options_given(options)     what pip's own parser holds after these options, to compare two ways of reading

pip decides about some paths by what is there, so the second asks it where the project really is. pip's
modules are private. They are used here alone, and only what its own command line uses too.
"""

import io
import logging
import os
import re
import shlex
import tempfile
from contextlib import chdir, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path

from pip._internal.cli.cmdoptions import use_new_feature
from pip._internal.exceptions import PipError
from pip._internal.req import req_file
from pip._internal.req.constructors import install_req_from_editable, install_req_from_line
from pip._internal.utils.urls import path_to_url

logging.getLogger("pip").setLevel(logging.CRITICAL)


@dataclass
class PipLine:
    """A logical line as pip reads it. `error` is empty for a line that it accepts."""

    line: int
    text: str
    error: str = ""
    name: str = ""
    extras: frozenset[str] = frozenset()
    specifier: str = ""
    marker: str = ""
    url: str = ""
    editable: bool = False
    declares: bool = False
    hashes: tuple[str, ...] = ()
    options: dict[str, list[str]] = field(default_factory=dict)
    is_beside: bool = False
    """Whether its URL is that of the project it was asked about."""


def decoded(path: Path) -> str:
    """Return a file's text as pip decodes it."""
    return req_file._decode_req_file(path.read_bytes(), str(path))


def pip_lines(text: str, *, constraint: bool = False) -> list[PipLine]:
    """Return how pip reads each logical line; no line depends on another."""
    parse = req_file.get_line_parser(None)
    return [_line(number, line, parse, constraint) for number, line in _preprocessed(text)]


def _preprocessed(text: str) -> list[tuple[int, str]]:
    """Return the logical lines with variables as they are written: their values are not text."""
    kept = dict(os.environ)
    for _, name in req_file.ENV_VAR_RE.findall(text):
        os.environ.pop(name, None)
    try:
        return list(req_file.preprocess(text))
    finally:
        os.environ.update(kept)


def pip_line_beside(line: PipLine, at: str, *, constraint: bool = False) -> PipLine:
    """Return how pip reads a line in a folder with a project at the path `at`.

    An absolute path is looked for below a folder of its own.
    """
    with tempfile.TemporaryDirectory() as root:
        # Deep enough for paths that go up.
        folder = Path(root, *"abcdefgh")
        text = line.text
        if at.startswith("/"):
            # What stands quoted in the line comes after a plain beginning.
            plain = re.split(r"[^\w./-]", at, maxsplit=1)[0]
            text, at = text.replace(plain, f"{folder}{plain}", 1), f"{folder}{at}"
        project = Path(os.path.normpath(folder / at))
        if not project.is_relative_to(root) or project.name == "pyproject.toml" or "\0" in at:
            return line
        folder.mkdir(parents=True)
        project.mkdir(parents=True, exist_ok=True)
        (project / "pyproject.toml").touch()
        with chdir(folder):
            found = _line(line.line, text, req_file.get_line_parser(None), constraint)
            found.options = line.options
            found.is_beside = found.url == path_to_url(at)
        return found


def _line(number, line, parse, constraint) -> PipLine:
    # pip keeps the features of all lines in one list; a line has only its own here.
    use_new_feature.keywords["default"].clear()
    try:
        # optparse prints its usage before it raises.
        with redirect_stderr(io.StringIO()):
            arguments, options = parse(line)
    except req_file.OptionParsingError as error:
        return PipLine(number, line, error.msg.strip() or "refused")
    except PipError as error:
        return PipLine(number, line, str(error))
    parsed = req_file.ParsedLine("requirements.txt", number, arguments, options, constraint)
    found = PipLine(number, line, options=_options(options), hashes=_hashes(options))
    if parsed.requirement is None:
        return found
    found.declares, found.editable = True, bool(parsed.is_editable and not arguments)
    try:
        _fill(found, parsed, constraint)
    except (PipError, ValueError, AssertionError, OSError) as error:
        found.error = str(error) or type(error).__name__
    return found


def _fill(found: PipLine, parsed, constraint: bool) -> None:
    if found.editable:
        requirement = install_req_from_editable(parsed.requirement, constraint=constraint)
    else:
        requirement = install_req_from_line(parsed.requirement, constraint=constraint)
    found.extras = frozenset(requirement.extras)
    found.marker = str(requirement.markers or "")
    found.url = requirement.link.url if requirement.link else ""
    if requirement.req is not None:
        found.name = requirement.req.name
        found.specifier = "" if found.url else str(requirement.req.specifier)
        found.url = requirement.req.url or found.url
        found.extras |= frozenset(requirement.req.extras)


def _hashes(options) -> tuple[str, ...]:
    return tuple(f"{name}:{digest}" for name, digests in (options.hashes or {}).items() for digest in digests)


def _options(options) -> dict[str, list[str]]:
    """Return the options that were given, by long name, as lists of arguments."""
    single = {"--index-url": options.index_url}
    many = {
        "--extra-index-url": options.extra_index_urls,
        "--requirement": options.requirements,
        "--constraint": options.constraints,
        "--editable": options.editables,
        "--find-links": options.find_links,
        "--trusted-host": options.trusted_hosts,
        "--use-feature": list(options.features_enabled),
        "--config-settings": _settings(options.config_settings),
        "--hash": sorted(_hashes(options)),
    }
    many |= _controls(options)
    flags = {
        "--no-index": options.no_index,
        "--prefer-binary": options.prefer_binary,
        "--require-hashes": options.require_hashes,
        "--pre": options.pre,
    }
    found = {name: [value] for name, value in single.items() if value is not None}
    found |= {name: list(values) for name, values in many.items() if values}
    found |= {name: [""] for name, value in flags.items() if value}
    return found


def _settings(settings) -> list[str]:
    pairs = [(key, value) for key, value in (settings or {}).items()]
    return [f"{key}={one}" for key, value in pairs for one in (value if isinstance(value, list) else [value])]


def _controls(options) -> dict[str, list[str]]:
    """Return what the options that name projects come to, since later ones take back earlier ones."""
    formats, releases = options.format_control, options.release_control
    return {
        "--no-binary": sorted(formats.no_binary),
        "--only-binary": sorted(formats.only_binary),
        "--all-releases": sorted(releases.all_releases),
        "--only-final": sorted(releases.only_final),
    }


def options_given(given: list[tuple[str, str | None]]) -> dict[str, list[str]]:
    """Return options, by long name with argument or `None`, as pip holds them when it reads just these."""
    words = [name if argument is None else f"{name}={shlex.quote(argument)}" for name, argument in given]
    use_new_feature.keywords["default"].clear()
    try:
        with redirect_stderr(io.StringIO()):
            _, options = req_file.get_line_parser(None)(" ".join(words))
    except (req_file.OptionParsingError, PipError) as error:
        return {"refused": [str(error)]}
    return _options(options)
