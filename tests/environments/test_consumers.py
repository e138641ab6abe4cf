"""Basedpyright, ty, pyrefly, jedi and pylsp follow the environment when told what the contract says.

The servers are real, installed when first wanted (tests/support/tools.py). Each is asked where a module
is defined that only one of two environments has.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.environments import bare, install_fake
from tests.support.raw_client import at
from tests.support.stdio import connected_to
from tests.support.tools import tool
from venvls.environments.contract import contract
from venvls.environments.inspection import inspect
from venvls.environments.overrides import overrides

pytestmark = pytest.mark.slow

SERVERS: Mapping[str, tuple[str, ...]] = {
    "basedpyright": ("basedpyright-langserver", "--stdio"),
    "ty": ("ty", "server"),
    "pyrefly": ("pyrefly", "lsp"),
    "jedi-language-server": ("jedi-language-server",),
    "pylsp": ("pylsp",),
}
# Some of them read settings in one way, some in the other.
_WAYS = {"basedpyright": {"asked"}, "ty": {"asked", "initial"}, "pyrefly": {"asked"}}
_WAYS |= {"jedi-language-server": {"initial"}, "pylsp": {"told"}}

TEXT = "import only_ours\nimport only_theirs\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project beside two environments, each with a module that the other does not have."""
    for name in ("ours", "theirs"):
        prefix = bare(tmp_path / "environments" / name)
        install_fake(
            prefix, f"only-{name}", files={f"only_{name}/__init__.py": "", f"only_{name}/py.typed": ""}
        )
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "main.py").write_text(TEXT)
    return tmp_path / "shop"


@pytest.mark.parametrize(
    ("server", "way"), [(server, way) for server, ways in _WAYS.items() for way in sorted(ways)]
)
async def test_a_server_that_is_told_follows_our_environment(project: Path, server: str, way: str) -> None:
    assert await followed(project, server, way) == {"only_ours"}


PINNED = {
    "basedpyright": [
        ("pyrightconfig.json", '{"venvPath": "PLACE/environments", "venv": "theirs"}'),
        ("pyrightconfig.json", '{"venv": "theirs"}'),
        ("pyproject.toml", '[tool.basedpyright]\nvenvPath = "PLACE/environments"\nvenv = "theirs"\n'),
        ("pyproject.toml", '[tool.pyright]\nvenvPath = "PLACE/environments"\nvenv = "theirs"\n'),
    ],
    "ty": [
        ("ty.toml", '[environment]\npython = "PLACE/environments/theirs"\n'),
        ("pyproject.toml", '[tool.ty.environment]\npython = "PLACE/environments/theirs"\n'),
        ("../ty.toml", '[environment]\npython = "PLACE/environments/theirs"\n'),
    ],
    "pyrefly": [
        ("pyrefly.toml", 'python-interpreter-path = "PLACE/environments/theirs/bin/python"\n'),
        ("pyrefly.toml", 'python-interpreter = "PLACE/environments/theirs/bin/python"\n'),
        ("../pyrefly.toml", 'python-interpreter-path = "PLACE/environments/theirs/bin/python"\n'),
        (
            "pyproject.toml",
            '[tool.pyrefly]\npython-interpreter-path = "PLACE/environments/theirs/bin/python"\n',
        ),
    ],
}


@pytest.mark.parametrize(
    ("server", "file", "text"), [(server, *pinned) for server, all_ in PINNED.items() for pinned in all_]
)
async def test_a_setting_that_we_say_beats_us_does(project: Path, server: str, file: str, text: str) -> None:
    path = (project / file).resolve()
    path.write_text(text.replace("PLACE", str(project.parent)))
    told = [one.beats for one in overrides(str(project)) if one.file == str(path)]
    assert any(server in beats for beats in told)
    assert await followed(project, server, "asked") == {"only_theirs"}


HARMLESS = {
    "basedpyright": [
        ("pyrightconfig.json", '{"venvPath": "PLACE/other"}'),
        ("../pyrightconfig.json", '{"venvPath": "PLACE/environments", "venv": "theirs"}'),
    ],
    "ty": [("ty.toml", '[environment]\npython-version = "3.11"\n')],
    "pyrefly": [("pyrefly.toml", 'python-version = "3.11"\n')],
}


@pytest.mark.parametrize(
    ("server", "file", "text"), [(server, *one) for server, all_ in HARMLESS.items() for one in all_]
)
async def test_a_setting_that_we_do_not_mention_does_not(
    project: Path, server: str, file: str, text: str
) -> None:
    (project / file).write_text(text.replace("PLACE", str(project.parent)))
    assert overrides(str(project)) == ()
    assert await followed(project, server, "asked") == {"only_ours"}


async def followed(project: Path, server: str, way: str) -> set[str]:
    """Tell a server what the contract says, and return which of the two modules it finds."""
    environment = inspect(str(project.parent / "environments" / "ours"))
    answer: Any = contract(environment, project.as_uri(), 1, overrides(str(project)))
    settings = answer["consumers"][server]["settings"]
    program, *arguments = SERVERS[server]
    command = [str(tool(program)), *arguments]
    async with connected_to(command, {"HOME": str(project.parent / "home")}, project) as process:
        client = process.client
        client.answers["workspace/configuration"] = lambda params: [
            section(settings, item.get("section", "")) if way == "asked" else None for item in params["items"]
        ]
        initial = {"initializationOptions": settings.get(server, settings)} if way == "initial" else {}
        await client.initialize(project, **initial)
        client.notify("workspace/didChangeConfiguration", {"settings": settings if way != "initial" else {}})
        client.open((project / "main.py").as_uri(), TEXT, "python")
        return await until_known(client, (project / "main.py").as_uri())


async def until_known(client: Any, uri: str) -> set[str]:
    """Ask where the modules are until one is found: a server may still be reading."""
    async with asyncio.timeout(60):
        while True:
            found = {
                name
                for line, name in enumerate(("only_ours", "only_theirs"))
                if f"site-packages/{name}/" in str(await definition(client, uri, line))
            }
            if found:
                return found
            await asyncio.sleep(0.2)


async def definition(client: Any, uri: str, line: int) -> Any:
    where = {"textDocument": {"uri": uri}, "position": at(line, 10)}
    return (await client.request("textDocument/definition", where)).get("result")


def section(settings: Any, name: str) -> Any:
    """Return the part of settings that a server asks for by a dotted name."""
    for key in filter(None, name.split(".")):
        settings = settings.get(key) if isinstance(settings, dict) else None
    return settings
