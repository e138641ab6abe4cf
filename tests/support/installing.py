"""Plans and their application on real environments, with a real installer against a loopback index.

    place = Place(bare(tmp_path / ".venv"), index.url, InstallerChoice.PIP)
    plan = await place.plan(Install(("flask",)))         # a Plan, or the Failure
    outcome = await place.install("flask")               # plan and apply
    place.versions                                       # {"flask": "3.0", "werkzeug": "3.1"}
    contents(place.prefix)                               # every file below it, to compare two moments

`settled_configuration` keeps what the machine's own configuration of pip and uv says out of a test.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.environments import site_packages
from venvls.environments.inspection import inspect
from venvls.install.applying import apply
from venvls.install.plan import Plan
from venvls.install.planning import discard, plan
from venvls.install.request import Install, Request
from venvls.install.target import present
from venvls.model.change import Failure, LockOwner, Outcome
from venvls.model.environment import Environment
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.settings import InstallerChoice

_PLANS: list[Plan] = []


@dataclass
class Place:
    """An environment with the index and the installer that serve it; `told` is the progress so far."""

    prefix: Path
    index: str = ""
    choice: InstallerChoice = InstallerChoice.PIP
    told: list[tuple[str, int | None]] = field(default_factory=list)
    minimum_age: float = 0.0
    dedicated: tuple[tuple[str, tuple[Setting, ...]], ...] = ()
    ages: tuple[tuple[str, Setting], ...] = ()

    @property
    def environment(self) -> Environment:
        """What its files say now."""
        return inspect(str(self.prefix))

    @property
    def versions(self) -> dict[str, str]:
        """What is installed now."""
        found = present((site_packages(self.prefix),))
        return {name: one.version for name, (one, *_) in sorted(found.items())}

    @property
    def configuration(self) -> IndexConfiguration:
        """The index, as the user configured it."""
        indexes = (Setting(self.index, "test"),) if self.index else ()
        return IndexConfiguration("test", indexes, dedicated=self.dedicated, ages=self.ages)

    async def plan(
        self,
        request: Request,
        cancelled: asyncio.Event | None = None,
        lock_owner: LockOwner | None = None,
    ) -> Plan | Failure:
        """Plan a request; what is not applied is thrown away when the test ends."""
        made = await plan(
            request,
            self.environment,
            self.configuration,
            self.choice,
            self.report,
            cancelled or asyncio.Event(),
            lock_owner=lock_owner,
            minimum_age=self.minimum_age,
        )
        _PLANS.extend([made] if isinstance(made, Plan) else [])
        return made

    async def planned(self, request: Request) -> Plan:
        """Plan a request that can be planned."""
        made = await self.plan(request)
        assert isinstance(made, Plan), made
        return made

    async def refused(self, request: Request) -> Failure:
        """Plan a request that cannot be planned."""
        made = await self.plan(request)
        assert isinstance(made, Failure), made
        return made

    async def carry_out(self, request: Request) -> Outcome:
        """Plan a request and apply the plan."""
        return await apply(await self.planned(request), self.report)

    async def install(self, *requirements: str) -> Outcome:
        """Install requirements, which must succeed."""
        outcome = await self.carry_out(Install(requirements))
        assert outcome.failure is None, outcome.failure
        return outcome

    def report(self, message: str, percentage: int | None) -> None:
        """Note progress."""
        self.told.append((message, percentage))


def contents(folder: Path) -> Mapping[str, bytes | str]:
    """Return every file below a folder with its content, and where links lead."""
    return {str(path.relative_to(folder)): _content(path) for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())


def _content(path: Path) -> bytes | str:
    return f"-> {path.readlink()}" if path.is_symlink() else path.read_bytes()


@pytest.fixture(autouse=True)
def settled_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Run installers as on a machine where nobody configured anything."""
    for name in ("PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX"):
        monkeypatch.delenv(name, raising=False)
    # Plans that a test throws away leave their files here, and pytest removes them.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("temporary")))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    # One each: two loopback indexes may have had the same port, and uv keeps pages by address.
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path_factory.mktemp("uv-cache")))
    yield
    while _PLANS:
        discard(_PLANS.pop())


@pytest.fixture(params=[InstallerChoice.PIP, InstallerChoice.UV], ids=str)
def choice(request: pytest.FixtureRequest) -> InstallerChoice:
    """Run a test with each installer."""
    chosen: InstallerChoice = request.param
    return chosen
