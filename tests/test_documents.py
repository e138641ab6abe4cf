"""What is written for people agrees with the code: commands, settings, shapes, targets, links."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from lsprotocol import types
from packaging.version import Version

from venvls.cli import _parser
from venvls.environments.contract import contract
from venvls.model.change import FailureReason
from venvls.model.environment import Environment, EnvironmentKind, EnvironmentState
from venvls.model.settings import DEFAULTS, InstallerChoice, NameLists, Settings, Severity
from venvls.runtime.commands import NAMES
from venvls.runtime.settings import _READERS
from venvls.server.registration import RAW, TYPED

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "tests/*.md", "tests/editors/*.md", "editors/*/*.md")
    for path in ROOT.glob(pattern)
)
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """Return the cells of all rows of tables, in order."""
    # A bar in a cell is written as `\|`.
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def first_words(text: str) -> list[str]:
    """Return what the first cells of tables hold in backticks, each row's first word."""
    return [found[1] for row in rows(text) if (found := re.match(r"`([^`]+)`", row[0]))]


def section(text: str, title: str) -> str:
    """Return what stands below a heading."""
    return re.split(r"^#+ ", text.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def anchors(path: Path) -> set[str]:
    """Return the anchors that the headings of a document make."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        place = path.parent / file if file else path
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), target


def test_all_commands_are_documented_in_their_order_by_subject() -> None:
    assert set(first_words(section(PROTOCOL, "Commands (`workspace/executeCommand`)"))) == set(NAMES)


def test_all_messages_of_our_own_are_documented() -> None:
    own = {method for method in (*RAW, *TYPED) if method.startswith("venvls/")}
    headings = re.findall(r"^## `(venvls/\w+)` \((request|notification)\)$", PROTOCOL, re.MULTILINE)
    assert {method for method, kind in headings if kind == "request"} == own
    assert [method for method, kind in headings if kind == "notification"] == ["venvls/didChangeEnvironment"]


def test_all_methods_of_lsp_are_documented() -> None:
    from_client, notified, asked, told = (
        re.findall(r"`([\w$/]+/\w+|initialized?|shutdown|exit)`", row[1])
        for row in rows(section(PROTOCOL, "Methods of LSP"))[2:]
    )
    own_life = {"initialize", "shutdown", "exit", "$/cancelRequest"}
    answered = {method for method in (*RAW, *TYPED) if not method.startswith("venvls/")}
    assert {*from_client, *notified} == answered | own_life
    client = (ROOT / "venvls" / "server" / "client.py").read_text(encoding="utf-8")
    names = re.findall(r"(?:send_request|ask)\(types\.(\w+)", client)
    assert set(asked) == {getattr(types, name) for name in names}
    assert {"textDocument/publishDiagnostics", "$/progress"} <= set(told)


def test_the_contract_has_the_keys_that_are_documented() -> None:
    environment = Environment(EnvironmentState.READY, prefix="/shop/.venv", version=Version("3.12.1"))
    told = contract(environment, "file:///shop", 1)
    documented = [
        key
        for row in rows(section(PROTOCOL, "The activation contract"))
        for key in re.findall(r"`(\w+)`", row[0])
    ]
    assert documented == list(told)
    meanings = {row[0]: row[1] + row[2] for row in rows(section(PROTOCOL, "The activation contract"))}
    assert re.findall(r"`(\w+)`", meanings["`kind`"]) == list(EnvironmentKind)
    assert re.findall(r"`(\w+)`", meanings["`state`"]) == list(EnvironmentState)
    assert set(told["shells"]) <= set(re.findall(r"`(\w+)`", meanings["`shells`"]))


def test_all_reasons_of_failures_are_documented() -> None:
    said = section(PROTOCOL, "The change result")
    assert [reason for reason in FailureReason if f"`{reason}`" not in said] == []


def test_all_settings_are_documented_with_their_values_and_defaults() -> None:
    documented = {
        row[0].strip("`"): row[1:3] for row in rows((ROOT / "docs/settings.md").read_text()) if "`" in row[0]
    }
    # `offline` alone is what the setting was called at first.
    assert set(documented) == set(_READERS) - {"offline"}
    assert len(documented) == len(fields(Settings))
    defaults = {
        "index.names": DEFAULTS.index_names,
        "index.offline": str(DEFAULTS.offline).lower(),
        "index.refreshInterval": f"{DEFAULTS.refresh_interval:g}",
        "index.minimumReleaseAge": f"{DEFAULTS.minimum_release_age:g}",
        "installer": DEFAULTS.installer,
        "environment.offer": str(DEFAULTS.offer_environment).lower(),
        "environment.pollInterval": f"{DEFAULTS.poll_interval:g}",
    }
    assert {key: documented[key][1] for key in defaults} == {key: f"`{it}`" for key, it in defaults.items()}
    values = {"index.names": NameLists, "installer": InstallerChoice}
    for key, choices in values.items():
        assert re.findall(r"`([^`]+)`", documented[key][0]) == list(choices)
    assert re.findall(r"`([^`]+)`", documented["diagnostics.severity"][0]) == list(Severity)


def test_the_readme_shows_every_command_of_the_command_line() -> None:
    (choices,) = (action.choices for action in _parser()._actions if action.dest == "command")
    shown = re.findall(r"^    venvls (\S+)", section(README, "On the command line"), re.MULTILINE)
    assert list(dict.fromkeys(sorted(shown))) == sorted(choices)


@pytest.mark.parametrize("document", ["README.md", "tests/README.md", "ARCHITECTURE.md"])
def test_every_target_of_make_that_is_named_is_there(document: str) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^ {4}|`)make ([\w-]+)", (ROOT / document).read_text(), re.MULTILINE))
    assert named <= targets


def test_every_package_has_its_row_in_the_architecture() -> None:
    parts = {
        path.stem
        for path in (ROOT / "venvls").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    table = rows(section(ARCHITECTURE, "Layers: imports point down only"))
    described = {name for row in table for name in re.findall(r"`(\w+)`", row[0])}
    assert described == parts - {"__init__"}


def test_every_file_that_the_architecture_names_is_there() -> None:
    for name in re.findall(r"`([\w/]+(?:\.py|/))`", ARCHITECTURE):
        assert (ROOT / "venvls" / name).exists() or (ROOT / name).exists(), name
