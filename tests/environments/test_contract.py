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
    assert told["ty"]["settings"] == {"ty": {"configuration": {"environment": {"python": str(prefix)}}}}


def test_ty_is_told_nothing_where_the_project_has_told_it(tmp_path: Path) -> None:
    (tmp_path / "ty.toml").write_text('[environment]\npython = "other"\n')
    answer = contract(inspect(str(bare(tmp_path / ".venv"))), "file:///project", 1, overrides(str(tmp_path)))
    consumers = answer["consumers"]
    assert isinstance(consumers, dict)
    assert consumers["ty"]["settings"] == {"ty": {}}
    assert consumers["pyrefly"]["settings"]["python"]


class TestOverrides:
    @pytest.mark.parametrize(
        ("file", "text", "setting", "value", "beats"),
        [
            ("pyrightconfig.json", '{"venv": "other"}', "venv", "other", ("pyright", "basedpyright")),
            (
                "pyrightconfig.json",
                '{\n  // ours\n  "venvPath": "//server/x", /* y */\n "venv": "z",\n}',
                "venv",
                "z",
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
            (
                "pyproject.toml",
                '[tool.basedpyright]\nvenv = "a"',
                "tool.basedpyright.venv",
                "a",
                ("basedpyright",),
            ),
            ("pyrefly.toml", 'python-interpreter-path = "p"', "python-interpreter-path", "p", ("pyrefly",)),
            ("pyrefly.toml", 'python-interpreter = "p"', "python-interpreter", "p", ("pyrefly",)),
            ("pyrefly.toml", 'conda-environment = "c"', "conda-environment", "c", ("pyrefly",)),
            (
                "pyproject.toml",
                '[tool.pyrefly]\npython-interpreter-path = "p"',
                "tool.pyrefly.python-interpreter-path",
                "p",
                ("pyrefly",),
            ),
            ("mypy.ini", "[mypy]\npython_executable = p", "mypy.python_executable", "p", ("mypy",)),
            (".mypy.ini", "[mypy]\npython_executable = p", "mypy.python_executable", "p", ("mypy",)),
            ("setup.cfg", "[mypy]\npython_executable = p", "mypy.python_executable", "p", ("mypy",)),
            (
                "pyproject.toml",
                '[tool.mypy]\npython_executable = "p"',
                "tool.mypy.python_executable",
                "p",
                ("mypy",),
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

    @pytest.mark.parametrize(
        ("file", "text"),
        [
            ("pyrightconfig.json", '{"venvPath": "/opt"}'),
            ("pyrightconfig.json", '{"include": ["src"]}'),
            ("pyrefly.toml", 'site-package-path = ["/opt"]'),
            ("ty.toml", '[environment]\npython-version = "3.12"'),
            ("pyproject.toml", '[tool.ty.rules]\nindex-out-of-bounds = "ignore"'),
            ("setup.cfg", "[mypy-flask]\npython_executable = p"),
        ],
    )
    def test_what_names_no_environment_is_not_told(self, tmp_path: Path, file: str, text: str) -> None:
        (tmp_path / file).write_text(text)
        assert overrides(str(tmp_path)) == ()

    @pytest.mark.parametrize(
        ("first", "text", "table"),
        [
            ("pyrightconfig.json", "{}", '[tool.pyright]\nvenv = "a"\n[tool.basedpyright]\nvenv = "b"'),
            ("ty.toml", "[rules]", '[tool.ty.environment]\npython = "p"'),
            ("pyrefly.toml", "", '[tool.pyrefly]\npython-interpreter-path = "p"'),
            ("mypy.ini", "[mypy]", '[tool.mypy]\npython_executable = "p"'),
        ],
    )
    def test_a_file_of_its_own_hides_what_pyproject_says(
        self, tmp_path: Path, first: str, text: str, table: str
    ) -> None:
        (tmp_path / "pyproject.toml").write_text(table)
        assert overrides(str(tmp_path))
        (tmp_path / first).write_text(text)
        assert overrides(str(tmp_path)) == ()

    def test_basedpyright_reads_its_own_table_before_that_of_pyright(self, tmp_path: Path) -> None:
        text = '[tool.pyright]\nvenv = "a"\n[tool.basedpyright]\nvenv = "b"\n'
        (tmp_path / "pyproject.toml").write_text(text)
        assert {one.setting: one.beats for one in overrides(str(tmp_path))} == {
            "tool.pyright.venv": ("pyright",),
            "tool.basedpyright.venv": ("basedpyright",),
        }

    @pytest.mark.parametrize(
        ("file", "text"),
        [
            ("ty.toml", '[environment]\npython = "p"'),
            ("pyproject.toml", '[tool.ty.environment]\npython = "p"'),
            ("pyrefly.toml", 'python-interpreter-path = "p"'),
            ("pyproject.toml", '[tool.pyrefly]\npython-interpreter-path = "p"'),
        ],
    )
    def test_ty_and_pyrefly_find_it_above_the_project(self, tmp_path: Path, file: str, text: str) -> None:
        (tmp_path / file).write_text(text)
        member = tmp_path / "apps" / "shop"
        member.mkdir(parents=True)
        (member / "pyproject.toml").write_text('[project]\nname = "shop"\n')
        assert [one.file for one in overrides(str(member))] == [str(tmp_path / file)]
        (member / file).write_text(text.replace('"p"', '"nearer"'))
        assert [one.value for one in overrides(str(member))] == ["nearer"]

    def test_pyright_finds_it_in_the_folder_that_is_open(self, tmp_path: Path) -> None:
        (tmp_path / "pyrightconfig.json").write_text('{"venvPath": "/opt", "venv": "other"}')
        (tmp_path / "shop").mkdir()
        assert overrides(str(tmp_path / "shop")) == ()
        assert len(overrides(str(tmp_path / "shop"), str(tmp_path))) == 1

    def test_a_script_has_those_of_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "ty.toml").write_text('[environment]\npython = "p"')
        (tmp_path / "job.py").touch()
        assert len(overrides(str(tmp_path / "job.py"))) == 1

    @pytest.mark.parametrize("text", ["", "[", "{", "null", '{"venv": 3}', "\0"])
    def test_garbage_pins_nothing(self, tmp_path: Path, text: str) -> None:
        for file in ("pyrightconfig.json", "pyproject.toml", "ty.toml", "mypy.ini", "pyrefly.toml"):
            (tmp_path / file).write_text(text)
        assert overrides(str(tmp_path)) == ()
