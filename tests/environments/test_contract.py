"""The activation contract: exactly the documented keys, and nothing to activate where nothing works."""

import json
from pathlib import Path

import pytest

from tests.support.environments import bare, by_uv
from venvls.environments.contract import contract
from venvls.environments.inspection import inspect
from venvls.environments.overrides import Override, overrides
from venvls.model.environment import MISSING

KEYS = {
    "scopeUri",
    "generation",
    "state",
    "reason",
    "interpreter",
    "sysPrefix",
    "version",
    "implementation",
    "kind",
    "why",
    "environmentVariables",
    "shells",
    "consumers",
    "overrides",
}


def test_a_ready_environment_says_everything(tmp_path: Path) -> None:
    prefix = by_uv(tmp_path / ".venv")
    answer = json.loads(json.dumps(contract(inspect(str(prefix)), "file:///project", 3)))
    assert set(answer) == KEYS
    assert answer["scopeUri"] == "file:///project"
    assert answer["generation"] == 3
    assert answer["state"] == "ready"
    assert answer["interpreter"] == str(prefix / "bin" / "python")
    assert answer["sysPrefix"] == str(prefix)
    assert set(answer["version"]) == {"major", "minor", "patch"}
    assert answer["kind"] == "uv"
    assert answer["environmentVariables"]["set"]["VIRTUAL_ENV"] == str(prefix)
    assert answer["environmentVariables"]["prepend"]["PATH"] == str(prefix / "bin")
    assert answer["environmentVariables"]["unset"] == ["PYTHONHOME"]
    assert set(answer["shells"]) == {"bash", "zsh", "fish", "powershell", "cmd", "nu"}
    assert all(set(commands) == {"activate", "deactivate"} for commands in answer["shells"].values())


@pytest.mark.parametrize("state", ["missing", "broken"])
def test_without_a_usable_environment_there_is_nothing_to_activate(tmp_path: Path, state: str) -> None:
    (tmp_path / ".venv").mkdir()
    environment = MISSING if state == "missing" else inspect(str(tmp_path / ".venv"))
    answer = contract(environment, "file:///project", 1)
    assert set(answer) == KEYS
    assert answer["state"] == state
    assert answer["reason"]
    assert answer["version"] is None
    assert answer["environmentVariables"] == {"set": {}, "prepend": {}, "unset": []}
    assert answer["shells"] == answer["consumers"] == {}


def test_each_server_is_told_in_the_object_it_reads(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    interpreter = str(prefix / "bin" / "python")
    told = contract(inspect(str(prefix)), "file:///project", 1)["consumers"]
    assert isinstance(told, dict)
    pyright = {"python": {"pythonPath": interpreter, "venvPath": str(tmp_path), "venv": ".venv"}}
    assert told["pyright"] == told["basedpyright"] == {"settings": pyright, "needs": "configuration"}
    assert told["pyrefly"]["settings"] == {"python": {"pythonPath": interpreter}}
    assert told["jedi-language-server"] == {
        "settings": {"workspace": {"environmentPath": interpreter}},
        "needs": "restart",
    }
    assert told["pylsp"]["settings"]["pylsp"]["plugins"]["jedi"]["environment"] == interpreter
    ty = told["ty"]["settings"]["ty"]
    assert ty["configuration"]["environment"]["python"] == str(prefix)
    executable = {"uri": Path(interpreter).as_uri(), "sysPrefix": str(prefix)}
    assert ty["pythonExtension"]["activeEnvironment"]["executable"] == executable


class TestOverrides:
    @pytest.mark.parametrize(
        ("file", "text", "setting", "value", "beats"),
        [
            ("pyrightconfig.json", '{"venv": "other"}', "venv", "other", ("pyright", "basedpyright")),
            (
                "pyrightconfig.json",
                '{\n  // ours\n  "venvPath": "//server/x", /* y */\n}',
                "venvPath",
                "//server/x",
                ("pyright", "basedpyright"),
            ),
            (
                "pyproject.toml",
                '[tool.pyright]\nvenv = "a"',
                "tool.pyright.venv",
                "a",
                ("pyright", "basedpyright"),
            ),
            (
                "pyproject.toml",
                '[tool.ty.environment]\npython = "p"',
                "tool.ty.environment.python",
                "p",
                ("ty",),
            ),
            ("ty.toml", '[environment]\npython = "p"', "environment.python", "p", ("ty",)),
            (
                ".vscode/settings.json",
                '{"python.defaultInterpreterPath": "p"}',
                "python.defaultInterpreterPath",
                "p",
                ("pylance",),
            ),
        ],
    )
    def test_a_pinned_environment_is_reported(
        self, tmp_path: Path, file: str, text: str, setting: str, value: str, beats: tuple[str, ...]
    ) -> None:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
        found = overrides(str(tmp_path))
        assert found == (Override(str(tmp_path / file), setting, value, beats),)
        assert contract(MISSING, "file:///project", 1, found)["overrides"] == [
            {"file": str(tmp_path / file), "setting": setting, "value": value, "beats": list(beats)}
        ]

    @pytest.mark.parametrize("text", ["", "[", "{", "null", '{"venv": 3}', "\0"])
    def test_garbage_pins_nothing(self, tmp_path: Path, text: str) -> None:
        for file in ("pyrightconfig.json", "pyproject.toml", "ty.toml"):
            (tmp_path / file).write_text(text)
        assert overrides(str(tmp_path)) == ()
