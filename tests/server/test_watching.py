"""What clients are asked to watch is all that can change an answer."""

from pathlib import PurePosixPath

import pytest

from venvls.server.capabilities import ClientCapabilities
from venvls.server.watching import registrations


def watches(path: str) -> bool:
    (registration,) = registrations(ClientCapabilities(watches_files=True))
    globs = [each.glob_pattern for each in registration.register_options.watchers]
    return any(PurePosixPath(path).match(one) for glob in globs for one in alternatives(glob))


def alternatives(glob: str) -> list[str]:
    """Write out the braces of a glob, which Python does not know."""
    before, brace, rest = glob.partition("{")
    if not brace:
        return [glob]
    inside, _, after = rest.partition("}")
    return [f"{before}{one}{after}" for one in inside.split(",")]


@pytest.mark.parametrize(
    "path",
    [
        "/shop/pyproject.toml",
        "/shop/requirements-dev.txt",
        "/shop/.venv/pyvenv.cfg",
        "/shop/.venv/lib/python3.11/site-packages/six-1.dist-info",
        "/shop/pyrightconfig.json",
        "/shop/ty.toml",
        "/shop/pyrefly.toml",
        "/shop/mypy.ini",
        "/shop/.mypy.ini",
        "/shop/setup.cfg",
        "/shop/.vscode/settings.json",
    ],
)
def test_what_can_change_an_answer_is_watched(path: str) -> None:
    assert watches(path)


@pytest.mark.parametrize("path", ["/shop/README.md", "/shop/data/settings.json", "/shop/tsconfig.json"])
def test_nothing_else_is(path: str) -> None:
    assert not watches(path)


def test_a_client_that_cannot_watch_is_not_asked() -> None:
    assert not registrations(ClientCapabilities())
