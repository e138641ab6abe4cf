"""Decisions outlive the session, and a damaged file loses nothing else."""

import pytest

from venvls.runtime.memory import Memory


@pytest.fixture
def environ(tmp_path):
    return {"VENVLS_STATE_DIR": str(tmp_path / "state")}


def test_a_decision_is_known_to_the_next_session(environ):
    Memory(environ).remember("declined", "/shop", "not now")
    assert Memory(environ).recall("declined", "/shop") == "not now"
    assert Memory(environ).recall("declined", "/other") is None


def test_a_forgotten_decision_is_gone(environ):
    memory = Memory(environ)
    memory.remember("declined", "/shop", "not now")
    memory.forget("declined", "/shop")
    assert memory.recall("declined", "/shop") is None
    assert Memory(environ).recall("declined", "/shop") is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"declined": 5}', '{"declined": {"/shop": 5}}', "\x00"])
def test_a_damaged_file_counts_as_empty_and_is_replaced(environ, tmp_path, content):
    file = tmp_path / "state" / "decisions.json"
    file.parent.mkdir()
    file.write_text(content)
    memory = Memory(environ)
    assert memory.recall("declined", "/shop") is None
    memory.remember("declined", "/shop", "not now")
    assert Memory(environ).recall("declined", "/shop") == "not now"


def test_a_state_folder_that_cannot_be_written_lasts_for_the_session(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    memory = Memory({"VENVLS_STATE_DIR": str(tmp_path / "state")})
    memory.remember("declined", "/shop", "not now")
    assert memory.recall("declined", "/shop") == "not now"
