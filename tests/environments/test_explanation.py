"""An explanation names everything considered, and says of each why it was taken or not."""

import json
from pathlib import Path
from typing import Any

from tests.support.environments import bare, install_fake
from venvls.environments.explanation import explanation


def explained(root: Path, choice: Path | None = None) -> dict[str, Any]:
    environ = {"HOME": str(root / "home")}
    answer = json.loads(
        json.dumps(explanation(str(root), [str(root)], environ, str(choice) if choice else None))
    )
    assert isinstance(answer, dict)
    return answer


def test_the_one_taken_and_those_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".venv").write_text("")
    bare(tmp_path / "venv")
    bare(tmp_path / "py311")
    answer = explained(tmp_path)
    assert answer["sysPrefix"] == str(tmp_path / "venv")
    assert [one for one in answer["considered"] if one["taken"]] == [
        {"why": "`venv` is in the project", "prefix": str(tmp_path / "venv"), "taken": True}
    ]
    reasons = [one["why"] for one in answer["considered"]]
    assert "the file `.venv` in the project names no environment" in reasons
    assert "`py311` is the only environment in the project" in reasons


def test_nothing_found_is_explained_too(tmp_path: Path) -> None:
    answer = explained(tmp_path)
    assert answer["state"] == "missing"
    assert "there is no `.venv` in the project" in [one["why"] for one in answer["considered"]]


def test_a_choice_stands_first(tmp_path: Path) -> None:
    bare(tmp_path / ".venv")
    chosen = bare(tmp_path / "elsewhere" / "chosen")
    answer = explained(tmp_path, chosen)
    assert answer["considered"][0] == {
        "why": "you chose it for this project",
        "prefix": str(chosen),
        "taken": True,
    }


def test_what_is_wrong_comes_with_its_repair(tmp_path: Path) -> None:
    prefix = bare(tmp_path / ".venv")
    install_fake(prefix, "app", requires=["absent"])
    assert explained(tmp_path)["defects"] == [
        {
            "code": "unsatisfied-dependency",
            "message": "`app` 1.0 requires `absent`, which is not installed",
            "subjects": ["app", "absent"],
            "repair": "install",
        },
        {
            "code": "missing-pip",
            "message": "it has no pip: `pip` in its terminals is that of some other Python",
            "subjects": [],
            "repair": "seed-pip",
        },
    ]


def test_a_scripts_own_environment_is_what_is_explained(tmp_path: Path) -> None:
    bare(tmp_path / ".venv")
    script = tmp_path / "tool.py"
    script.write_text("# /// script\n# dependencies = []\n# ///\n")
    environ = {"HOME": str(tmp_path / "home")}
    told = explanation(str(script), [str(tmp_path)], environ)
    assert told["state"] == "missing"
    reasons = [one["why"] for one in told["considered"]]  # type: ignore[attr-defined]
    assert [reason.partition(":")[0].partition(" in ")[0] for reason in reasons] == [
        "venvls has made none for this block",
        "uv has made none for a script of this name",
    ]
    folder = tmp_path / "home/.cache/uv/environments-v2"
    bare(folder / f"tool-{'0' * 16}")
    assert explanation(str(script), [str(tmp_path)], environ)["sysPrefix"] == str(folder / f"tool-{'0' * 16}")
    bare(folder / f"tool-{'1' * 16}")
    assert explanation(str(script), [str(tmp_path)], environ)["state"] == "missing"
    chosen = explanation(str(script), [str(tmp_path)], environ, str(tmp_path / ".venv"))
    assert chosen["sysPrefix"] == str(tmp_path / ".venv")
