"""What lies in `editors/`, as far as it can be judged without the editor; a part of the ordinary tests."""

import json
import re
import tomllib

import pytest

from tests.support.real_editors import EDITORS
from venvls.model.settings import DEFAULTS
from venvls.runtime.settings import _READERS, read_settings
from venvls.syntax.kinds import kind_of

OF_THE_CLIENT = {"command", "trace.server"}
"""Settings that the extension reads itself."""

OTHER_SPELLINGS = {"offline"}
ADDRESS = re.compile(r"https?://")


def text_of(name):
    return (EDITORS / name).read_text()


@pytest.fixture
def properties():
    extension = json.loads(text_of("vscode/package.json"))
    found = extension["contributes"]["configuration"]["properties"]
    return {name.removeprefix("venvls."): schema for name, schema in found.items()}


def test_the_extension_has_every_setting_of_the_server_and_no_other(properties):
    assert set(properties) - OF_THE_CLIENT == set(_READERS) - OTHER_SPELLINGS


def test_what_the_extension_sends_where_nothing_is_set_changes_nothing(properties):
    sent = {name: schema["default"] for name, schema in properties.items() if name not in OF_THE_CLIENT}
    assert read_settings({"venvls": sent}, {}) == (DEFAULTS, ())


def test_variables_hold_where_nothing_is_set_in_vs_code(properties):
    sent = {name: schema["default"] for name, schema in properties.items()}
    settings, _ = read_settings(sent, {"VENVLS_OFFLINE": "1", "VENVLS_INDEX_NAMES": "off"})
    assert settings.offline
    assert settings.index_names == "off"


def test_the_commands_of_the_palette_are_those_of_the_extension():
    contributed = json.loads(text_of("vscode/package.json"))["contributes"]["commands"]
    implemented = re.findall(r'^ +"(venvls\.editor\.\w+)": ', text_of("vscode/extension.js"), re.MULTILINE)
    assert sorted(each["command"] for each in contributed) == sorted(implemented)


def test_files_that_vs_code_takes_for_requirements_are_manifests():
    (language,) = json.loads(text_of("vscode/package.json"))["contributes"]["languages"]
    examples = [glob.removeprefix("**/").replace("*", "") for glob in language["filenamePatterns"]]
    examples = [re.sub(r"/\.", "/base.", example) for example in examples]
    assert [example for example in examples if kind_of(f"/shop/{example}") is None] == []


def test_files_that_helix_takes_for_requirements_are_manifests():
    languages = tomllib.loads(text_of("helix/languages.toml"))["language"]
    (requirements,) = [each for each in languages if each["name"] == "pip-requirements"]
    examples = [each["glob"].replace("/*", "/base").replace("*", "") for each in requirements["file-types"]]
    assert [example for example in examples if kind_of(f"/shop/{example}") is None] == []


def test_kate_starts_the_server_for_plain_text_without_calling_it_requirements():
    servers = json.loads(text_of("kate/settings.json"))["servers"]
    assert {tuple(server["command"]) for server in servers.values()} == {("venvls", "server")}
    # Kate sends the key as the language id.
    (plain,) = [key for key, each in servers.items() if re.match(each["highlightingModeRegex"], "Normal")]
    assert kind_of("/shop/notes.txt", plain) is None


def test_zed_runs_the_server_under_a_name_that_it_lists_for_python():
    settings = json.loads(text_of("zed/settings.json"))
    ((name, server),) = settings["lsp"].items()
    assert name in settings["languages"]["Python"]["language_servers"]
    assert [server["binary"]["path"], *server["binary"]["arguments"]] == ["venvls", "server"]
    assert read_settings(server["initialization_options"], {}) == (DEFAULTS, ())


def test_no_file_names_an_address():
    named = [path for path in EDITORS.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    assert [str(path) for path in named if ADDRESS.search(path.read_text())] == []


@pytest.mark.parametrize("editor", ["emacs", "helix", "kate", "neovim", "vim", "vscode", "zed"])
def test_every_editor_has_a_page_that_says_how_and_what_to_expect(editor):
    assert "## What to expect" in text_of(f"{editor}/README.md")
