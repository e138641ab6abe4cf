"""Which projects are asked whether they provide a module."""

import pytest

from venvls.analysis.known_modules import KNOWN_MODULES
from venvls.analysis.nomination import module_in_question, nominated
from venvls.model.modules import ModuleTable
from venvls.model.names import ModuleName, is_project_name


@pytest.mark.parametrize(
    ("module", "project"),
    [
        ("cv2", "opencv-python"),
        ("yaml", "pyyaml"),
        ("PIL.Image", "pillow"),
        ("sklearn.svm", "scikit-learn"),
        ("bs4", "beautifulsoup4"),
        ("dateutil.parser", "python-dateutil"),
        ("Crypto.Cipher", "pycryptodome"),
        ("google.protobuf", "protobuf"),
    ],
)
def test_known_differences_come_first(module: str, project: str) -> None:
    assert nominated(ModuleName(module))[0] == project


def test_known_differences_end_the_guessing() -> None:
    assert nominated(ModuleName("yaml")) == ("pyyaml",)


def test_names_are_guessed_and_few() -> None:
    guesses = nominated(ModuleName("left_pad"))
    assert guesses[0] == "left-pad"
    assert "python-left-pad" in guesses
    assert len(guesses) <= 8


def test_what_cannot_be_a_project_is_not_guessed() -> None:
    assert all(map(is_project_name, nominated(ModuleName("_private"))))
    assert all(map(is_project_name, nominated(ModuleName("größe"))))


def test_namespaces_are_asked_for_the_module_inside() -> None:
    nothing = ModuleTable()
    assert module_in_question(ModuleName("google.cloud.storage.blob"), nothing) == "google.cloud.storage"
    assert module_in_question(ModuleName("google.unheard.of"), nothing) == "google.unheard"
    assert module_in_question(ModuleName("yaml.nodes"), nothing) == "yaml"
    shared = ModuleTable(namespaces=frozenset({ModuleName("acme")}))
    assert module_in_question(ModuleName("acme.tools.deep"), shared) == "acme.tools"


def test_the_table_holds_names_that_can_exist() -> None:
    assert len(KNOWN_MODULES) >= 200
    assert all(all(part.isidentifier() for part in module.split(".")) for module in KNOWN_MODULES)
    assert all(is_project_name(project) for projects in KNOWN_MODULES.values() for project in projects)
